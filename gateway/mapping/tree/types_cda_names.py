"""Names and identifiers of CDA (EN, PN, ON, II) in FHIR.

https://hl7.org/fhir/R4/datatypes.html#HumanName · https://hl7.org/fhir/R4/datatypes.html#Identifier
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_cda_elements import first, running, several, used, words
from gateway.model import Node

_CORE = "http://hl7.org/fhir/StructureDefinition"
_QUALIFIER = f"{_CORE}/iso21090-EN-qualifier"
_OWN, _PARTNER = f"{_CORE}/humanname-own-name", f"{_CORE}/humanname-partner-name"
_USE = f"{_CORE}/iso21090-EN-use"
_OTHER_USES = frozenset(("ABC", "SYL", "IDE", "ASGN", "I", "R", "SRCH", "SNDX", "PHON"))
_QUALIFIERS = frozenset(("LS", "AC", "NB", "PR", "HON", "BR", "AD", "SP", "MID", "CL", "IN", "VV"))
_NAME_USE: Mapping[str, str] = MappingProxyType(
    {"L": "official", "C": "official", "OR": "official", "P": "nickname", "A": "nickname"}
)
_OID = re.compile(r"[0-2](\.(0|[1-9]\d*))+", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_PARTS = ("family", "given", "prefix", "suffix")
_NUMBERED = (
    ("extension", "value"),
    ("root", "system"),
    ("assigningAuthorityName", "assigner.display"),
)
"""Attribute of a number -> element of its Identifier."""


def identifier(reading: Reading, node: Node) -> dict[str, Any] | None:
    """II as Identifier; a root alone is a UUID or an OID itself."""
    made: dict[str, Any]
    if reading.peek(node, "extension"):
        extension, root, assigner = reading.take(node, _NUMBERED)
        made = {"system": reading.names.authority("", root), "value": extension}
    elif alone := uri(reading, node):
        made = {"system": "urn:ietf:rfc:3986", "value": alone}
        assigner = reading.read(node, "assigningAuthorityName", "assigner.display")
    else:
        return None
    if assigner:
        made["assigner"] = {"display": assigner}
    return made


def uri(reading: Reading, node: Node) -> str | None:
    """II as one URI: its root; none where it is neither an OID nor a UUID."""
    root = reading.peek(node, "root")
    prefix = "urn:oid:" if _OID.fullmatch(root) else "urn:uuid:" if _UUID.fullmatch(root) else ""
    if not prefix:
        return None
    reading.read(node, "root", "value")
    return f"{prefix}{root.lower()}"


def unique(reading: Reading, node: Node) -> dict[str, Any] | None:
    """II whose root is a UID of DICOM, as FHIR names studies."""
    if not _OID.fullmatch(reading.peek(node, "root")):
        return None
    return {"system": "urn:dicom:uid", "value": f"urn:oid:{reading.read(node, 'root', 'value')}"}


def number(reading: Reading, node: Node) -> str | None:
    """II as text: its extension, else its root."""
    return reading.read(node, "extension") or reading.read(node, "root") or None


def name(reading: Reading, node: Node) -> dict[str, Any] | None:
    """EN or PN as HumanName; who has a name of birth and another one goes by the other."""
    made: dict[str, Any] = {}
    use = used(reading, node, _NAME_USE, "use")
    text = running(reading, node)
    if text:
        made["text"] = text
    families = [one for one in several(node, "family") if reading.has(one, TEXT)]
    going = [one for one in families if "BR" not in _said(one)] or families
    _family(reading, going, families, made)
    two = len(going) < len(families) and _of_patient(reading, node)
    apart = _given_at_birth(reading, node) if two else []
    for part in _PARTS[1:]:
        told = [one for one in several(node, part) if reading.has(one, TEXT)]
        _listed(reading, [one for one in told if one not in apart], part, made)
    if not made:
        return None
    made |= _other_uses(reading, node)
    valid = first(node, "validTime")
    period = reading.as_("IVL_TS", "Period", valid, "period") if valid is not None else None
    head = {"use": use} if use else {}
    return {**head, **made, **({"period": period} if period else {})}


def _other_uses(reading: Reading, node: Node) -> dict[str, Any]:
    """Uses that only CDA knows (for searching, in ideograms), as HL7's own extension."""
    said = reading.peek(node, "use").split()
    known = [one for one in said if one in _OTHER_USES]
    if not known:
        return {}
    reading.read(node, "use", "extension[0].valueCode")
    return {"extension": [{"url": _USE, "valueCode": one} for one in known]}


def birth_name(reading: Reading, node: Node) -> dict[str, Any] | None:
    """The name of birth of who goes by another one, as a HumanName of its own."""
    families = [one for one in several(node, "family") if reading.has(one, TEXT)]
    born = [one for one in families if "BR" in _said(one)]
    if not born or len(born) == len(families):
        return None
    family = " ".join(reading.read(one, TEXT, "family") for one in born)
    made: dict[str, Any] = {"use": "maiden", "family": family}
    _listed(reading, _given_at_birth(reading, node), "given", made)
    return made


def _of_patient(reading: Reading, node: Node) -> bool:
    """Only of a patient is the name of birth told as one of its own."""
    around = reading.parent(node)
    return around is not None and around.name == "patient"


def _given_at_birth(reading: Reading, node: Node) -> list[Node]:
    """The first names that are told as those of birth, beside others (France: INS)."""
    told = [one for one in several(node, "given") if reading.has(one, TEXT)]
    born = [one for one in told if "BR" in _said(one)]
    return born if len(born) < len(told) else []


def called(reading: Reading, node: Node) -> str | None:
    """Any name as text, its parts in their order."""
    text = words(reading, node)
    used(reading, node, _NAME_USE, "")
    return text or None


def _family(reading: Reading, going: list[Node], all: list[Node], made: dict[str, Any]) -> None:
    if not going:
        return
    made["family"] = " ".join(reading.read(one, TEXT, "family") for one in going)
    extensions = [one for node in going for one in _qualified(reading, node, "_family")]
    if len(going) < len(all):
        born = [one for one in all if one not in going]
        own = " ".join(reading.read(one, TEXT, "_family.extension[0].valueString") for one in born)
        for one in born:
            reading.read(one, "qualifier", "_family.extension[0].url")
        extensions.append({"url": _OWN, "valueString": own})
        partner = [reading.peek(one, TEXT) for one in going if "SP" in _said(one)]
        if partner:
            extensions.append({"url": _PARTNER, "valueString": " ".join(partner)})
    if extensions:
        made["_family"] = {"extension": extensions}


def _listed(reading: Reading, nodes: list[Node], part: str, made: dict[str, Any]) -> None:
    if not nodes:
        return
    made[part] = [reading.read(one, TEXT, f"{part}[{i}]") for i, one in enumerate(nodes)]
    beside = [_qualified(reading, one, f"_{part}[{i}]") for i, one in enumerate(nodes)]
    if any(beside):
        made[f"_{part}"] = [{"extension": one} if one else None for one in beside]


def _said(node: Node) -> list[str]:
    return node.attributes.get("qualifier", "").split()


def _qualified(reading: Reading, node: Node, to: str) -> list[dict[str, Any]]:
    """What kind of name a part is (spouse's, academic, nobility, call name ...)."""
    known = [one for one in _said(node) if one in _QUALIFIERS]
    if known:
        reading.read(node, "qualifier", f"{to}.extension[0].valueCode")
    return [{"url": _QUALIFIER, "valueCode": one} for one in known]
