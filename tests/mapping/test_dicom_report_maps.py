"""What DICOM reports become: measurements, doses, and what nobody verified.

https://dicom.nema.org/medical/dicom/current/output/html/part16.html
"""

from __future__ import annotations

from typing import Any

import pytest
from pydicom.dataset import Dataset

from gateway.model import Fate
from tests.adapters.imaging import (
    ROOT,
    SERIES,
    code,
    container,
    content,
    file,
    instance,
    item,
    items,
    measured,
)
from tests.mapping.dicom_said import all_of, only, said

SR = "1.2.840.10008.5.1.4.1.1.88.33"
DOSE = "1.2.840.10008.5.1.4.1.1.88.67"
LENGTH = ("410668003", "SCT", "Length")


def report(*inside: Dataset, **more: Any) -> Dataset:
    """A structured report."""
    own: dict[str, Any] = {
        "SOPClassUID": SR,
        "SOPInstanceUID": f"{ROOT}.3.9",
        "Modality": "SR",
        "SeriesInstanceUID": f"{ROOT}.3",
        "SeriesNumber": "9",
        "BodyPartExamined": None,
        "CompletionFlag": "COMPLETE",
        "VerificationFlag": "VERIFIED",
        "ContentDate": "20261121",
        "ContentTime": "101500",
        "ValueType": "CONTAINER",
        "ConceptNameCodeSequence": code("126000", "DCM", "Imaging Measurement Report"),
        "ContentSequence": items(*inside),
    }
    return instance(9, **{**own, **more})


def test_measurements_of_a_report() -> None:
    """Numbers with their digits, units in UCUM, what tracks them, and where they were taken."""
    group = container(
        ("125007", "DCM", "Measurement Group"),
        [
            content("HAS OBS CONTEXT", "TEXT", ("112039", "DCM", "Tracking Identifier"),
                    TextValue="Lesion 1"),
            content("HAS OBS CONTEXT", "UIDREF", ("112040", "DCM", "Tracking Unique Identifier"),
                    UID=f"{ROOT}.77"),
            content("HAS CONCEPT MOD", "CODE", ("363698007", "SCT", "Finding Site"),
                    ConceptCodeSequence=code("39607008", "SCT", "Lung")),
            measured(LENGTH, "012.50", "mm",
                     content("HAS CONCEPT MOD", "CODE", ("121401", "DCM", "Derivation"),
                             ConceptCodeSequence=code("56851009", "SCT", "Maximum"))),
        ],
    )  # fmt: skip
    impression = content("CONTAINS", "TEXT", ("121073", "DCM", "Impression"), TextValue="Small.")
    found = said(
        file(
            report(
                content("HAS OBS CONTEXT", "PNAME", ("121008", "DCM", "Person Observer Name"),
                        PersonName="Weber^Luc"),
                container(("126010", "DCM", "Imaging Measurements"), [group]),
                container(("121072", "DCM", "Impressions"), [impression]),
            )
        )
    )  # fmt: skip

    observation, diagnostic = only(found, "Observation"), only(found, "DiagnosticReport")
    assert str(observation["valueQuantity"]["value"]) == "12.50"
    assert observation["valueQuantity"]["code"] == "mm"
    assert observation["identifier"] == [
        {
            "value": f"urn:oid:{ROOT}.77",
            "type": {"text": "Lesion 1"},
            "system": "urn:dicom:uid",
        }
    ]
    assert observation["bodySite"]["coding"][0]["code"] == "39607008"
    assert observation["component"][0]["valueCodeableConcept"]["text"] == "Maximum"
    assert observation["status"] == "final"
    assert diagnostic["result"] == [{"reference": f"Observation/{observation['id']}"}]
    assert diagnostic["conclusion"] == "Small."
    assert diagnostic["performer"] == [{"display": "Luc Weber"}]
    assert diagnostic["category"][0]["coding"][0]["code"] == "RAD"
    assert not [one for one in found.ledger if one.fate is Fate.UNMAPPED]


@pytest.mark.parametrize(
    ("completed", "verified", "status"),
    [
        ("COMPLETE", "VERIFIED", "final"),
        ("COMPLETE", "UNVERIFIED", "preliminary"),
        ("PARTIAL", "UNVERIFIED", "partial"),
        (None, None, "unknown"),
    ],
)
def test_nothing_is_final_that_nobody_verified(
    completed: str | None, verified: str | None, status: str
) -> None:
    """As the report's flags say."""
    made = report(measured(LENGTH, "1", "mm"), CompletionFlag=completed, VerificationFlag=verified)

    assert only(said(file(made)), "DiagnosticReport")["status"] == status


