"""The image library of a manifest (MADO) says what the evidence does not: what a series is called.

https://profiles.ihe.net/RAD/MADO/
"""

from __future__ import annotations

from typing import Any

from pydicom.dataset import Dataset

from gateway.intake.convert import convert
from gateway.model import Inbound, Status
from tests.adapters.imaging import SERIES, STUDY, code, container, content, file, instance, item
from tests.adapters.imaging import items as sequence
from tests.intake.house import NOON, rules

MANIFEST = "1.2.840.10008.5.1.4.1.1.88.59"
CONTEXT = "HAS ACQ CONTEXT"


def group(number: str, name: str, place: str, count: str) -> Dataset:
    """A series, as the library lists it: the codes are those of a trial."""
    counted = sequence(
        item(NumericValue=count, MeasurementUnitsCodeSequence=code("{i}", "UCUM", "i"))
    )
    return container(
        ("126200", "DCM", "Image Library Group"),
        [
            content(
                CONTEXT,
                "CODE",
                ("121139", "DCM", "Modality"),
                ConceptCodeSequence=code("MR", "DCM", "MR"),
            ),
            content(CONTEXT, "UIDREF", ("112002", "DCM", "Series Instance UID"), UID=number),
            content(
                CONTEXT, "TEXT", ("MADOTEMP002", "99IHE", "Series Description"), TextValue=name
            ),
            content(CONTEXT, "TEXT", ("113607", "DCM", "Series Number"), TextValue=place),
            content(
                CONTEXT,
                "NUM",
                ("MADOTEMP007", "99IHE", "Number of Series Related Instances"),
                MeasuredValueSequence=counted,
            ),
        ],
    )


def manifest(**more: Any) -> dict[str, dict[str, Any]]:
    """What becomes of a manifest of two series, one of which its library lists, by type."""
    picture = sequence(
        item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.4", ReferencedSOPInstanceUID="1.2.3")
    )
    series = sequence(
        item(SeriesInstanceUID=SERIES, ReferencedSOPSequence=picture),
        item(SeriesInstanceUID=f"{SERIES}.9", Modality="MR", ReferencedSOPSequence=picture),
    )
    said: dict[str, Any] = {
        "SOPClassUID": MANIFEST,
        "Modality": "KO",
        "ValueType": "CONTAINER",
        "ConceptNameCodeSequence": code("MADOTEMP001", "99IHE", "Manifest with Description"),
        "CurrentRequestedProcedureEvidenceSequence": sequence(
            item(StudyInstanceUID=STUDY, ReferencedSeriesSequence=series)
        ),
        "ContentSequence": sequence(
            container(
                ("111028", "DCM", "Image Library"), [group(SERIES, "T2 sagittal", "4", "25")]
            )
        ),
    }
    found = convert(
        Inbound("klinik", "dicom", file(instance(8, **{**said, **more})), NOON), rules()
    )
    assert found.status is Status.ACCEPTED
    return {
        entry["resource"]["resourceType"]: entry["resource"] for entry in found.bundle["entry"]
    }


def test_a_series_is_called_what_the_library_calls_it() -> None:
    """Its evidence only holds numbers; a viewer shows names."""
    listed, other = manifest()["ImagingStudy"]["series"]

    assert (listed["description"], listed["number"], listed["numberOfInstances"]) == (
        "T2 sagittal",
        4,
        25,
    )
    assert listed["modality"]["code"] == "MR"
    assert not {"description", "number", "numberOfInstances"} & other.keys()


def test_an_order_is_for_the_procedure_that_was_asked_for() -> None:
    """The request says which; the description of the study is only words."""
    asked = item(
        StudyInstanceUID=STUDY,
        AccessionNumber="A77",
        RequestedProcedureCodeSequence=code("24556-3", "LN", "MR Abdomen"),
    )
    order = manifest(ReferencedRequestSequence=sequence(asked))["ServiceRequest"]

    assert order["code"]["coding"][0]["code"] == "24556-3"
