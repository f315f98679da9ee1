"""Judges the facts that others expect: said at their element, elsewhere, no truth, or missing.

What counts as said elsewhere, and what is no truth, stands in `facts.toml` with its reason.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

FILE = Path(__file__).with_name("facts.toml")
ZONE = ZoneInfo("Europe/Luxembourg")
"""The zone that the suites' sender declares for times without an offset."""
_WORD = re.compile(r"[\w.@+-]+")

Fact = tuple[str, str]
"""(path without indexes, value)"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    family: str
    theirs: re.Pattern[str]
    value: re.Pattern[str]
    why: str
    ours: re.Pattern[str] | None = None
    """Where we say it; None: nowhere, and rightly."""
    how: str = "same"

    def speaks_of(self, fact: Fact) -> bool:
        """True: the row is about this fact."""
        return bool(self.theirs.fullmatch(fact[0]) and self.value.fullmatch(fact[1]))


@dataclass(slots=True)
class Weighed:
    """What became of the facts that one message's expected file holds."""

    placed: int = 0
    elsewhere: Counter[str] = field(default_factory=Counter)
    """Family -> facts that we say at another element."""
    otherwise: Counter[str] = field(default_factory=Counter)
    """Family -> facts that are no truth about the message."""
    missing: list[Fact] = field(default_factory=list)

    def add(self, other: Weighed) -> None:
        """Count another message's too."""
        self.placed += other.placed
        self.elsewhere += other.elsewhere
        self.otherwise += other.otherwise
        self.missing += other.missing


@cache
def rules(file: Path = FILE) -> tuple[Rule, ...]:
    """The rows of a table, those of facts said elsewhere first."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(_rule(one) for kind in ("elsewhere", "otherwise") for one in table[kind])


def _rule(one: Mapping[str, str]) -> Rule:
    if not one["why"].strip():
        raise ValueError(f"{one['family']} has no reason")
    return Rule(
        one["family"],
        re.compile(one["theirs"]),
        re.compile(one.get("value", ".*"), re.DOTALL),
        one["why"],
        re.compile(one["ours"]) if "ours" in one else None,
        one.get("how", "same"),
    )


def weigh(expected: Counter[Fact], mine: Counter[Fact], file: Path = FILE) -> Weighed:
    """Each expected fact judged by what we say, by a table."""
    found = Weighed(placed=(expected & mine).total())
    for fact in (expected - mine).elements():
        for rule in rules(file):
            if rule.speaks_of(fact) and (rule.ours is None or _said(rule, fact[1], mine)):
                (found.otherwise if rule.ours is None else found.elsewhere)[rule.family] += 1
                break
        else:
            found.missing.append(fact)
    return found


def _said(rule: Rule, value: str, mine: Iterable[Fact]) -> bool:
    alike = _ALIKE[rule.how]
    assert rule.ours is not None
    return any(alike(value, said) for path, said in mine if rule.ours.fullmatch(path))


def _words(value: str, said: str) -> bool:
    wanted, held = Counter(_WORD.findall(value)), Counter(_WORD.findall(said))
    return bool(wanted) and wanted <= held


def _tail(value: str, said: str) -> bool:
    name = value.rpartition(":")[2]
    return said.endswith((f"/{value}", f"/{name}", f":{name}"))


def _canonical(value: str, said: str) -> bool:
    return said.endswith(_CANONICAL.get(value, value))


def _fold(value: str, said: str) -> bool:
    return value.casefold() == said.casefold()


def _clock(value: str, said: str) -> bool:
    if "T" not in said:
        return value[: len("2026-11-21")] == said
    try:
        ours = datetime.fromisoformat(said).astimezone(ZONE)
    except ValueError:
        return False
    return ours.replace(tzinfo=None) == datetime.fromisoformat(value).replace(tzinfo=None)


_CANONICAL: Mapping[str, str] = MappingProxyType(
    {
        "UCUM": "http://unitsofmeasure.org",
        "http://unitsofmeasure.org/": "http://unitsofmeasure.org",
        "https://terminology.hl7.org/CodeSystem-v2-0396.html#v2-0396-99zzzorL": "/L",
    }
)
"""What others write for a code system -> the canonical of it, or how ours of a local one ends."""
_ALIKE: Mapping[str, Callable[[str, str], bool]] = MappingProxyType(
    {
        "same": lambda value, said: value == said,
        "words": _words,
        "tail": _tail,
        "clock": _clock,
        "canonical": _canonical,
        "fold": _fold,
        "within": lambda value, said: said in value,
    }
)
"""How a value is found in what we say."""
