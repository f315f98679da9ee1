"""Coded values of CDA (CD, CE, CV, CO, CS, BL) and why a value is missing, in FHIR.

https://hl7.org/fhir/R4/datatypes.html#CodeableConcept · https://terminology.hl7.org/CodeSystem-v3-NullFlavor.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gateway.mapping import convert
from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_cda_elements import first, several, told
from gateway.mapping.tree.types_cda_qualifiers import in_words, qualified, qualifiers
from gateway.model import Node
from gateway.terminology.grammars import GRAMMARS

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_LANGUAGES = "urn:ietf:bcp:47"
_REASONS = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_WHY: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "NI": ("unknown", "Unknown"),
        "UNK": ("unknown", "Unknown"),
        "ASKU": ("asked-unknown", "Asked But Unknown"),
        "NAV": ("temp-unknown", "Temporarily Unknown"),
        "NASK": ("not-asked", "Not Asked"),
        "MSK": ("masked", "Masked"),
        "NA": ("not-applicable", "Not Applicable"),
        "NINF": ("negative-infinity", "Negative Infinity (NINF)"),
        "PINF": ("positive-infinity", "Positive Infinity (PINF)"),
        "OTH": ("unsupported", "Unsupported"),
        "UNC": ("as-text", "As Text"),
        "NP": ("unknown", "Unknown"),
        "QS": ("unknown", "Unknown"),
        "TRC": ("unknown", "Unknown"),
        "DER": ("unknown", "Unknown"),
        "INV": ("unknown", "Unknown"),
    }
)
"""Null flavour -> code and display of the reason."""
_PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
_TAKES_PART: Mapping[str, str] = MappingProxyType(
    {
        "author": "AUT",
        "dataEnterer": "ENT",
        "informant": "INF",
        "informationRecipient": "PRCP",
        "legalAuthenticator": "LA",
        "authenticator": "AUTHEN",
        "responsibleParty": "RESP",
        "performer": "PRF",
        "custodian": "CST",
    }
)
"""Element -> its type of participation where it says none (CDA R2, 4.2.2)."""
_PARTS = (
    ("code", "code"),
    ("codeSystemName", "system"),
    ("codeSystemVersion", "version"),
    ("displayName", "display"),
    ("codeSystem", "system"),
)
"""Attribute of a code -> element of its coding."""
_TRUTH: Mapping[str, bool] = MappingProxyType(
    {"true": True, "1": True, "false": False, "0": False}
)


def concept(reading: Reading, node: Node) -> dict[str, Any] | None:
    """CD as CodeableConcept: its code, translations and qualifiers as codings, and its text."""
    if not node.content and (alone := _alone(reading, node, "coding[0]")):
        return {"coding": [alone]}
    codings: list[dict[str, Any]] = []
    _codings(reading, node, codings, set())
    qualified(reading, node, codings)
    made: dict[str, Any] = {"coding": codings} if codings else {}
    text = _text(reading, node, codings)
    if text:
        made["text"] = text
    refined = qualifiers(reading, node) if made else []
    return {**({"extension": refined} if refined else {}), **made} or None


def coding(reading: Reading, node: Node) -> dict[str, Any] | None:
    """CD as Coding: without its translations."""
    return _alone(reading, node, "") or _coding(reading, node, "")


def _alone(reading: Reading, node: Node, to: str) -> dict[str, Any] | None:
    """The coding of a code that is right, as most are; None of any other, which is not read."""
    code = reading.peek(node, "code")
    if not code or convert.code(code) != code or node.name == "translation":
        return None
    _, name, version, display, oid = reading.take(node, _PARTS, to)
    system = reading.names.system("", oid) if oid else reading.names.system(name)
    made = {"system": system, "code": code, "version": version, "display": display}
    return {key: one for key, one in made.items() if one}


def code(reading: Reading, node: Node) -> Any:
    """CD as its code alone; its system and words say the same."""
    text = _code(reading, node)
    if not text:
        return None
    for leaf in ("codeSystem", "codeSystemName", "codeSystemVersion", "displayName"):
        reading.read(node, leaf)
    return reading.convert(node, "code", text, convert.code)


def participation(reading: Reading, node: Node) -> dict[str, Any] | None:
    """As what somebody takes part: what the element says, else what its name says."""
    code = reading.read(node, "typeCode", "code") or _TAKES_PART.get(node.name, "")
    return {"system": _PARTICIPATION, "code": code} if code else None


def participation_concept(reading: Reading, node: Node) -> dict[str, Any] | None:
    """The same as a CodeableConcept."""
    with reading.within("coding[0]"):
        made = participation(reading, node)
    return {"coding": [made]} if made else None


def word(reading: Reading, node: Node) -> str | None:
    """CD as the words that say it: its text, else its display, else its code."""
    original = first(node, "originalText")
    text = told(reading, original) if original is not None else ""
    text = text or reading.read(node, "displayName") or reading.read(node, TEXT)
    return text or reading.read(node, "code") or None


def truth(reading: Reading, node: Node) -> bool | None:
    """BL as boolean."""
    known = _TRUTH.get(reading.peek(node, "value"))
    if known is not None:
        reading.read(node, "value")
    elif reading.has(node, "value"):
        reading.mar("value-invalid-boolean", node, "value")
    return known


def missing(reading: Reading, node: Node) -> dict[str, Any] | None:
    """Why there is no value, as a CodeableConcept (`Observation.dataAbsentReason`)."""
    found = _WHY.get(reading.read(node, "nullFlavor", "coding[0].code"))
    if found is None:
        return None
    return {"coding": [{"system": _REASONS, "code": found[0], "display": found[1]}]}


def missing_code(reading: Reading, node: Node) -> str | None:
    """Why there is no value, as a code."""
    found = _WHY.get(reading.read(node, "nullFlavor"))
    return found[0] if found else None


def absent(reading: Reading, node: Node) -> dict[str, Any] | None:
    """A CodeableConcept that only says why it is missing: for elements that must be there."""
    found = missing_code(reading, node) or "unknown"
    return {"extension": [{"url": ABSENT, "valueCode": found}]}


def language(reading: Reading, node: Node) -> str | None:
    """A language by its tag; none where it is no tag."""
    tag = reading.peek(node, "code").replace("_", "-")
    known = GRAMMARS[_LANGUAGES](tag) if tag else None
    if not known:
        return None
    reading.read(node, "code")
    return tag


def language_concept(reading: Reading, node: Node) -> dict[str, Any] | None:
    """The same as a CodeableConcept."""
    with reading.within("coding[0].code"):
        tag = language(reading, node)
    return {"coding": [{"system": _LANGUAGES, "code": tag}]} if tag else None


def _code(reading: Reading, node: Node) -> str:
    return reading.peek(node, "code")


def _codings(
    reading: Reading, node: Node, codings: list[dict[str, Any]], said: set[tuple[Any, ...]]
) -> None:
    """The code and its translations, those in translations too; `said`: what was, each once."""
    made = _coding(reading, node, f"coding[{len(codings)}]")
    if made and (all_of_it := tuple(made.items())) not in said:
        said.add(all_of_it)
        codings.append(made)
    for one in several(node, "translation"):
        _codings(reading, one, codings, said)


def _coding(reading: Reading, node: Node, to: str) -> dict[str, Any] | None:
    with reading.within(to):
        text = _code(reading, node)
        made = reading.convert(node, "code", text, convert.code, "code") if text else None
        named = node.name == "translation" and reading.has(node, "displayName")
        if made is None and not named:
            return None
        value = {"system": _system(reading, node), "code": made}
        value["version"] = reading.read(node, "codeSystemVersion", "version")
        value["display"] = reading.read(node, "displayName", "display") or _own_words(
            reading, node
        )
        reading.read(node, "codeSystem", "system")
    return {key: one for key, one in value.items() if one}


def _own_words(reading: Reading, node: Node) -> str:
    """What a translation says in words of its own."""
    original = first(node, "originalText") if node.name == "translation" else None
    return told(reading, original, "display") if original is not None else ""


def _system(reading: Reading, node: Node) -> str:
    """The system's URI: by its OID, else by its name; the name beside an OID says it again."""
    oid, name = reading.peek(node, "codeSystem"), reading.peek(node, "codeSystemName")
    reading.read(node, "codeSystemName", "system")
    return reading.names.system("", oid) if oid else reading.names.system(name)


def _text(reading: Reading, node: Node, codings: list[dict[str, Any]]) -> str:
    original = first(node, "originalText")
    text = told(reading, original, "text") if original is not None else ""
    refined = in_words(reading, node)
    if text or not refined:
        return text or _bare(reading, node, codings)
    start = codings[0].get("display", "") if codings else reading.read(node, "displayName", "text")
    return f"{start} ({refined})" if start else refined


def _bare(reading: Reading, node: Node, codings: list[dict[str, Any]]) -> str:
    """What says it where no code does: a display alone, or text right inside the element."""
    if codings and not reading.has(node, TEXT):
        return ""
    text = reading.read(node, TEXT, "text")
    return text or ("" if codings else reading.read(node, "displayName", "text"))


def object_class(reading: Reading, node: Node) -> dict[str, Any] | None:
    """The class of a DICOM object: its code is a UID."""
    code = reading.read(node, "code", "code")
    if not code:
        return None
    reading.read(node, "codeSystem", "system")
    reading.read(node, "codeSystemName", "system")
    made = {"system": "urn:ietf:rfc:3986", "code": f"urn:oid:{code}"}
    display = reading.read(node, "displayName", "display")
    return {**made, "display": display} if display else made
