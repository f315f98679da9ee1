"""Right values to build specimens from: by primitive type, by value set, by place.

https://hl7.org/fhir/R4/datatypes.html#primitive
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

PRIMITIVE: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {
        "base64Binary": ("QUJD", "QQ==", "QUJDREVG"),
        "boolean": (True, False),
        "canonical": ("http://measures.example/one|1.0", "http://measures.example/two#part"),
        "code": ("some-code", "two words", "é"),
        "date": ("2026", "2026-02", "2024-02-29"),
        "dateTime": ("2026", "2026-02", "2026-02-03", "2026-02-03T10:11:12+01:00"),
        "decimal": (Decimal("1.0"), 1, Decimal("72.50"), Decimal("0.000000000000000001")),
        "id": ("a", "A-1.b", "x" * 64),
        "instant": ("2026-02-03T10:11:12Z", "2016-12-31T23:59:60Z", "2026-02-03T10:11:12.5-14:00"),
        "integer": (1, 7, 42),
        "markdown": ("Some *words*", "one\n\ntwo"),
        "oid": ("urn:oid:1.2.3", "urn:oid:2.16.840.1.113883"),
        "positiveInt": (1, 2147483647),
        "string": ("Some words", "é ü 漢字", "one\ttwo"),
        "time": ("10:11:12", "23:59:60", "00:00:00.123"),
        "unsignedInt": (0, 5),
        "uri": ("urn:oid:1.2.3", "http://things.example/a", "urn:x:y"),
        "url": ("http://things.example/a", "mailto:office@things.example"),
        "uuid": ("urn:uuid:c757873d-ec9a-4326-a141-556f43239520",),
        "xhtml": ('<div xmlns="http://www.w3.org/1999/xhtml"><p>Some <b>words</b></p></div>',),
    }
)
"""Type -> right values."""

UNENUMERATED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "http://hl7.org/fhir/ValueSet/mimetypes": ("urn:ietf:bcp:13", "application/pdf"),
        "http://hl7.org/fhir/ValueSet/currencies": ("urn:iso:std:iso:4217", "EUR"),
        "http://hl7.org/fhir/ValueSet/ucum-units": ("http://unitsofmeasure.org", "mg"),
        "http://hl7.org/fhir/ValueSet/all-languages": ("urn:ietf:bcp:47", "fr-LU"),
        "http://hl7.org/fhir/ValueSet/timezones": (
            "https://www.iana.org/time-zones",
            "Europe/Luxembourg",
        ),
        "http://loinc.org/vs/LL379-9": ("http://loinc.org", "LA6626-1"),
    }
)
"""Value set that no list enumerates -> one of its codes, with its system."""

_UCUM = "http://unitsofmeasure.org"
_VERIFIED = "http://terminology.hl7.org/CodeSystem/"


def coded(system: str, code: str) -> Mapping[str, Any]:
    """A CodeableConcept of one code."""
    return {"coding": [{"system": system, "code": code}]}


CHOSEN: Mapping[str, Any] = MappingProxyType(
    {
        "Address.use": "work",
        "Age.code": "a",
        "Age.system": _UCUM,
        "Age.value": 30,
        "AppointmentResponse.actor": {"reference": "Patient/a"},
        "Appointment.status": "cancelled",
        "Attachment.contentType": "text/plain",
        "Attachment.hash": None,
        "Attachment.size": None,
        "AuditEvent.entity.query": None,
        "Bundle.entry.request": None,
        "Bundle.entry.response": None,
        "Bundle.entry.search": None,
        "Bundle.total": None,
        "Bundle.type": "collection",
        "CapabilityStatement.description": "Some words",
        "CapabilityStatement.implementation": None,
        "CapabilityStatement.kind": "capability",
        "CapabilityStatement.messaging.endpoint": None,
        "CapabilityStatement.software": {"name": "Some software"},
        "CareTeam.participant.member": {"reference": "Practitioner/a"},
        "CarePlan.activity.reference": None,
        "ConceptMap.group.unmapped.mode": "fixed",
        "CodeSystem.concept.concept": None,
        "CodeSystem.concept.property": None,
        "CodeSystem.content": "fragment",
        "CodeSystem.supplements": None,
        "Composition.section.emptyReason": None,
        "Condition.clinicalStatus": coded(_VERIFIED + "condition-clinical", "resolved"),
        "Condition.verificationStatus": coded(_VERIFIED + "condition-ver-status", "confirmed"),
        "AllergyIntolerance.clinicalStatus": coded(
            _VERIFIED + "allergyintolerance-clinical", "active"
        ),
        "AllergyIntolerance.verificationStatus": coded(
            _VERIFIED + "allergyintolerance-verification", "confirmed"
        ),
        "Consent.policyRule": {"text": "Some rule"},
        "ContactPoint.system": "phone",
        "ContactPoint.use": "work",
        "Count.code": "1",
        "Count.system": _UCUM,
        "Count.value": 3,
        "CoverageEligibilityResponse.insurance.item.productOrService": None,
        "DataRequirement.codeFilter.searchParam": None,
        "DataRequirement.dateFilter.searchParam": None,
        "Distance.code": "m",
        "Distance.system": _UCUM,
        "Duration.code": "min",
        "Duration.system": _UCUM,
        "Duration.value": 3,
        "ElementDefinition.contentReference": None,
        "ElementDefinition.code": None,
        "ElementDefinition.defaultValue[x]": None,
        "ElementDefinition.fixed[x]": None,
        "ElementDefinition.label": None,
        "ElementDefinition.max": "1",
        "ElementDefinition.min": 1,
        "ElementDefinition.path": "Patient.name",
        "ElementDefinition.id": "Patient.name",
        "ElementDefinition.requirements": None,
        "ElementDefinition.sliceIsConstraining": None,
        "ElementDefinition.sliceName": "some",
        "ElementDefinition.type.code": "Reference",
        "Expression.expression": "true",
        "FamilyMemberHistory.born[x]": None,
        "Group.actual": True,
        "HumanName.family": "Example",
        "ImmunizationRecommendation.recommendation.targetDisease": {"text": "Some disease"},
        "ImplementationGuide.definition.grouping.id": None,
        "ImplementationGuide.definition.resource.fhirVersion": None,
        "ImplementationGuide.definition.resource.groupingId": None,
        "InsurancePlan.name": "Some plan",
        "List.emptyReason": None,
        "List.mode": "working",
        "List.entry.deleted": None,
        "Measure.group.stratifier.component": None,
        "MeasureReport.group.stratifier.stratum.component": None,
        "MeasureReport.group.population.subjectResults": None,
        "MeasureReport.group.stratifier.stratum.population.subjectResults": None,
        "MeasureReport.type": "summary",
        "MolecularSequence.coordinateSystem": 0,
        "MolecularSequence.referenceSeq.chromosome": None,
        "MolecularSequence.referenceSeq.genomeBuild": None,
        "MolecularSequence.referenceSeq.referenceSeqPointer": None,
        "MolecularSequence.referenceSeq.referenceSeqString": None,
        "MessageDefinition.focus.max": "3",
        "MoneyQuantity.system": "urn:iso:std:iso:4217",
        "NamingSystem.kind": "codesystem",
        "Observation.component": None,
        "Observation.dataAbsentReason": None,
        "OperationDefinition.parameter.part": None,
        "OperationDefinition.parameter.searchType": None,
        "OperationDefinition.parameter.type": "Reference",
        "Organization.name": "Some house",
        "Organization.address.use": "work",
        "Organization.telecom.use": "work",
        "Parameters.parameter.part": None,
        "Parameters.parameter.resource": None,
        "Parameters.parameter.value[x]": ("string", "Some words"),
        "Period.start": "2026-02",
        "Period.end": "2026-03",
        "Questionnaire.item.answerOption": None,
        "Questionnaire.item.answerValueSet": None,
        "Questionnaire.item.enableWhen": None,
        "Questionnaire.item.initial": None,
        "Questionnaire.item.item": None,
        "Questionnaire.item.maxLength": None,
        "Questionnaire.item.type": "string",
        "QuestionnaireResponse.item.answer": None,
        "Range.low": {"value": 1},
        "Range.high": {"value": 9},
        "Reference.identifier": None,
        "RiskAssessment.prediction.probability[x]": None,
        "SampledData.data": "1 2 E",
        "SearchParameter.chain": None,
        "SearchParameter.component": None,
        "SearchParameter.expression": "Patient.name",
        "StructureDefinition.context": None,
        "StructureDefinition.contextInvariant": None,
        "StructureDefinition.differential": {"element": [{"id": "Patient", "path": "Patient"}]},
        "StructureDefinition.kind": "resource",
        "StructureDefinition.name": "Some",
        "StructureDefinition.snapshot": None,
        "StructureDefinition.type": "Patient",
        "TerminologyCapabilities.description": "Some words",
        "TerminologyCapabilities.implementation": None,
        "TerminologyCapabilities.kind": "capability",
        "TerminologyCapabilities.software": {"name": "Some software"},
        "TestReport.setup.action.assert": None,
        "TestReport.test.action.assert": None,
        "TestScript.setup.action.assert": None,
        "TestScript.test.action.assert": None,
        "TestScript.variable.headerField": None,
        "TestScript.variable.path": None,
        "Timing.repeat.when": None,
        "Timing.repeat.offset": None,
        "TriggerDefinition.timing[x]": None,
        "TriggerDefinition.type": "data-added",
        "ValueSet.compose.include.filter": None,
        "ValueSet.compose.exclude.filter": None,
        "ValueSet.compose.include.system": "http://things.example/codes",
        "lu-auditevent#AuditEvent.agent": {"requestor": True, "name": "A program"},
        "lu-diagnosticreport-laboratory#DiagnosticReport.code": {"text": "Some report"},
        "lu-observation-laboratory#Observation.code": {"text": "Some test"},
        "lu-organization#Organization.identifier:cbe.value": "0400123456",
        "lu-organization#Organization.identifier:nihdi.value": "81234567",
        "lu-patient#Patient.identifier": {"system": "http://a.example/numbers", "value": "1"},
        "lu-patient#Patient.identifier:matricule.value": "1985073003328",
        "lu-patient#Patient.identifier:ssin.value": "85073003328",
        "lu-practitioner#Practitioner.identifier:nihdi.value": "10012345678",
        "lu-composition-summary#Composition.section:allergies.entry": {"reference": "urn:x:y"},
        "lu-composition-summary#Composition.section:medications.entry": {"reference": "urn:x:y"},
        "lu-composition-summary#Composition.section:problems.entry": {"reference": "urn:x:y"},
        "Observation-results-radiology-uv-ips#Observation.effective[x]": (
            "dateTime",
            "2026-02-03",
        ),
        "vitalsigns#Observation.effective[x]": ("dateTime", "2026-02-03"),
        "bp#Observation.effective[x]": ("dateTime", "2026-02-03"),
    }
)
"""Place -> the value that its invariants leave it; `None` leaves it out."""

ALWAYS: frozenset[str] = frozenset(
    {
        "AllergyIntolerance.clinicalStatus",
        "Appointment.participant.actor",
        "AppointmentResponse.actor",
        "CapabilityStatement.description",
        "CapabilityStatement.rest",
        "CapabilityStatement.software",
        "ConceptMap.group.unmapped.code",
        "Consent.policyRule",
        "Expression.expression",
        "ImmunizationRecommendation.recommendation.targetDisease",
        "InsurancePlan.name",
        "Organization.name",
        "OperationDefinition.parameter.type",
        "StructureDefinition.baseDefinition",
        "StructureDefinition.differential",
        "TerminologyCapabilities.software",
        "TestScript.setup.action.operation.sourceId",
        "TriggerDefinition.data",
        "Bundle-uv-ips#Bundle.identifier.system",
        "Bundle-uv-ips#Bundle.identifier.value",
        "Composition-uv-ips#Composition.section:sectionAllergies.entry",
        "Composition-uv-ips#Composition.section:sectionMedications.entry",
        "Composition-uv-ips#Composition.section:sectionProblems.entry",
        "Observation-results-laboratory-pathology-uv-ips#Observation.value[x]",
        "bp#Observation.component:DiastolicBP.value[x]",
        "bp#Observation.component:SystolicBP.value[x]",
        "lu-composition-summary#Composition.section:allergies.entry",
        "lu-composition-summary#Composition.section:medications.entry",
        "lu-composition-summary#Composition.section:problems.entry",
        "lu-practitioner#Practitioner.name",
        "vitalsigns#Observation.value[x]",
    }
)
"""Elements that no cardinality requires, and an invariant does."""

TWICE: frozenset[str] = frozenset({"Linkage.item"})
"""Elements that must stand at least twice."""
