"""Places of every format: what is inside what, and what is counted together.

https://www.w3.org/TR/xpath-31/
"""

from __future__ import annotations

import pytest

from gateway.intake.places import grouped, inside


@pytest.mark.parametrize(
    ("place", "other"),
    [
        ("PID-5[1].2", ""),
        ("PID-5[1].2", "PID"),
        ("PID-5[1].2", "PID-5"),
        ("PID-5", "PID-5"),
        ("OBX[2]-5", "OBX"),
        ("Patient.name[0].given[0]", "Patient.name"),
        ("/ClinicalDocument/id/@root", "/ClinicalDocument"),
        ("/ClinicalDocument/id[2]/@root", "/ClinicalDocument/id"),
        ("R12:birth_date", "R12"),
    ],
)
def test_one_is_inside_the_other(place: str, other: str) -> None:
    assert inside(place, other)


@pytest.mark.parametrize(
    ("place", "other"),
    [
        ("PID-50", "PID-5"),
        ("PID-5", "PID-5[1]"),
        ("PIDX-5", "PID"),
        ("/ClinicalDocument/idx", "/ClinicalDocument/id"),
        ("R12:birth_date", "R1"),
        ("R12:birth_date_time", "R12:birth_date"),
    ],
)
def test_what_only_begins_alike_is_not(place: str, other: str) -> None:
    assert not inside(place, other)


@pytest.mark.parametrize(
    ("place", "part", "field"),
    [
        ("PID-5[1].2", "PID", "PID-5"),
        ("OBX[3]-5[2].4", "OBX", "OBX-5"),
        ("ZX1", "ZX1", "ZX1"),
        (
            "/ClinicalDocument/recordTarget[1]/patientRole/id[2]/@root",
            "/ClinicalDocument/recordTarget",
            "/ClinicalDocument/recordTarget/patientRole/id/@root",
        ),
        ("/kmehrmessage", "/kmehrmessage", "/kmehrmessage"),
        ("R12:birth_date", "rows", "birth_date"),
        ("Patient.name[0].given[1]", "Patient", "Patient.name.given"),
        ("SOPInstanceUID", "SOPInstanceUID", "SOPInstanceUID"),
        ("", "?", "?"),
    ],
)
def test_numbers_do_not_count(place: str, part: str, field: str) -> None:
    assert grouped(place) == (part, field)
