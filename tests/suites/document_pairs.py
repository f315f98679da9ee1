"""Documents of CDA beside what others made of them: which of their facts we say too.

A fact is the value of a leaf at its element; ids, references, narrative and their own extensions
are not compared, a Medication that they contain counts as one. Times count by moment, numbers by
worth.
https://github.com/hl7ch/cda-fhir-maps · https://github.com/microsoft/FHIR-Converter
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from gateway import fhirjson, fhirxml
from gateway.definitions import Definitions
from gateway.settings import Settings
from tests.suites.document_files import FOLDERS, Sent
from tests.suites.documents import converted
from tests.suites.facts import Fact, Weighed, weigh
from tests.suites.pairs import facts
from tests.suites.values import plain

TABLE = Path(__file__).with_name("documents.toml")
SWISS = FOLDERS["Swiss"] / "hl7ch+cda-fhir-maps" / "input"
MICROSOFT = FOLDERS["C-CDA (Microsoft's samples)"] / "microsoft+FHIR-Converter"
_OTHERWISE = {"PharmaceuticalAdvice-ChangeDosage-CDA": "PharmaceuticalAdvice-ChangeDosage"}
_MENTIONED = re.compile(r"(Patient|Practitioner|PractitionerRole|Organization|Location|Device)\.")
"""Who is told of many times stands once, and counts once."""
_AUTHORITIES = {
    "2.16.840.1.113883.4.6": "hl7.org/fhir/sid/us-npi",
    "2.16.840.1.113883.4.1": "hl7.org/fhir/sid/us-ssn",
}
_LEFT_OUT = frozenset({"DocumentReference", "Binary", "Bundle"})
_SILENT = re.compile(
    r"\.(text|section\.text|content\.attachment)\.(div|status|data|hash)$|\.fullUrl$|Composition\.section\.mode"
)


@dataclass(slots=True)
class Compared:
    """What came of the pairs of one source."""

    expected: int = 0
    weighed: Weighed = field(default_factory=Weighed)
    missing: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(path, what they say, what we say there) -> how often."""


def pairs(source: str) -> Iterator[tuple[Sent, dict[str, Any]]]:
    """Each document of a source (`Swiss`, `Microsoft`), with the Bundle that is expected."""
    if source == "Swiss":
        for file in sorted((SWISS / "cda-ch-emed").glob("*.xml")):
            beside = SWISS / "ch-emed" / f"{_OTHERWISE.get(file.stem, file.stem)}.xml"
            if beside.is_file():
                yield Sent(source, file, file.read_bytes()), _swiss(beside)
        return
    theirs = {one.name.removesuffix("-expected.json"): one for one in MICROSOFT.rglob("*.json")}
    for file in sorted(MICROSOFT.rglob("*.ccda")):
        if file.stem in theirs:
            yield Sent(source, file, file.read_bytes()), json.loads(theirs[file.stem].read_bytes())


@cache
def _definitions() -> Definitions:
    settings = Settings()
    return Definitions.open(settings.definitions, settings.profiles)


def _swiss(file: Path) -> dict[str, Any]:
    read = fhirxml.resource(file.read_bytes(), _definitions())
    found: dict[str, Any] = json.loads(fhirjson.encode(read))
    return found


def compare(source: str) -> Compared:
    """Count all pairs of a source."""
    found = Compared()
    for document, theirs in pairs(source):
        expected = _facts(theirs)
        ours = _facts(json.loads(json.dumps(converted(document).bundle, default=str)))
        weighed = weigh(expected, ours, TABLE)
        found.expected += expected.total()
        found.weighed.add(weighed)
        at: dict[str, set[str]] = {}
        for path, value in ours:
            at.setdefault(path, set()).add(value)
        for path, value in weighed.missing:
            found.missing[path, value, ", ".join(sorted(at.get(path, ()))[:3])] += 1
    return found


def _facts(bundle: dict[str, Any]) -> Counter[Fact]:
    found: Counter[Fact] = Counter()
    for one in _resources(bundle):
        if one["resourceType"] not in _LEFT_OUT:
            for path, value in facts(_own(one)):
                if not _SILENT.search(path):
                    found[path, _named(path, plain(value))] += 1
    return Counter({fact: 1 if _MENTIONED.match(fact[0]) else n for fact, n in found.items()})


def _named(path: str, value: str) -> str:
    """A system by its URI, however it is written."""
    return _systems().get(value, value) if path.endswith(".system") else value


@cache
def _systems() -> dict[str, str]:
    lines = (Settings().mappings[0] / "codes" / "systems.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in lines.splitlines() if not line.startswith("#"))
    return {**{plain(row["name"]): plain(row["uri"]) for row in rows}, **_AUTHORITIES}


def _resources(bundle: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in bundle.get("entry", ()):
        resource = entry["resource"]
        yield from resource.get("contained", ())
        yield {key: value for key, value in resource.items() if key != "contained"}


def _own(value: Any) -> Any:
    """Without the extensions of one country's guide."""
    if isinstance(value, dict):
        return {key: _own(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_own(one) for one in value if not _foreign(one)]
    return value


def _foreign(one: Any) -> bool:
    return isinstance(one, dict) and "fhir.ch/" in str(one.get("url", ""))
