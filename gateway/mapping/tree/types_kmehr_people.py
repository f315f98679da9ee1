"""Addresses and telephone numbers of KMEHR in FHIR.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (addressType, telecomType) ·
https://hl7.org/fhir/R4/datatypes.html#Address
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_kmehr_codes import (
    Value,
    concept,
    first,
    inside,
    lines,
    said,
    words,
)
from gateway.model import Node

_PART = "http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-"
_PARTS: Mapping[str, str] = MappingProxyType(
    {"street": "streetName", "housenumber": "houseNumber", "postboxnumber": "postBox"}
)
_ADDRESS_USE: Mapping[str, str] = MappingProxyType(
    {"home": "home", "work": "work", "vacation": "temp", "careaddress": "temp"}
)
_TELECOM_USE: Mapping[str, str] = MappingProxyType(
    {"home": "home", "work": "work", "vacation": "temp"}
)
_DEVICES: Mapping[str, str] = MappingProxyType(
    {"phone": "phone", "mobile": "phone", "fax": "fax", "email": "email", "carenet": "other"}
)


def address(reading: Reading, node: Node) -> Value | None:
    """An address: its street in parts and as a line."""
    made: Value = {}
    for cd in inside(node, "cd"):
        if use := _ADDRESS_USE.get(reading.peek(cd, TEXT)):
            made["use"] = use
        reading.read(cd, TEXT, "use")
        reading.read(cd, "S", "use")
    made |= _line(reading, node)
    for name, to in (("city", "city"), ("district", "district"), ("zip", "postalCode")):
        made[to] = words(reading, inside(node, name), to)
    made["country"] = _country(reading, node)
    texts = [lines(reading.read(text, TEXT, "text")) for text in inside(node, "text")]
    if "line" not in made and (municipality := words(reading, inside(node, "nis"), "text")):
        texts.append(f"NIS {municipality}")
    made["text"] = "\n".join(texts)
    made = {key: value for key, value in made.items() if value}
    return made if made.keys() - {"use"} else None


def _line(reading: Reading, node: Node) -> Value:
    parts = {name: words(reading, inside(node, name), "line[0]") for name in _PARTS}
    line = " ".join(part for part in (parts["street"], parts["housenumber"]) if part)
    if parts["postboxnumber"]:
        line = f"{line} / {parts['postboxnumber']}" if line else parts["postboxnumber"]
    if not line:
        return {}
    extensions = [
        {"url": f"{_PART}{_PARTS[name]}", "valueString": part}
        for name, part in parts.items()
        if part
    ]
    if municipality := words(reading, inside(node, "nis"), "line[0]"):
        extensions.append({"url": f"{_PART}censusTract", "valueString": municipality})
    return {"line": [line], "_line": [{"extension": extensions}]}


def _country(reading: Reading, node: Node) -> str:
    cd = first(node, "country", "cd")
    if cd is None:
        return ""
    reading.read(cd, "S", "country")
    return reading.read(cd, TEXT, "country").upper()


def place(reading: Reading, node: Node) -> Value | None:
    """A place by its code, its words and its address, which stands in those."""
    made = concept(reading, inside(node, "cd"), inside(node, "text")) or {}
    told = [*filter(None, [made.get("text")])]
    for one in inside(node, "address"):
        with reading.within("text"):
            found = address(reading, one) or {}
        town = " ".join(filter(None, (found.get("postalCode"), found.get("city"))))
        lines_ = [*found.get("line", []), town, found.get("district"), found.get("country")]
        told += [*filter(None, [*lines_, found.get("text")])]
    return {**made, **({"text": ", ".join(told)} if told else {})} or None


def telecom(reading: Reading, node: Node) -> Value | None:
    """A telephone number or another address of the kind."""
    number = words(reading, inside(node, "telecomnumber"), "value")
    if not number:
        return None
    made = {"system": "other", "value": number}
    for cd in inside(node, "cd"):
        word = reading.read(cd, TEXT, "use")
        reading.read(cd, "S", "use")
        if word in _DEVICES:
            made["system"] = _DEVICES[word]
        if use := ("mobile" if word == "mobile" else _TELECOM_USE.get(word)):
            made["use"] = use if made.get("use") != "mobile" else "mobile"
    return made


def called(reading: Reading, node: Node) -> str | None:
    """What a person or a party is called, as one text."""
    whole = [said(node, name) for name in ("firstname", "familyname", "name")]
    for name in ("firstname", "familyname", "name"):
        words(reading, inside(node, name), "")
    return " ".join(word for word in whole if word) or None
