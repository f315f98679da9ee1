"""Messages beside what others made of them: which of their facts we say too, and what only we say.

Their own extensions are taken off, and so are MessageHeader, Provenance, and what only those name;
ids and references are not compared. A fact is the value of a leaf at its element of its resource.
https://github.com/CDCgov/prime-reportstream · https://github.com/microsoft/FHIR-Converter
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
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
from tests.suites.messages import SENDER, Sent, converted, kept
from tests.suites.places import SUITES

_THEIRS = SUITES / "hl7v2-to-fhir"
CDC = _THEIRS / "CDCgov+prime-reportstream"
MICROSOFT = _THEIRS / "microsoft+FHIR-Converter" / "data" / "SampleData" / "Hl7v2"
_LEFT_OUT = frozenset({"MessageHeader", "Provenance", "AuditEvent"})
_NAMED = frozenset({"Organization", "Practitioner", "PractitionerRole", "Location", "Device"})
_OWN = re.compile(r"reportstream\.cdc\.gov")
_INDEX = re.compile(r"\[[^\]]*\]|\([^)]*\)")
_SILENT = frozenset({"id", "meta", "reference", "fullUrl", "resourceType"})

Fact = tuple[str, str]
"""(path without indexes, value)"""


@dataclass(slots=True)
class Compared:
    """What came of the pairs of one type of message."""

    expected: int = 0
    placed: int = 0
    """At their element of their resource."""
    anywhere: int = 0
    """As a value of an element of that name."""
    said: int = 0
    invented: int = 0
    retained: int = 0
    values: int = 0


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


def compare(message: Sent, beside: Path, known: Compared) -> list[Fact]:
    """Count one pair; gives the facts that are missing."""
    made = converted(message)
    ours = [entry["resource"] for entry in made.bundle.get("entry", ())]
    theirs = [
        entry["resource"]
        for entry in json.loads(beside.read_bytes(), parse_float=Decimal)["entry"]
    ]
    expected = Counter(fact for one in _spoken(theirs) for fact in facts(one))
    mine = Counter(
        fact for one in ours if one["resourceType"] not in _LEFT_OUT for fact in facts(one)
    )
    loose = Counter((path.rpartition(".")[2], value) for path, value in mine.elements())
    asked = Counter((path.rpartition(".")[2], value) for path, value in expected.elements())
    held, values = kept(message, made)
    known.retained, known.values = known.retained + held, known.values + values
    known.expected += expected.total()
    known.placed += (expected & mine).total()
    known.anywhere += (asked & loose).total()
    known.said += mine.total()
    known.invented += sum(1 for _ in invented(message, made))
    return list((expected - mine).elements())


def _spoken(resources: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The resources that are about somebody, and those that these name."""
    by_name = {f"{one['resourceType']}/{one.get('id')}": one for one in resources}
    open_ = [one for one in resources if one["resourceType"] not in _NAMED | _LEFT_OUT]
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
        if one["resourceType"] not in _LEFT_OUT:
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
