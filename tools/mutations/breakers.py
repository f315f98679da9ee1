"""How each invariant of R4 and of our profiles is broken: what to say, and what to leave out.

Written from the sentence of each invariant, not from how we evaluate it.
https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Break:
    """One way of breaking an invariant of an object."""

    put: Said = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    """Elements left out; of a choice, by its name without the type."""

    def apply(self, owner: dict[str, Any]) -> None:
        """Edit the object."""
        for name in [*owner]:
            bare = name.removeprefix("_")
            if any(
                bare == stem or (stem.endswith("*") and bare.startswith(stem[:-1]))
                for stem in self.drop
            ):
                del owner[name]
        owner.update(copy.deepcopy(dict(self.put)))


def _put(**said: Any) -> tuple[Break]:
    return (Break(said),)


def _drop(*names: str, **said: Any) -> tuple[Break]:
    return (Break(said, names),)


_UCUM = "http://unitsofmeasure.org"
_V = "http://terminology.hl7.org/CodeSystem/"
_TEXT = {"text": "x"}
_REF = {"reference": "Patient/a"}
_ROOT = {"path": "Patient", "id": "Patient"}
_ELEMENT = {"id": "Patient.name", "path": "Patient.name", "definition": "x", "min": 0, "max": "1",
            "base": {"path": "Patient.name", "min": 0, "max": "1"}}  # fmt: skip


def _coded(system: str, code: str) -> Said:
    return {"coding": [{"system": _V + system, "code": code}]}


def _item(**said: Any) -> Said:
    return {"linkId": "9", "text": "x", **said}


_OP = {"encodeRequestUrl": True}
_ASSERT = {"warningOnly": False}
_RESOURCE = {"resourceType": "Basic", "id": "b1", "code": _TEXT}
_ENTRY = {"fullUrl": "http://a.example/Basic/b1", "resource": _RESOURCE}

BREAKERS: Mapping[str, tuple[Break, ...]] = MappingProxyType(
    {
        "age-1": (
            Break({"value": 3}, ("code", "system", "unit")),
            Break({"value": -1, "code": "a", "system": _UCUM}),
            Break({"value": 1, "code": "a", "system": "http://things.example"}),
        ),
        "ait-1": _drop(
            "clinicalStatus",
            verificationStatus=_coded("allergyintolerance-verification", "confirmed"),
        ),
        "ait-2": _put(
            verificationStatus=_coded("allergyintolerance-verification", "entered-in-error"),
            clinicalStatus=_coded("allergyintolerance-clinical", "active"),
        ),
        "app-1": _drop("type", "actor"),
        "app-2": _drop("end", start="2026-02-03T10:11:12Z"),
        "app-3": _drop("start", "end", status="booked"),
        "app-4": _put(
            cancelationReason=_TEXT,
            status="booked",
            start="2026-02-03T10:11:12Z",
            end="2026-02-03T10:12:12Z",
        ),
        "apr-1": _drop("participantType", "actor"),
        "att-1": _drop("contentType", data="QUJD"),
        "bdl-1": _put(total=1, type="collection"),
        "bdl-2": _put(type="collection", entry=[{**_ENTRY, "search": {"mode": "match"}}]),
        "bdl-3": (
            Break({"type": "transaction", "entry": [_ENTRY]}, ("total", "link")),
            Break(
                {
                    "type": "collection",
                    "entry": [{**_ENTRY, "request": {"method": "GET", "url": "Basic"}}],
                }
            ),
        ),
        "bdl-4": (
            Break({"type": "batch-response", "entry": [_ENTRY]}),
            Break({"type": "collection", "entry": [{**_ENTRY, "response": {"status": "200"}}]}),
        ),
        "bdl-5": _drop("resource", "request", "response", fullUrl="http://a.example/Basic/b1"),
        "bdl-7": _put(type="collection", entry=[_ENTRY, _ENTRY]),
        "bdl-8": _put(fullUrl="http://a.example/Basic/b1/_history/1"),
        "bdl-9": _drop("identifier", type="document"),
        "bdl-10": _drop("timestamp", type="document"),
        "bdl-11": _put(type="document", entry=[_ENTRY]),
        "bdl-12": _put(type="message", entry=[_ENTRY]),
        "ces-1": (
            Break({}, ("category", "productOrService")),
            Break({"category": _TEXT, "productOrService": _TEXT}),
        ),
        "cmd-1": _drop("comment", equivalence="narrower"),
        "cmd-2": _drop("code", mode="fixed"),
        "cmd-3": _drop("url", mode="other-map"),
        "cmp-1": _drop("text", "entry", "section", "emptyReason", title="x"),
        "cmp-2": _put(emptyReason=_TEXT, entry=[_REF]),
        "cnt-3": (
            Break({"value": 3, "code": "mg", "system": _UCUM}),
            Break({"value": 3}, ("code", "system")),
        ),
        "con-1": _drop("summary", "assessment", type=_TEXT),
        "con-4": _put(abatementString="x", clinicalStatus=_coded("condition-clinical", "active")),
        "con-5": _put(
            verificationStatus=_coded("condition-ver-status", "entered-in-error"),
            clinicalStatus=_coded("condition-clinical", "active"),
        ),
        "cpb-1": _drop("rest", "messaging", "document"),
        "cpb-2": _drop("description", "software", "implementation"),
        "cpb-3": _put(
            kind="requirements",
            messaging=[
                {
                    "endpoint": [
                        {
                            "protocol": {"system": _V + "message-transport", "code": "http"},
                            "address": "http://a.example",
                        }
                    ]
                }
            ],
        ),
        "cpb-7": _put(document=[{"mode": "producer", "profile": "http://a.example/p"}] * 2),
        "cpb-9": _put(resource=[{"type": "Patient"}, {"type": "Patient"}]),
        "cpb-12": _put(searchParam=[{"name": "a", "type": "string"}] * 2),
        "cpb-14": _drop("implementation", kind="instance"),
        "cpb-15": _drop("software", kind="capability"),
        "cpb-16": _put(kind="requirements", software={"name": "x"}),
        "cpl-3": _put(detail={"status": "completed"}, reference={"reference": "Task/a"}),
        "cpt-2": _drop("system", value="x"),
        "csd-1": _put(concept=[{"code": "a"}, {"code": "b", "concept": [{"code": "a"}]}]),
        "dis-1": _put(value=1, code="m", system="http://things.example"),
        "drq-1": (
            Break({}, ("path", "searchParam")),
            Break({"path": "code", "searchParam": "code"}),
        ),
        "drq-2": (
            Break({}, ("path", "searchParam")),
            Break({"path": "date", "searchParam": "date"}),
        ),
        "drt-1": (
            Break({"value": 1, "code": "min"}, ("system",)),
            Break({"code": "min", "system": _UCUM}, ("value",)),
        ),
        "eld-1": _drop("discriminator", "description", rules="open"),
        "eld-2": _put(min=3, max="2"),
        "eld-4": _put(code="string", aggregation=["contained"]),
        "eld-5": _drop(
            "fixed*", "pattern*", contentReference="#Patient", type=[{"code": "string"}]
        ),
        "eld-6": _drop("pattern*", fixedString="x", type=[{"code": "string"}, {"code": "code"}]),
        "eld-7": _drop("fixed*", patternString="x", type=[{"code": "string"}, {"code": "code"}]),
        "eld-8": _put(fixedString="x", patternString="x", type=[{"code": "string"}]),
        "eld-11": _put(binding={"strength": "example"}, type=[{"code": "date"}]),
        "eld-12": _put(valueSet="ftp.things.example"),
        "eld-13": _put(type=[{"code": "string"}, {"code": "string"}]),
        "eld-14": _put(
            constraint=[{"key": "a-1", "severity": "error", "human": "x", "expression": "true"}]
            * 2
        ),
        "eld-15": _put(defaultValueString="x", meaningWhenMissing="x"),
        "eld-16": _put(sliceName="a b"),
        "eld-17": _put(code="string", targetProfile=["http://a.example/p"]),
        "eld-18": _drop("isModifierReason", isModifier=True),
        "eld-22": _drop("sliceName", sliceIsConstraining=True),
        "exp-1": _drop("expression", "reference", language="text/cql"),
        "fhs-1": _put(ageString="x", bornString="x"),
        "fhs-2": _drop("age*", estimatedAge=True),
        "gol-1": _drop("measure", detailString="x"),
        "grp-1": _put(actual=False, member=[{"entity": _REF}]),
        "ig-1": _put(resource=[{"reference": _REF, "groupingId": "nowhere"}]),
        "ig-2": _put(
            fhirVersion=["4.0.1"],
            definition={"resource": [{"reference": _REF, "fhirVersion": ["3.0.1"]}]},
        ),
        "imm-1": _drop("documentType", "reference", publicationDate="2026"),
        "imr-1": _drop("vaccineCode", "targetDisease"),
        "inv-1@Parameters.parameter": (
            Break({}, ("value*", "resource", "part")),
            Break({"valueString": "x", "resource": _RESOURCE}, ("value*", "part")),
            Break(
                {"valueString": "x", "part": [{"name": "a", "valueString": "x"}]},
                ("value*", "resource"),
            ),
        ),
        "inv-1@Task": _put(lastModified="2026-01-01", authoredOn="2026-01-02"),
        "inv-1@TestReport.setup.action": _put(
            operation={"result": "pass"}, **{"assert": {"result": "pass"}}
        ),
        "inv-2@TestReport.test.action": _drop("operation", "assert", id="a9"),
        "ipn-1": _drop("identifier", "name"),
        "lnk-1": (Break({"item": [{"type": "source", "resource": _REF}]}),),
        "lst-1": _put(emptyReason=_TEXT, entry=[{"item": _REF}]),
        "lst-2": _put(mode="working", entry=[{"item": _REF, "deleted": True}]),
        "lst-3": _put(mode="changes", entry=[{"item": _REF, "date": "2026"}]),
        "mad-1": _drop("dose", "rate*", text="x"),
        "md-1": _put(max="0"),
        "mdd-1": _put(whenHandedOver="2026-01-01", whenPrepared="2026-01-02"),
        "mea-1": _put(
            group=[
                {
                    "stratifier": [
                        {
                            "description": "x",
                            "component": [
                                {"criteria": {"language": "text/cql", "expression": "x"}}
                            ],
                        }
                    ]
                }
            ]
        ),
        "mrp-1": _put(type="data-collection", group=[{"code": _TEXT}]),
        "mrp-2": _put(
            group=[
                {
                    "stratifier": [
                        {
                            "stratum": [
                                {"value": _TEXT, "component": [{"code": _TEXT, "value": _TEXT}]}
                            ]
                        }
                    ]
                }
            ]
        ),
        "msq-3": _put(coordinateSystem=2),
        "msq-5": _drop("chromosome", "referenceSeq*", genomeBuild="x"),
        "msq-6": _drop(
            "genomeBuild",
            "chromosome",
            "referenceSeqId",
            "referenceSeqPointer",
            "referenceSeqString",
        ),
        "nsd-1": _put(kind="root", uniqueId=[{"type": "uuid", "value": "x"}]),
        "nsd-2": _put(
            uniqueId=[
                {"type": "uri", "value": "x", "preferred": True},
                {"type": "uri", "value": "y", "preferred": True},
            ]
        ),
        "obs-3": _drop("low", "high", "text", type=_TEXT),
        "obs-6": _drop("value*", dataAbsentReason=_TEXT, valueString="x"),
        "obs-7": (
            Break(
                {
                    "code": {"coding": [{"system": "http://a.example", "code": "x"}]},
                    "valueString": "x",
                    "component": [
                        {
                            "code": {"coding": [{"system": "http://a.example", "code": "x"}]},
                            "valueString": "x",
                        }
                    ],
                },
                ("value*", "dataAbsentReason"),
            ),
        ),
        "opd-1": _drop("type", "part"),
        "opd-2": _put(searchType="string", type="date"),
        "opd-3": _put(targetProfile=["http://a.example/p"], type="string"),
        "org-1": _drop("identifier", "name"),
        "org-2": _put(address=[{"use": "home", "city": "x"}]),
        "org-3": _put(telecom=[{"use": "home", "system": "phone", "value": "1"}]),
        "pat-1": _drop("name", "telecom", "address", "organization", gender="other"),
        "per-1": (
            Break({"start": "2026-02", "end": "2026-01"}),
            Break({"start": "2026-02-03T10:11:12Z", "end": "2026-02-03T10:11:12+02:00"}),
        ),
        "ppc-1": _drop("policy", "policyRule"),
        "prr-1": _drop("code", orderDetail=[_TEXT]),
        "qrs-1": _put(answer=[{"valueString": "x"}], item=[{"linkId": "9"}]),
        "qty-3": _drop("system", code="mg", value=1),
        "que-1": (
            Break({"type": "group"}, ("item", "initial", "maxLength")),
            Break(
                {"type": "display", "item": [_item(type="string")]},
                ("required", "repeats", "readOnly", "code"),
            ),
        ),
        "que-2": _put(item=[_item(type="string"), _item(type="string")]),
        "que-3": _drop(
            "item",
            "required",
            "repeats",
            "readOnly",
            "initial",
            type="display",
            code=[{"code": "x"}],
        ),
        "que-4": _drop(
            "initial",
            "item",
            type="choice",
            answerOption=[{"valueString": "x"}],
            answerValueSet="http://a.example/v",
        ),
        "que-5": _drop(
            "initial",
            "answerValueSet",
            "item",
            type="boolean",
            answerOption=[{"valueString": "x"}],
        ),
        "que-6": _drop("item", "code", "readOnly", "initial", type="display", required=True),
        "que-7": _drop("answer*", operator="exists", answerString="x"),
        "que-8": _drop(
            "answer*", type="group", item=[_item(type="string")], initial=[{"valueString": "x"}]
        ),
        "que-9": _drop(
            "item", "code", "required", "repeats", "initial", type="display", readOnly=True
        ),
        "que-10": _drop("item", "initial", type="date", maxLength=5),
        "que-11": _drop(
            "answerValueSet",
            "item",
            type="choice",
            answerOption=[{"valueString": "x"}],
            initial=[{"valueString": "x"}],
        ),
        "que-12": _drop(
            "enableBehavior",
            enableWhen=[{"question": "1", "operator": "exists", "answerBoolean": True}] * 2,
        ),
        "que-13": _drop(
            "repeats",
            "item",
            "answerOption",
            type="string",
            initial=[{"valueString": "x"}, {"valueString": "y"}],
        ),
        "ras-1": _put(low={"value": 1, "code": "mg", "system": _UCUM}),
        "ras-2": _drop("probability*", probabilityDecimal=101),
        "rat-1": _drop("denominator", numerator={"value": 1}),
        "ref-1": _put(reference="#nowhere"),
        "rng-2": _put(low={"value": 2}, high={"value": 1}),
        "rqg-1": (
            Break({"resource": _REF, "action": [{"title": "x"}]}),
            Break({"title": "x"}, ("resource", "action")),
        ),
        "sdf-1": _put(
            derivation="specialization",
            snapshot={
                "element": [{**_ELEMENT, **_ROOT}, _ELEMENT, {**_ELEMENT, "id": "Patient.other"}]
            },
        ),
        "sdf-2": _drop("name", "uri", identity="x"),
        "sdf-3": _put(
            element=[
                {**_ELEMENT, **_ROOT},
                {"id": "Patient.name", "path": "Patient.name", "base": _ELEMENT["base"]},
            ]
        ),
        "sdf-4": _drop("baseDefinition", abstract=False),
        "sdf-5": _drop(
            "context",
            type="Extension",
            derivation="constraint",
            differential={"element": [{"id": "Extension", "path": "Extension"}]},
        ),
        "sdf-6": _drop("snapshot", "differential"),
        "sdf-8": _put(element=[{**_ELEMENT, **_ROOT}, {**_ELEMENT, "path": "Basic.code"}]),
        "sdf-8a": _put(element=[{"id": "Basic", "path": "Basic"}]),
        "sdf-8b": _put(
            element=[{key: value for key, value in {**_ELEMENT, **_ROOT}.items() if key != "base"}]
        ),
        "sdf-9": _put(differential={"element": [{**_ROOT, "label": "x"}]}),
        "sdf-11": _put(snapshot={"element": [{**_ELEMENT, "id": "Basic", "path": "Basic"}]}),
        "sdf-14": _put(differential={"element": [{"path": "Patient"}]}),
        "sdf-15": _put(
            snapshot={"element": [{**_ELEMENT, **_ROOT, "type": [{"code": "string"}]}]}
        ),
        "sdf-15a": _put(differential={"element": [{**_ROOT, "type": [{"code": "string"}]}]}),
        "sdf-16": _put(
            snapshot={"element": [{**_ELEMENT, **_ROOT}, {**_ELEMENT, "id": "Patient"}]}
        ),
        "sdf-17": _put(
            differential={"element": [_ROOT, {"id": "Patient", "path": "Patient.name"}]}
        ),
        "sdf-18": _put(contextInvariant=["true"], type="Patient"),
        "sdf-20": _put(element=[{**_ROOT, "slicing": {"rules": "open", "description": "x"}}]),
        "sdf-21": _put(
            derivation="constraint",
            differential={
                "element": [
                    _ROOT,
                    {"id": "Patient.name", "path": "Patient.name", "defaultValueString": "x"},
                ]
            },
        ),
        "sdf-23": _put(differential={"element": [{**_ROOT, "sliceName": "a"}]}),
        "sev-1": _put(name="x", query="QUJD"),
        "smp-1": _drop("context", element="x"),
        "smp-2": _drop("contextType", context="x"),
        "spd-1": _drop("xpathUsage", xpath="x"),
        "spd-2": _put(chain=["a"], type="string"),
        "sqty-1": _put(value=1, comparator="<"),
        "tcp-1": _put(version=[{"isDefault": True}, {"code": "b"}]),
        "tcp-2": _drop("description", "software", "implementation"),
        "tcp-3": _drop("implementation", kind="instance"),
        "tcp-4": _drop("software", kind="capability"),
        "tcp-5": _put(kind="requirements", software={"name": "x"}),
        "tim-1": _drop("durationUnit", duration=1),
        "tim-2": _drop("periodUnit", period=1),
        "tim-4": _put(duration=-1, durationUnit="h"),
        "tim-5": _put(period=-1, periodUnit="h"),
        "tim-6": _drop("period", periodMax=1),
        "tim-7": _drop("duration", durationMax=1),
        "tim-8": _drop("count", countMax=1),
        "tim-9": (
            Break({"offset": 5}, ("when",)),
            Break({"offset": 5, "when": ["C"]}, ("timeOfDay",)),
        ),
        "tim-10": _put(timeOfDay=["10:11:12"], when=["MORN"]),
        "trd-1": _put(data=[{"type": "Patient"}], timingDate="2026"),
        "trd-2": _drop(
            "data",
            "timing*",
            type="named-event",
            name="x",
            condition={"language": "text/cql", "expression": "x"},
        ),
        "trd-3": _drop("name", "data", "condition", type="named-event"),
        "tst-1": (
            Break({"operation": _OP, "assert": _ASSERT}),
            Break({"id": "a9"}, ("operation", "assert")),
        ),
        "tst-2": (Break({"operation": _OP, "assert": _ASSERT}),),
        "tst-3": _put(expression="x", headerField="x", path="x"),
        "tst-5": _drop("extension", contentType="text/plain", path="x", warningOnly=True),
        "tst-6": _drop("extension", contentType="text/plain", path="x", warningOnly=True),
        "tst-7": _drop(
            "sourceId",
            targetId="a",
            url="x",
            type={"system": _V + "testscript-operation-codes", "code": "read"},
        ),
        "tst-8": _drop(
            "sourceId",
            targetId="a",
            url="x",
            type={"system": _V + "testscript-operation-codes", "code": "read"},
        ),
        "tst-9": _drop(
            "sourceId",
            targetId="a",
            url="x",
            type={"system": _V + "testscript-operation-codes", "code": "read"},
        ),
        "tst-10": _drop("compareToSourceExpression", "compareToSourcePath", compareToSourceId="a"),
        "tst-11": _drop("compareToSourceExpression", "compareToSourcePath", compareToSourceId="a"),
        "tst-12": _put(direction="request", responseCode="200"),
        "tst-13": _put(direction="request", responseCode="200"),
        "vs-2": _drop("value*", "dataAbsentReason", "component", "hasMember"),
        "vs-3": _drop("value*", "dataAbsentReason"),
        "vsd-1": _drop("valueSet", "system", "concept", "filter"),
        "vsd-2": _drop(
            "system", "filter", valueSet=["http://a.example/v"], concept=[{"code": "a"}]
        ),
        "vsd-3": _put(
            concept=[{"code": "a"}],
            filter=[{"property": "a", "op": "=", "value": "x"}],
            system="http://a.example",
        ),
        "vsd-6": _drop("code", "display", abstract=True),
        "vsd-9": _drop("code", "abstract", display="x"),
        "vsd-10": _drop("system", code="x"),
        "lu-com-section": _drop("entry", "emptyReason"),
        "lu-enc-subject": _drop("reference", "identifier", display="x"),
        "lu-matricule-shape": _put(value="123"),
        "lu-obs-code": (Break({"coding": [{"system": "http://loinc.org"}]}, ("text",)),),
        "lu-rep-code": (Break({"coding": [{"system": "http://loinc.org"}]}, ("text",)),),
        "lu-obs-subject": _drop("reference", "identifier", display="x"),
        "lu-rep-subject": _drop("reference", "identifier", display="x"),
        "lu-org-cbe-shape": _put(value="123"),
        "lu-org-nihdi-shape": _put(value="123"),
        "lu-pra-nihdi-shape": _put(value="123"),
        "lu-ssin-shape": _put(value="123"),
        "lu-pra-name-or-identifier": _drop("identifier", "name"),
        "lu-pat-identifier": _drop("identifier"),
        "lu-aud-who": _put(agent=[{"requestor": True}]),
    }
)
"""Key of an invariant (with the element it stands on, where keys repeat) -> ways to break it."""
