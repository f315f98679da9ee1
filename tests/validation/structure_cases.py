"""Right resources, each thing that can be changed in them, and the rule that tells it.

https://hl7.org/fhir/R4/json.html · https://hl7.org/fhir/R4/datatypes.html
"""

# ruff: noqa: E501 - in the tables a row is a line
from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

from gateway.model import Resource

XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'


LABEL = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}


PATIENT: Resource = {
    "resourceType": "Patient",
    "id": "p-1",
    "meta": {"lastUpdated": "2026-11-20T08:00:00.120Z"},
    "text": {"status": "generated", "div": f"<div {XHTML}><p>Nobody</p></div>"},
    "identifier": [{"system": "urn:oid:1.2.3", "value": "17"}],
    "active": True,
    "name": [{"family": "Muster", "given": ["Anna", "Maria"]}],
    "gender": "female",
    "birthDate": "1980-02-29",
    "deceasedBoolean": False,
    "multipleBirthInteger": 2,
    "photo": [{"contentType": "image/png", "data": "aGVsbG8=", "size": 5}],
    "contact": [{"name": {"text": "Otto"}}],
    "communication": [{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "fr"}]}}],
    "managingOrganization": {"reference": "Organization/o-1"},
}


OBSERVATION: Resource = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}]},
    "subject": {"reference": "Patient/p-1"},
    "issued": "2026-11-20T08:00:00Z",
    "effectivePeriod": {"start": "2026-11-20", "end": "2026-11-21"},
    "valueQuantity": {"value": Decimal("4.10"), "unit": "mmol/L"},
    "referenceRange": [{"low": {"value": 3}}],
}


DELETE = object()


Case = tuple[Resource, str, Any, str, str]


