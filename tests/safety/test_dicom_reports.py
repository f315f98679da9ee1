"""What structured reports of DICOM say of what is absent, of a side, of a fetus, of one exposure.

https://dicom.nema.org/medical/dicom/current/output/html/part16.html
"""

from __future__ import annotations

import pytest
from pydicom.dataset import Dataset

from tests.adapters.imaging import (
    code,
    container,
    content,
    items,
    measured,
)
from tests.safety.imaging_reports import (
    DOSE,
    FINDING,
    GROUP,
    HEAD,
    LENGTH,
    SIDE,
    SITE,
    coded,
    observations,
)

AIR = ("36118008", "SCT", "Pneumothorax")
PRESENCE = ("705057003", "SCT", "Presence")
NONE = ("272519000", "SCT", "Absent")


def test_a_mass_that_is_absent_is_no_mass() -> None:
    """Its modifier says that it was looked for and is not there."""
    absent = coded(
        "HAS CONCEPT MOD", ("705057003", "SCT", "Presence"), ("2667000", "SCT", "Absent")
    )
    (found,) = observations(coded("CONTAINS", FINDING, ("4147007", "SCT", "Mass"), absent))

    assert "valueCodeableConcept" not in found
    assert found["component"][0]["code"]["coding"][0]["code"] == "4147007"
    assert found["component"][0]["valueBoolean"] is False


@pytest.mark.parametrize(
    "absent",
    [
        ("272519000", "SCT", "Absent"),
        ("R-4089B", "SRT", "Absent"),
        ("121054", "DCM", "Absent"),
        ("260415000", "SCT", "Not detected"),
        ("373572006", "SCT", "Clinical finding absent"),
        ("373067005", "SCT", "No"),
        ("260385009", "SCT", "Negative"),
    ],
)
def test_a_pneumothorax_that_is_absent_in_any_of_the_words_for_it_is_none(
    absent: tuple[str, str, str],
) -> None:
    """PS3.16, CID 240, has another code for it than SNOMED CT's own qualifier."""
    (found,) = observations(
        coded("CONTAINS", FINDING, AIR, coded("HAS CONCEPT MOD", PRESENCE, absent))
    )

    assert "valueCodeableConcept" not in found
    assert found["component"][0]["valueBoolean"] is False


@pytest.mark.parametrize("relation", ["HAS PROPERTIES", "CONTAINS"])
def test_a_finding_whose_presence_is_a_property_that_is_absent_is_none(relation: str) -> None:
    """However the presence is hung below the finding."""
    found, presence = observations(
        coded("CONTAINS", FINDING, AIR, coded(relation, PRESENCE, NONE))
    )

    assert "valueCodeableConcept" not in found
    assert found["component"][0]["valueBoolean"] is False
    assert presence["valueCodeableConcept"]["text"] == "Absent"


def test_the_finding_of_a_group_that_calls_it_absent_is_none() -> None:
    """A measurement group (TID 1501) has the finding and its presence side by side."""
    found, _ = observations(
        container(GROUP, [coded("CONTAINS", FINDING, AIR), coded("CONTAINS", PRESENCE, NONE)])
    )

    assert "valueCodeableConcept" not in found
    assert found["component"][0]["valueBoolean"] is False


def test_of_two_findings_of_a_group_none_is_denied_by_what_stands_beside_them() -> None:
    """Nobody knows of which it is said."""
    made = observations(
        container(
            GROUP,
            [
                coded("CONTAINS", FINDING, AIR),
                coded("CONTAINS", FINDING, ("4147007", "SCT", "Mass")),
                coded("CONTAINS", PRESENCE, NONE),
            ],
        )
    )

    assert [one["valueCodeableConcept"]["text"] for one in made] == [
        "Pneumothorax",
        "Mass",
        "Absent",
    ]


def test_what_a_container_of_absent_findings_holds_is_absent() -> None:
    """The modifier of a container is of all that it holds."""
    (found,) = observations(
        container(
            FINDING, [coded("HAS CONCEPT MOD", PRESENCE, NONE), coded("CONTAINS", FINDING, AIR)]
        )
    )

    assert "valueCodeableConcept" not in found
    assert found["component"][0]["valueBoolean"] is False


def test_a_nodule_that_is_not_calcified_is_a_nodule() -> None:
    """No is said of what its modifier names, not of the finding."""
    calcified = coded(
        "HAS CONCEPT MOD", ("129755003", "SCT", "Calcified"), ("373067005", "SCT", "No")
    )
    (found,) = observations(coded("CONTAINS", FINDING, ("27925004", "SCT", "Nodule"), calcified))

    assert found["valueCodeableConcept"]["text"] == "Nodule"
    assert [one["valueCodeableConcept"]["text"] for one in found["component"]] == ["No"]


def test_a_mass_that_is_there_is_a_mass_with_what_modifies_it() -> None:
    """Any other modifier is a part of it."""
    shape = coded("HAS CONCEPT MOD", ("107644003", "SCT", "Shape"), ("42700002", "SCT", "Oval"))
    (found,) = observations(coded("CONTAINS", FINDING, ("4147007", "SCT", "Mass"), shape))

    assert found["valueCodeableConcept"]["coding"][0]["code"] == "4147007"
    assert [one["valueCodeableConcept"]["text"] for one in found["component"]] == ["Oval"]


