"""What a quick test doubts is looked at by itself, and the same is said of it as with all care.

https://hl7.org/fhir/R4/terminologies.html#strength
"""

from __future__ import annotations

import copy
import itertools
from typing import Any

import pytest

from gateway.model import Issue, Validator

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
GENDER = "http://hl7.org/fhir/administrative-gender"
STRANGE = "https://elsewhere.example/codes"
_HL7 = "http://hl7.org/fhir/StructureDefinition/"
CODE = {"coding": [{"system": GENDER, "code": "male"}]}

PARTS: dict[str, dict[str, Any]] = {
    "a language that is not among the preferred": {
        "communication": [
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "lb"}]}},
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "gsw"}]}},
        ]
    },
    "a code that its system does not have, and a name that it does not give": {
        "maritalStatus": {
            "coding": [
                {"system": GENDER, "code": "dog"},
                {"system": GENDER, "code": "male", "display": "Woman"},
            ]
        }
    },
    "a code with a version": {
        "maritalStatus": {"coding": [{"system": GENDER, "version": "4.0.1", "code": "male"}]}
    },
    "a code without a system": {"maritalStatus": {"coding": [{"code": "M"}]}},
    "an extension that nobody knows": {
        "extension": [{"url": "https://elsewhere.example/mood", "valueString": "good"}]
    },
    "an extension of parts": {
        "extension": [
            {
                "url": f"{_HL7}patient-nationality",
                "extension": [{"url": "code", "valueCodeableConcept": CODE}, {"url": "x"}],
            }
        ]
    },
    "an extension whose value is in doubt": {
        "name": [
            {
                "family": "X",
                "extension": [{"url": f"{_HL7}data-absent-reason", "valueCode": "sleepy"}],
            }
        ]
    },
    "an extension whose concept is in doubt, by its own definition too": {
        "extension": [
            {
                "url": f"{_HL7}patient-religion",
                "valueCodeableConcept": {
                    "coding": [{"system": GENDER, "code": "male", "display": "Woman"}]
                },
            }
        ]
    },
    "what is said beside a primitive": {
        "birthDate": "1990-01-02",
        "_birthDate": {
            "extension": [
                {"url": f"{_HL7}patient-birthTime", "valueDateTime": "1990-01-02T03:04:05Z"},
                {"url": "https://elsewhere.example/sure", "valueBoolean": True},
            ]
        },
    },
    "nothing beside a primitive": {"gender": "male", "_gender": {}},
    "something beside a primitive that is absent": {
        "_gender": {"extension": [{"url": f"{_HL7}data-absent-reason", "valueCode": "unknown"}]}
    },
    "ids of elements, one of them twice": {
        "contact": [
            {"id": "a", "name": {"id": "b", "text": "X"}},
            {"id": "a", "name": {"text": "Y"}},
        ],
    },
    "an element that has no more than its id": {"contact": [{"id": "c"}]},
    "ids where something is in doubt": {
        "extension": [{"id": "a", "url": "https://elsewhere.example/mood", "valueString": "x"}],
        "gender": "male",
        "_gender": {"id": "b"},
    },
    "a text that is made in an unusual way": {
        "text": {
            "status": "generated",
            "div": '<div xmlns="http://www.w3.org/1999/xhtml"><a href="#x">to</a><i/></div>',
        }
    },
    "codes of systems that are not at hand": {
        "contact": [{"relationship": [{"coding": [{"system": STRANGE, "code": "x"}]}]}],
        "generalPractitioner": [
            {"identifier": {"type": {"coding": [{"system": SNOMED, "code": "y"}]}, "value": "1"}}
        ],
    },
}
"""What is in doubt, and the elements of a Patient that hold it."""


def _patient(*parts: str) -> dict[str, Any]:
    body: dict[str, Any] = {"resourceType": "Patient", "id": "p"}
    for part in parts:
        for key, value in copy.deepcopy(PARTS[part]).items():
            body[key] = [*body[key], *value] if isinstance(body.get(key), list) else value
    return body


def _both(validator: Validator, careful: Validator, body: dict[str, Any]) -> list[Issue]:
    """What both say, with and without advice; twice, for what is remembered."""
    said = [*careful.check(body)]
    for _ in range(2):
        assert [*validator.check(body)] == said
        assert [*validator.check(body, advice=False)] == [*careful.check(body, advice=False)]
        assert {*validator.check(body, lasting=True, advice=False)} <= {*said}
    return said


@pytest.mark.parametrize("part", PARTS)
def test_one_doubt_is_told_as_with_all_care(
    part: str, validator: Validator, careful: Validator
) -> None:
    """Its rule, its place, its profile."""
    _both(validator, careful, _patient(part))


@pytest.mark.parametrize("parts", list(itertools.permutations(PARTS, 2)), ids=" / ".join)
def test_two_doubts_are_told_in_the_order_in_which_they_stand(
    parts: tuple[str, str], validator: Validator, careful: Validator
) -> None:
    """Whichever comes first in the document."""
    _both(validator, careful, _patient(*parts))


