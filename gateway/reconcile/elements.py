"""Which elements do not simply replace one another when something new is said of them? Tables.

https://hl7.org/fhir/R4/resourcelist.html
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

DEEP = frozenset(
    {
        ("Encounter", "period"),
        ("Encounter", "hospitalization"),
        ("Specimen", "collection"),
        ("DocumentReference", "context"),
        ("MedicationRequest", "dispenseRequest"),
        ("PractitionerRole", "period"),
    }
)
"""Elements whose inner elements come from different fields: an absent one says nothing."""

UNSAID = ("status",)
"""What only an event says: a snapshot that does not speak of it leaves it."""

UNION = frozenset({("DiagnosticReport", "result"), ("Observation", "hasMember")})
"""Lists that one message may say in part: what it names is added, the rest stays."""

NAMED = frozenset({("DiagnosticReport", "presentedForm")})
"""Lists whose items bear the id of what they are of: what is said of one leaves the others."""

JOINED: Mapping[str, frozenset[str]] = MappingProxyType(
    {"Appointment": frozenset({"participant", "serviceType"})}
)
"""Lists that a message changes item by item, where its event tells of some items only."""

CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Patient": MappingProxyType({"deceased": "deceased", "multipleBirth": "multipleBirth"}),
        "Observation": MappingProxyType(
            {"value": "value", "dataAbsentReason": "value", "effective": "effective"}
        ),
        "DiagnosticReport": MappingProxyType({"effective": "effective"}),
        "ServiceRequest": MappingProxyType({"occurrence": "occurrence"}),
        "MedicationAdministration": MappingProxyType({"effective": "effective"}),
        "Immunization": MappingProxyType({"occurrence": "occurrence"}),
    }
)
"""Elements of which only one can be said at a time: the beginning of their names -> which."""

HELD = frozenset({"Account", "Appointment", "Encounter", "ServiceRequest", "MedicationRequest"})
"""What others mention too: who only names it does not hold it, its source still says it all.

Of an appointment it is kept which segment named whom, so that a cancellation takes nobody away.
"""

REVIVED = frozenset(
    {"proposed", "pending", "booked", "arrived", "fulfilled", "waitlist", "checked-in", "noshow"}
)
"""An Appointment that is none of the cancelled has no reason why it was (app-4).

Nor has one to which nobody came: why it had been cancelled is not why.
"""

OF_STATE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Immunization": ("statusReason",),
        "MedicationAdministration": ("statusReason",),
        "MedicationRequest": ("statusReason",),
        "MedicationDispense": ("statusReasonCodeableConcept", "statusReasonReference"),
    }
)
"""Why a state is as it is: another state than an error has another reason, or none."""

OF_SAID: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"Immunization": ("isSubpotent", "subpotentReason")}
)
"""What is said with a state, whichever it is: it does not outlive that the state is said anew."""

READINGS = ("interpretation", "referenceRange")
"""What an Observation says of its value: it does not outlive the value."""

LEADS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Observation": MappingProxyType(dict.fromkeys(READINGS, "value")),
        "Appointment": MappingProxyType({"cancelationReason": "status"}),
        "Immunization": MappingProxyType(
            dict.fromkeys((*OF_STATE["Immunization"], *OF_SAID["Immunization"]), "status")
        ),
        "MedicationAdministration": MappingProxyType({"statusReason": "status"}),
        "MedicationRequest": MappingProxyType({"statusReason": "status"}),
        "MedicationDispense": MappingProxyType(
            dict.fromkeys(OF_STATE["MedicationDispense"], "status")
        ),
    }
)
"""Element -> the one that it is said of: of a message whose word on that is old, it is old too."""

ERROR = "entered-in-error"


def _verified(system: str) -> tuple[str, Any]:
    coding = {"system": system, "code": ERROR, "display": "Entered in Error"}
    return "verificationStatus", {"coding": [coding]}


_TERMS = "http://terminology.hl7.org/CodeSystem"
_ACTIVE = (
    *("BodyStructure", "Group", "HealthcareService", "Linkage", "Organization"),
    *("OrganizationAffiliation", "Person", "Practitioner", "PractitionerRole", "RelatedPerson"),
    "Schedule",
)
"""Types that are in use or not. https://hl7.org/fhir/R4/organization.html"""
_PUBLISHED = (
    *("ActivityDefinition", "CapabilityStatement", "ChargeItemDefinition", "CodeSystem"),
    *("CompartmentDefinition", "ConceptMap", "EventDefinition", "Evidence", "EvidenceVariable"),
    *("ExampleScenario", "GraphDefinition", "ImplementationGuide", "InsurancePlan", "Library"),
    *("Measure", "MessageDefinition", "NamingSystem", "OperationDefinition", "PlanDefinition"),
    *("Questionnaire", "ResearchDefinition", "ResearchElementDefinition", "SearchParameter"),
    *("StructureDefinition", "StructureMap", "TerminologyCapabilities", "TestScript", "ValueSet"),
)
"""Types whose state is one of publication. https://hl7.org/fhir/R4/valueset-publication-status.html"""

RETIRED: Mapping[str, tuple[str, Any]] = MappingProxyType(
    {
        "Patient": ("active", False),
        "Encounter": ("status", "entered-in-error"),
        "Goal": ("lifecycleStatus", "entered-in-error"),
        "Location": ("status", "inactive"),
        **dict.fromkeys(_ACTIVE, ("active", False)),
        **dict.fromkeys(_PUBLISHED, ("status", "retired")),
        "AllergyIntolerance": _verified(f"{_TERMS}/allergyintolerance-verification"),
        "Condition": _verified(f"{_TERMS}/condition-ver-status"),
    }
)
"""What a source's deletion makes of a resource; all others become entered-in-error."""

FALLEN = frozenset(
    {
        "clinicalStatus",
        *("abatementDateTime", "abatementAge", "abatementPeriod", "abatementRange"),
        *("abatementString", "_abatementDateTime"),
    }
)
"""What an error no longer says of itself: a state, and when it ended (con-4, con-5, ait-2).

https://hl7.org/fhir/R4/condition.html#invs · https://hl7.org/fhir/R4/allergyintolerance.html#invs
"""


@lru_cache(maxsize=1024)
def choice(type: str, key: str) -> str:
    """The element that this is one type of (`deceased`) or says more of (`_gender`), or itself."""
    bare = key.removeprefix("_")
    for begins, choice in CHOICES.get(type, {}).items():
        if bare == begins or (bare.startswith(begins) and bare[len(begins)].isupper()):
            return choice
    return bare