BROKEN: tuple[Case, ...] = (
    # resource, place, new value, rule, where it is said
    (PATIENT, "resourceType", "Person2", "resource-type-unknown", "resourceType"),
    (PATIENT, "colour", "red", "element-unknown", "Patient.colour"),
    (PATIENT, "name.0.colour", "red", "element-unknown", "Patient.name[0].colour"),
    (PATIENT, "id", "a b/c", "id-format", "Patient.id"),
    (PATIENT, "id", "x" * 65, "id-format", "Patient.id"),
    (PATIENT, "active", "true", "boolean-format", "Patient.active"),
    (PATIENT, "active", {"a": 1}, "type-wrong", "Patient.active"),
    (PATIENT, "active", 1, "boolean-format", "Patient.active"),
    (PATIENT, "active", [True], "list-unexpected", "Patient.active"),
    (PATIENT, "gender", "man", "code-not-in-value-set", "Patient.gender"),
    (PATIENT, "gender", "female ", "code-format", "Patient.gender"),
    (PATIENT, "gender", 7, "type-wrong", "Patient.gender"),
    (PATIENT, "gender", None, "empty-value", "Patient.gender"),
    (PATIENT, "birthDate", "1981-02-29", "date-format", "Patient.birthDate"),
    (PATIENT, "birthDate", "1980-2", "date-format", "Patient.birthDate"),
    (PATIENT, "birthDate", "1980-02-29T00:00:00Z", "date-format", "Patient.birthDate"),
    (PATIENT, "meta.lastUpdated", "2026-11-20", "instant-format", "Patient.meta.lastUpdated"),
    (PATIENT, "meta.lastUpdated", "2026-11-20T08:00:00", "instant-format", "Patient.meta.lastUpdated"),
    (PATIENT, "name", {}, "list-expected", "Patient.name"),
    (PATIENT, "name", [], "empty-value", "Patient.name"),
    (PATIENT, "name.0", {}, "empty-value", "Patient.name[0]"),
    (PATIENT, "name.0", {"id": "n"}, "empty-value", "Patient.name[0]"),
    (PATIENT, "name.0", "Muster", "type-wrong", "Patient.name[0]"),
    (PATIENT, "name.0.given", "Anna", "list-expected", "Patient.name[0].given"),
    (PATIENT, "name.0.given.1", "", "empty-value", "Patient.name[0].given[1]"),
    (PATIENT, "name.0.given.1", None, "empty-value", "Patient.name[0].given[1]"),
    (PATIENT, "name.0.given.1", 5, "type-wrong", "Patient.name[0].given[1]"),
    (PATIENT, "name.0.given.1", "A\x07", "string-format", "Patient.name[0].given[1]"),
    (PATIENT, "name.0.given.1", "  ", "text-blank", "Patient.name[0].given[1]"),
    (PATIENT, "_gender", "x", "type-wrong", "Patient._gender"),
    (PATIENT, "_gender", {}, "empty-value", "Patient._gender"),
    (PATIENT, "_gender", {"id": "x", "value": 1}, "element-unknown", "Patient._gender.value"),
    (PATIENT, "name.0._given", [None, None, None], "empty-value", "Patient.name[0]._given[2]"),
    (PATIENT, "deceasedDateTime", "2020", "choice-several", "Patient.deceasedDateTime"),
    (PATIENT, "deceasedString", "yes", "element-unknown", "Patient.deceasedString"),
    (PATIENT, "multipleBirthInteger", Decimal("2.0"), "integer-format", "Patient.multipleBirthInteger"),
    (PATIENT, "multipleBirthInteger", 2**31, "integer-format", "Patient.multipleBirthInteger"),
    (PATIENT, "multipleBirthInteger", "2", "integer-format", "Patient.multipleBirthInteger"),
    (PATIENT, "photo.0.data", "aGVsbG8", "binary-format", "Patient.photo[0].data"),
    (PATIENT, "photo.0.size", 6, "attachment-size", "Patient.photo[0].size"),
    (PATIENT, "photo.0.size", -1, "unsigned-integer-format", "Patient.photo[0].size"),
    (PATIENT, "photo.0", {"url": "#picture"}, "anchor-unresolved", "Patient.photo[0].url"),
    (PATIENT, "photo.0.contentType", "png", "code-not-in-value-set", "Patient.photo[0].contentType"),
    (PATIENT, "photo.0", {"contentType": "image/png", "data": "AAAA", "hash": "AAAA"}, "attachment-hash", "Patient.photo[0].hash"),
    (PATIENT, "photo.0.contentType", DELETE, "att-1", "Patient.photo[0]"),
    (PATIENT, "identifier.0.system", "a b", "uri-format", "Patient.identifier[0].system"),
    (PATIENT, "identifier.0.system", "urn:oid:1.02", "uri-format", "Patient.identifier[0].system"),
    (PATIENT, "identifier.0.system", "urn:uuid:12", "uri-format", "Patient.identifier[0].system"),
    (PATIENT, "identifier.0.system", "oid:1.2.3", "uri-format", "Patient.identifier[0].system"),
    (PATIENT, "identifier.0.system", "hospital", "identifier-system-relative", "Patient.identifier[0].system"),
    (PATIENT, "identifier.0.system", "urn:ietf:rfc:3986", "identifier-uri", "Patient.identifier[0].value"),
    (PATIENT, "identifier.0", {"system": "https://tools.ietf.org/html/rfc4122", "value": "12"}, "identifier-uuid", "Patient.identifier[0].value"),
    (PATIENT, "meta.security", [LABEL, {**LABEL, "code": "N"}, LABEL], "label-twice", "Patient.meta.security[2]"),
    (PATIENT, "meta.profile", ["lu-patient"], "canonical-relative", "Patient.meta.profile[0]"),
    (PATIENT, "contact.0", {"gender": "male"}, "pat-1", "Patient.contact[0]"),
    (PATIENT, "communication.0.language", DELETE, "element-required", "Patient.communication[0].language"),
    (PATIENT, "managingOrganization.reference", "Patient/p-1", "reference-target-wrong", "Patient.managingOrganization"),
    (PATIENT, "managingOrganization.reference", "#gone", "ref-1", "Patient.managingOrganization"),
    (PATIENT, "managingOrganization.reference", "Organization/1 ", "reference-format", "Patient.managingOrganization"),
    (PATIENT, "managingOrganization.reference", "Organization?name", "reference-format", "Patient.managingOrganization"),
    (PATIENT, "managingOrganization.type", "Patient", "reference-target-wrong", "Patient.managingOrganization"),
    (PATIENT, "managingOrganization", {"type": "Hospital", "display": "x"}, "reference-target-wrong", "Patient.managingOrganization"),
    (PATIENT, "text.div", "<div>x</div>", "narrative-syntax", "Patient.text.div"),
    (PATIENT, "text.div", f"<div {XHTML}>&nbsp;x</div>", "narrative-syntax", "Patient.text.div"),
    (PATIENT, "text.div", f"<!DOCTYPE d []><div {XHTML}>x</div>", "narrative-syntax", "Patient.text.div"),
    (PATIENT, "text.div", f"<div {XHTML}><script>x</script></div>", "narrative-content", "Patient.text.div"),
    (PATIENT, "text.div", f'<div {XHTML}><p onclick="x">x</p></div>', "narrative-content", "Patient.text.div"),
    (PATIENT, "text.div", f'<div {XHTML}><a href="javascript:x">x</a></div>', "narrative-content", "Patient.text.div"),
    (PATIENT, "text.div", f"<div {XHTML}> </div>", "narrative-empty", "Patient.text.div"),
    (PATIENT, "text.div", f'<div {XHTML}><a href="urn:uuid:1">x</a></div>', "narrative-link", "Patient.text.div"),
    (PATIENT, "text.div", f'<div {XHTML}><a href="">x</a></div>', "narrative-link", "Patient.text.div"),
    (PATIENT, "text.div", f'<div {XHTML}><a href="#gone">x</a></div>', "narrative-anchor", "Patient.text.div"),
    (PATIENT, "text.div", f"<div {XHTML}><p>x<ul><li>y</li></ul></p></div>", "narrative-nesting", "Patient.text.div"),
    (PATIENT, "text.div", f"<div {XHTML}><table><td>y</td></table></div>", "narrative-nesting", "Patient.text.div"),
    (PATIENT, "text.div", f"<div {XHTML}>x<li>y</li></div>", "narrative-nesting", "Patient.text.div"),
    (PATIENT, "text.div", f"<div {XHTML}><span><ul><li>y</li></ul></span></div>", "narrative-nesting", "Patient.text.div"),
    (PATIENT, "text.div", f"<div {XHTML}><ul>x<li>y</li></ul></div>", "narrative-nesting", "Patient.text.div"),
    (PATIENT, "text.div", f"<div {XHTML}><table><tr><p>y</p></tr></table></div>", "narrative-nesting", "Patient.text.div"),
    (PATIENT, "text.div", f"<div {XHTML}>x<br>y</br></div>", "narrative-nesting", "Patient.text.div"),
    (PATIENT, "text.div", f'<div {XHTML}><a href="https://e.org/a b">x</a></div>', "narrative-address", "Patient.text.div"),
    (PATIENT, "text.div", f'<div {XHTML}><img src="data:image/png;base64,A" alt="x"/></div>', "narrative-address", "Patient.text.div"),
    (PATIENT, "text.status", DELETE, "element-required", "Patient.text.status"),
    (PATIENT, "contained", [{"resourceType": "Organization", "name": "x", "colour": 1}], "element-unknown", "Patient.contained[0].colour"),
    (PATIENT, "contained", [{"resourceType": "Organization", "id": "o", "name": "x"}], "dom-3", "Patient"),
    (PATIENT, "contained", [{"name": "x"}], "resource-type-unknown", "Patient.contained[0]"),
    (PATIENT, "contained", [{"resourceType": "Organization", "name": "x"}], "contained-id-missing", "Patient.contained[0]"),
    (PATIENT, "extension", [{"url": "http://e.org/x"}], "ext-1", "Patient.extension[0]"),
    (PATIENT, "extension", [{"url": "http://e.org/x", "valueCode": "y"}], "extension-unknown", "Patient.extension[0]"),
    (PATIENT, "extension", [{"url": "x", "valueCode": "y"}], "extension-url", "Patient.extension[0]"),
    (PATIENT, "extension", [{"valueCode": "y"}], "element-required", "Patient.extension[0].url"),
    (PATIENT, "extension", [{"url": "http://hl7.org/fhir/StructureDefinition/patient-birthPlace", "valueCode": "y"}], "type-not-allowed", "Patient.extension[0].valueCode"),
    (PATIENT, "extension", [{"url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime", "valueDateTime": "2020"}], "extension-context", "Patient.extension[0]"),
    (PATIENT, "modifierExtension", [{"url": "http://hl7.org/fhir/StructureDefinition/patient-birthPlace", "valueAddress": {"city": "x"}}], "extension-modifier", "Patient.modifierExtension[0]"),
    (PATIENT, "_gender", {"id": "x", "extension": []}, "empty-value", "Patient._gender.extension"),
    (PATIENT, "modifierExtension", [{"url": "http://e.org/x", "valueCode": "y"}], "modifier-extension-unknown", "Patient.modifierExtension[0]"),
    (
        PATIENT,
        "meta.profile",
        ["http://e.org/unknown"],
        "profile-unknown",
        "Patient.meta.profile[0]",
    ),
    (OBSERVATION, "status", DELETE, "element-required", "Observation.status"),
    (OBSERVATION, "status", "done", "code-not-in-value-set", "Observation.status"),
    (OBSERVATION, "valueString", "x", "choice-several", "Observation.valueString"),
    (OBSERVATION, "valueQuantity.value", "4.10", "decimal-format", "Observation.valueQuantity.value"),
    (OBSERVATION, "valueQuantity.code", "mmol/L", "qty-3", "Observation.valueQuantity"),
    (OBSERVATION, "valueQuantity", {"value": 1, "code": "g", "system": "https://unitsofmeasure.org"}, "code-system-misspelt", "Observation.valueQuantity.system"),
    (OBSERVATION, "code.coding.0.system", "http://loinc.org/", "code-system-misspelt", "Observation.code.coding[0].system"),
    (OBSERVATION, "code.coding.0.system", "http://hl7.org/fhir/codesystem-observation-status.html", "code-system-misspelt", "Observation.code.coding[0].system"),
    (OBSERVATION, "dataAbsentReason", {"text": "x"}, "obs-6", "Observation"),
    (OBSERVATION, "effectivePeriod.start", "2026-12", "per-1", "Observation.effectivePeriod"),
    (OBSERVATION, "effectivePeriod.start", "2026-11-31", "datetime-format", "Observation.effectivePeriod.start"),
    (OBSERVATION, "referenceRange.0", {"age": {"low": {"value": 3}}}, "obs-3", "Observation.referenceRange[0]"),
    (OBSERVATION, "referenceRange.0.low.comparator", "<", "element-too-many", "Observation.referenceRange[0].low.comparator"),
    (OBSERVATION, "component", [{"code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}]}}], "obs-7", "Observation"),
    (OBSERVATION, "subject", "Patient/p-1", "type-wrong", "Observation.subject"),
    (OBSERVATION, "dataAbsentReason", {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "gone"}]}, "code-not-recommended", "Observation.dataAbsentReason"),
)  # fmt: skip


RIGHT: tuple[tuple[Resource, str, Any], ...] = (
    (PATIENT, "birthDate", "1980"),
    (PATIENT, "birthDate", DELETE),
    (PATIENT, "_birthDate", {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime", "valueDateTime": "1980-02-29T03:00:00+01:00"}]}),
    (PATIENT, "name.0.given", ["Anna", None]),
    (PATIENT, "_gender", {"id": "g"}),
    (PATIENT, "name.0._given", [{"id": "g-1"}, {"id": "g-2"}]),
    (PATIENT, "text.div", f'<div {XHTML}><a href="#n">x</a><a name="n"></a><kbd>y</kbd></div>'),
    (PATIENT, "text.div", f"<div {XHTML}><table><tr><td><p>y</p></td></tr></table></div>"),
    (PATIENT, "text.div", f'<div {XHTML}><a href="mailto:a@e.org">x</a></div>'),
    (PATIENT, "identifier.0", {"system": "urn:ietf:rfc:3986", "value": "urn:oid:1.2.3"}),
    (PATIENT, "managingOrganization", {"type": "http://e.org/Logical", "display": "x"}),
    (PATIENT, "meta.lastUpdated", "2016-12-31T23:59:60Z"),
    (PATIENT, "identifier.0.system", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"),
    (PATIENT, "managingOrganization", {"reference": "https://e.org/fhir/Organization/1/_history/2"}),
    (PATIENT, "managingOrganization", {"display": "somewhere"}),
    (PATIENT, "managingOrganization", {"reference": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"}),
    (PATIENT, "name.0.family", "O\u2019Neill\u00a0Bâ"),
    (OBSERVATION, "effectivePeriod.end", "2026"),
    (OBSERVATION, "effectivePeriod", {"start": "2026-11-20T10:00:00+02:00", "end": "2026-11-20T09:00:00Z"}),
    (OBSERVATION, "valueQuantity", {"value": Decimal("1e3")}),
    (OBSERVATION, "valueQuantity", DELETE),
)  # fmt: skip


def changed(resource: Resource, place: str, value: Any) -> Resource:
    """A copy of the resource with one thing changed; an alignment of nulls needs its `_given`."""
    copied = copy.deepcopy(resource)
    *way, last = place.split(".")
    at: Any = copied
    for step in way:
        at = at[int(step) if step.isdigit() else step]
    if value is DELETE:
        del at[last]
    else:
        at[int(last) if last.isdigit() else last] = value
        if value == ["Anna", None]:
            at["_given"] = [None, {"extension": [{"url": "http://e.org/x", "valueCode": "y"}]}]
    return copied


ODD: tuple[Any, ...] = (
    {"a": 1},
    [[1]],
    [{}],
    None,
    1,
    Decimal("1.5"),
    True,
    "x",
    {"coding": [1]},
    {"coding": [{"system": [], "code": {}}]},
    {"reference": {}, "url": 1, "system": {}, "code": [], "value": []},
)


PROFILES: dict[str, tuple[str, ...]] = {
    "Patient": ("https://fhir.gateway.example/lu/StructureDefinition/lu-patient",),
    "Observation": (
        "https://fhir.gateway.example/lu/StructureDefinition/lu-observation-laboratory",
        "http://hl7.org/fhir/StructureDefinition/bp",
    ),
}
