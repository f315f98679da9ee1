"""Messages beside what others made of them: which of their facts we say too, and what only we say.

Their own extensions are taken off, and so are MessageHeader, Provenance, and what only those name;
ids and references are not compared. A fact is the value of a leaf at its element of its resource.
A message that names nobody is completed first (`complete.py`); what the directory holds (persons,
houses, places) stands once there, however often a message names it, and counts once.
https://github.com/CDCgov/prime-reportstream · https://github.com/microsoft/FHIR-Converter
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gateway import UNRECORDED
from gateway.intake.convert import Conversion
from gateway.intake.plan import plan
from gateway.mapping.tape import numbers
from gateway.model import Inbound
from gateway.settings import Settings
from tests.intake.house import rules
from tests.suites.complete import completed
from tests.suites.facts import Fact, Weighed, weigh
from tests.suites.messages import SENDER, Sent, converted, kept
from tests.suites.places import SUITES

THEIRS = SUITES / "hl7v2-to-fhir"
CDC = THEIRS / "CDCgov+prime-reportstream"
MICROSOFT = THEIRS / "microsoft+FHIR-Converter" / "data" / "SampleData" / "Hl7v2"
LEFT_OUT = frozenset({"MessageHeader", "Provenance", "AuditEvent"})
_NAMED = frozenset({"Organization", "Practitioner", "PractitionerRole", "Location", "Device"})
_OWN = re.compile(r"reportstream\.cdc\.gov")
_INDEX = re.compile(r"\[[^\]]*\]|\([^)]*\)")
_SILENT = frozenset({"id", "meta", "reference", "fullUrl", "resourceType"})


@dataclass(slots=True)
class Compared:
    """What came of the pairs of one type of message."""

    expected: int = 0
    weighed: Weighed = field(default_factory=Weighed)
    as_sent: int = 0
    """At their element, of the messages as they are, each mention counted."""
    as_sent_of: int = 0
    said: int = 0
    invented: int = 0
    retained: int = 0
    values: int = 0

    @property
    def truths(self) -> int:
        """The expected facts that are said of the message, by the table."""
        return self.expected - self.weighed.otherwise.total()

    @property
    def present(self) -> int:
        """Those that we say, at their element or where the table says."""
        return self.weighed.placed + self.weighed.elsewhere.total()


def pairs() -> Iterator[tuple[Sent, Path]]:
    """Each message of the CDC's tests, with the file of what they made of it."""
    for file in sorted(CDC.rglob("*.hl7")):
        beside = file.with_suffix(".fhir")
        if beside.is_file():
            yield Sent(file, 0, file.read_bytes()), beside


def samples() -> Iterator[Sent]:
    """Each of Microsoft's samples; what their tool makes of them is a peer's word and no truth."""
    for file in sorted(MICROSOFT.glob("*.hl7")):
        yield Sent(file, 0, file.read_bytes().removeprefix(b"\xef\xbb\xbf"))


def compare(message: Sent, beside: Path, known: Compared) -> None:
    """Count one pair."""
    theirs = _theirs(beside)
    whole = completed(message)
    made = converted(whole)
    sent = made if whole is message else converted(message)
    every = Counter(fact for one in _spoken(theirs) for fact in facts(one))
    known.as_sent_of += every.total()
    known.as_sent += (every & _said(sent)).total()
    expected, mine = _once(every), _said(made)
    known.expected += expected.total()
    known.weighed.add(weigh(expected, _once(mine)))
    known.said += mine.total()
    known.invented += sum(1 for _ in invented(whole, made))
    held, values = kept(whole, made)
    known.retained, known.values = known.retained + held, known.values + values


def _theirs(beside: Path) -> list[dict[str, Any]]:
    entries = json.loads(beside.read_bytes(), parse_float=Decimal)["entry"]
    return [entry["resource"] for entry in entries]


