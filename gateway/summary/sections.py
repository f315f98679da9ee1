"""What stands in each section of a patient summary: one row per section.

https://hl7.org/fhir/uv/ips/STU2/StructureDefinition-Composition-uv-ips.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gateway.model import Resource
from gateway.summary import choosing, wording
from gateway.summary import columns as of
from gateway.summary.dosage import dosages

Column = tuple[str, Callable[[Resource], str]]


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its LOINC code, what is chosen for it, and the columns it is read in."""

    code: str
    display: str
    title: str
    columns: tuple[Column, ...]
    choose: Callable[[Sequence[Resource]], choosing.Choice]
    """Of all resources of the patient."""
    required: bool = False


SECTIONS: tuple[Section, ...] = (
    Section(
        "11450-4", "Problem list - Reported", "Problems",
        (("Problem", of.named), ("Status", of.status), ("Since", of.since)),
        choosing.problems(past=False), required=True,
    ),
    Section(
        "48765-2", "Allergies and adverse reactions Document", "Allergies and intolerances",
        (("Substance", of.named), ("Reaction", of.reactions), ("Status", of.status),
         ("Since", of.since)),
        choosing.distinct("AllergyIntolerance"), required=True,
    ),
    Section(
        "10160-0", "History of Medication use Narrative", "Medication summary",
        (("Medicine", of.named), ("Dosage", dosages), ("Status", of.status), ("Date", of.date)),
        choosing.distinct("MedicationStatement", "MedicationRequest"), required=True,
    ),
    Section(
        "11348-0", "History of Past illness note", "Past problems",
        (("Problem", of.named), ("Status", of.status), ("Since", of.since)),
        choosing.problems(past=True),
    ),
    Section(
        "46264-8", "History of medical device use", "Medical devices",
        (("Device", of.device), ("Where", of.site), ("Status", of.status), ("Date", of.date)),
        choosing.distinct("DeviceUseStatement"),
    ),
    Section(
        "10162-6", "History of pregnancies Narrative", "Pregnancies",
        (("What", of.named), ("Value", of.result), ("Date", of.date)),
        choosing.pregnancies,
    ),
    Section(
        "42348-3", "Advance healthcare directives", "Will of the patient",
        (("What", of.will), ("Provision", of.permitted), ("Status", of.status), ("Date", of.date)),
        choosing.wills,
    ),
    Section(
        "104605-1", "Alert", "Alerts and risks",
        (("What", of.named), ("Status", of.status), ("Date", of.date)),
        choosing.distinct("Flag"),
    ),
    Section(
        "11369-6", "History of Immunization note", "Immunizations",
        (("Vaccine", of.vaccine), ("Against", of.against), ("Status", of.given),
         ("Date", of.date), ("Lot", of.lot)),
        choosing.distinct("Immunization"),
    ),
    Section(
        "47519-4", "History of Procedures Document", "Procedures",
        (("Procedure", of.named), ("Status", of.status), ("Date", of.performed)),
        choosing.distinct("Procedure"),
    ),
    Section(
        "30954-2", "Relevant diagnostic tests/laboratory data note", "Results",
        (("Test", of.named), ("Result", of.result), ("Reference range", wording.reference_ranges),
         ("Flag", wording.interpretation), ("Date", of.date), ("Status", of.status)),
        choosing.results,
    ),
    Section(
        "8716-3", "Vital signs note", "Vital signs",
        (("Sign", of.named), ("Value", of.result), ("Date", of.date)),
        choosing.vital,
    ),
    Section(
        "29762-2", "Social history note", "Social history",
        (("What", of.named), ("Value", of.result), ("Date", of.date)),
        choosing.social,
    ),
    Section(
        "10157-6", "History of family member diseases note", "Family history",
        (("Who", of.kin), ("What", of.inherited), ("Status", of.status)),
        choosing.distinct("FamilyMemberHistory"),
    ),
    Section(
        "46240-8", "History of Hospitalizations+Outpatient visits note", "Stays and visits",
        (("Kind", of.kind), ("Period", of.date), ("Status", of.status)),
        choosing.stays,
    ),
)  # fmt: skip
