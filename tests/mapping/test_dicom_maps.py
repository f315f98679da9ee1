"""What becomes of DICOM objects: images, reports, dose, manifests, directories, plans of therapy.

https://hl7.org/fhir/R4/imagingstudy.html · https://dicom.nema.org/medical/dicom/current/output/html/part16.html
"""

from __future__ import annotations

from typing import Any

from pydicom.dataset import Dataset

from gateway.intake.convert import convert
from gateway.model import Fate, Inbound, Status
from tests.adapters.imaging import (
    ROOT,
    SERIES,
    STUDY,
    code,
    file,
    instance,
    item,
    items,
)
from tests.intake.house import NOON, rules
from tests.mapping.dicom_said import all_of, only, said

KEYS = "1.2.840.10008.5.1.4.1.1.88.59"


def test_a_patient() -> None:
    """Numbers by their issuers, names by their parts, also in other scripts."""
    other = item(PatientID="N2", IssuerOfPatientID="SPIDOL", TypeOfPatientID="TEXT")
    found = said(
        file(
            instance(
                PatientName="Yamada^Tarou=山田^太郎=やまだ^たろう",
                OtherPatientIDsSequence=items(other),
                PatientSex="O",
            )
        )
    )  # fmt: skip

    patient = only(found, "Patient")
    assert patient["identifier"] == [
        {"system": "https://klinik.example/id", "value": "1001"},
        {"system": "https://spidol.example/id", "value": "N2"},
    ]
    assert [one["text"] for one in patient["name"]] == [
        "Tarou Yamada",
        "太郎 山田",
        "たろう やまだ",
    ]
    forms = [one["extension"][0]["valueCode"] for one in patient["name"][1:]]
    assert forms == ["IDE", "SYL"]
    assert patient["gender"] == "other"


def test_a_study_with_its_order_its_device_and_its_times() -> None:
    """Offsets as the object states them; a body part as SNOMED CT says it."""
    reason = item(ReasonForTheRequestedProcedure="Cough", RequestedProcedureID="R1")
    found = said(
        file(
            instance(
                SeriesDate="20261121",
                SeriesTime="081700.5",
                Laterality="L",
                OperatorsName="Klein^Eva",
                NameOfPhysiciansReadingStudy="Thill^Claire",
                ProcedureCodeSequence=code("241540006", "SCT", "CT of chest"),
                RequestAttributesSequence=items(reason),
            )
        )
    )

    study = only(found, "ImagingStudy")
    series = study["series"][0]
    assert study["identifier"][0] == {"system": "urn:dicom:uid", "value": f"urn:oid:{STUDY}"}
    assert study["identifier"][1]["value"] == "A77"
    assert study["started"] == "2026-11-21T08:15:00+01:00"
    assert study["status"] == "unknown"
    assert study["interpreter"] == [{"display": "Claire Thill"}]
    assert study["procedureCode"][0]["coding"][0]["code"] == "241540006"
    assert study["reasonCode"] == [{"text": "Cough"}]
    assert series["started"] == "2026-11-21T08:17:00.5+01:00"
    assert (series["bodySite"]["display"], series["laterality"]["display"]) == ("Chest", "Left")
    assert series["performer"][0]["actor"] == {"display": "Eva Klein"}
    order, device = only(found, "ServiceRequest"), only(found, "Device")
    assert study["basedOn"] == [{"reference": f"ServiceRequest/{order['id']}"}]
    assert series["performer"][1]["actor"] == {"reference": f"Device/{device['id']}"}
    assert device["serialNumber"] == "4711"


def test_a_time_without_an_offset_is_a_date_where_no_zone_is_declared() -> None:
    """The ledger says what was lost."""
    found = said(file(instance(TimezoneOffsetFromUTC=None)), sender="default")

    assert only(found, "ImagingStudy")["started"] == "2026-11-21"
    fates = {one.source: (one.fate, one.reason) for one in found.ledger}
    assert fates["/Instance/StudyTime/text()"][0] is Fate.DEGRADED


def evidence(**more: Any) -> Dataset:
    """A key object selection of two series."""

    def series(uid: str, *numbers: int, **own: Any) -> Dataset:
        found = [
            item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2",
                 ReferencedSOPInstanceUID=f"{uid}.{number}")
            for number in numbers
        ]  # fmt: skip
        return item(SeriesInstanceUID=uid, ReferencedSOPSequence=items(*found), **own)

    url = f"https://pacs.example/rs/studies/{STUDY}/series/{SERIES}"
    listed = item(
        StudyInstanceUID=STUDY,
        ReferencedSeriesSequence=items(
            series(SERIES, 1, 2, RetrieveURL=url, Modality="CT"), series(f"{STUDY}.2", 5)
        ),
    )
    return instance(
        1,
        SOPClassUID=KEYS,
        SOPInstanceUID=f"{ROOT}.4.1",
        SeriesInstanceUID=f"{ROOT}.4",
        Modality="KO",
        ConceptNameCodeSequence=code("113030", "DCM", "Manifest"),
        CurrentRequestedProcedureEvidenceSequence=items(listed),
        **more,
    )


