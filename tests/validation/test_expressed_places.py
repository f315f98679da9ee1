"""What an OperationOutcome calls a place is FHIRPath, whatever its key in JSON is."""

from __future__ import annotations

import pytest

from gateway.definitions import Definitions
from gateway.fhirxml import FhirXml
from gateway.settings import Settings
from gateway.validation.expressed import expressed

BUNDLE = {
    "resourceType": "Bundle",
    "entry": [
        {
            "resource": {
                "resourceType": "Observation",
                "contained": [{"resourceType": "Patient", "deceasedBoolean": True}],
                "component": [{"valueString": "x"}],
            }
        }
    ],
}
INNER = "Bundle.entry[0].resource"


@pytest.fixture(scope="module")
def xml() -> FhirXml:
    """What may stand where in R4."""
    return FhirXml(Definitions.open(Settings().definitions))


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("Bundle", "Bundle"),
        (f"{INNER}.valueQuantity.unit", f"{INNER}.value.ofType(Quantity).unit"),
        (f"{INNER}.component[0].valueString", f"{INNER}.component[0].value.ofType(string)"),
        (
            f"{INNER}.contained[0].deceasedBoolean",
            f"{INNER}.contained[0].deceased.ofType(boolean)",
        ),
        (f"{INNER}._status.extension[0].url", f"{INNER}.status.extension[0].url"),
        (f"{INNER}.value", f"{INNER}.value"),
        (f"{INNER}.nowhere.valueString", f"{INNER}.nowhere.valueString"),
        ("Bundle.entry[7].resource.valueQuantity", "Bundle.entry[7].resource.valueQuantity"),
        ("Bundle.entry[0].strange name.id", "Bundle.entry[0].strange name.id"),
    ],
)
def test_a_place_is_said_in_fhirpath(xml: FhirXml, target: str, said: str) -> None:
    """A form of a choice is named by its type; what FHIR does not know is left as it is."""
    assert expressed(xml.shapes, BUNDLE, target) == said


def test_a_period_that_is_no_choice_keeps_its_name(xml: FhirXml) -> None:
    """`effectivePeriod` is an element of its own in one type, a form of a choice in another."""
    library = {"resourceType": "Library"}
    report = {"resourceType": "DiagnosticReport"}

    plain = expressed(xml.shapes, library, "Library.effectivePeriod.start")
    form = expressed(xml.shapes, report, "DiagnosticReport.effectivePeriod.start")

    assert plain == "Library.effectivePeriod.start"
    assert form == "DiagnosticReport.effective.ofType(Period).start"
