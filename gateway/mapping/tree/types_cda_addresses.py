"""Addresses and telephone numbers of CDA (AD, TEL) in FHIR.

https://hl7.org/fhir/R4/datatypes.html#Address · https://hl7.org/fhir/R4/datatypes.html#ContactPoint
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_cda_elements import first, running, several, used, words
from gateway.mapping.tree.types_cda_times import span
from gateway.model import Node

_CORE = "http://hl7.org/fhir/StructureDefinition"
_PLACE_USE: Mapping[str, str] = MappingProxyType(
    {"H": "home", "HP": "home", "WP": "work", "DIR": "work", "PUB": "work", "TMP": "temp"}
)
_PLACE_TYPE: Mapping[str, str] = MappingProxyType({"PST": "postal", "PHYS": "physical"})
_TELECOM_USE: Mapping[str, str] = MappingProxyType({**_PLACE_USE, "HV": "temp", "MC": "mobile"})
_SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        "tel": "phone",
        "callto": "phone",
        "fax": "fax",
        "x-text-fax": "fax",
        "mailto": "email",
        "sms": "sms",
        "http": "url",
        "https": "url",
        "ftp": "url",
        "file": "url",
        "nfs": "url",
    }
)
_NUMBER = re.compile(r"[+\d][\d\s()./\-]{2,}")
_LINES: Mapping[str, str] = MappingProxyType(
    {
        "streetName": "streetName",
        "streetNameBase": "streetNameBase",
        "streetNameType": "streetNameType",
        "houseNumber": "houseNumber",
        "houseNumberNumeric": "houseNumberNumeric",
        "buildingNumberSuffix": "buildingNumberSuffix",
        "direction": "direction",
        "unitID": "unitID",
        "unitType": "unitType",
        "additionalLocator": "additionalLocator",
        "postBox": "postBox",
        "careOf": "careOf",
        "deliveryAddressLine": "deliveryAddressLine",
        "deliveryInstallationType": "deliveryInstallationType",
        "deliveryInstallationArea": "deliveryInstallationArea",
        "deliveryInstallationQualifier": "deliveryInstallationQualifier",
        "deliveryMode": "deliveryMode",
        "deliveryModeIdentifier": "deliveryModeIdentifier",
        "censusTract": "censusTract",
    }
)
"""Part of a line -> the name of its extension."""
_OWN_LINE = frozenset(
    {"additionalLocator", "postBox", "careOf", "deliveryAddressLine", "censusTract"}
)
_ELEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "city": "city",
        "county": "district",
        "state": "state",
        "postalCode": "postalCode",
        "country": "country",
    }
)


def address(reading: Reading, node: Node) -> dict[str, Any] | None:
    """AD as Address; a line of parts has each part beside it."""
    made: dict[str, Any] = {}
    text = running(reading, node)
    if text:
        made["text"] = text
    _lines(reading, node, made)
    for part, element in _ELEMENTS.items():
        said = [reading.read(one, TEXT, element) for one in several(node, part)]
        if any(said):
            made[element] = " ".join(one for one in said if one)
    _beside(reading, node, "precinct", made)
    if not made:
        return None
    uses = _uses(reading, node, (_PLACE_USE, "use"), (_PLACE_TYPE, "type"))
    valid = first(node, "useablePeriod")
    period = _valid(reading, valid)
    return {**uses, **made, **({"period": period} if period else {})}


def place(reading: Reading, node: Node) -> str | None:
    """AD as text."""
    return words(reading, node) or None


def _beside(reading: Reading, node: Node, part: str, made: dict[str, Any]) -> None:
    found = first(node, part)
    text = reading.read(found, TEXT, "extension[0].valueString") if found is not None else ""
    if text:
        one = {"url": f"{_CORE}/iso21090-ADXP-{part}", "valueString": text}
        made.setdefault("extension", []).append(one)


def _lines(reading: Reading, node: Node, made: dict[str, Any]) -> None:
    lines: list[str] = []
    beside: list[dict[str, Any] | None] = []
    street: list[Node] = []

    def close() -> None:
        if street:
            _line(reading, street, lines, beside)
            street.clear()

    for one in node.children():
        if not reading.has(one, TEXT):
            continue
        if one.name == "streetAddressLine":
            close()
            lines.append(reading.read(one, TEXT, f"line[{len(lines)}]"))
            beside.append(None)
        elif one.name in _OWN_LINE:
            close()
            _line(reading, [one], lines, beside)
        elif one.name in _LINES:
            street.append(one)
    close()
    if lines:
        made["line"] = lines
    if any(beside):
        made["_line"] = beside


def _line(
    reading: Reading, nodes: list[Node], lines: list[str], beside: list[dict[str, Any] | None]
) -> None:
    """One line of its parts, in the order in which they were written."""
    to = f"line[{len(lines)}]"
    said = [(one.name, reading.read(one, TEXT, to)) for one in nodes]
    lines.append(" ".join(text for _, text in said))
    urls = [(f"{_CORE}/iso21090-ADXP-{_LINES[name]}", text) for name, text in said]
    beside.append({"extension": [{"url": url, "valueString": text} for url, text in urls]})


def telecom(reading: Reading, node: Node) -> dict[str, Any] | None:
    """TEL as ContactPoint."""
    text = reading.peek(node, "value")
    scheme, _, rest = text.partition(":")
    system = _SCHEMES.get(scheme.lower(), "")
    value = text if system in ("url", "") else unquote(rest).strip().removeprefix("//")
    if not value:
        return None
    reading.read(node, "value", "value")
    if "PG" in reading.peek(node, "use").split() and system in ("phone", ""):
        reading.read(node, "use", "system")
        system = "pager"
    uses = _uses(reading, node, (_TELECOM_USE, "use"))
    period = _valid(reading, first(node, "useablePeriod"))
    made = {"system": system or _guessed(value), "value": value, **uses}
    return {**made, "period": period} if period else made


def _valid(reading: Reading, node: Node | None) -> dict[str, Any] | None:
    if node is None:
        return None
    with reading.within("period"):
        return span(reading, node)


def address_of(reading: Reading, node: Node) -> str | None:
    """TEL as URI."""
    text = reading.peek(node, "value")
    if not text or " " in text:
        return None
    return reading.read(node, "value")


def _guessed(value: str) -> str:
    if "@" in value:
        return "email"
    if value.startswith("www."):
        return "url"
    return "phone" if _NUMBER.fullmatch(value) else "other"


def _uses(reading: Reading, node: Node, *tables: tuple[Mapping[str, str], str]) -> dict[str, str]:
    found = {to: used(reading, node, table, to) for table, to in tables}
    return {to: value for to, value in found.items() if value}