def test_doubts_in_entries_of_a_bundle_are_told_where_they_stand(
    validator: Validator, careful: Validator
) -> None:
    """Each in its own entry, by the path from the Bundle."""
    entries = [
        {
            "fullUrl": f"urn:uuid:00000000-0000-4000-8000-{number:012}",
            "resource": {**_patient(part), "id": f"p{number}"},
        }
        for number, part in enumerate(PARTS)
    ]
    body = {"resourceType": "Bundle", "type": "collection", "entry": entries}

    said = _both(validator, careful, body)

    assert len({issue.target.partition("]")[0] for issue in said}) > len(PARTS) // 2


def test_one_object_in_two_places_is_told_in_both(
    validator: Validator, careful: Validator
) -> None:
    """A caller may do so; what is advised against in one place may fit the other."""
    language = {"coding": [{"system": "urn:ietf:bcp:47", "code": "lb"}]}
    body = {
        "resourceType": "Patient",
        "maritalStatus": language,
        "communication": [{"language": language}, {"language": language}],
    }

    said = _both(validator, careful, body)

    places = [issue.target for issue in said if issue.rule == "code-not-preferred"]
    assert places == [f"Patient.communication[{number}].language" for number in (0, 1)]


def test_a_strange_system_is_named_where_it_first_stands_also_if_that_was_elsewhere_before(
    validator: Validator, careful: Validator
) -> None:
    """The place of the last resource is a place to look first, no more."""
    for path in ("code", "method", "bodySite", "code"):
        body = {
            "resourceType": "Observation",
            "status": "final",
            "code": CODE,
            path: {"coding": [{"system": STRANGE, "code": "x"}]},
        }
        (issue,) = _both(validator, careful, body)
        assert issue.target == f"Observation.{path}.coding[0].system"

    body["method"] = body["code"]
    body = {key: body[key] for key in ("resourceType", "status", "method", "code")}
    (issue,) = _both(validator, careful, body)
    assert issue.target == "Observation.method.coding[0].system"


@pytest.mark.parametrize("keys", list(itertools.permutations(("code", "method", "component"))))
def test_strange_systems_are_named_in_the_order_of_the_document(
    keys: tuple[str, ...], validator: Validator, careful: Validator
) -> None:
    """Each once, wherever the others stand."""
    values = {
        "code": {"coding": [{"system": f"{STRANGE}/1", "code": "x"}]},
        "method": {"coding": [{"system": f"{STRANGE}/2", "code": "x"}]},
        "component": [
            {"code": CODE, "dataAbsentReason": {"coding": [{"system": STRANGE, "code": "x"}]}},
            {"code": {"coding": [{"system": f"{STRANGE}/4", "code": "x"}]}},
        ],
    }
    body = {"resourceType": "Observation", "status": "final", **{key: values[key] for key in keys}}

    said = [one.target for one in _both(validator, careful, body) if one.rule[:9] == "code-syst"]

    assert [target.split(".")[1].split("[")[0] for target in said] == [
        key for key in keys for _ in range(1 + (key == "component"))
    ]


def test_a_strange_system_of_what_is_contained_is_named_there(
    validator: Validator, careful: Validator
) -> None:
    """Also where a resource of the same type stood alone before."""
    code = {"coding": [{"system": STRANGE, "code": "x"}]}
    alone = {"resourceType": "Medication", "id": "m", "code": code}
    around = {
        "resourceType": "MedicationStatement",
        "contained": [alone],
        "status": "active",
        "subject": {"reference": "Patient/p"},
        "medicationReference": {"reference": "#m"},
    }

    for body, place in ((alone, "Medication"), (around, "MedicationStatement.contained[0]")):
        (issue,) = _both(validator, careful, body)
        assert issue.target == f"{place}.code.coding[0].system"


def test_units_that_a_type_binds_are_held_against_its_binding(
    validator: Validator, careful: Validator
) -> None:
    """An age is in years, months, days; never in metres."""
    unit = {"value": 3, "system": "http://unitsofmeasure.org"}
    for code, rules in (("a", []), ("m", ["code-not-recommended"])):
        body = {
            "resourceType": "Condition",
            "subject": {"reference": "Patient/p"},
            "onsetAge": {**unit, "code": code},
        }
        said = [issue.rule for issue in _both(validator, careful, body)]
        assert [rule for rule in said if rule.startswith("code-not")] == rules


def test_profiles_that_a_resource_names_are_asked_quickly_too(
    validator: Validator, careful: Validator
) -> None:
    """One more than those that bind it; a version that is not at hand is said."""
    profile = f"{_HL7}bp"
    pressure = {
        "resourceType": "Observation",
        "meta": {"profile": [profile]},
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "85354-9"}]},
    }

    rules = {issue.rule for issue in _both(validator, careful, pressure)}
    assert "element-required" in rules
    for named in (f"{profile}|9.9", "https://elsewhere.example/unknown"):
        pressure["meta"] = {"profile": [named]}
        said = {issue.rule for issue in _both(validator, careful, pressure)}
        assert said & {"profile-version-absent", "profile-unknown"}
