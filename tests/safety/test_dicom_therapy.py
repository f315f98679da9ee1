"""What objects of radiotherapy must not say of a volume, and of which day a treatment is.

https://dicom.nema.org/medical/dicom/current/output/html/part03.html#sect_C.8.8.4
"""

from __future__ import annotations

import pytest
from pydicom.dataset import Dataset

from tests.adapters.imaging import file, instance, item, items
from tests.mapping.dicom_said import only, said


def roi(number: int, kind: str) -> Dataset:
    """A structure that a histogram counts, or takes away."""
    return item(ReferencedROINumber=number, DVHROIContributionType=kind)


@pytest.mark.parametrize(
    ("structures", "told"),
    [
        ([roi(4, "INCLUDED")], "4"),
        ([roi(4, "INCLUDED"), roi(7, "EXCLUDED")], "INCLUDED 4 EXCLUDED 7"),
    ],
)
def test_the_dose_of_a_lung_less_its_tumour_is_not_that_of_the_lung(
    structures: list[Dataset], told: str
) -> None:
    """A volume may be what is left of one when another is taken away."""
    histogram = item(
        DVHType="CUMULATIVE",
        DoseUnits="GY",
        DVHMeanDose="12.5",
        DVHReferencedROISequence=items(*structures),
    )
    dose = instance(Modality="RTDOSE", DoseUnits="GY", DVHSequence=items(histogram))
    parts = only(said(file(dose)), "Observation")["component"]
    (structure,) = [one for one in parts if "valueString" in one]

    assert structure["valueString"] == told


def test_a_treatment_is_of_its_own_day() -> None:
    """Its study may be that of the plan, of weeks before."""
    record = instance(Modality="RTRECORD", TreatmentDate="20261202", TreatmentTime="0930")
    study = only(said(file(record)), "ImagingStudy")

    assert study["series"][0]["started"] == "2026-12-02T09:30:00+01:00"
