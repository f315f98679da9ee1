"""Profiles that impose others: who claims one must meet the other too.

https://hl7.org/fhir/extensions/StructureDefinition-structuredefinition-imposeProfile.html
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway import validation
from gateway.definitions import Definitions
from gateway.model import Severity, Validator
from gateway.settings import Settings
from tests.validation.conftest import BINDINGS, MANIFEST
from tests.validation.profile_samples import CANONICAL, URL, Profile, patient, profile, wrong

Profiled = Callable[..., Validator]
OTHER = "https://e.org/other"
NAMED = profile("Patient", {"path": "Patient.name", "min": 1}, url=OTHER)
NAME = [{"text": "x"}]


def _imposing(*others: str, url: str = URL) -> Profile:
    said = [
        {"url": f"{CANONICAL}structuredefinition-imposeProfile", "valueCanonical": other}
        for other in others
    ]
    return profile("Patient", {"path": "Patient.gender", "min": 1}, url=url, extension=said)


def test_what_a_profile_imposes_is_asked_too(profiled: Profiled) -> None:
    validator = profiled(_imposing(OTHER), NAMED)
    assert wrong(validator, patient(gender="other", name=NAME)) == []
    assert wrong(validator, patient(gender="other")) == [("element-required", "Patient.name")]
    assert wrong(validator, patient(name=NAME)) == [("element-required", "Patient.gender")]


def test_a_profile_that_is_imposed_is_named_with_the_issue(profiled: Profiled) -> None:
    validator = profiled(_imposing(OTHER), NAMED)
    (issue,) = validator.check(patient(gender="other"), [URL])
    assert issue.profile == OTHER


def test_an_imposed_profile_that_is_not_at_hand_is_a_warning(profiled: Profiled) -> None:
    validator = profiled(_imposing("https://e.org/absent"))
    (issue,) = validator.check(patient(gender="other"), [URL])
    assert (issue.rule, issue.severity) == ("profile-unknown", Severity.WARNING)
    assert "https://e.org/absent" in issue.text


def test_profiles_that_impose_each_other_are_asked_once(profiled: Profiled) -> None:
    one, two = _imposing(OTHER), _imposing(URL, url=OTHER)
    validator = profiled(one, two)
    assert wrong(validator, patient()) == [("element-required", "Patient.gender")]


def _rows(folder: Path, rows: str, *profiles: Profile) -> tuple[Definitions, Path]:
    package = folder / "package"
    package.mkdir()
    (package / "package.json").write_text(MANIFEST, encoding="utf-8")
    for number, one in enumerate(profiles):
        file = package / f"StructureDefinition-{number}.json"
        file.write_text(json.dumps(one), encoding="utf-8")
    (folder / "imposed.yaml").write_text(rows, encoding="utf-8")
    bindings = folder / "profiles.yaml"
    bindings.write_text("[]", encoding="utf-8")
    return Definitions.open(Settings().definitions, [package]), bindings


ROW = f'- {{profile: "{URL}", imposes: "{OTHER}"}}\n'
PLAIN = profile("Patient", {"path": "Patient.gender", "min": 1})


def test_a_row_restores_what_a_package_lost(tmp_path: Path) -> None:
    definitions, bindings = _rows(tmp_path, ROW, PLAIN, NAMED)
    validator = validation.load(definitions, bindings)
    assert wrong(validator, patient(gender="other")) == [("element-required", "Patient.name")]
    assert wrong(validator, patient(gender="other", name=NAME)) == []


def test_a_row_does_nothing_where_one_is_not_at_hand(tmp_path: Path) -> None:
    definitions, bindings = _rows(tmp_path, ROW, PLAIN)
    validator = validation.load(definitions, bindings)
    assert list(validator.check(patient(gender="other"), [URL])) == []


@pytest.mark.parametrize(
    ("rows", "profiles", "rule"),
    [
        (ROW, (PLAIN, profile("Group", url=OTHER)), "profile-type-wrong"),
        (ROW + ROW, (PLAIN, NAMED), "imposed-twice"),
        (ROW, (_imposing(OTHER), NAMED), "imposed-idle"),
        ("- {profile: x}\n", (), "imposed-row"),
        ("profile: x\n", (), "imposed-row"),
        ("- {profile: x\n", (), "yaml-syntax"),
    ],
)
def test_rows_are_linted(rows: str, profiles: Any, rule: str, tmp_path: Path) -> None:
    definitions, bindings = _rows(tmp_path, rows, *profiles)
    assert rule in [fault.rule for fault in validation.lint(definitions, bindings)]


def test_our_own_rows_lead_from_the_european_to_the_international_summary() -> None:
    from gateway.validation.imposed_rows import beside, rows  # noqa: PLC0415 - one test's room

    found, faults = rows(beside(BINDINGS))
    assert faults == []
    assert all("/eps/" in profile and "/ips/" in other for profile, other, _ in found)
    assert len({profile for profile, _, _ in found}) > 4


@pytest.mark.parametrize(
    ("other", "rules"),
    [
        (NAMED, []),
        (profile("Group", url=OTHER), ["profile-type-wrong"]),
        (None, ["profile-unknown"]),
    ],
)
def test_what_a_profile_promises_to_comply_with_is_linted_and_asked_of_nobody(
    other: Profile | None, rules: list[str], tmp_path: Path
) -> None:
    said = {
        "url": f"{CANONICAL}structuredefinition-compliesWithProfile", "valueCanonical": OTHER
    }  # fmt: skip
    one = profile("Patient", {"path": "Patient.gender", "min": 1}, extension=[said])
    (tmp_path / "package.json").write_text(MANIFEST, encoding="utf-8")
    for number, each in enumerate(filter(None, (one, other))):
        (tmp_path / f"{number}.json").write_text(json.dumps(each), encoding="utf-8")
    definitions = Definitions.open(Settings().definitions, [tmp_path])
    assert [fault.rule for fault in validation.lint(definitions)] == rules
    assert wrong(validation.load(definitions), patient(gender="other")) == []
