"""What items of a structured report say together: a site with its side, and whom a part is about.

https://dicom.nema.org/medical/dicom/current/output/html/part16.html#sect_TID_1006
https://dicom.nema.org/medical/dicom/current/output/html/part16.html#sect_TID_1500
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from gateway.mapping.tree.reading import TEXT, Datatype, Reading
from gateway.mapping.tree.types_dicom import is_number
from gateway.mapping.tree.types_dicom_codes import child, concept
from gateway.model import Node

_QUALIFIER = "https://fhir.gateway.example/lu/StructureDefinition/code-qualifier"
_MODIFIER, _CONTEXT = "HAS CONCEPT MOD", "HAS OBS CONTEXT"
_CLASS, _PATIENT = "121024", "121025"
"""Subject Class; and that it is the patient, as where nobody says anything."""
_NAMES = frozenset({"121029", "121030", "11951-1", "121036"})
"""Name and number of a subject, of a fetus; the mother of a fetus is not one of them."""


def site(reading: Reading, node: Node) -> Any:
    """A finding site with what its modifiers say: `Breast (Left)`."""
    named = child(node, "ConceptCodeSequence")
    made = concept(reading, named) if named is not None else None
    if made is None:
        return None
    beside = [*_modifiers(reading, node)]
    if beside:
        sides = ", ".join(one["extension"][-1]["valueCodeableConcept"]["text"] for one in beside)
        made = {"extension": beside, **made, "text": f"{made.get('text', '')} ({sides})".strip()}
    return made


def _modifiers(reading: Reading, node: Node) -> Iterator[dict[str, Any]]:
    for at, one in enumerate(_inside(node, _MODIFIER)):
        name, value = child(one, "ConceptNameCodeSequence"), child(one, "ConceptCodeSequence")
        if name is None or value is None:
            continue
        with reading.within(f"extension[{at}].extension[0].valueCodeableConcept"):
            what = concept(reading, name)
        with reading.within(f"extension[{at}].extension[1].valueCodeableConcept"):
            said = concept(reading, value)
        if what and said and "text" in said:
            parts = [("name", what), ("value", said)]
            yield {
                "url": _QUALIFIER,
                "extension": [{"url": url, "valueCodeableConcept": part} for url, part in parts],
            }


def subject(reading: Reading, node: Node) -> Any:
    """Whom an item is about, where the nearest context around it says that it is not the patient.

    A reference that only shows it: R4 keeps no resource for a fetus that has no name.
    """
    around = reading.parent(node)
    while around is not None:
        told = reading.contexts.get(id(around))
        if told is None:
            found = _inside(around, _CONTEXT)
            told = reading.contexts[id(around)] = [one for one in found if _named(reading, one)]
        if told:
            return _shown(reading, told)
        around = reading.parent(around)
    return None


def _shown(reading: Reading, told: list[Node]) -> Any:
    of_patient = any(_value(reading, one) == _PATIENT for one in told)
    words = [] if of_patient else [_words(reading, one) for one in told]
    said = " ".join(dict.fromkeys(word for word in words if word))
    return {"display": said} if said else None


def _inside(node: Node, relation: str) -> Iterator[Node]:
    for one in node.children():
        if one.name == "ContentSequence":
            kind = child(one, "RelationshipType")
            if kind is not None and kind.text().strip() == relation:
                yield one


def _code(reading: Reading, node: Node, sequence: str) -> str:
    named = child(node, sequence)
    code = child(named, "CodeValue") if named is not None else None
    return reading.peek(code, TEXT) if code is not None else ""


def _named(reading: Reading, node: Node) -> bool:
    return _code(reading, node, "ConceptNameCodeSequence") in {_CLASS, *_NAMES}


def _value(reading: Reading, node: Node) -> str:
    return _code(reading, node, "ConceptCodeSequence")


def _words(reading: Reading, node: Node) -> str:
    for name in ("TextValue", "PersonName"):
        if (place := child(node, name)) is not None:
            return reading.read(place, TEXT, "display")
    coded = child(node, "ConceptCodeSequence")
    said = (concept(reading, coded) or {}).get("text", "") if coded is not None else ""
    return str(said)


def beside(reading: Reading, node: Node) -> Any:
    """What a part is called; in words where the whole has the same code, as R4 wants (obs-7)."""
    made = concept(reading, node)
    item = reading.parent(node)
    whole = reading.parent(item) if item is not None else None
    if made is None or item is None or whole is None:
        return made
    name = "ConceptNameCodeSequence"
    alike = _code(reading, item, name) == _code(reading, whole, name)
    return {"text": made.get("text", "part")} if alike else made


def why_none(reading: Reading, node: Node) -> Any:
    """The qualifier of a measurement that has no number: why it has none."""
    return None if _counted(reading, node) else concept(reading, node)


def doubted(reading: Reading, node: Node) -> Any:
    """The qualifier of a measurement that has a number: what is to be thought of it."""
    return concept(reading, node) if _counted(reading, node) else None


def _counted(reading: Reading, node: Node) -> bool:
    item = reading.parent(node)
    value = child(item, "MeasuredValueSequence") if item is not None else None
    number = child(value, "NumericValue", "FloatingPointValue") if value is not None else None
    return number is not None and is_number(reading.peek(number, TEXT))


CONTENT: Mapping[tuple[str, str], Datatype] = MappingProxyType(
    {
        ("SITE", "CodeableConcept"): site,
        ("SUBJECT", "Reference"): subject,
        ("BESIDE", "CodeableConcept"): beside,
        ("WHY_NONE", "CodeableConcept"): why_none,
        ("DOUBTED", "CodeableConcept"): doubted,
    }
)
"""(word, FHIR type) -> its function."""
