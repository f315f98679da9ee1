"""What differs from one report to the next is judged each time; what is the same, once."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.intake.alike import alike
from gateway.model import Resource
from tests.intake.house import rules

MOMENT = "2026-11-21T10:15:00+01:00"


def report(**said: Any) -> Resource:
    """A laboratory report as a message tells it."""
    return {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "58410-2", "display": "CBC"}]},
        "identifier": [{"system": "urn:oid:1.2.3", "value": "F1"}],
        "subject": {"reference": "Patient/1"},
        "effectiveDateTime": MOMENT,
        "issued": MOMENT,
        "performer": [{"display": "Invented laboratory"}],
        "result": [{"reference": "Observation/1"}],
        **said,
    }


def kept(body: Resource) -> Resource:
    """The same, as it will be kept."""
    meta: Resource = {"versionId": "1", "lastUpdated": MOMENT}
    return {"id": "1", "meta": meta, **body}


def test_reports_are_alike_that_say_the_same_of_what_they_are() -> None:
    """A number, a time, a patient make no difference; a code does."""
    one, other = report(), report(subject={"reference": "Patient/2"}, issued="2026-11-22")

    assert alike(one) is not None
    assert alike(one) is alike(other)
    assert alike(one) is not alike(report(code={"text": "another"}))
    assert alike(one) is not alike(report(specimen=[{"reference": "Specimen/1"}]))


def test_what_says_more_is_like_no_other() -> None:
    """Words of somebody about somebody are kept nowhere, and are judged each time."""
    assert alike(report(conclusion="said of one person only")) is None
    assert alike({"resourceType": "Observation", "status": "final"}) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"issued": "soon"},
        {"result": [{"reference": "Patient/1"}]},
        {"result": []},
        {"subject": {"display": 3}},
    ],
)
def test_what_differs_is_judged_each_time(wrong: Resource) -> None:
    """After a faultless one, one like it passes at once where it is right, and only there."""
    validator, like = rules().validator, alike(report())
    assert like is not None
    profiles = validator.bound(kept(report()))
    found = validator.check(kept(report()), profiles, advice=False, lasting=True, like=like)
    assert not [*found]

    known = validator.alike()

    right = report(issued="2026-11-22T08:00:00+01:00", subject={"reference": "Patient/2"})
    assert known(kept(right), like) == tuple(profiles)
    assert alike(report(**wrong)) is like
    assert known(kept(report(**wrong)), like) is None
