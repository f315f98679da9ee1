"""What is wrong with a sender's file that only shows beside all other data.

`docs/how-to/add-a-hospital.md`
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from gateway.adapters.hl7v2.charset import codec
from gateway.definitions import Definitions, Structure
from gateway.mapping.senders import senders as read_senders
from gateway.model import Fault, Sender
from gateway.settings import Settings
from gateway.wording import SENTENCES

_WORDS = ("UTF-8", "8859/1", "8859/15", "WINDOWS-1252")
"""Of the character sets those that most hospitals here send."""
_BASE = "http://hl7.org/fhir/StructureDefinition/"


def lint(
    senders: Iterable[Sender], folders: Sequence[Path], definitions: Definitions
) -> Iterator[Fault]:
    """Every such fault, with its line."""

    @cache
    def rules() -> frozenset[str]:
        return frozenset(_rules(definitions))

    for sender in senders:
        yield from _charset(sender, folders)
        yield from _lowered(sender, folders, rules)


def ended(settings: Settings, today: date) -> Iterator[Fault]:
    """Rules that were lowered until a day that is over: they reject again, unseen.

    No fault of the data: it is told to who looks, and keeps no rules from being renewed.
    """
    senders, _ = read_senders(settings.mappings, settings.cache)
    for sender in senders.values():
        for one in sender.lowered:
            if one.until < today:
                text = f"`{one.rule}` was lowered until {one.until.isoformat()}: it rejects again"
                line = _line(sender, settings.mappings, one.rule)
                yield Fault(sender.file, line, "sender-lowered-ended", text)


def _charset(sender: Sender, folders: Sequence[Path]) -> Iterator[Fault]:
    """A character set that nobody can read would refuse every message."""
    if codec(sender.charset) is None:
        line = _line(sender, folders, "charset:")
        text = (
            f"this character set is not known: write {', '.join(_WORDS)} or another of table 0211"
        )
        yield Fault(sender.file, line, "charset-unknown", text)


def _lowered(
    sender: Sender, folders: Sequence[Path], rules: Callable[[], frozenset[str]]
) -> Iterator[Fault]:
    """A rule whose name has a slip in it would go on rejecting, and nobody would see why."""
    for one in sender.lowered:
        if one.rule in rules():
            continue
        near = "".join(f": is it `{like}`?" for like in get_close_matches(one.rule, rules(), 1))
        line = _line(sender, folders, one.rule)
        yield Fault(sender.file, line, "sender-rule", f"there is no rule `{one.rule}`{near}")


def _rules(definitions: Definitions) -> Iterator[str]:
    """Our own rules, and the invariants of all profiles at hand."""
    yield from (one.rule for one in SENTENCES.values())
    for url in definitions.canonicals("StructureDefinition"):
        profile = None if url.startswith(_BASE) else _structure(definitions, url)
        for at in profile.elements if profile else ():
            yield from (held.key for held in at.constraints)


def _structure(definitions: Definitions, url: str) -> Structure | None:
    try:
        return definitions.structure(url)
    except (LookupError, ValueError):  # told of with its package
        return None


def _line(sender: Sender, folders: Sequence[Path], word: str) -> int:
    """The first line of the sender's file that has this word."""
    files = [folder / sender.file for folder in folders if (folder / sender.file).is_file()]
    lines = files[-1].read_text(encoding="utf-8").splitlines() if files else []
    return next((at for at, text in enumerate(lines, 1) if word in text), 1)
