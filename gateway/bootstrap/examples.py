"""Examples that stand beside the mappings, and what must come of each: held before use.

`examples/SENDER/FACT.hl7` (or `.xml`, `.csv`: a message or document of any format) and
`FACT.bundle.json` in a folder of mappings; the second is what `gateway convert --sender SENDER
FACT.hl7` prints. https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from gateway.adapters.recognise import recognise
from gateway.fhirjson import decode, encode
from gateway.intake.convert import convert
from gateway.intake.difference import unlike
from gateway.model import Fault, Inbound, Rejected, Resource, Ruleset

FOLDER = "examples"
_BUNDLE = ".bundle.json"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""As the library has it: a conversion has no clock."""
_SHOWN = 3


def differing(folders: Sequence[Path], rules: Ruleset) -> Iterator[Fault]:
    """Each example that does not come out as it must, with the first elements that differ."""
    for folder in folders:
        for file in _files(folder / FOLDER):
            name = file.relative_to(folder).as_posix()
            sender = file.parent.name
            if sender not in rules.senders:
                yield Fault(name, 1, "example-sender", f"there is no sender `{sender}`")
                continue
            yield from _one(file, name, sender, rules)


def _files(folder: Path) -> list[Path]:
    """What stands for a message or document: what is no expected Bundle, and not hidden."""
    found = [file for file in folder.glob("*/*") if file.is_file() and file.name[0] != "."]
    return sorted(file for file in found if not file.name.endswith(_BUNDLE))


def _one(file: Path, name: str, sender: str, rules: Ruleset) -> Iterator[Fault]:
    beside, body = file.with_suffix(_BUNDLE), file.read_bytes()
    format = recognise(body)
    if format not in rules.adapters:
        if beside.is_file():
            known = ", ".join(rules.adapters)
            yield Fault(name, 1, "example-format", f"it begins like none of {known}")
        return
    if not beside.is_file():
        yield Fault(name, 1, "example-alone", f"{beside.name} does not stand beside it")
        return
    found = convert(Inbound(sender, format, body, _NEVER), rules)
    try:
        expected: Resource = decode(beside.read_bytes())
    except Rejected as refused:
        yield Fault(name, 1, "example-alone", f"{beside.name}: {refused.issues[0].text}")
        return
    places = unlike(expected, decode(encode(found.bundle)))
    if places:
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        text = f"it comes out otherwise at {', '.join(places[:_SHOWN])}{more}"
        yield Fault(name, 1, "example-differs", text)
