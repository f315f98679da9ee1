"""What DICOM objects say of rejected pictures, of phantoms, of beams, of orders and of measures.

https://dicom.nema.org/medical/dicom/current/output/html/part03.html
"""

from __future__ import annotations

from typing import Any

import pytest
from pydicom.dataset import Dataset

from gateway.intake.convert import convert
from gateway.model import Inbound, Status
from tests.adapters.imaging import (
    ROOT,
    SERIES,
    STUDY,
    code,
    container,
    content,
    file,
    instance,
    item,
    items,
    measured,
)
from tests.intake.house import NOON, rules
from tests.safety.imaging_reports import FINDING, LENGTH, coded, observations

CT = "1.2.840.10008.5.1.4.1.1.2"


def made(dataset: Dataset) -> dict[str, list[dict[str, Any]]]:
    """What becomes of an object, by type."""
    found = convert(Inbound("klinik", "dicom", file(dataset), NOON), rules())
    assert found.status is Status.ACCEPTED
    kinds: dict[str, list[dict[str, Any]]] = {}
    for entry in found.bundle["entry"]:
        kinds.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return kinds


def selection(title: str, meaning: str) -> dict[str, list[dict[str, Any]]]:
    """What becomes of a selection of two images, with a remark."""
    pictures = items(
        *(item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=f"{SERIES}.{n}") for n in (1, 2))
    )
    series = items(item(SeriesInstanceUID=SERIES, Modality="CT", ReferencedSOPSequence=pictures))
    return made(
        instance(
            8,
            SOPClassUID="1.2.840.10008.5.1.4.1.1.88.59",
            Modality="KO",
            ContentDate="20261121",
            ContentTime="101500",
            ValueType="CONTAINER",
            ConceptNameCodeSequence=code(title, "DCM", meaning),
            CurrentRequestedProcedureEvidenceSequence=items(
                item(StudyInstanceUID=STUDY, ReferencedSeriesSequence=series)
            ),
            ContentSequence=items(
                content(
                    "CONTAINS",
                    "TEXT",
                    ("113012", "DCM", "Key Object Description"),
                    TextValue="Another patient",
                )
            ),
        )
    )


@pytest.mark.parametrize("title", ["113001", "113037", "113038", "113039"])
def test_images_that_are_rejected_are_no_study(title: str) -> None:
    """Of another patient, of another order: to show them as a study would harm somebody."""
    found = selection(title, "Rejected")
    (document,) = found["DocumentReference"]

    assert "ImagingStudy" not in found
    assert document["description"] == "Another patient"
    assert [one["identifier"]["value"] for one in document["context"]["related"]] == [
        f"urn:oid:{SERIES}.1",
        f"urn:oid:{SERIES}.2",
    ]


@pytest.mark.parametrize("evidence", ["PertinentOtherEvidenceSequence", ""])
def test_images_of_another_study_and_of_no_evidence_are_rejected_too(evidence: str) -> None:
    """A note that rejects, and names nothing that is rejected, keeps nothing from being shown."""
    picture = items(item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=f"{ROOT}.7.1"))
    series = items(item(SeriesInstanceUID=f"{ROOT}.7", ReferencedSOPSequence=picture))
    listed = items(item(StudyInstanceUID=f"{ROOT}.70", ReferencedSeriesSequence=series))
    found = made(
        instance(
            8,
            SOPClassUID="1.2.840.10008.5.1.4.1.1.88.59",
            Modality="KO",
            ValueType="CONTAINER",
            ConceptNameCodeSequence=code("113037", "DCM", "Rejected for Patient Safety Reasons"),
            ContentSequence=items(
                item(RelationshipType="CONTAINS", ValueType="IMAGE", ReferencedSOPSequence=picture)
            ),
            **({evidence: listed} if evidence else {}),
        )
    )

    assert "ImagingStudy" not in found
    related = found["DocumentReference"][0]["context"]["related"]
    assert [one["identifier"]["value"] for one in related] == [f"urn:oid:{ROOT}.7.1"]


def test_images_of_interest_are_a_study() -> None:
    """What is said of them stands with the selection, not as a finding of the patient."""
    found = selection("113000", "Of Interest")

    assert len(found["ImagingStudy"][0]["series"][0]["instance"]) == len(("1", "2"))
    assert "Observation" not in found


def test_a_phantom_is_no_person() -> None:
    """Whoever looks at the study is told."""
    notes = made(instance(3, QualityControlSubject="YES"))["ImagingStudy"][0]["note"]

    assert [one["text"] for one in notes] == ["Quality control, no person: YES"]
    assert "note" not in made(instance(3, QualityControlSubject="NO"))["ImagingStudy"][0]


def test_a_beam_that_was_cut_short_says_what_was_given() -> None:
    """120 of 200 units: whoever stopped it, the dose was not given."""
    beam = item(
        SpecifiedPrimaryMeterset="200",
        DeliveredPrimaryMeterset="120",
        TreatmentTerminationStatus="OPERATOR",
    )
    record = instance(
        7,
        SOPClassUID="1.2.840.10008.5.1.4.1.1.481.4",
        Modality="RTRECORD",
        TreatmentSessionBeamSequence=items(beam),
    )

    assert {one["text"] for one in made(record)["ImagingStudy"][0]["note"]} == {
        "Meterset meant: 200",
        "Meterset given: 120",
        "Beam ended: OPERATOR",
    }


