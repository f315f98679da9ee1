"""DICOM objects that leave out what they should say, and those that take the place of others.

https://dicom.nema.org/medical/dicom/current/output/html/part03.html#sect_C.17.6 ·
https://dicom.nema.org/medical/dicom/current/output/html/part03.html#sect_C.17.2.3
"""

from __future__ import annotations

from typing import Any

import pytest
from pydicom.dataset import Dataset

from gateway.intake.convert import Conversion, convert
from gateway.model import Fate, Inbound, Status
from tests.adapters.imaging import ROOT, SERIES, STUDY, code, file, instance, item, items
from tests.intake.house import NOON, rules

CT = "1.2.840.10008.5.1.4.1.1.2"
KO = "1.2.840.10008.5.1.4.1.1.88.59"
SR = "1.2.840.10008.5.1.4.1.1.88.33"


def said(dataset: Dataset) -> Conversion:
    found = convert(Inbound("klinik", "dicom", file(dataset), NOON), rules(), ledger=True)
    assert found.status is Status.ACCEPTED
    return found


def made(found: Conversion, type: str) -> list[dict[str, Any]]:
    bodies = [entry["resource"] for entry in found.bundle["entry"]]
    return [one for one in bodies if one["resourceType"] == type]


def left(found: Conversion) -> list[str]:
    return [trace.source for trace in found.ledger if trace.fate is Fate.UNMAPPED]


def before(kind: str) -> Any:
    """The sequence that names the object before."""
    objects = items(item(ReferencedSOPClassUID=kind, ReferencedSOPInstanceUID=f"{ROOT}.70"))
    series = items(item(SeriesInstanceUID=f"{STUDY}.7", ReferencedSOPSequence=objects))
    return items(item(StudyInstanceUID=STUDY, ReferencedSeriesSequence=series))


def selection(**more: Any) -> Dataset:
    """A manifest of one picture."""
    pictures = items(item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=f"{SERIES}.1"))
    series = items(item(SeriesInstanceUID=SERIES, ReferencedSOPSequence=pictures))
    return instance(
        8,
        SOPClassUID=KO,
        ValueType="CONTAINER",
        ContentDate="20261121",
        ContentTime="101500",
        ConceptNameCodeSequence=code("113030", "DCM", "Manifest"),
        CurrentRequestedProcedureEvidenceSequence=items(
            item(StudyInstanceUID=STUDY, ReferencedSeriesSequence=series)
        ),
        **{"Modality": "KO", **more},
    )


@pytest.mark.parametrize("modality", ["KO", "", "OT"])
def test_a_selection_is_known_by_its_class(modality: str) -> None:
    """Without its modality it was refused, and with another one it was a picture and a report."""
    found = said(selection(Modality=modality))
    [study] = made(found, "ImagingStudy")

    assert len(made(found, "DocumentReference")) == 1
    assert not made(found, "DiagnosticReport")
    assert [one["uid"] for one in study["series"][0]["instance"]] == [f"{SERIES}.1"]


def test_a_selection_names_the_one_whose_place_it_takes() -> None:
    found = said(selection(PredecessorDocumentsSequence=before(KO)))
    [document] = made(found, "DocumentReference")
    [related] = document["relatesTo"]

    assert related["code"] == "replaces"
    assert related["target"]["identifier"]["value"] == f"urn:oid:{ROOT}.70"
    assert not left(found)


def report(*inside: Dataset, **more: Any) -> Dataset:
    return instance(
        9,
        SOPClassUID=SR,
        Modality="SR",
        ValueType="CONTAINER",
        CompletionFlag="COMPLETE",
        VerificationFlag="VERIFIED",
        ConceptNameCodeSequence=code("126000", "DCM", "Imaging Measurement Report"),
        ContentSequence=items(*inside),
        **more,
    )


WORDS = item(RelationshipType="CONTAINS", ValueType="TEXT", TextValue="Small nodule")


def test_a_report_names_the_one_that_is_in_it() -> None:
    found = said(report(WORDS, PredecessorDocumentsSequence=before(SR)))
    [one] = made(found, "DiagnosticReport")
    [extension] = [e for e in one["extension"] if e["url"].endswith("diagnosticReport-extends")]

    assert extension["valueReference"]["identifier"]["value"] == f"urn:oid:{ROOT}.70"
    assert not left(found)


def test_a_text_without_a_name_is_told_by_that_of_its_section() -> None:
    """It was lost."""
    [one] = made(said(report(WORDS)), "Observation")

    assert one["valueString"] == "Small nodule"
    assert one["code"]["coding"][0]["code"] == "126000"


@pytest.mark.parametrize(("kind", "modality"), [(CT, "CT"), ("1.2.840.10008.5.1.4.1.1.7", "OT")])
def test_a_picture_without_its_modality_has_that_of_its_class(kind: str, modality: str) -> None:
    """The whole object was refused."""
    [study] = made(said(instance(1, Modality="", SOPClassUID=kind)), "ImagingStudy")

    assert study["series"][0]["modality"]["code"] == modality


def test_a_manifest_of_pictures_of_no_one_device_says_that_their_modality_is_another() -> None:
    """A modality without a code says nothing, and is not valid."""
    manifest = selection()
    [study] = manifest.CurrentRequestedProcedureEvidenceSequence
    [series] = study.ReferencedSeriesSequence
    series.ReferencedSOPSequence[0].ReferencedSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    [found] = made(said(manifest), "ImagingStudy")

    assert found["series"][0]["modality"]["code"] == "OT"
