"""What a modality was told of the patient, a plan, a beam: as notes that say what they are.

https://dicom.nema.org/medical/dicom/current/output/html/part03.html#sect_C.7.2.2
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_dicom_names import person
from gateway.model import Node

_NOTED: Mapping[str, str] = MappingProxyType(
    {
        "ContrastBolusAgent": "Contrast agent",
        "AdditionalPatientHistory": "History",
        "Allergies": "Allergies",
        "MedicalAlerts": "Medical alerts",
        "PregnancyStatus": "Pregnancy",
        "PatientComments": "Comments on the patient",
        "QualityControlSubject": "Quality control, no person",
        "PatientSpeciesDescription": "Species",
        "PatientState": "State of the patient",
        "SmokingStatus": "Smoking",
        "LastMenstrualDate": "Last menstruation",
        "CurrentFractionNumber": "Fraction",
        "SpecifiedPrimaryMeterset": "Meterset meant",
        "DeliveredPrimaryMeterset": "Meterset given",
        "TreatmentTerminationStatus": "Beam ended",
        "TreatmentVerificationStatus": "Beam verified",
        "RTPlanName": "Plan",
        "RTPlanDescription": "Plan",
        "PlanIntent": "Intent of the plan",
        "TreatmentProtocols": "Protocol",
        "TreatmentSites": "Treatment site",
        "ApprovalStatus": "Approval",
        "ReviewerName": "Reviewed by",
        "StructureSetName": "Structures",
        "ROIDescription": "About a structure",
        "ROIName": "Structure",
        "PrescriptionDescription": "Prescription",
        "BreastImplantPresent": "Breast implants",
        "UnformattedTextValue": "The recorder says",
        "DoseType": "Dose",
        "DoseSummationType": "Dose of",
        "AdmittingDiagnosesDescription": "Admitting diagnosis",
        "CompletionFlagDescription": "Completion of the report",
        "ContentDescription": "Shown",
        "ContrastBolusRoute": "Route of the contrast agent",
        "ContrastBolusTotalDose": "Millilitres of the contrast agent, undiluted",
        "ContrastBolusVolume": "Millilitres of the contrast agent",
        "DeidentificationMethod": "Identity removed by",
        "HeartRate": "Heart rate",
        "ImageComments": "Comments on the image",
        "PatientBreedDescription": "Breed",
        "PatientIdentityRemoved": "Identity of the patient removed",
        "PerformedProcedureStepDescription": "Performed",
        "PhysiciansOfRecord": "Physician of record",
        "RadiopharmaceuticalStartTime": "Radiopharmaceutical given at",
        "RequestingService": "Requested by",
        "StudyComments": "Comments on the study",
    }
)
"""Element -> how a note begins that says it."""
_PERSONS = frozenset({"PhysiciansOfRecord", "ReviewerName"})
_PREGNANCY: Mapping[str, str] = MappingProxyType(
    {"1": "not pregnant", "2": "possibly pregnant", "3": "definitely pregnant", "4": "unknown"}
)
"""PS3.3 C.7.2.2.1: values of PregnancyStatus."""


def noted(reading: Reading, node: Node) -> Any:
    """What the modality was told of the patient, as a note that says what it is."""
    said = " ".join(reading.read(node, TEXT, "text").split())
    if node.name in _PERSONS:
        said = person(reading, node) or ""
    if node.name == "PregnancyStatus":
        said = _PREGNANCY.get(said, "")
    return {"text": f"{_NOTED.get(node.name, node.name)}: {said}"} if said else None
