"""How each invariant is broken of what defines: structures, terminologies, forms, tests, servers.

https://hl7.org/fhir/R4/conformance-module.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tools.mutations.breaks import REF, TERMS, Break, Said, drop, put

_ROOT = {"path": "Patient", "id": "Patient"}
_ELEMENT = {"id": "Patient.name", "path": "Patient.name", "definition": "x", "min": 0, "max": "1",
            "base": {"path": "Patient.name", "min": 0, "max": "1"}}  # fmt: skip


def _item(**said: Any) -> Said:
    return {"linkId": "9", "text": "x", **said}


_OP = {"encodeRequestUrl": True}
_ASSERT = {"warningOnly": False}

OF_DEFINITIONS: Mapping[str, tuple[Break, ...]] = MappingProxyType(
    {
        "cmd-1": drop("comment", equivalence="narrower"),
        "cmd-2": drop("code", mode="fixed"),
        "cmd-3": drop("url", mode="other-map"),
        "cpb-1": drop("rest", "messaging", "document"),
        "cpb-2": drop("description", "software", "implementation"),
        "cpb-3": put(
            kind="requirements",
            messaging=[
                {
                    "endpoint": [
                        {
                            "protocol": {"system": TERMS + "message-transport", "code": "http"},
                            "address": "http://a.example",
                        }
                    ]
                }
            ],
        ),
        "cpb-7": put(document=[{"mode": "producer", "profile": "http://a.example/p"}] * 2),
        "cpb-9": put(resource=[{"type": "Patient"}, {"type": "Patient"}]),
        "cpb-12": put(searchParam=[{"name": "a", "type": "string"}] * 2),
        "cpb-14": drop("implementation", kind="instance"),
        "cpb-15": drop("software", kind="capability"),
        "cpb-16": put(kind="requirements", software={"name": "x"}),
        "csd-1": put(concept=[{"code": "a"}, {"code": "b", "concept": [{"code": "a"}]}]),
        "eld-1": drop("discriminator", "description", rules="open"),
        "eld-2": put(min=3, max="2"),
        "eld-4": put(code="string", aggregation=["contained"]),
        "eld-5": drop(
            "fixed*", "pattern*", contentReference="#Patient", type=[{"code": "string"}]
        ),
        "eld-6": drop("pattern*", fixedString="x", type=[{"code": "string"}, {"code": "code"}]),
        "eld-7": drop("fixed*", patternString="x", type=[{"code": "string"}, {"code": "code"}]),
        "eld-8": put(fixedString="x", patternString="x", type=[{"code": "string"}]),
        "eld-11": put(binding={"strength": "example"}, type=[{"code": "date"}]),
        "eld-12": put(valueSet="ftp.things.example"),
        "eld-13": put(type=[{"code": "string"}, {"code": "string"}]),
        "eld-14": put(
            constraint=[{"key": "a-1", "severity": "error", "human": "x", "expression": "true"}]
            * 2
        ),
        "eld-15": put(defaultValueString="x", meaningWhenMissing="x"),
        "eld-16": put(sliceName="a b"),
        "eld-17": put(code="string", targetProfile=["http://a.example/p"]),
        "eld-18": drop("isModifierReason", isModifier=True),
        "eld-22": drop("sliceName", sliceIsConstraining=True),
        "ig-1": put(resource=[{"reference": REF, "groupingId": "nowhere"}]),
        "ig-2": put(
            fhirVersion=["4.0.1"],
            definition={"resource": [{"reference": REF, "fhirVersion": ["3.0.1"]}]},
        ),
        "inv-1@TestReport.setup.action": put(
            operation={"result": "pass"}, **{"assert": {"result": "pass"}}
        ),
        "inv-2@TestReport.test.action": drop("operation", "assert", id="a9"),
        "md-1": put(max="0"),
        "mea-1": put(
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
        "nsd-1": put(kind="root", uniqueId=[{"type": "uuid", "value": "x"}]),
        "nsd-2": put(
            uniqueId=[
                {"type": "uri", "value": "x", "preferred": True},
                {"type": "uri", "value": "y", "preferred": True},
            ]
        ),
        "opd-1": drop("type", "part"),
        "opd-2": put(searchType="string", type="date"),
        "opd-3": put(targetProfile=["http://a.example/p"], type="string"),
        "que-1": (
            Break({"type": "group"}, ("item", "initial", "maxLength")),
            Break(
                {"type": "display", "item": [_item(type="string")]},
                ("required", "repeats", "readOnly", "code"),
            ),
        ),
        "que-2": put(item=[_item(type="string"), _item(type="string")]),
        "que-3": drop(
            "item",
            "required",
            "repeats",
            "readOnly",
            "initial",
            type="display",
            code=[{"code": "x"}],
        ),
        "que-4": drop(
            "initial",
            "item",
            type="choice",
            answerOption=[{"valueString": "x"}],
            answerValueSet="http://a.example/v",
        ),
        "que-5": drop(
            "initial",
            "answerValueSet",
            "item",
            type="boolean",
            answerOption=[{"valueString": "x"}],
        ),
        "que-6": drop("item", "code", "readOnly", "initial", type="display", required=True),
        "que-7": drop("answer*", operator="exists", answerString="x"),
        "que-8": drop(
            "answer*", type="group", item=[_item(type="string")], initial=[{"valueString": "x"}]
        ),
        "que-9": drop(
            "item", "code", "required", "repeats", "initial", type="display", readOnly=True
        ),
        "que-10": drop("item", "initial", type="date", maxLength=5),
        "que-11": drop(
            "answerValueSet",
            "item",
            type="choice",
            answerOption=[{"valueString": "x"}],
            initial=[{"valueString": "x"}],
        ),
        "que-12": drop(
            "enableBehavior",
            enableWhen=[{"question": "1", "operator": "exists", "answerBoolean": True}] * 2,
        ),
        "que-13": drop(
            "repeats",
            "item",
            "answerOption",
            type="string",
            initial=[{"valueString": "x"}, {"valueString": "y"}],
        ),
        "sdf-1": put(
            derivation="specialization",
            snapshot={
                "element": [{**_ELEMENT, **_ROOT}, _ELEMENT, {**_ELEMENT, "id": "Patient.other"}]
            },
        ),
        "sdf-2": drop("name", "uri", identity="x"),
        "sdf-3": put(
            element=[
                {**_ELEMENT, **_ROOT},
                {"id": "Patient.name", "path": "Patient.name", "base": _ELEMENT["base"]},
            ]
        ),
        "sdf-4": drop("baseDefinition", abstract=False),
        "sdf-5": drop(
            "context",
            type="Extension",
            derivation="constraint",
            differential={"element": [{"id": "Extension", "path": "Extension"}]},
        ),
        "sdf-6": drop("snapshot", "differential"),
        "sdf-8": put(element=[{**_ELEMENT, **_ROOT}, {**_ELEMENT, "path": "Basic.code"}]),
        "sdf-8a": put(element=[{"id": "Basic", "path": "Basic"}]),
        "sdf-8b": put(
            element=[{key: value for key, value in {**_ELEMENT, **_ROOT}.items() if key != "base"}]
        ),
        "sdf-9": put(differential={"element": [{**_ROOT, "label": "x"}]}),
        "sdf-11": put(snapshot={"element": [{**_ELEMENT, "id": "Basic", "path": "Basic"}]}),
        "sdf-14": put(differential={"element": [{"path": "Patient"}]}),
        "sdf-15": put(snapshot={"element": [{**_ELEMENT, **_ROOT, "type": [{"code": "string"}]}]}),
        "sdf-15a": put(differential={"element": [{**_ROOT, "type": [{"code": "string"}]}]}),
        "sdf-16": put(
            snapshot={"element": [{**_ELEMENT, **_ROOT}, {**_ELEMENT, "id": "Patient"}]}
        ),
        "sdf-17": put(
            differential={"element": [_ROOT, {"id": "Patient", "path": "Patient.name"}]}
        ),
        "sdf-18": put(contextInvariant=["true"], type="Patient"),
        "sdf-20": put(element=[{**_ROOT, "slicing": {"rules": "open", "description": "x"}}]),
        "sdf-21": put(
            derivation="constraint",
            differential={
                "element": [
                    _ROOT,
                    {"id": "Patient.name", "path": "Patient.name", "defaultValueString": "x"},
                ]
            },
        ),
        "sdf-23": put(differential={"element": [{**_ROOT, "sliceName": "a"}]}),
        "smp-1": drop("context", element="x"),
        "smp-2": drop("contextType", context="x"),
        "spd-1": drop("xpathUsage", xpath="x"),
        "spd-2": put(chain=["a"], type="string"),
        "tcp-1": put(version=[{"isDefault": True}, {"code": "b"}]),
        "tcp-2": drop("description", "software", "implementation"),
        "tcp-3": drop("implementation", kind="instance"),
        "tcp-4": drop("software", kind="capability"),
        "tcp-5": put(kind="requirements", software={"name": "x"}),
        "tst-1": (
            Break({"operation": _OP, "assert": _ASSERT}),
            Break({"id": "a9"}, ("operation", "assert")),
        ),
        "tst-2": (Break({"operation": _OP, "assert": _ASSERT}),),
        "tst-3": put(expression="x", headerField="x", path="x"),
        "tst-5": drop("extension", contentType="text/plain", path="x", warningOnly=True),
        "tst-6": drop("extension", contentType="text/plain", path="x", warningOnly=True),
        "tst-7": drop(
            "sourceId",
            targetId="a",
            url="x",
            type={"system": TERMS + "testscript-operation-codes", "code": "read"},
        ),
        "tst-8": drop(
            "sourceId",
            targetId="a",
            url="x",
            type={"system": TERMS + "testscript-operation-codes", "code": "read"},
        ),
        "tst-9": drop(
            "sourceId",
            targetId="a",
            url="x",
            type={"system": TERMS + "testscript-operation-codes", "code": "read"},
        ),
        "tst-10": drop("compareToSourceExpression", "compareToSourcePath", compareToSourceId="a"),
        "tst-11": drop("compareToSourceExpression", "compareToSourcePath", compareToSourceId="a"),
        "tst-12": put(direction="request", responseCode="200"),
        "tst-13": put(direction="request", responseCode="200"),
        "vsd-1": drop("valueSet", "system", "concept", "filter"),
        "vsd-2": drop(
            "system", "filter", valueSet=["http://a.example/v"], concept=[{"code": "a"}]
        ),
        "vsd-3": put(
            concept=[{"code": "a"}],
            filter=[{"property": "a", "op": "=", "value": "x"}],
            system="http://a.example",
        ),
        "vsd-6": drop("code", "display", abstract=True),
        "vsd-9": drop("code", "abstract", display="x"),
        "vsd-10": drop("system", code="x"),
    }
)