@pytest.mark.parametrize("side", ["Left", "Right"])
def test_a_measurement_is_of_the_side_that_its_site_has(side: str) -> None:
    """A breast without a side is two breasts."""
    lateral = coded("HAS CONCEPT MOD", SIDE, ("7771000", "SCT", side))
    where = coded("CONTAINS", SITE, ("76752008", "SCT", "Breast"), lateral)
    (found,) = observations(container(GROUP, [where, measured(LENGTH, "12", "mm")]))

    assert found["bodySite"]["text"] == f"Breast ({side})"
    (qualifier,) = found["bodySite"]["extension"]
    assert qualifier["extension"][1]["valueCodeableConcept"]["text"] == side


def test_what_is_measured_of_a_fetus_is_not_of_its_mother() -> None:
    """Of twins each has its own: the context of a container holds for all in it."""
    fetus = coded(
        "HAS OBS CONTEXT", ("121024", "DCM", "Subject Class"), ("121026", "DCM", "Fetus")
    )

    def biometry(number: str, width: str) -> Dataset:
        named = content("HAS OBS CONTEXT", "TEXT", ("11951-1", "LN", "Fetus ID"), TextValue=number)
        inner = container(("125005", "DCM", "Biometry Group"), [measured(HEAD, width, "mm")])
        return container(("125002", "DCM", "Fetal Biometry"), [fetus, named, inner])

    first, second, own = observations(
        biometry("A", "45"), biometry("B", "47"), measured(LENGTH, "30", "mm")
    )

    assert [first["focus"], second["focus"]] == [
        [{"display": "Fetus A"}],
        [{"display": "Fetus B"}],
    ]
    assert "focus" not in own


def test_a_dose_is_of_the_exposure_that_its_container_names() -> None:
    """Two exposures of one study must not be taken for one, nor added up twice."""

    def exposure(uid: str, dose: str) -> Dataset:
        number = content("CONTAINS", "UIDREF", ("113769", "DCM", "Irradiation Event UID"), UID=uid)
        doses = container(("113829", "DCM", "CT Dose"), [measured(DOSE, dose, "mGy")])
        return container(("113819", "DCM", "CT Acquisition"), [number, doses])

    found = observations(exposure("1.2.3.1", "7.1"), exposure("1.2.3.2", "9.4"))

    numbers = [one["identifier"][0]["value"] for one in found]
    assert numbers == ["urn:oid:1.2.3.1", "urn:oid:1.2.3.2"]


def test_a_number_that_is_out_of_range_is_a_number_with_what_is_to_be_thought_of_it() -> None:
    """A qualifier says why there is no number only where there is none."""
    beside = measured(LENGTH, "12", "mm")
    beside.NumericValueQualifierCodeSequence = code("114009", "DCM", "Value out of range")
    without = content("CONTAINS", "NUM", LENGTH, MeasuredValueSequence=items())
    without.NumericValueQualifierCodeSequence = code("114006", "DCM", "Measurement failure")
    doubted, failed = observations(beside, without)

    assert str(doubted["valueQuantity"]["value"]) == "12"
    assert [one["text"] for one in doubted["interpretation"]] == ["Value out of range"]
    assert "dataAbsentReason" not in doubted
    assert failed["dataAbsentReason"]["text"] == "Measurement failure"
    assert "interpretation" not in failed


def test_a_part_of_a_measurement_that_failed_says_why() -> None:
    """As the measurement itself does."""
    failed = content("INFERRED FROM", "NUM", DOSE, MeasuredValueSequence=items())
    failed.NumericValueQualifierCodeSequence = code("114006", "DCM", "Measurement failure")
    (found,) = observations(measured(LENGTH, "12", "mm", failed))

    assert [one["dataAbsentReason"]["text"] for one in found["component"]] == [
        "Measurement failure"
    ]


@pytest.mark.parametrize(("flag", "status"), [("PRELIMINARY", "preliminary"), ("FINAL", "final")])
def test_what_its_author_calls_preliminary_is_not_final(flag: str, status: str) -> None:
    """A report that is complete and verified may say of itself that it will change."""
    made = observations(
        measured(LENGTH, "12", "mm"),
        coded("CONTAINS", FINDING, AIR),
        content("CONTAINS", "TEXT", FINDING, TextValue="As before"),
        PreliminaryFlag=flag,
    )

    assert [one["status"] for one in made] == [status] * 3


def test_what_was_observed_on_another_day_is_not_of_the_day_of_the_report() -> None:
    """An item, or the group around it, says when it was observed where the report differs."""
    earlier = measured(LENGTH, "12", "mm")
    earlier.ObservationDateTime = "20250301094500"
    group = container(GROUP, [coded("CONTAINS", FINDING, AIR)])
    group.ObservationDateTime = "20250412"
    made = observations(earlier, measured(LENGTH, "15", "mm"), group)

    assert [one["effectiveDateTime"] for one in made] == [
        "2025-03-01T09:45:00+01:00",
        "2026-11-21T10:15:00+01:00",
        "2025-04-12",
    ]
