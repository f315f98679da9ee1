"""What stands beside the pictures: doses, orders of series, waveforms, and who is not named.

https://www.dicomstandard.org/current · https://hl7.org/fhir/R4/imagingstudy.html
"""

from __future__ import annotations

import pytest

from gateway.model import Fate
from tests.adapters.imaging import ROOT, code, file, instance, item, items
from tests.mapping.dicom_said import all_of, only, said


def test_a_number_that_is_none_makes_no_finding() -> None:
    """A unit alone says nothing."""
    made = instance()
    made.add_new(0x00101030, "LO", "heavy")
    found = said(file(made))

    assert not all_of(found, "Observation")
    fates = {one.source: one.fate for one in found.ledger}
    assert fates["/Instance/PatientWeight/text()"] is Fate.UNMAPPED


def test_the_dose_of_a_picture_is_a_finding_with_its_digits() -> None:
    found = said(file(instance(Modality="DX", ImageAndFluoroscopyAreaDoseProduct="0.120")))

    dose = only(found, "Observation")
    assert (str(dose["valueQuantity"]["value"]), dose["valueQuantity"]["code"]) == (
        "0.120",
        "dGy.cm2",
    )
    assert dose["code"]["coding"][0]["code"] == "122130"


def test_the_dose_of_a_breast_names_its_side() -> None:
    found = said(file(instance(Modality="MG", OrganDose="0.012", ImageLaterality="L")))

    dose = only(found, "Observation")
    assert dose["code"]["coding"][0]["display"] == "Average Glandular Dose"
    assert dose["bodySite"]["coding"][0]["display"] == "Left"


@pytest.mark.parametrize("number", ["A77", "B88", ""])
def test_a_series_is_based_on_the_order_that_it_was_made_for(number: str) -> None:
    """Once, whether the study names the same order, another one or none."""
    asked = item(AccessionNumber="A77", RequestedProcedureDescription="CT of the chest")
    found = said(file(instance(AccessionNumber=number, RequestAttributesSequence=items(asked))))

    orders = {one["identifier"][0]["value"]: one["id"] for one in all_of(found, "ServiceRequest")}
    assert orders.keys() == {"A77", number} - {""}
    based = [one["reference"] for one in only(found, "ImagingStudy")["basedOn"]]
    assert sorted(based) == sorted(f"ServiceRequest/{id}" for id in orders.values())


def test_what_is_written_beside_an_ecg_is_a_finding() -> None:
    rate = item(
        ConceptNameCodeSequence=code("8867-4", "LN", "Heart rate"),
        NumericValue="72",
        MeasurementUnitsCodeSequence=code("/min", "UCUM", "/min"),
        AnnotationGroupNumber=1,
    )
    rhythm = item(UnformattedTextValue="Sinus rhythm", AnnotationGroupNumber=1)
    found = said(
        file(
            instance(
                Modality="ECG",
                AcquisitionDateTime="20261121080000",
                WaveformAnnotationSequence=items(rate, rhythm),
            )
        )
    )

    first, second = all_of(found, "Observation")
    assert (str(first["valueQuantity"]["value"]), first["effectiveDateTime"]) == (
        "72",
        "2026-11-21T08:00:00+01:00",
    )
    assert (second["valueString"], second["code"]["text"]) == (
        "Sinus rhythm",
        "Annotation of a waveform",
    )
    assert {first["status"], second["status"]} == {"unknown"}


def test_what_was_made_nameless_says_so() -> None:
    found = said(
        file(instance(PatientIdentityRemoved="YES", DeidentificationMethod="Basic profile"))
    )

    assert [one["text"] for one in only(found, "ImagingStudy")["note"]] == [
        "Identity of the patient removed: YES",
        "Identity removed by: Basic profile",
    ]


def test_whom_a_study_names_stands_as_one_says_it() -> None:
    """Who examined, whose patient it is, which stay and why."""
    found = said(
        file(
            instance(
                PerformingPhysicianName="Klein^Eva",
                PhysiciansOfRecord="Weber^Luc",
                AdmissionID="V9",
                ReasonForStudy="Cough",
                AdmittingDiagnosesDescription="Pneumonia",
            )
        )
    )

    study = only(found, "ImagingStudy")
    actors = [one["actor"].get("display") for one in study["series"][0]["performer"]]
    assert "Eva Klein" in actors
    assert study["encounter"]["identifier"]["value"] == "V9"
    assert study["reasonCode"] == [{"text": "Cough"}]
    assert [one["text"] for one in study["note"]] == [
        "Physician of record: Luc Weber",
        "Admitting diagnosis: Pneumonia",
    ]


def test_which_pictures_a_presentation_shows_is_no_finding() -> None:
    shown = item(
        SeriesInstanceUID=f"{ROOT}.5",
        ReferencedImageSequence=items(item(ReferencedSOPInstanceUID=f"{ROOT}.5.1")),
    )
    found = said(
        file(
            instance(
                Modality="PR",
                ContentCreatorName="Klein^Eva",
                ReferencedSeriesSequence=items(shown),
            )
        )
    )

    assert len(only(found, "ImagingStudy")["series"]) == 1
    assert not [one.source for one in found.ledger if one.fate == Fate.UNMAPPED]


def test_how_pixels_came_to_be_is_for_who_reads_them() -> None:
    """Whatever the modality; what is said of the patient or the picture in words is kept."""
    made = instance(
        AcquisitionMatrix=[0, 256, 256, 0],
        SAR="0.4",
        ExposureIndex="210",
        CountsAccumulated="5",
        DerivationDescription="Lossy",
        ViewCodeSequence=code("399348003", "SCT", "antero-posterior"),
        SequenceOfUltrasoundRegions=items(item(PhysicalDeltaX=0.1)),
        ImageComments="Moved",
        HeartRate="61",
    )
    made.add_new(0x60000010, "US", 4)
    found = said(file(made))

    assert not [one.source for one in found.ledger if one.fate == Fate.UNMAPPED]
    notes = [one["text"] for one in only(found, "ImagingStudy")["note"]]
    assert sorted(notes) == ["Comments on the image: Moved", "Heart rate: 61"]


def test_a_mark_on_a_curve_is_no_finding() -> None:
    mark = item(
        ConceptNameCodeSequence=code("5.10.3-1", "SCPECG", "P onset"),
        ReferencedSamplePositions=[120],
        TemporalRangeType="POINT",
    )
    found = said(file(instance(Modality="ECG", WaveformAnnotationSequence=items(mark))))

    assert not all_of(found, "Observation")
    assert not [one.source for one in found.ledger if one.fate == Fate.UNMAPPED]
