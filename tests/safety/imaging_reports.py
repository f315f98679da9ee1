"""Structured reports of DICOM for the safety cases: what they are made of, and what comes of them.

https://dicom.nema.org/medical/dicom/current/output/html/part16.html
"""

from __future__ import annotations

from typing import Any

from pydicom.dataset import Dataset

from gateway.intake.convert import convert
from gateway.model import Inbound, Status
from tests.adapters.imaging import ROOT, code, content, file, instance, items
from tests.intake.house import NOON, rules

LENGTH = ("410668003", "SCT", "Length")
FINDING = ("121071", "DCM", "Finding")
SITE = ("363698007", "SCT", "Finding Site")
SIDE = ("272741003", "SCT", "Laterality")
GROUP = ("125007", "DCM", "Measurement Group")
HEAD = ("11820-8", "LN", "Biparietal Diameter")
DOSE = ("113830", "DCM", "Mean CTDIvol")


def observations(*inside: Dataset, **more: Any) -> list[dict[str, Any]]:
    """The Observations of a report with these items; `more` elements of its own."""
    report = instance(
        9,
        SOPClassUID="1.2.840.10008.5.1.4.1.1.88.33",
        SOPInstanceUID=f"{ROOT}.3.9",
        Modality="SR",
        CompletionFlag="COMPLETE",
        VerificationFlag="VERIFIED",
        ContentDate="20261121",
        ContentTime="101500",
        ValueType="CONTAINER",
        ConceptNameCodeSequence=code("126000", "DCM", "Imaging Measurement Report"),
        ContentSequence=items(*inside),
        **more,
    )
    found = convert(Inbound("klinik", "dicom", file(report), NOON), rules())
    assert found.status is Status.ACCEPTED
    made = [one["resource"] for one in found.bundle["entry"]]
    return [one for one in made if one["resourceType"] == "Observation"]


def coded(
    relation: str, name: tuple[str, str, str], value: tuple[str, str, str], *inside: Dataset
) -> Dataset:
    """An item whose value is a code."""
    more = {"ContentSequence": items(*inside)} if inside else {}
    return content(relation, "CODE", name, ConceptCodeSequence=code(*value), **more)
