"""Reads HL7's FHIRPath test suite: its tests, and the examples they are asked of.

https://github.com/FHIR/fhir-test-cases (r4/fhirpath/tests-fhir-r4.xml)
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from gateway import fhirjson
from gateway.fhirpath import Schema

SHARED = Path(
    os.environ.get("GATEWAY_SHARED_DATA")
    or Path(__file__).resolve().parents[2].parent / "shared" / "data"
)
FOLDER = SHARED / "suites" / "fhirpath-patch" / "FHIR+fhir-test-cases" / "r4"
_FHIR = "{http://hl7.org/fhir}"
_NUMBERS = {"integer", "positiveInt", "unsignedInt"}


@dataclass(frozen=True, slots=True)
class Case:
    """One test of the suite."""

    name: str
    file: str
    expression: str
    invalid: str
    predicate: bool
    strict: bool
    outputs: tuple[tuple[str, str], ...]
    """(type, text)"""


def cases() -> list[Case]:
    """Every test, in its order; names that occur twice get a number."""
    root = ET.parse(FOLDER / "fhirpath" / "tests-fhir-r4.xml").getroot()  # noqa: S314 - HL7's file
    found: dict[str, Case] = {}
    for test in root.iter("test"):
        case = _case(test)
        name = case.name if case.name not in found else f"{case.name}#{len(found)}"
        found[name] = Case(name, *(getattr(case, part) for part in Case.__slots__[1:]))
    return list(found.values())


def _case(test: ET.Element) -> Case:
    expression = test.find("expression")
    assert expression is not None
    return Case(
        name=test.get("name", ""),
        file=test.get("inputfile", ""),
        expression=expression.text or "",
        invalid=expression.get("invalid", ""),
        predicate=test.get("predicate") == "true",
        strict=test.get("mode") == "strict",
        outputs=tuple((out.get("type", ""), out.text or "") for out in test.findall("output")),
    )


def example(file: str, schema: Schema) -> Any:
    """An example of the suite as FHIR JSON, written in JSON or ET."""
    path = FOLDER / file
    if path.suffix == ".json":
        return fhirjson.decode(path.read_bytes())
    return _resource(ET.parse(path).getroot(), schema)  # noqa: S314 - HL7's file


def _resource(node: ET.Element, schema: Schema) -> dict[str, Any]:
    kind = node.tag.removeprefix(_FHIR)
    return {"resourceType": kind, **_object(node, kind, schema)}


def _object(node: ET.Element, place: str, schema: Schema) -> dict[str, Any]:
    keys = schema.keys(place)
    out: dict[str, Any] = {
        name: node.attrib[name] for name in ("id", "url") if name in node.attrib
    }
    for key, group in _groups(node):
        member, kind = keys[key]
        pairs = [_value(each, kind, schema) for each in group]
        values, beside = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        many = schema.members(place)[member].many
        if any(value is not None for value in values):
            out[key] = values if many else values[0]
        if any(beside):
            out["_" + key] = beside if many else beside[0]
    return out


def _groups(node: ET.Element) -> Iterator[tuple[str, list[ET.Element]]]:
    groups: dict[str, list[ET.Element]] = {}
    for each in node:
        groups.setdefault(each.tag.rpartition("}")[2], []).append(each)
    yield from groups.items()


def _value(node: ET.Element, kind: str, schema: Schema) -> tuple[Any, Any]:
    if node.tag.endswith("}div"):
        return ET.tostring(node, encoding="unicode"), None
    if kind == "Resource":
        return _resource(node[0], schema), None
    if schema.knows(kind):
        return _object(node, kind, schema), None
    beside = _object(node, "Extension", schema)
    return _primitive(node.get("value"), kind), {k: beside[k] for k in beside if k != "value"}


def _primitive(text: str | None, kind: str) -> Any:
    if text is None or kind not in _NUMBERS | {"boolean", "decimal"}:
        return text
    if kind == "boolean":
        return text == "true"
    return int(text) if kind in _NUMBERS else Decimal(text)
