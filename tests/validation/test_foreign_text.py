"""A package whose every string is Python is data: nothing runs, and it is checked as written.

https://owasp.org/www-community/attacks/Code_Injection
"""

from __future__ import annotations

import builtins
from collections.abc import Callable

import pytest

from gateway.model import Validator

EVIL = 'x\'"""\n); import builtins; builtins.ran = True; (\\ {0} %s {{}} #'


def test_a_package_of_injections_runs_nothing(
    profiled: Callable[..., Validator], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builtins, "ran", False, raising=False)
    url = "https://e.org/" + EVIL
    evil_slice = "Patient.identifier:" + EVIL.replace(".", "").replace("/", "")
    profile = {
        "resourceType": "StructureDefinition",
        "url": url,
        "name": EVIL,
        "status": "active",
        "fhirVersion": "4.0.1",
        "kind": "resource",
        "abstract": False,
        "type": "Patient",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
        "derivation": "constraint",
        "differential": {
            "element": [
                {
                    "id": "Patient",
                    "path": "Patient",
                    "constraint": [
                        {"key": EVIL, "severity": "error", "human": EVIL, "expression": "false"},
                        {"key": "k-2", "severity": "error", "human": EVIL, "expression": EVIL},
                    ],
                },
                {
                    "id": "Patient.identifier",
                    "path": "Patient.identifier",
                    "slicing": {
                        "discriminator": [{"type": "value", "path": "system"}],
                        "rules": "closed",
                    },
                },
                {
                    "id": evil_slice,
                    "path": "Patient.identifier",
                    "sliceName": evil_slice.partition(":")[2],
                    "min": 1,
                },
                {
                    "id": evil_slice + ".system",
                    "path": "Patient.identifier.system",
                    "fixedUri": EVIL,
                    "min": 1,
                },
                {
                    "id": "Patient.maritalStatus",
                    "path": "Patient.maritalStatus",
                    "patternCodeableConcept": {"coding": [{"code": EVIL}], EVIL: [EVIL, 1, True]},
                },
                {
                    "id": "Patient.gender",
                    "path": "Patient.gender",
                    "binding": {"strength": "required", "valueSet": url},
                },
                {
                    "id": "Patient.managingOrganization",
                    "path": "Patient.managingOrganization",
                    "type": [{"code": "Reference", "targetProfile": [url]}],
                },
            ],
        },
    }
    validator = profiled(profile)
    patient = {
        "resourceType": "Patient",
        "identifier": [{"system": "https://e.org/"}],
        "maritalStatus": {"text": "x"},
        "managingOrganization": {"reference": "Patient/1"},
        EVIL: EVIL,
        "extension": [{"url": url, "valueCode": "x"}],
    }
    rules = [one.rule for one in validator.check(patient, [url])]
    assert {EVIL, "element-unknown", "slice-unknown", "slice-missing", "pattern-value"} <= set(
        rules
    )
    assert builtins.ran is False  # type: ignore[attr-defined]
