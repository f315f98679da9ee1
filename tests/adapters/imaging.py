"""Invented DICOM objects, made when a test asks for them. https://pydicom.github.io/pydicom/stable/"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian, ImplicitVRLittleEndian

ROOT = "1.2.826.0.1.3680043.10.999"
STUDY = f"{ROOT}.1"
SERIES = f"{ROOT}.1.1"


def item(**elements: Any) -> Dataset:
    """A dataset of these elements."""
    made = Dataset()
    for name, value in elements.items():
        setattr(made, name, value)
    return made


def items(*found: Dataset) -> Sequence:
    """A sequence."""
    return Sequence(found)


def code(value: str, scheme: str, meaning: str) -> Sequence:
    """A code sequence of one item."""
    return items(item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning))


def instance(number: int = 1, **more: Any) -> Dataset:
    """A CT image of an invented patient, without pixels."""
    said = {
        "SpecificCharacterSet": "ISO_IR 192",
        "SOPClassUID": CTImageStorage,
        "SOPInstanceUID": f"{SERIES}.{number}",
        "StudyDate": "20261121",
        "StudyTime": "081500",
        "TimezoneOffsetFromUTC": "+0100",
        "AccessionNumber": "A77",
        "Modality": "CT",
        "Manufacturer": "Scanwerk",
        "ManufacturerModelName": "S 64",
        "DeviceSerialNumber": "4711",
        "StationName": "CT1",
        "ReferringPhysicianName": "Weber^Luc^^Dr",
        "StudyDescription": "Thorax",
        "SeriesDescription": "Lung 1.0",
        "PatientName": "Müller^Anna^Sophie",
        "PatientID": "1001",
        "IssuerOfPatientID": "KLINIK",
        "PatientBirthDate": "19850312",
        "PatientSex": "F",
        "BodyPartExamined": "CHEST",
        "StudyInstanceUID": STUDY,
        "SeriesInstanceUID": SERIES,
        "SeriesNumber": "2",
        "InstanceNumber": str(number),
    }
    return item(**{**said, **more})


def file(
    dataset: Dataset, syntax: str = ExplicitVRLittleEndian, *, kind: str = CTImageStorage
) -> bytes:
    """The dataset as a DICOM file."""
    head = FileMetaDataset()
    head.TransferSyntaxUID = UID(syntax)
    head.MediaStorageSOPClassUID = dataset.get("SOPClassUID", kind)
    head.MediaStorageSOPInstanceUID = dataset.get("SOPInstanceUID", f"{ROOT}.9")
    made = FileDataset("", dataset, file_meta=head, preamble=b"\0" * 128)
    out = BytesIO()
    made.save_as(out, enforce_file_format=True)
    return out.getvalue()


def bare(dataset: Dataset, *, implicit: bool = True) -> bytes:
    """The dataset alone, as it goes over a network: no preamble, no group 0002."""
    out = BytesIO()
    little = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    made = FileDataset("", dataset)
    made.save_as(out, implicit_vr=little == ImplicitVRLittleEndian, little_endian=True,
                 enforce_file_format=False)  # fmt: skip
    return out.getvalue()


def content(relation: str, kind: str, name: tuple[str, str, str], **more: Any) -> Dataset:
    """A content item of a structured report."""
    return item(
        RelationshipType=relation, ValueType=kind, ConceptNameCodeSequence=code(*name), **more
    )


def measured(name: tuple[str, str, str], value: str, unit: str, *inside: Dataset) -> Dataset:
    """A measurement; `unit` in UCUM."""
    number = item(NumericValue=value, MeasurementUnitsCodeSequence=code(unit, "UCUM", unit))
    more = {"ContentSequence": items(*inside)} if inside else {}
    return content("CONTAINS", "NUM", name, MeasuredValueSequence=items(number), **more)


def container(name: tuple[str, str, str], inside: Iterable[Dataset]) -> Dataset:
    """A container of content items."""
    return content("CONTAINS", "CONTAINER", name, ContentSequence=items(*inside))