def test_a_dose_report() -> None:
    """TID 10011: the sums of a CT examination, and each acquisition."""
    dose = measured(("113813", "DCM", "CT Dose Length Product Total"), "152.33", "mGy.cm")
    mean = measured(("113830", "DCM", "Mean CTDIvol"), "4.20", "mGy")
    found = said(
        file(
            report(
                container(("113811", "DCM", "CT Accumulated Dose Data"), [dose]),
                container(("113819", "DCM", "CT Acquisition"), [mean]),
                SOPClassUID=DOSE,
                ConceptNameCodeSequence=code("113701", "DCM", "X-Ray Radiation Dose Report"),
            )
        )
    )

    values = [one["valueQuantity"] for one in all_of(found, "Observation")]
    assert [(str(one["value"]), one["code"]) for one in values] == [
        ("152.33", "mGy.cm"), ("4.20", "mGy"),
    ]  # fmt: skip


def test_a_measurement_in_a_region_names_the_picture_and_ignores_the_shape() -> None:
    picture = item(
        RelationshipType="SELECTED FROM",
        ValueType="IMAGE",
        ReferencedSOPSequence=items(
            item(ReferencedSOPClassUID=SR, ReferencedSOPInstanceUID=f"{SERIES}.7")
        ),
    )
    region = item(
        RelationshipType="INFERRED FROM",
        ValueType="SCOORD",
        GraphicType="POLYLINE",
        GraphicData=[1.0, 2.0, 3.0, 4.0],
        ConceptNameCodeSequence=code("111030", "DCM", "Image Region"),
        ContentSequence=items(picture),
    )
    found = said(file(report(measured(LENGTH, "12.5", "mm", region))))

    (source,) = only(found, "Observation")["derivedFrom"]
    assert source["identifier"]["value"] == f"urn:oid:{SERIES}.7"
    fates = {one.source.rpartition("/")[0].rpartition("/")[2]: one.fate for one in found.ledger}
    assert fates["GraphicType"] == fates["GraphicData[1]"] == Fate.IGNORED
    assert not [one.source for one in found.ledger if one.fate == Fate.UNMAPPED]


IMPRESSION = ("121073", "DCM", "Impression")


def concluded(text: str) -> Dataset:
    """What a report concludes."""
    return content("CONTAINS", "TEXT", IMPRESSION, TextValue=text)


def test_a_conclusion_is_kept_wherever_it_stands() -> None:
    """At the top it is that of the report; what stands deeper, or besides, is a finding."""
    heading = ("121072", "DCM", "Impressions")
    deep = container(heading, [container(heading, [concluded("deep")])])
    alone = said(file(report(concluded("No nodule"), deep)))
    below = said(file(report(container(heading, [concluded("No nodule")]), concluded("besides"))))

    for found, besides in ((alone, "deep"), (below, "besides")):
        assert only(found, "DiagnosticReport")["conclusion"] == "No nodule"
        assert only(found, "Observation")["valueString"] == besides


def test_times_persons_and_numbers_of_a_report_are_findings() -> None:
    told = [
        content("CONTAINS", "TIME", ("111527", "DCM", "Study Time"), Time="101500"),
        content("CONTAINS", "PNAME", ("121114", "DCM", "Performing Physician"),
                PersonName="Klein^Eva"),
        content("CONTAINS", "UIDREF", ("110180", "DCM", "Study Instance UID"), UID=f"{ROOT}.8"),
    ]  # fmt: skip
    found = said(file(report(*told)))

    values = [{**one} for one in all_of(found, "Observation")]
    assert [one.get("valueTime") or one["valueString"] for one in values] == [
        "10:15:00",
        "Eva Klein",
        f"urn:oid:{ROOT}.8",
    ]


def test_what_a_directory_repeats_of_a_report_is_no_second_finding() -> None:
    """The report tells it itself."""
    records = [
        item(DirectoryRecordType="PATIENT", PatientID="1001", PatientName="Muster^Max"),
        item(DirectoryRecordType="STUDY", StudyInstanceUID=f"{ROOT}.7", StudyDate="20261121"),
        item(DirectoryRecordType="SERIES", SeriesInstanceUID=f"{ROOT}.7.1", Modality="SR"),
        item(
            DirectoryRecordType="SR DOCUMENT",
            ReferencedSOPInstanceUIDInFile=f"{ROOT}.7.1.1",
            ReferencedSOPClassUIDInFile=SR,
            ContentSequence=items(measured(LENGTH, "12.5", "mm")),
        ),
    ]
    made = item(FileSetID="DISC", DirectoryRecordSequence=items(*records))
    found = said(file(made, kind="1.2.840.10008.1.3.10"))

    assert not all_of(found, "Observation")
    assert only(found, "ImagingStudy")["series"][0]["instance"][0]["uid"] == f"{ROOT}.7.1.1"


