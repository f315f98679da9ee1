"""Belgium's messages of others: medication schemes with the FHIR that is expected, and a SumEHR.

An expected fact is a path without indexes and its value, inside one resource; numbers of the run
that made the expected files (ids, its clock) are no facts. What is said at another element stands
in `ELSEWHERE` with its reason; what is missing is counted as missing.
https://www.ehealth.fgov.be/standards/kmehr/en · https://hl7belgium.org
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from gateway.bootstrap.rules import ruleset
from gateway.intake.convert import Conversion, convert
from gateway.model import Fate, Inbound, Resource, Ruleset
from gateway.settings import Settings
from tests.suites.places import SHARED, SUITES

SCHEMES = SUITES / "kmehr-to-fhir" / "smals-jy+KMEHR-tests" / "output"
SUMEHR = SHARED / "kmehr" / "samples" / "sumehr_example.kmehr.xml"
AT = datetime(2026, 11, 28, 12, tzinfo=UTC)

Fact = tuple[str, str]
"""(path without indexes, value)"""

_RUN = re.compile(
    r"MedicationStatement\.(dateAsserted|identifier\..*"
    r"|extension\([^)]*BeExtRecordedDate\)\.valueDateTime)"
    r"|.*\.meta\..*|.*\.url"
)
"""Made up by the run that wrote the expected files, or said by the path already."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Facts that we say at another element, and why."""

    theirs: str
    value: str
    why: str

    def speaks_of(self, fact: Fact) -> bool:
        """Is the row about this fact?"""
        return bool(re.fullmatch(self.theirs, fact[0]) and re.fullmatch(self.value, fact[1]))


ELSEWHERE: Sequence[Elsewhere] = (
    Elsewhere(
        r"MedicationStatement\.extension\(.*medicationInUse\)\.valueString",
        r".*",
        "what it is used for is its reason: MedicationStatement.reasonCode.text",
    ),
)
"""These are looked for as values anywhere in the resource."""


@dataclass(slots=True)
class Weighed:
    """What became of the facts that are expected of one message."""

    said: int = 0
    elsewhere: int = 0
    missing: list[Fact] = field(default_factory=list)

    @property
    def expected(self) -> int:
        """How many there are."""
        return self.said + self.elsewhere + len(self.missing)

    @property
    def told(self) -> int:
        """How many we say, wherever."""
        return self.said + self.elsewhere

    def add(self, other: Weighed) -> None:
        """Count another's too."""
        self.said += other.said
        self.elsewhere += other.elsewhere
        self.missing += other.missing


SENDER = "hopital-du-nord"
"""A sender that declares a zone: KMEHR sends no offset."""


