"""The UIDs of objects as devices write them, and whole numbers of metadata that were floats.

https://dicom.nema.org/medical/dicom/current/output/html/part05.html#chapter_9
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.adapters.dicom.read import parse
from gateway.model import Rejected
from tests.adapters.imaging import ROOT, file, instance
from tests.mapping.dicom_said import only, said


@pytest.mark.parametrize("name", ["StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"])
def test_an_object_of_two_studies_is_refused(name: str) -> None:
    """It would make one study of two, perhaps of two patients."""
    both = instance()
    setattr(both, name, [f"{ROOT}.1", f"{ROOT}.2"])
    two = file(both)
    with pytest.raises(Rejected) as refused:
        parse(two)

    assert [(one.rule, one.source) for one in refused.value.issues] == [("dicom-uid", name)]


def test_a_study_whose_number_has_a_zero_before_a_part_is_found_by_it() -> None:
    """Devices write such, and an archive finds the study by nothing else."""
    metadata = json.loads(instance().to_json())
    metadata["0020000D"]["Value"] = [f"{ROOT}.07"]
    study = only(said(json.dumps(metadata).encode()), "ImagingStudy")

    assert study["identifier"][0] == {
        "system": "urn:dicom:uid",
        "value": f"urn:oid:{ROOT}.07",
    }


def test_a_whole_number_that_metadata_writes_as_a_float_is_a_whole_number() -> None:
    """JSON knows one kind of number, and some writers one way to write it."""
    metadata: dict[str, Any] = json.loads(instance().to_json())
    metadata["00200013"]["Value"] = [7.0]
    study = only(said(json.dumps(metadata).encode()), "ImagingStudy")

    assert study["series"][0]["instance"][0]["number"] == int("7")
