"""What a report brings along is as secret as each report that it stands in.

https://hl7.org/fhir/R4/security-labels.html
"""

from __future__ import annotations

from typing import Any

from gateway.intake.hidden import hidden
from gateway.model import Change, Mapped, Mode


def _label(code: str) -> dict[str, str]:
    return {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": code}


def _report(id: str, *codes: str) -> Change:
    body = {
        "resourceType": "DiagnosticReport",
        "meta": {"security": [_label(code) for code in codes]},
        "result": [{"reference": "Observation/o"}],
    }
    return Change("DiagnosticReport", id, Mode.DELTA, body)


def _labels(*reports: Change) -> list[dict[str, Any]]:
    result = Change("Observation", "o", Mode.DELTA, {"resourceType": "Observation"})
    changes = hidden(Mapped((*reports, result), b"")).changes
    (found,) = [one for one in changes if one.type == "Observation"]
    labels: list[dict[str, Any]] = found.body.get("meta", {}).get("security", [])
    return labels


def test_a_result_is_as_secret_as_its_report() -> None:
    """It has the labels of the report."""
    assert _labels(_report("a", "R")) == [_label("R")]


def test_a_result_of_two_reports_has_the_labels_of_both() -> None:
    """Each once, whichever report comes last."""
    assert _labels(_report("a", "V", "R"), _report("b", "R")) == [_label("V"), _label("R")]