def test_a_manifest_is_the_study_that_it_lists() -> None:
    """Each series with its instances, and where they can be fetched."""
    found = said(file(evidence()))

    study, service = only(found, "ImagingStudy"), only(found, "Endpoint")
    assert [one["uid"] for one in study["series"]] == [SERIES, f"{STUDY}.2"]
    assert [one["uid"] for one in study["series"][0]["instance"]] == [f"{SERIES}.1", f"{SERIES}.2"]
    assert study["started"] == "2026-11-21T08:15:00+01:00"
    assert service["address"] == "https://pacs.example/rs"
    assert study["endpoint"] == [{"reference": f"Endpoint/{service['id']}"}]
    document = only(found, "DocumentReference")
    assert document["masterIdentifier"]["value"] == f"urn:oid:{ROOT}.4.1"
    assert document["context"]["related"] == [{"reference": f"ImagingStudy/{study['id']}"}]


def test_a_plan_of_radiotherapy_is_an_instance_of_its_modality() -> None:
    """With the name that the plan has."""
    plan = instance(
        SOPClassUID="1.2.840.10008.5.1.4.1.1.481.5", Modality="RTPLAN", RTPlanLabel="Lung left"
    )

    series = only(said(file(plan)), "ImagingStudy")["series"][0]
    assert series["modality"]["code"] == "RTPLAN"
    assert series["instance"][0]["title"] == "Lung left"


def directory() -> bytes:
    """The DICOMDIR of a medium with a study of each of two patients."""
    records = []
    for patient, count in (("1001", 2), ("2002", 1)):
        study = f"{ROOT}.{patient}"
        image = {"ReferencedSOPClassUIDInFile": "1.2.840.10008.5.1.4.1.1.2"}
        records += [
            item(DirectoryRecordType="PATIENT", PatientID=patient, PatientName="Muster^Max"),
            item(DirectoryRecordType="STUDY", StudyInstanceUID=study, StudyDate="20261121"),
            item(DirectoryRecordType="SERIES", SeriesInstanceUID=f"{study}.1", Modality="CT"),
        ]
        records += [
            item(
                DirectoryRecordType="IMAGE",
                ReferencedSOPInstanceUIDInFile=f"{study}.1.{n}",
                **image,
            )
            for n in range(1, count + 1)
        ]
    made = item(FileSetID="DISC", DirectoryRecordSequence=items(*records))
    return file(made, kind="1.2.840.10008.1.3.10")


def test_a_directory_is_the_studies_on_a_medium() -> None:
    """Each of its patient."""
    found = said(directory())

    studies = all_of(found, "ImagingStudy")
    assert [len(one["series"][0]["instance"]) for one in studies] == [2, 1]
    patients = {one["identifier"][0]["value"]: one["id"] for one in all_of(found, "Patient")}
    assert [one["subject"]["reference"] for one in studies] == [
        f"Patient/{patients['1001']}", f"Patient/{patients['2002']}",
    ]  # fmt: skip


def test_private_elements_are_told_in_the_ledger() -> None:
    """By their number."""
    made = instance()
    made.add_new(0x00091001, "LO", "secret of the maker")
    found = said(file(made))

    fates = {one.source: one.fate for one in found.ledger}
    assert fates["/Instance/00091001/text()"] is Fate.UNMAPPED


def test_an_object_without_a_patient_is_refused() -> None:
    """Nobody may be guessed."""
    found = convert(Inbound("klinik", "dicom", file(instance(PatientID="")), NOON), rules())

    assert found.status is Status.REJECTED
    assert "identity-missing" in {one.rule for one in found.issues}


def test_what_the_modality_was_told_of_the_patient_is_noted() -> None:
    told = instance(
        ContrastBolusAgent="Iopamidol", Allergies="Iodine", PregnancyStatus=2, KVP="120"
    )
    found = said(file(told))

    notes = [one["text"] for one in only(found, "ImagingStudy")["note"]]
    assert sorted(notes) == [
        "Allergies: Iodine",
        "Contrast agent: Iopamidol",
        "Pregnancy: possibly pregnant",
    ]
    assert not [one.source for one in found.ledger if one.fate == Fate.UNMAPPED]


def test_weight_and_size_are_findings_and_zero_is_none() -> None:
    found = said(file(instance(PatientWeight="70.50", PatientSize="0")))

    weight = only(found, "Observation")
    assert weight["code"]["coding"][0]["code"] == "29463-7"
    assert (str(weight["valueQuantity"]["value"]), weight["valueQuantity"]["code"]) == (
        "70.50",
        "kg",
    )
