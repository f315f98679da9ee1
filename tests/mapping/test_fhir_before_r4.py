"""FHIR before R4 is refused by the name of its version, and nothing of it is half read.

https://hl7.org/fhir/R4/diff.html
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.definitions import Definitions
from gateway.fhirxml.shapes import Shapes
from gateway.mapping.fhir.older import CODES, ELEMENTS, TYPES
from gateway.model import Rejected, Resource
from tests.mapping.test_fhir_rows import mapper, said


@pytest.mark.parametrize(
    ("resource", "sign", "place"),
    [
        ({"resourceType": "MedicationOrder"}, "DSTU2 MedicationOrder", "MedicationOrder"),
        ({"resourceType": "ProcedureRequest"}, "STU3 ProcedureRequest", "ProcedureRequest"),
        ({"resourceType": "Observation", "comment": "x"}, "STU3 Observation.comment",
         "Observation.comment"),
        ({"resourceType": "Condition", "clinicalStatus": "active"},
         "STU3 Condition.clinicalStatus (code)", "Condition.clinicalStatus"),
        ({"resourceType": "Encounter", "class": "inpatient"}, "DSTU2 Encounter.class (code)",
         "Encounter.class"),
        ({"resourceType": "Patient", "name": [{"family": ["Doe"]}]}, "DSTU2 HumanName.family[]",
         "Patient.name"),
    ],
)  # fmt: skip
def test_versions_before_r4_are_refused_by_name(
    tmp_path: Path, definitions: Definitions, resource: Resource, sign: str, place: str
) -> None:
    """Not by an element that is unknown, or a form that is wrong."""
    with pytest.raises(Rejected) as error:
        said(mapper(tmp_path, definitions), **resource)

    issue = error.value.issues[0]
    assert (issue.rule, " ".join(issue.facts), issue.source) == ("fhir-version", sign, place)


def test_no_sign_of_a_version_before_r4_is_a_word_of_r4(definitions: Definitions) -> None:
    """What is refused as older is nowhere in R4, or has another form there."""
    shapes = Shapes(definitions)

    assert not [one for one in TYPES if shapes.is_resource(one)]
    assert not [
        (type_, name) for type_, names in ELEMENTS.items() for name in names
        if name in shapes.of(type_)
    ]  # fmt: skip
    assert all(map(shapes.is_resource, ELEMENTS))
    kinds = {shapes.of(type_)[name].kind for type_, names in CODES.items() for name in names}
    assert "primitive" not in kinds
