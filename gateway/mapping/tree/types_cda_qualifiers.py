"""What refines a code of CDA: its qualifiers, as an expression, as extensions and in words.

https://hl7.org/fhir/R4/datatypes.html#CodeableConcept · http://snomed.org/scg (post-coordination)
"""

from __future__ import annotations

from typing import Any

from gateway.mapping.tree.reading import Reading
from gateway.mapping.tree.types_cda_elements import first, several, told
from gateway.model import Node

_QUALIFIER = "https://fhir.gateway.example/lu/StructureDefinition/code-qualifier"
_SNOMED = "http://snomed.info/sct"


def qualified(reading: Reading, node: Node, codings: list[dict[str, Any]]) -> None:
    """SNOMED CT refined by SNOMED CT is one more coding: a post-coordinated expression."""
    if not codings or codings[0].get("system") != _SNOMED:
        return
    to = f"coding[{len(codings)}].code"
    refined: list[str] = []
    for one in several(node, "qualifier"):
        name, value = first(one, "name"), first(one, "value")
        if name is None or value is None:
            continue
        pair = [_refinement(reading, part) for part in (name, value)]
        if all(pair):
            refined.append("=".join(pair))
            for part in (name, value):
                for leaf in ("code", "codeSystem", "codeSystemName"):
                    reading.read(part, leaf, to)
    if refined:
        expression = f"{codings[0]['code']}:{','.join(refined)}"
        codings.append({"system": _SNOMED, "code": expression})


def qualifiers(reading: Reading, node: Node) -> list[dict[str, Any]]:
    """What refines a code, each as its name and its value: FHIR's concept has no place for it."""
    found: list[dict[str, Any]] = []
    owners = (node, *several(node, "translation"))
    for one in (refined for owner in owners for refined in several(owner, "qualifier")):
        parts: list[dict[str, Any]] = []
        for name in ("name", "value"):
            part = first(one, name)
            to = f"extension[{len(found)}].extension[{len(parts)}].valueCodeableConcept"
            said = reading.as_("CD", "CodeableConcept", part, to) if part is not None else None
            if said:
                parts.append({"url": name, "valueCodeableConcept": said})
        if parts and parts[-1]["url"] == "value":
            found.append({"url": _QUALIFIER, "extension": parts})
    return found


def _refinement(reading: Reading, node: Node) -> str:
    oid = reading.peek(node, "codeSystem")
    known = reading.names.system("", oid) == _SNOMED if oid else True
    text = reading.peek(node, "code")
    return text if known and text.isdigit() else ""


def in_words(reading: Reading, node: Node) -> str:
    """The qualifiers in words: `laterality: left`."""
    said: list[str] = []
    for one in several(node, "qualifier"):
        name, value = first(one, "name"), first(one, "value")
        if value is None:
            continue
        label = _label(reading, name) if name is not None else ""
        what = _label(reading, value)
        if what:
            said.append(f"{label}: {what}" if label else what)
    return "; ".join(said)


def _label(reading: Reading, node: Node) -> str:
    original = first(node, "originalText")
    text = reading.read(node, "displayName", "text")
    return text or (told(reading, original, "text") if original is not None else "")
