"""Tags in texts, addresses of examples, unknown extensions pass, unless somebody forbids them.

https://hl7.org/fhir/R4/security.html#narrative
"""

from __future__ import annotations

import pytest

from gateway.model import Forbidden, Resource, Severity, Validator
from gateway.validation import forbidden, refused

NOTED: Resource = {
    "resourceType": "Patient",
    "text": {
        "status": "generated",
        "div": '<div xmlns="http://www.w3.org/1999/xhtml"><b>Anna</b></div>',
    },
    "name": [{"text": "Anna <b>Muster</b>"}, {"text": "a < b and c > d"}],
    "photo": [{"contentType": "image/png", "url": "https://www.example.org/anna.png"}],
    "contact": [{"telecom": [{"system": "url", "value": "https://exampleshop.lu"}]}],
}


@pytest.mark.parametrize(
    ("kind", "rule", "target"),
    [
        (Forbidden.MARKUP, "text-markup", "Patient.name[0].text"),
        (Forbidden.EXAMPLES, "address-example", "Patient.photo[0].url"),
    ],
)
def test_each_kind_is_told_where_it_is_forbidden(kind: Forbidden, rule: str, target: str) -> None:
    found = [(one.rule, one.target) for one in forbidden(NOTED, [kind])]
    assert found == [(rule, target)]


def test_nothing_of_it_is_told_where_nobody_asks(validator: Validator) -> None:
    assert list(forbidden(NOTED, [])) == []
    assert list(validator.check(NOTED)) == []


@pytest.mark.parametrize(
    ("kinds", "severity"),
    [([], Severity.WARNING), ([Forbidden.EXTENSIONS], Severity.ERROR)],
)
def test_an_unknown_extension_is_refused_where_that_is_forbidden(
    kinds: list[Forbidden], severity: Severity, validator: Validator
) -> None:
    own = {"url": "https://e.org/fhir/StructureDefinition/own", "valueBoolean": True}
    found = refused(validator.check({"resourceType": "Patient", "extension": [own]}), kinds)
    told = [(one.rule, one.severity) for one in found]
    assert told == [("extension-unknown", severity)]