def facts(node: Any, path: str) -> Iterator[Fact]:
    """The leaf facts of a resource; an extension is named by its URL."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key != "resourceType":
                yield from facts(value, f"{path}.{key}")
    elif isinstance(node, list):
        for one in node:
            named = f"{path}({one['url']})" if path.endswith("extension") else path
            yield from facts(one, named)
    elif not _RUN.fullmatch(path):
        yield path, _value(path, node)


def _value(path: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | Decimal):
        return format(Decimal(str(value)).normalize(), "f")
    if path.endswith(".reference"):
        return re.sub(r"^(urn:be:custom:)?([A-Za-z]+)/.*", r"\2", str(value))
    return str(value)


def weigh(theirs: Resource, ours: Resource | None) -> Weighed:
    """How many of the facts expected of one resource ours says."""
    found = Weighed()
    kind = theirs["resourceType"]
    said = Counter(facts(ours, kind)) if ours is not None else Counter[Fact]()
    values = Counter(value for _, value in said)
    for fact in facts(theirs, kind):
        if said[fact]:
            said[fact] -= 1
            found.said += 1
        elif any(row.speaks_of(fact) for row in ELSEWHERE) and values[fact[1]]:
            found.elsewhere += 1
        else:
            found.missing.append(fact)
    return found


@cache
def rules() -> Ruleset:
    """The gateway as it is installed."""
    return ruleset(Settings())


def converted(path: Path, *, ledger: bool = False) -> Conversion:
    """One message of others in FHIR."""
    inbound = Inbound(SENDER, "kmehr", path.read_bytes(), AT)
    return convert(inbound, rules(), ledger=ledger)


def resources(conversion: Conversion, *types: str) -> list[Resource]:
    """The resources of these types, in their order."""
    entries = conversion.bundle.get("entry", ())
    return [one["resource"] for one in entries if one["resource"]["resourceType"] in types]


def schemes() -> Iterator[tuple[str, Weighed]]:
    """Each medication scheme with its expected Bundle: the n-th line against the n-th line."""
    for path in sorted((SCHEMES / "ms").glob("*.xml")):
        expected = SCHEMES / "fhir-ms" / f"{path.stem}.json"
        if expected.exists():
            yield path.stem, _bundle(json.loads(expected.read_bytes()), converted(path))


def _bundle(theirs: Mapping[str, Any], ours: Conversion) -> Weighed:
    found = Weighed()
    turn: Counter[str] = Counter()
    for entry in theirs["entry"]:
        resource = entry["resource"]
        kind = resource["resourceType"]
        made = resources(ours, kind)
        found.add(weigh(resource, made[turn[kind]] if turn[kind] < len(made) else None))
        turn[kind] += 1
    return found


def dosages() -> Iterator[tuple[str, Weighed]]:
    """Each posology with its expected Dosage: they are the lines of one of the schemes."""
    lines = resources(converted(SCHEMES / "ms" / "TS-02-posologies.xml"), "MedicationStatement")
    for path in sorted((SCHEMES / "fhir-dosage").glob("*.json")):
        theirs = json.loads(path.read_bytes())
        del theirs["subject"]
        yield path.stem, weigh(theirs, lines[int(path.stem[-2:]) - 1])


def summed(found: Iterable[tuple[str, Weighed]]) -> Weighed:
    """All of them together."""
    whole = Weighed()
    for _, one in found:
        whole.add(one)
    return whole


PLACES: Mapping[str, str] = {
    "gmdmanager": "CareTeam",
    "contactperson": "RelatedPerson",
    "socialrisk": "Flag",
    "risk": "Flag",
    "problem": "Condition",
    "medication": "MedicationStatement",
    "vaccine": "Immunization",
    "adr": "AllergyIntolerance",
    "allergy": "AllergyIntolerance",
}
"""Where each kind of item of a SumEHR belongs."""

_KIND = re.compile(rb'<cd S="CD-ITEM"[^>]*>([a-z]+)</cd>')


def placed() -> tuple[int, int]:
    """(items of the SumEHR that became what they should, named by a section; all items)"""
    conversion = converted(SUMEHR)
    kinds = [found.decode() for found in _KIND.findall(SUMEHR.read_bytes())]
    wanted = Counter(PLACES[kind] for kind in kinds)
    made = Counter(one["resourceType"] for one in resources(conversion, *set(PLACES.values())))
    [composition] = resources(conversion, "Composition")
    named = Counter(
        entry["reference"].partition("/")[0]
        for section in composition["section"]
        for entry in section.get("entry", ())
    )
    right = sum(min(count, made[kind], named[kind]) for kind, count in wanted.items())
    return right, len(kinds)


_FRAME = frozenset({"position", "transport", "billing", "empty"})
"""Why a leaf is ignored that says how the message is made, not what it says."""


def fates(paths: Iterable[Path]) -> Counter[Fate]:
    """What became of the leaves that say something."""
    found: Counter[Fate] = Counter()
    for path in paths:
        traces = converted(path, ledger=True).ledger
        found += Counter(one.fate for one in traces if one.reason not in _FRAME)
    return found


def all_messages() -> list[Path]:
    """Every KMEHR message of others that is here."""
    return [*sorted((SCHEMES / "ms").glob("*.xml")), SUMEHR]
