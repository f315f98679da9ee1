"""The Composition of an international patient summary: its sections, and what they lead to.

https://hl7.org/fhir/uv/ips/StructureDefinition-Composition-uv-ips.html
"""

# ruff: noqa: E501 - in the tables a row is a line
from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway import validation
from gateway.definitions import Definitions
from gateway.model import Resolver, Resource, Severity, Validator
from gateway.settings import Settings
from tests.suites.places import PACKAGES
from tests.validation.conftest import MANIFEST
from tests.validation.profile_samples import URL, profile

IPS = "http://hl7.org/fhir/uv/ips/StructureDefinition/"
EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
PACKAGE = PACKAGES / "hl7.fhir.uv.ips-2.0.1.tgz"
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">None known</div>'

pytestmark = pytest.mark.skipif(not PACKAGE.is_file(), reason="the shared packages are not here")


@pytest.fixture(scope="module")
def ips() -> Validator:
    """A validator that knows the package."""
    return validation.load(Definitions.open(Settings().definitions, [PACKAGE]))


def _coded(code: str, system: str = "http://loinc.org") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _section(title: str, code: str, *entries: str) -> dict[str, Any]:
    held: dict[str, Any] = {"entry": [{"reference": one} for one in entries]}
    if not entries:
        held = {"emptyReason": _coded("unavailable", EMPTY)}
    text = {"status": "generated", "div": DIV}
    return {"title": title, "code": _coded(code), "text": text, **held}


COMPOSITION: Resource = {
    "resourceType": "Composition",
    "status": "final",
    "type": _coded("60591-5"),
    "subject": {"reference": "Patient/1"},
    "date": "2026-11-20",
    "author": [{"reference": "Organization/1"}],
    "title": "Patient summary",
    "section": [
        _section("Problems", "11450-4"),
        _section("Allergies", "48765-2", "AllergyIntolerance/1"),
        _section("Medication", "10160-0"),
    ],
}
ALLERGY: Resource = {
    "resourceType": "AllergyIntolerance",
    "id": "1",
    "clinicalStatus": _coded(
        "active", "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
    ),
    "code": {"text": "Birch pollen"},
    "patient": {"reference": "Patient/1"},
}
Change = Callable[[Any], None]


def _set(key: str, value: Any, section: int | None = None) -> Change:
    def change(composition: Any) -> None:
        owner = composition if section is None else composition["section"][section]
        owner[key] = value

    return change


def _drop(key: str, section: int | None = None) -> Change:
    def change(composition: Any) -> None:
        owner = composition if section is None else composition["section"][section]
        del owner[key]

    return change


def _twice(composition: Any) -> None:
    composition["section"].append(copy.deepcopy(composition["section"][2]))


def _lost(composition: Any) -> None:
    del composition["section"][2]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_set("title", "Summary"), []),
        (_set("section", [*COMPOSITION["section"], _section("Other", "11348-0")]), []),
        (_set("code", {"coding": [{"system": "https://e.org/own", "code": "m"}, *_coded("10160-0")["coding"]]}, 2), []),
        (_lost, [("slice-missing", "Composition.section"), ("element-required", "Composition.section")]),
        (_twice, [("slice-too-many", "Composition.section")]),
        (_set("code", _coded("10160-1"), 2), [("slice-missing", "Composition.section")]),
        (_drop("emptyReason", 2), [("ips-comp-1", "Composition.section[2]")]),
        (_drop("text", 1), [("element-required", "Composition.section[1].text")]),
        (_drop("title", 2), [("element-required", "Composition.section[2].title")]),
        (_set("type", _coded("34133-9")), [("pattern-value", "Composition.type")]),
        (_drop("subject"), [("element-required", "Composition.subject")]),
        (_set("subject", {"display": "Ana"}), [("element-required", "Composition.subject.reference")]),
        (_set("entry", [{"reference": "Observation/1"}], 1), [("reference-target-wrong", "Composition.section[1].entry[0]")]),
        (_set("entry", [{"reference": "AllergyIntolerance/1"}], 2), [("cmp-2", "Composition.section[2]"), ("reference-target-wrong", "Composition.section[2].entry[0]")]),
    ],
)  # fmt: skip
def test_sections_are_told_apart_by_their_code(
    change: Change, found: list[tuple[str, str]], ips: Validator
) -> None:
    composition = copy.deepcopy(COMPOSITION)
    change(composition)
    issues = ips.check(composition, [f"{IPS}Composition-uv-ips"])
    wrong = [(one.rule, one.target) for one in issues if one.severity is Severity.ERROR]
    assert sorted(wrong) == sorted(found)


ALLERGIES = "Composition.section:sectionAllergies"
STRICT = profile(
    "Composition",
    {"id": f"{ALLERGIES}.entry:allergyOrIntolerance", "min": 1},
    baseDefinition=f"{IPS}Composition-uv-ips",
)


@pytest.mark.parametrize(
    ("without", "rules"), [((), set()), (("code",), {"slice-missing"})]
)  # fmt: skip
def test_what_a_slice_leads_to_meets_its_profile(
    without: tuple[str, ...], rules: set[str], ips: Validator, tmp_path: Path
) -> None:
    """The slices are open: others may stand beside; where one is asked for, it must be there."""
    (tmp_path / "package.json").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "strict.json").write_text(json.dumps(STRICT), encoding="utf-8")
    strict = validation.load(Definitions.open(Settings().definitions, [PACKAGE, tmp_path]))
    allergy = {key: value for key, value in ALLERGY.items() if key not in without}
    finds: Resolver = {"AllergyIntolerance/1": allergy}.get  # type: ignore[assignment]
    loose = ips.check(COMPOSITION, [f"{IPS}Composition-uv-ips"], resolver=finds)
    assert [one.rule for one in loose if one.severity is Severity.ERROR] == []
    issues = strict.check(COMPOSITION, [URL], resolver=finds)
    assert {one.rule for one in issues if one.severity is Severity.ERROR} == rules