def _said(made: Conversion) -> Counter[Fact]:
    ours = (entry["resource"] for entry in made.bundle.get("entry", ()))
    return Counter(
        fact for one in ours if one["resourceType"] not in LEFT_OUT for fact in facts(one)
    )


def _once(found: Counter[Fact]) -> Counter[Fact]:
    """The same, with each fact about what the directory holds counted once."""
    return Counter(
        {fact: 1 if fact[0].split(".")[0] in _NAMED else n for fact, n in found.items()}
    )


def _spoken(resources: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The resources that are about somebody, and those that these name."""
    by_name = {f"{one['resourceType']}/{one.get('id')}": one for one in resources}
    open_ = [one for one in resources if one["resourceType"] not in _NAMED | LEFT_OUT]
    known = {id(one) for one in open_}
    while open_:
        one = open_.pop()
        yield one
        for name in _references(_bare(one)):
            other = by_name.get(name)
            if other is not None and id(other) not in known:
                known.add(id(other))
                open_.append(other)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _bare(value: Any) -> Any:
    """The same without their own extensions."""
    if isinstance(value, dict):
        found = {key: _bare(inner) for key, inner in value.items()}
        return {key: inner for key, inner in found.items() if inner not in ({}, [], None)}
    if isinstance(value, list):
        kept = [one for one in value if not _own(one)]
        return [inner for inner in map(_bare, kept) if inner not in ({}, [], None)]
    return value


def _own(one: Any) -> bool:
    return isinstance(one, dict) and bool(_OWN.search(str(one.get("url", ""))))


def facts(resource: dict[str, Any]) -> Iterator[Fact]:
    """The leaves of a resource, each at its element."""
    yield from _facts(_bare(resource), resource["resourceType"])


def _facts(value: Any, path: str) -> Iterator[Fact]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _SILENT and not (key == "url" and path.endswith("xtension")):
                yield from _facts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _facts(inner, path)
    else:
        yield path, _plain(value)


def _plain(value: Any) -> str:
    """A value as it is compared: numbers by worth, times by moment."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return str(value)
    text = str(value)
    try:
        if "T" in text:
            return datetime.fromisoformat(text).astimezone().isoformat()
        return str(Decimal(text).normalize()) if not isinstance(value, str) else text.strip()
    except (ValueError, InvalidOperation):
        return text.strip()


def invented(message: Sent, made: Conversion) -> Iterator[str]:
    """Our leaves that no leaf of the message and no constant row accounts for."""
    planned = plan(Inbound(SENDER, "hl7v2", message.body, UNRECORDED), rules())
    mapper: Any = planned.mapper
    claims = mapper.ledger.claims(numbers(planned.mapped.tape))
    told = {_INDEX.sub("", claim.target) for claim in claims if claim.target}
    for entry in made.bundle.get("entry", ()):
        one = entry["resource"]
        if one["resourceType"] not in LEFT_OUT:
            for path, _ in _facts(one, one["resourceType"]):
                if not _covered(path, told) and not _constant(path):
                    yield path


def _covered(path: str, places: set[str]) -> bool:
    steps = path.split(".")
    return any(".".join(steps[:upto]) in places for upto in range(2, len(steps) + 1))


def _constant(path: str) -> bool:
    return any(f".{written}." in f"{path}." for written in constants())


@cache
def constants() -> frozenset[str]:
    """The elements that constant rows, references, defaults and calls of the mappings write."""
    found: set[str] = set()
    for file in (Settings().mappings[0] / "hl7v2").rglob("*.yaml"):
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
        for one in read.get("maps", [read]):
            found.update(one.get("defaults", ()))
            found.update(_written(one.get("rows", ())))
    return frozenset(found)


def _written(rows: Any) -> Iterator[str]:
    for row in rows:
        if "to" in row and ("const" in row or "ref" in row or "code" in row):
            yield _INDEX.sub("", row["to"])
        for case in (*row.get("cases", {}).values(), *([row["else"]] if "switch" in row else [])):
            yield from _written(case if isinstance(case, list) else [case])