def test_what_is_measured_of_a_finding_stands_with_it() -> None:
    """How sure a nodule is, is told with the nodule."""
    sure = measured(("111012", "DCM", "Certainty of Finding"), "20", "%")
    sure.RelationshipType = "HAS PROPERTIES"
    found = observations(coded("CONTAINS", FINDING, ("27925004", "SCT", "Nodule"), sure))
    (nodule,) = [one for one in found if "valueCodeableConcept" in one]
    (number,) = [one for one in found if "valueQuantity" in one]

    assert nodule["hasMember"] == [{"reference": f"Observation/{number['id']}"}]


def test_a_part_of_the_same_name_does_not_refuse_the_report() -> None:
    """R4 allows no part with the code of the whole (obs-7); a name in words it does."""
    part = measured(LENGTH, "12", "mm")
    part.RelationshipType = "HAS PROPERTIES"
    (found,) = observations(measured(LENGTH, "13", "mm", part))

    assert found["component"][0]["code"] == {"text": "Length"}
    assert str(found["component"][0]["valueQuantity"]["value"]) == "12"


def test_a_report_says_in_which_language_and_of_what_it_is() -> None:
    """PS3.16, TID 1204 and 1000."""
    french = coded("HAS CONCEPT MOD", ("121049", "DCM", "Language"), ("fr", "RFC5646", "French"))
    what = coded(
        "HAS CONCEPT MOD", ("121058", "DCM", "Procedure reported"), ("77343006", "SCT", "Angio")
    )
    found = made(
        instance(
            9,
            Modality="SR",
            CompletionFlag="COMPLETE",
            VerificationFlag="VERIFIED",
            ValueType="CONTAINER",
            ConceptNameCodeSequence=code("18748-4", "LN", "Report"),
            ContentSequence=items(french, what),
        )
    )

    assert found["DiagnosticReport"][0]["language"] == "fr"
    (procedure,) = found["ImagingStudy"][0]["procedureCode"]
    assert procedure["coding"][0]["code"] == "77343006"


def test_a_pdf_in_an_object_is_a_document() -> None:
    """Its bytes stay where the object is."""
    letter = instance(
        10,
        SOPClassUID="1.2.840.10008.5.1.4.1.1.104.1",
        Modality="DOC",
        DocumentTitle="Letter",
        MIMETypeOfEncapsulatedDocument="application/pdf",
        EncapsulatedDocument=b"%PDF-1.4  ",
        VerificationFlag="UNVERIFIED",
    )
    (found,) = made(letter)["DocumentReference"]

    assert found["docStatus"] == "preliminary"
    assert found["content"][0]["attachment"] == {
        "title": "Letter",
        "contentType": "application/pdf",
    }


def library() -> Dataset:
    """How pictures were taken, as TID 1600 lists it."""
    pixels = measured(("121140", "DCM", "Number of Frames"), "1", "{frames}")
    thick = measured(("112225", "DCM", "Slice Thickness"), "5", "mm")
    thick.RelationshipType = "HAS ACQ CONTEXT"
    picture = content(
        "CONTAINS",
        "IMAGE",
        ("260753009", "SCT", "Source"),
        ReferencedSOPSequence=items(
            item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=f"{SERIES}.1")
        ),
        ContentSequence=items(pixels),
    )
    return container(("111028", "DCM", "Image Library"), [thick, picture])


def test_how_pictures_were_taken_is_no_finding() -> None:
    """`Slice thickness 5 mm` must not be read as something that is 5 mm thick."""
    found = observations(library(), measured(LENGTH, "12", "mm"))

    assert [one["code"]["coding"][0]["code"] for one in found] == [LENGTH[0]]


def test_a_manifest_with_a_library_finds_nothing_and_knows_its_order() -> None:
    """MADO: the accession number stands in the request, the pictures in the evidence."""
    found = made(
        instance(
            8,
            SOPClassUID="1.2.840.10008.5.1.4.1.1.88.59",
            Modality="KO",
            AccessionNumber="",
            ValueType="CONTAINER",
            ConceptNameCodeSequence=code("113030", "DCM", "Manifest"),
            ReferencedRequestSequence=items(item(StudyInstanceUID=STUDY, AccessionNumber="A88")),
            CurrentRequestedProcedureEvidenceSequence=items(
                item(StudyInstanceUID=STUDY, ReferencedSeriesSequence=items())
            ),
            ContentSequence=items(library()),
        )
    )
    (order,) = found["ServiceRequest"]

    assert "Observation" not in found
    assert [one["value"] for one in order["identifier"]] == ["A88"]
    assert found["ImagingStudy"][0]["basedOn"] == [{"reference": f"ServiceRequest/{order['id']}"}]


def test_an_image_without_an_accession_number_is_of_no_order() -> None:
    """DICOM writes the element, and nothing in it: each image would invent an order of its own."""
    found = made(instance(3, AccessionNumber="", PatientWeight=None, PatientSize=None))

    assert not {"ServiceRequest", "Observation"} & found.keys()
    assert "basedOn" not in found["ImagingStudy"][0]
