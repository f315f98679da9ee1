"""Four times as many of an element are about four times the work: no resource holds the gateway.

Work is counted in lines of Python that are run, which no machine runs fewer of.
https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import pytest

from gateway.bootstrap.rules import ruleset
from gateway.model import Issue, Resource, Validator
from gateway.settings import Settings
from tests.hostile.test_many_of_one_kind import lines
from tests.warm import warm

FEW, MANY = 24, 96
MOST = 4.6
"""Times the lines at most, for four times the elements."""
MATRICULE = "urn:oid:1.3.182.4.4"
LOINC = "http://loinc.org"


def codings(number: int, system: str = "urn:oid:1.2.3") -> list[Any]:
    """Codings, each of a system of its own that is not at hand."""
    return [{"system": f"{system}.{n + 1}", "code": f"c{n}"} for n in range(number)]


def patient(**said: Any) -> Resource:
    own = {"system": "urn:oid:1.2.3", "value": "1"}
    named = {"name": [{"family": "INVENTEE"}], "birthDate": "1985-04-17", "identifier": [own]}
    return {"resourceType": "Patient", **named, **said}


def observation(**said: Any) -> Resource:
    code = {"coding": [{"system": LOINC, "code": "718-7"}]}
    return {"resourceType": "Observation", "status": "final", "code": code, **said}


def question(number: int, **said: Any) -> dict[str, Any]:
    return {"linkId": str(number), "text": "Well?", "type": "boolean", **said}


def asked(questions: list[Any], answers: list[Any]) -> Resource:
    """A response that holds its questions in itself."""
    form = {"resourceType": "Questionnaire", "id": "q", "status": "active", "item": questions}
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "contained": [form],
        "questionnaire": "#q",
        "item": answers,
    }


def chained(number: int) -> Resource:
    """Each question is asked where the one before was answered with yes."""

    def when(at: int) -> dict[str, Any]:
        before = {"question": str(at - 1), "operator": "=", "answerBoolean": True}
        return {"enableWhen": [before]} if at else {}

    answers = [{"linkId": str(n), "answer": [{"valueBoolean": True}]} for n in range(number)]
    return asked([question(n, **when(n)) for n in range(number)], answers)


def chosen(number: int) -> Resource:
    """One question of many options, all of them chosen."""
    codes = [{"valueCoding": {"system": "urn:oid:1.2.3", "code": str(n)}} for n in range(number)]
    options = {"type": "choice", "repeats": True, "answerOption": codes}
    return asked([question(0, **options)], [{"linkId": "0", "answer": codes}])


def bundle(entries: list[Resource]) -> Resource:
    held = [
        {"fullUrl": f"urn:uuid:00000000-0000-4000-8000-{n:012d}", "resource": one}
        for n, one in enumerate(entries)
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": held}


def guide(number: int) -> Resource:
    return {
        "resourceType": "ImplementationGuide",
        "url": "http://example.org/guide",
        "name": "Guide",
        "status": "active",
        "packageId": "example.guide",
        "fhirVersion": ["4.0.1"],
        "definition": {
            "grouping": [{"id": f"g{n}", "name": f"group {n}"} for n in range(number)],
            "resource": [
                {"reference": {"reference": f"Patient/{n}"}, "groupingId": f"g{n}"}
                for n in range(number)
            ],
        },
    }


def structure(number: int) -> Resource:
    slices = [
        {"id": f"Patient.extension:e{n}", "path": "Patient.extension", "sliceName": f"e{n}"}
        for n in range(number)
    ]
    return {
        "resourceType": "StructureDefinition",
        "url": "http://example.org/structure",
        "name": "Structure",
        "status": "active",
        "kind": "resource",
        "abstract": False,
        "type": "Patient",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
        "derivation": "constraint",
        "differential": {"element": [{"id": "Patient", "path": "Patient"}, *slices]},
    }


KINDS: Mapping[str, Callable[[int], Resource]] = MappingProxyType(
    {
        "national-identifiers": lambda n: patient(
            identifier=[{"system": MATRICULE, "value": f"19850417{at:05d}"} for at in range(n)]
        ),
        "codings-of-a-type": lambda n: patient(
            identifier=[
                {"system": "urn:oid:1.2.3", "value": "1", "type": {"coding": codings(n)}},
            ]
        ),
        "tags": lambda n: patient(meta={"tag": codings(n)}),
        "extensions": lambda n: patient(
            extension=[{"url": f"http://example.org/e{at}", "valueString": "a"} for at in range(n)]
        ),
        "contained": lambda n: patient(
            contained=[{"resourceType": "Practitioner", "id": f"c{at}"} for at in range(n)],
            generalPractitioner=[{"reference": f"#c{at}"} for at in range(n)],
        ),
        "references-that-lead-nowhere": lambda n: patient(
            generalPractitioner=[{"reference": f"#c{at}"} for at in range(n)]
        ),
        "codings-of-a-code": lambda n: observation(code={"coding": codings(n)}),
        "codings-of-a-code-and-its-value": lambda n: observation(
            component=[
                {"code": {"coding": codings(n)}, "valueCodeableConcept": {"coding": codings(n)}}
            ]
        ),
        "components-beside-as-many-codes": lambda n: observation(
            code={"coding": codings(n)},
            valueString="a",
            component=[
                {"code": {"coding": [one]}, "valueString": "a"}
                for one in codings(n, "urn:oid:4.5")
            ],
        ),
        "questions-that-hang-together": chained,
        "options": chosen,
        "groups-of-a-guide": guide,
        "slices-of-a-structure": structure,
        "entries": lambda n: bundle(
            [
                observation(
                    id=f"o{at}", subject={"reference": "urn:uuid:00000000-0000-4000-8000-0"}
                )
                for at in range(n)
            ]
        ),
        "concepts": lambda n: {
            "resourceType": "ValueSet",
            "status": "active",
            "compose": {
                "include": [
                    {"system": "urn:oid:1.2.3", "concept": [{"code": str(at)} for at in range(n)]}
                ]
            },
        },
    }
)


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    return ruleset(Settings(data=warm(tmp_path_factory.mktemp("many")))).validator


@pytest.mark.parametrize("name", KINDS)
def test_four_times_as_many_elements_are_about_four_times_the_work(
    name: str, validator: Validator
) -> None:
    """Whether they are right or wrong."""
    few, many = KINDS[name](FEW), KINDS[name](MANY)
    assert counted(many, validator) <= MOST * counted(few, validator)


def counted(resource: Resource, validator: Validator) -> int:
    """The lines that are run once everything is known that becomes known."""
    for _ in range(2):
        checked(resource, validator)
    return lines(lambda: checked(resource, validator))


def checked(resource: Resource, validator: Validator) -> list[Issue]:
    return list(validator.check(resource, validator.bound(resource)))