def test_who_and_what_observed_is_kept_and_nothing_is_left_over() -> None:
    """A program and a person, with what the object says of the patient and the study itself."""
    seen = "HAS OBS CONTEXT"
    device, person = code("121007", "DCM", "Device"), code("121006", "DCM", "Person")
    british = content("HAS CONCEPT MOD", "CODE", ("121046", "DCM", "Country"),
                      ConceptCodeSequence=code("GB", "ISO3166_1", "UK"))  # fmt: skip
    context = [
        content("HAS CONCEPT MOD", "CODE", ("121049", "DCM", "Language"),
                ConceptCodeSequence=code("en", "RFC5646", "English"),
                ContentSequence=items(british)),
        content(seen, "CODE", ("121005", "DCM", "Observer Type"), ConceptCodeSequence=device),
        content(seen, "UIDREF", ("121012", "DCM", "Device Observer UID"), UID=f"{ROOT}.77"),
        content(seen, "TEXT", ("121013", "DCM", "Device Observer Name"), TextValue="Finder"),
        content(seen, "TEXT", ("121015", "DCM", "Device Observer Model"), TextValue="2.1"),
        content(seen, "CODE", ("121005", "DCM", "Observer Type"), ConceptCodeSequence=person),
        content(seen, "PNAME", ("121008", "DCM", "Person Observer"), PersonName="Weber^Jo"),
        content(seen, "TEXT", ("121009", "DCM", "Organization"), TextValue="Klinik"),
        content(seen, "UIDREF", ("121018", "DCM", "Study Instance UID"), UID=f"{ROOT}.1"),
        content(seen, "DATE", ("121031", "DCM", "Subject Birth Date"), Date="19850312"),
    ]  # fmt: skip
    found = said(file(report(*context, measured(LENGTH, "12.5", "mm"))))

    performers = [one["display"] for one in only(found, "DiagnosticReport")["performer"]]
    assert performers == ["Jo Weber", "Klinik"]
    agents = [one["who"] for made in all_of(found, "Provenance") for one in made["agent"]]
    (finder,) = [one for one in agents if one.get("display") == "Finder, 2.1"]
    assert finder["identifier"]["value"] == f"urn:oid:{ROOT}.77"
    assert not [one.source for one in found.ledger if one.fate == Fate.UNMAPPED]


def test_a_dose_report_of_two_tubes_tells_their_doses_apart() -> None:
    """TID 10001: the plane of a sum, the intent, and which study it is the sum of."""
    has = "HAS CONCEPT MOD"
    meant = code("261004008", "SCT", "Diagnostic Intent")
    named = ("363703001", "SCT", "Has Intent")
    intent = content(has, "CODE", named, ConceptCodeSequence=meant)
    scope = content("HAS PROPERTIES", "UIDREF", ("110180", "DCM", "Study Instance UID"),
                    UID=f"{ROOT}.1")  # fmt: skip
    sums = [
        container(("113702", "DCM", "Accumulated X-Ray Dose Data"), [
            content(has, "CODE", ("113764", "DCM", "Acquisition Plane"),
                    ConceptCodeSequence=code(plane, "DCM", name)),
            measured(("113722", "DCM", "Dose Area Product Total"), value, "Gy.m2"),
        ])
        for plane, name, value in (("113620", "Plane A", "0.1"), ("113621", "Plane B", "0.2"))
    ]  # fmt: skip
    found = said(
        file(
            report(
                content(has, "CODE", ("121058", "DCM", "Procedure reported"),
                        ConceptCodeSequence=code("113704", "DCM", "Projection X-Ray"),
                        ContentSequence=items(intent)),
                content("HAS OBS CONTEXT", "CODE", ("113705", "DCM", "Scope of Accumulation"),
                        ConceptCodeSequence=code("113014", "DCM", "Study"),
                        ContentSequence=items(scope)),
                *sums,
                SOPClassUID=DOSE,
                ConceptNameCodeSequence=code("113701", "DCM", "X-Ray Radiation Dose Report"),
            )
        )
    )  # fmt: skip

    planes = {
        str(one["valueQuantity"]["value"]): one["component"][0]["valueCodeableConcept"]["text"]
        for one in all_of(found, "Observation")
        if "valueQuantity" in one
    }
    assert planes == {"0.1": "Plane A", "0.2": "Plane B"}
    assert "Diagnostic Intent" in [
        one["valueCodeableConcept"]["text"]
        for one in all_of(found, "Observation")
        if "valueCodeableConcept" in one
    ]
    assert not [one.source for one in found.ledger if one.fate == Fate.UNMAPPED]
