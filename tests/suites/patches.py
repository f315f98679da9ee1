"""HL7's cases of JSON Patch and FHIRPath Patch: what must come of each, and what comes of it here.

XML Patch is not offered. https://github.com/FHIR/fhir-test-cases (r4/patch)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

from gateway import patching
from gateway.definitions import Definitions
from gateway.fhirpath import schema
from gateway.model import Rejected
from gateway.settings import Settings
from tests.fhirpath.fhirpath_suite import _resource as read
from tests.suites.places import SUITES

FOLDER = SUITES / "fhirpath-patch" / "FHIR+fhir-test-cases" / "r4" / "patch"


@dataclass(frozen=True, slots=True)
class Case:
    """One case."""

    kind: str
    """`json` or `fhirpath`."""
    name: str
    before: Any
    patch: Any
    after: Any
    """None: it must be refused."""


def cases() -> list[Case]:
    """All of them; none where the shared data is not here."""
    return [*_json(), *_fhirpath()] if FOLDER.is_dir() else []


def fine(case: Case) -> bool:
    """Does of a case come what must?"""
    return bool(_told(_outcome(case)) == _told(case.after))


def _outcome(case: Case) -> Any:
    try:
        if case.kind == "json":
            return patching.by_json(case.before, case.patch)
        return patching.by_fhirpath(case.before, case.patch, base())
    except Rejected:
        return None


def _told(after: Any) -> Any:
    """The same, its narrative without the prefixes that reading gave it."""
    if not isinstance(after, dict) or "text" not in after:
        return after
    div = ET.canonicalize(after["text"]["div"].strip(), rewrite_prefixes=True)
    return {**after, "text": {**after["text"], "div": div}}


@cache
def base() -> Definitions:
    """What R4 says."""
    return Definitions.open(Settings().definitions)


def _json() -> Iterator[Case]:
    content = (FOLDER / "json-patch-tests.json").read_bytes()
    for one in json.loads(content, parse_float=Decimal):
        yield Case("json", one["comment"], one["doc"], one["patch"], one.get("expected"))


def _fhirpath() -> Iterator[Case]:
    root = ET.parse(FOLDER / "fhir-patch-tests.xml").getroot()  # noqa: S314 - HL7's file
    for one in root.iter("case"):
        parts = {part: one.find(part) for part in ("input", "diff", "output")}
        held = {
            part: read(found[0], schema(base())) if found is not None else None
            for part, found in parts.items()
        }
        yield Case("fhirpath", one.get("name", ""), held["input"], held["diff"], held["output"])
