"""A section of a report says for all that it holds which side and which vessel it is of.

https://dicom.nema.org/medical/dicom/current/output/html/part16.html#sect_TID_5103
https://dicom.nema.org/medical/dicom/current/output/html/part16.html#sect_TID_5104
"""

from __future__ import annotations

from typing import Any

import pytest
from pydicom.dataset import Dataset

from tests.adapters.imaging import container, content, measured
from tests.safety.imaging_reports import (
    FINDING,
    GROUP,
    LENGTH,
    SIDE,
    SITE,
    coded,
    observations,
)

FINDINGS = ("121070", "DCM", "Findings")
CAROTID = ("86117002", "SCT", "Internal carotid artery")
VELOCITY = ("11726-7", "LN", "Peak Systolic Velocity")
NECK = coded("HAS CONCEPT MOD", SITE, ("45048000", "SCT", "Neck"))
LEFT, RIGHT = ("7771000", "SCT", "Left"), ("24028007", "SCT", "Right")


def parts(found: dict[str, Any]) -> dict[str, str]:
    """What its components are called, and what they say."""
    return {
        one["code"].get("text") or one["code"]["coding"][0]["display"]: one[
            "valueCodeableConcept"
        ]["text"]
        for one in found.get("component", [])
    }


def of_side(side: tuple[str, str, str], *inside: Dataset) -> Dataset:
    """The section of a vascular report for one side of the neck."""
    return container(FINDINGS, [NECK, coded("HAS CONCEPT MOD", SIDE, side), *inside])


def test_the_velocities_of_both_carotids_are_told_apart() -> None:
    """Side and vessel stand with the section and with the group, not with the number."""
    made = observations(
        of_side(LEFT, container(CAROTID, [measured(VELOCITY, "250", "cm/s")])),
        of_side(RIGHT, container(CAROTID, [measured(VELOCITY, "80", "cm/s")])),
    )

    said = [
        (str(one["valueQuantity"]["value"]), parts(one), one["bodySite"]["text"]) for one in made
    ]
    vessel = {"Section of the report": "Internal carotid artery"}
    assert said == [
        ("250", {"Laterality": "Left", **vessel}, "Neck"),
        ("80", {"Laterality": "Right", **vessel}, "Neck"),
    ]


def test_a_finding_has_the_side_of_its_section() -> None:
    """A stenosis of neither side is one of both."""
    stenosis = coded("CONTAINS", FINDING, ("415582006", "SCT", "Stenosis"))
    (found,) = observations(of_side(RIGHT, stenosis))

    assert parts(found) == {"Laterality": "Right"}


@pytest.mark.parametrize("name", [FINDINGS, GROUP])
def test_a_group_without_the_name_of_a_part_of_the_body_gives_none(
    name: tuple[str, str, str],
) -> None:
    """That they are findings, or a group, says nothing of them."""
    (found,) = observations(container(name, [measured(LENGTH, "12", "mm")]))

    assert "component" not in found
    assert "bodySite" not in found


def test_the_side_of_a_measurement_itself_comes_before_that_of_its_section() -> None:
    """One number has one side."""
    own = coded("HAS CONCEPT MOD", SIDE, RIGHT)
    (found,) = observations(of_side(LEFT, measured(VELOCITY, "80", "cm/s", own)))

    assert [one["valueCodeableConcept"]["text"] for one in found["component"]] == ["Right"]


def test_the_dose_of_an_exposure_is_of_when_it_began() -> None:
    """A dose report is written when the last of many exposures is over, or days later."""
    began = content(
        "CONTAINS", "DATETIME", ("111526", "DCM", "DateTime Started"), DateTime="20261119140000"
    )
    dose = measured(("122130", "DCM", "Dose Area Product"), "0.00001", "Gy.m2")
    event = container(("113706", "DCM", "Irradiation Event X-Ray Data"), [began, dose])
    total = measured(("113722", "DCM", "Dose Area Product Total"), "0.00012", "Gy.m2")
    made = observations(event, total)

    assert [one["effectiveDateTime"] for one in made if "valueQuantity" in one] == [
        "2026-11-19T14:00:00+01:00",
        "2026-11-21T10:15:00+01:00",
    ]
