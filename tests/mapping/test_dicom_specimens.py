"""What lies on a slide: pictures of a microscope name their specimens.

https://dicom.nema.org/medical/dicom/current/output/html/part03.html#sect_C.7.6.22
"""

from __future__ import annotations

from pydicom.dataset import Dataset

from gateway.model import Fate
from tests.adapters.imaging import ROOT, code, file, instance, item, items
from tests.mapping.dicom_said import all_of, said

TYPE = ("111701", "DCM", "Processing type")
WITH = ("424361007", "SCT", "Using substance")


def coded(name: tuple[str, str, str], value: tuple[str, str, str]) -> Dataset:
    """A content item of a preparation, whose value is a code."""
    return item(
        ValueType="CODE",
        ConceptNameCodeSequence=code(*name),
        ConceptCodeSequence=code(*value),
    )


def slide(*specimens: Dataset) -> bytes:
    """A picture of a slide with these."""
    return file(
        instance(
            Modality="SM",
            SOPClassUID="1.2.840.10008.5.1.4.1.1.77.1.6",
            BodyPartExamined=None,
            ContainerIdentifier="P26-4-A-1",
            IssuerOfTheContainerIdentifierSequence=items(item(LocalNamespaceEntityID="KLINIK")),
            ContainerTypeCodeSequence=code("433466003", "SCT", "Microscope slide"),
            SpecimenDescriptionSequence=items(*specimens),
        )
    )


def test_a_slide_names_its_specimen_and_how_it_was_stained() -> None:
    """Which piece of whom it is, where it was taken from, and what it lies on."""
    name = item(
        ValueType="TEXT",
        ConceptNameCodeSequence=code("121041", "DCM", "Specimen Identifier"),
        TextValue="P26-4-A",
    )
    when = item(
        ValueType="DATETIME",
        ConceptNameCodeSequence=code("111702", "DCM", "DateTime of processing"),
        DateTime="20261120080000",
    )
    stained = items(
        name,
        when,
        coded(TYPE, ("127790008", "SCT", "Staining")),
        coded(WITH, ("12710003", "SCT", "hematoxylin stain")),
        coded(WITH, ("36879007", "SCT", "eosin stain")),
    )
    found = said(
        slide(
            item(
                SpecimenIdentifier="P26-4-A",
                SpecimenUID=f"{ROOT}.8.1",
                SpecimenShortDescription="Core, left breast",
                SpecimenTypeCodeSequence=code("119376003", "SCT", "Tissue specimen"),
                PrimaryAnatomicStructureSequence=code("76752008", "SCT", "Breast"),
                SpecimenPreparationSequence=items(
                    item(SpecimenPreparationStepContentItemSequence=stained)
                ),
            )
        )
    )
    (one,) = all_of(found, "Specimen")

    assert [each["value"] for each in one["identifier"]] == [f"urn:oid:{ROOT}.8.1", "P26-4-A"]
    assert one["type"]["text"] == "Tissue specimen"
    assert one["collection"]["bodySite"]["text"] == "Breast"
    assert one["note"][0]["text"] == "Core, left breast"
    (container,) = one["container"]
    assert container["identifier"] == [
        {"system": "https://klinik.example/id", "value": "P26-4-A-1"}
    ]
    (step,) = one["processing"]
    assert (step["procedure"]["text"], step["description"], step["timeDateTime"]) == (
        "Staining",
        "hematoxylin stain, eosin stain",
        "2026-11-20T08:00:00+01:00",
    )
    assert [each.source for each in found.ledger if each.fate is Fate.UNMAPPED] == []


def test_each_specimen_of_a_slide_is_one_of_its_own() -> None:
    """Two cores on one slide are two pieces."""
    found = said(
        slide(
            item(SpecimenIdentifier="P26-4-A", SpecimenUID=f"{ROOT}.8.1"),
            item(SpecimenIdentifier="P26-4-B", SpecimenUID=f"{ROOT}.8.2"),
        )
    )

    assert [one["identifier"][1]["value"] for one in all_of(found, "Specimen")] == [
        "P26-4-A",
        "P26-4-B",
    ]
