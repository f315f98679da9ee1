"""A DICOMDIR tells by offsets which study is whose, and which records were deleted.

https://dicom.nema.org/medical/dicom/current/output/html/part03.html#chapter_F
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pydicom.dataset import Dataset

from gateway.adapters import ADAPTERS
from gateway.adapters.dicom import directory, elements, tree
from gateway.model import Node, Sender
from tests.adapters.imaging import file, item, items

Links = Mapping[int, tuple[int | None, int | None]]
"""Number of a record in the list -> (the next one beside it, the first below it)."""


def record(kind: str, name: str, *, used: bool = True) -> Dataset:
    """A record of the list, leading nowhere yet."""
    said: dict[str, Any] = {"PATIENT": {"PatientID": name}, "STUDY": {"StudyDescription": name}}
    return item(
        OffsetOfTheNextDirectoryRecord=0,
        RecordInUseFlag=0xFFFF if used else 0,
        OffsetOfReferencedLowerLevelDirectoryEntity=0,
        DirectoryRecordType=kind,
        **said.get(kind, {}),
    )


def written(records: list[Dataset], first: int, links: Links) -> bytes:
    """A DICOMDIR whose offsets lead as they should."""
    made = item(
        FileSetID="DISC",
        OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity=0,
        OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity=0,
        DirectoryRecordSequence=items(*records),
    )
    starts = places(file(made, kind=directory.CLASS))
    made.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = starts[first]
    for number, (beside, below) in links.items():
        one = records[number]
        one.OffsetOfTheNextDirectoryRecord = 0 if beside is None else starts[beside]
        one.OffsetOfReferencedLowerLevelDirectoryEntity = 0 if below is None else starts[below]
    return file(made, kind=directory.CLASS)


def places(body: bytes) -> list[int]:
    """The byte at which the head of each record stands, found by its mark."""
    found, at = [], body.find(b"\xfe\xff\x00\xe0")
    while at >= 0:
        found.append(at)
        at = body.find(b"\xfe\xff\x00\xe0", at + 8)
    return found


def told(body: bytes) -> dict[str, list[str]]:
    """Patient -> the studies below."""
    root = ADAPTERS["dicom"].parse(body, Sender("klinik")).tree
    return {
        text(patient, "PatientID"): [
            text(study, "StudyDescription")
            for study in patient.children()
            if study.name == "StudyRecord"
        ]
        for patient in root.children()
        if patient.name == "PatientRecord"
    }


def text(node: Node, name: str) -> str:
    """Of an element right inside."""
    return next((one.text() for one in node.children() if one.name == name), "")


ANNA, LUC, KNEE, CHEST = (
    ("PATIENT", "anna"),
    ("PATIENT", "luc"),
    ("STUDY", "knee"),
    ("STUDY", "chest"),
)


def test_a_study_that_was_added_later_is_of_whom_its_offset_says() -> None:
    """It stands at the end, behind another patient; by its order it would be his."""
    records = [record(*one) for one in (ANNA, LUC, KNEE, CHEST)]
    links = {0: (1, 3), 1: (None, 2), 2: (None, None), 3: (None, None)}

    assert told(written(records, 0, links)) == {"anna": ["chest"], "luc": ["knee"]}


def test_a_record_that_was_deleted_is_none_nor_is_what_lies_below() -> None:
    """Its study must not become one of the patient before."""
    records = [record(*ANNA), record(*KNEE), record(*LUC, used=False), record(*CHEST)]
    links = {0: (2, 1), 1: (None, None), 2: (None, 3), 3: (None, None)}

    assert told(written(records, 0, links)) == {"anna": ["knee"]}


def test_without_offsets_each_record_is_behind_what_it_belongs_to() -> None:
    """Some writers leave them empty; what lies below a deleted one is none here either."""
    records = [
        *(record(*ANNA), record(*KNEE)),
        *(record(*LUC, used=False), record(*CHEST)),
        *(record("PATIENT", "eve"), record("STUDY", "skull")),
    ]

    assert told(written(records, 0, {})) == {"anna": ["knee"], "eve": ["skull"]}


@pytest.mark.parametrize("wrong", [7, 999_999])
def test_offsets_that_lead_nowhere_are_not_followed(wrong: int) -> None:
    """Nothing is lost for a broken list."""
    records = [record(*ANNA), record(*KNEE), record(*LUC), record(*CHEST)]
    links = {0: (2, 1), 2: (None, 3)}
    body = written(records, 0, links)
    lost = body.replace(places(body)[3].to_bytes(4, "little"), wrong.to_bytes(4, "little"))

    assert told(lost) == {"anna": ["knee"], "luc": ["chest"]}


def test_offsets_in_a_circle_end() -> None:
    """Each record is told once."""
    records = [record(*ANNA), record(*KNEE)]

    assert told(written(records, 0, {0: (0, 1), 1: (1, 0)})) == {"anna": ["knee"]}


def test_an_object_that_was_deflated_has_no_offsets() -> None:
    """Its bytes are not those that came."""
    records = [record(*ANNA), record(*KNEE)]
    found = elements.read(written(records, 0, {0: (None, 1)}))

    made = directory.nested(tree.of_object(replace(found, whole=False)))
    assert [one.name for one in made.children() if one.name == "PatientRecord"]
