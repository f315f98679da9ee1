"""Profiles and value sets that somebody hostile, or confused, wrote: no check hangs on them.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway import validation
from gateway.definitions import Definitions
from gateway.settings import Settings
from tests.pace import within

SECONDS = 3.0
"""Reading the package and compiling the profile included, on a busy machine."""
HERE = "http://a.example/"
PATIENT = {
    "resourceType": "Patient",
    "name": [{"family": "a" * 30 + "!", "given": ["x"]}],
    "maritalStatus": {"coding": [{"system": HERE + "cs", "code": "a" * 28 + "!"}]},
}


def _profile(*elements: dict[str, Any], name: str = "p", base: str = "") -> dict[str, Any]:
    return {
        "resourceType": "StructureDefinition",
        "url": HERE + name,
        "name": name,
        "status": "draft",
        "fhirVersion": "4.0.1",
        "kind": "resource",
        "abstract": False,
        "type": "Patient",
        "baseDefinition": base or "http://hl7.org/fhir/StructureDefinition/Patient",
        "derivation": "constraint",
        "differential": {"element": [{"id": "Patient", "path": "Patient"}, *elements]},
    }


def _asks(expression: str) -> Sequence[dict[str, Any]]:
    rule = {"key": "x-1", "severity": "error", "human": "x", "expression": expression}
    made = _profile()
    made["differential"]["element"][0]["constraint"] = [rule]
    return (made,)


def _values(**parts: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    bound = _profile(
        {
            "id": "Patient.maritalStatus",
            "path": "Patient.maritalStatus",
            "binding": {"strength": "required", "valueSet": HERE + "v0"},
        }
    )
    concept = [{"code": "a" * 40 + "!"}]
    head = {"status": "draft", "resourceType": "CodeSystem"}
    system = {**head, "url": HERE + "cs", "content": "complete", "concept": concept}
    sets = [
        {**head, "resourceType": "ValueSet", "url": HERE + name, "compose": {"include": include}}
        for name, include in parts.items()
    ]
    return (bound, system, *sets)


def _includes(*names: str) -> list[dict[str, Any]]:
    return [{"valueSet": [HERE + name]} for name in names]


def _by_pattern(pattern: str) -> list[dict[str, Any]]:
    one = {"property": "code", "op": "regex", "value": pattern}
    return [{"system": HERE + "cs", "filter": [one]}]


_ALL = [f"v{number}" for number in range(12)]
PACKAGES: dict[str, Sequence[dict[str, Any]]] = {
    "a profile based on itself": (_profile(base=HERE + "p"),),
    "profiles based on each other": (
        _profile(base=HERE + "q"),
        _profile(name="q", base=HERE + "p"),
    ),
    "value sets that include each other": _values(**{name: _includes(*_ALL) for name in _ALL}),
    "value sets that double forty times": _values(
        **{f"v{number}": _includes(*[f"v{number + 1}"] * 2) for number in range(30)},
        v30=[{"system": HERE + "cs"}],
    ),
    "a filter that explodes": _values(v0=_by_pattern("(a+)+$")),
    "a filter of a megabyte": _values(v0=_by_pattern("(a|b)" * 200_000)),
    "a filter of open brackets": _values(v0=_by_pattern("(" * 500_000)),
    "a loop that never ends": _asks("name.family.repeat($this & 'a').exists()"),
    "a text that doubles": _asks("(1 | 2 | 3).repeat($this.toString() & $this).exists()"),
    "a pattern that explodes": _asks("name.family.matches('^(a+)+$')"),
    "a megabyte of expression": _asks("(" * 500_000 + "true" + ")" * 500_000),
    "everything of everything": _asks("descendants().descendants().descendants().count() > 0"),
    "a huge power": _asks("2.power(1000000000) > 0"),
}


@pytest.mark.parametrize("name", PACKAGES)
def test_no_check_hangs_on_a_package(name: str, tmp_path: Path) -> None:
    head = {"name": "hostile", "version": "1.0.0", "fhirVersions": ["4.0.1"]}
    (tmp_path / "package.json").write_text(json.dumps(head), encoding="utf-8")
    for number, one in enumerate(PACKAGES[name]):
        file = tmp_path / f"{one['resourceType']}-{number}.json"
        file.write_text(json.dumps(one), encoding="utf-8")
    with within(SECONDS):
        validator = validation.load(Definitions.open(Settings().definitions, [tmp_path]))
        issues = list(validator.check(PATIENT, [HERE + "p"]))

        assert isinstance(issues, list)
