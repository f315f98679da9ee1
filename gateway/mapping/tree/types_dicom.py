"""DICOM's value representations as FHIR's datatypes: names, codes, times, numbers, UIDs.

A value is the text of an element; what needs its neighbours (a time beside its date, the issuer
beside a number) looks at the element around it.
https://dicom.nema.org/medical/dicom/current/output/html/part05.html#sect_6.2
https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from gateway.mapping import convert
from gateway.mapping.flaws import Flawed
from gateway.mapping.tree.reading import TEXT, Datatype, Reading
from gateway.model import Fate, Node

DCM = "http://dicom.nema.org/resources/ontology/DCM"
UCUM = "http://unitsofmeasure.org"
URNS = "urn:ietf:rfc:3986"
UIDS = "urn:dicom:uid"
SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        "DCM": DCM,
        "SCT": "http://snomed.info/sct",
        "LN": "http://loinc.org",
        "UCUM": UCUM,
        "RADLEX": "http://radlex.org",
        "FMA": "http://sig.biostr.washington.edu/projects/fm/AboutFM.html",
        "I10": "http://hl7.org/fhir/sid/icd-10",
        "I9C": "http://terminology.hl7.org/CodeSystem/icd9cm",
        "C4": "http://www.ama-assn.org/go/cpt",
    }
)
"""Designator of a coding scheme -> its URI. The older codes of SNOMED (SRT) have no such."""

_UID = re.compile(r"[0-2](\.(0|[1-9]\d*))+", re.ASCII)
_DATE = re.compile(r"(\d{4})\.?(\d{2})\.?(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{2}):?(\d{2})?:?(\d{2})?(\.\d{1,6})?", re.ASCII)
_OFFSET = re.compile(r"[+-]\d{4}", re.ASCII)
_NUMBER = re.compile(r"([+-]?)0*(\d*\.?\d*)([eE][+-]?\d+)?", re.ASCII)
_NUMBERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "decimal": convert.decimal,
        "integer": convert.integer,
        "unsignedInt": convert.unsigned,
        "positiveInt": convert.positive,
    }
)
_STUDIES = "/studies/"
_CODES = ("CodeValue", "LongCodeValue", "URNCodeValue")


def _child(node: Node, *names: str) -> Node | None:
    """The first element inside of one of these names that holds anything."""
    for name in names:
        for one in node.children():
            if one.name == name and (one.content and (one.text().strip() or any(one.children()))):
                return one
    return None


def _around(reading: Reading, node: Node) -> Iterator[Node]:
    one = reading.parent(node)
    while one is not None:
        yield one
        one = reading.parent(one)


def _named(reading: Reading, node: Node, name: str) -> Node | None:
    """The nearest element of that name beside the element, or beside what is around it."""
    return next((found for one in _around(reading, node) if (found := _child(one, name))), None)


def _text(reading: Reading, node: Node | None, to: str = "") -> str:
    return reading.read(node, TEXT, to) if node is not None else ""


def human_name(reading: Reading, node: Node) -> Any:
    """PN: the alphabetic form, else the ideographic, else the phonetic."""
    text = reading.peek(node, TEXT)
    groups = [group.split("^") for group in text.split("=")]
    parts = next((one for one in groups if any(part.strip() for part in one)), [])
    family, given, middle, prefix, suffix = ([part.strip() for part in parts] + [""] * 5)[:5]
    names = [*given.split(), *middle.split()]
    made = {
        "text": " ".join(one for one in (prefix, given, middle, family, suffix) if one),
        "family": family,
        "given": names,
        "prefix": prefix.split(),
        "suffix": suffix.split(),
    }
    found = {key: value for key, value in made.items() if value}
    if found:
        reading.read(node, TEXT, "family" if family else "text")
    return found or None


def person(reading: Reading, node: Node) -> Any:
    """PN as a text, as one says it."""
    with reading.within("text"):
        mark = reading.mark()
        found = human_name(reading, node)
        reading.undo(mark)
    text = found["text"] if found else ""
    if text:
        reading.read(node, TEXT)
    return text or None


def _clocked(reading: Reading, node: Node, *, whole: bool) -> Any:
    """A date with the time that stands beside it, and the offset that the object states."""
    day = _DATE.fullmatch(reading.peek(node, TEXT))
    if not day:
        return reading.convert(node, TEXT, reading.peek(node, TEXT), reading.clock.date)
    digits = "".join(day.groups())
    around = reading.parent(node)
    beside = _child(around, _time_of(node.name)) if around is not None else None
    time = _TIME.fullmatch(reading.peek(beside, TEXT)) if beside is not None else None
    if beside is None or time is None or not time[2] or not node.name.endswith("Date"):
        return None if whole else reading.convert(node, TEXT, digits, reading.clock.date)
    clock = f"{time[1]}{time[2]}{time[3] or '00'}{time[4] or ''}"
    text = digits + clock + _offset(reading, node)
    made = reading.convert(
        node, TEXT, text, reading.clock.instant if whole else reading.clock.date_time
    )
    if made is not None:
        kept = "T" in made
        fate, why = (Fate.MAPPED, "") if kept else (Fate.DEGRADED, "time-cut-to-date")
        reading.read(beside, TEXT, "", fate, why)
    return made


def _time_of(name: str) -> str:
    return name.removesuffix("Date") + "Time"


def _offset(reading: Reading, node: Node) -> str:
    """What the object says that its times are ahead of UTC; never made up."""
    stated = _named(reading, node, "TimezoneOffsetFromUTC")
    text = reading.peek(stated, TEXT) if stated is not None else ""
    if stated is None or not _OFFSET.fullmatch(text):
        return ""
    reading.read(stated, TEXT)
    return text


def date(reading: Reading, node: Node) -> Any:
    """DA, or the day of a DT."""
    found = _DATE.match(reading.peek(node, TEXT))
    text = "".join(found.groups()) if found else reading.peek(node, TEXT)
    return reading.convert(node, TEXT, text, reading.clock.date) if text else None


def date_time(reading: Reading, node: Node) -> Any:
    """DA with its TM, or a DT."""
    text = reading.peek(node, TEXT)
    if not text:
        return None
    if _DATE.fullmatch(text):
        return _clocked(reading, node, whole=False)
    return reading.convert(node, TEXT, _with_offset(reading, node, text), reading.clock.date_time)


def instant(reading: Reading, node: Node) -> Any:
    """The same, where an offset is known."""
    text = reading.peek(node, TEXT)
    if _DATE.fullmatch(text):
        return _clocked(reading, node, whole=True) if text else None
    return reading.convert(node, TEXT, _with_offset(reading, node, text), reading.clock.instant)


def _with_offset(reading: Reading, node: Node, text: str) -> str:
    stated = "+" in text or "-" in text or len(text) <= 8  # noqa: PLR2004 - a day
    return text if stated else text + _offset(reading, node)


def _number(reading: Reading, node: Node, type: str) -> Any:
    """DS or IS, or a binary number: `+072.50` is 72.50."""
    text = reading.peek(node, TEXT)
    found = _NUMBER.fullmatch(text)
    if found and found[2] not in ("", "."):
        digits = found[2] if not found[2].startswith(".") else f"0{found[2]}"
        text = f"{'-' if found[1] == '-' else ''}{digits.removesuffix('.')}{found[3] or ''}"
    elif found and "0" in text:
        text = "0"
    return reading.convert(node, TEXT, _plain(text), _NUMBERS[type]) if text else None


def _plain(text: str) -> str:
    """Without an exponent, if that makes no monster."""
    head, sign, power = text.lower().partition("e")
    if not sign or abs(int(power)) > 30:  # noqa: PLR2004 - no measurement is of that size
        return text
    whole, _, part = head.lstrip("-").partition(".")
    digits, point = whole + part, len(whole) + int(power)
    if point <= 0:
        made = "0." + "0" * -point + digits
    elif point >= len(digits):
        made = digits + "0" * (point - len(digits))
    else:
        made = f"{digits[:point]}.{digits[point:]}"
    return ("-" if head.startswith("-") else "") + made


def oid(reading: Reading, node: Node) -> Any:
    """UI as a URN."""
    return reading.convert(node, TEXT, reading.peek(node, TEXT), _urn)


def _urn(text: str) -> Any:
    return f"urn:oid:{text}" if _UID.fullmatch(text) else Flawed("value-invalid-uri")


def uid(reading: Reading, node: Node) -> Any:
    """UI as it is."""
    return reading.convert(node, TEXT, reading.peek(node, TEXT), _plain_uid)


def _plain_uid(text: str) -> Any:
    return text if _UID.fullmatch(text) and len(text) <= 64 else Flawed("value-invalid-id")  # noqa: PLR2004


def uid_identifier(reading: Reading, node: Node) -> Any:
    """UI as an identifier of DICOM's."""
    with reading.within("value"):
        value = oid(reading, node)
    return {"system": UIDS, "value": value} if value else None


def sop_class(reading: Reading, node: Node) -> Any:
    """UI as a Coding: what kind of object it is."""
    with reading.within("code"):
        value = oid(reading, node)
    return {"system": URNS, "code": value} if value else None


def _issued(reading: Reading, node: Node, value: str, issuer: str, kind: str) -> Any:
    """A number of the element's, in the system of whoever gave it."""
    number = _child(node, value)
    if number is None:
        return None
    said = _text(reading, number, "value")
    name = _text(reading, _child(node, issuer), "system")
    universal = ""
    qualified = _child(node, f"{issuer}QualifiersSequence", f"{issuer}Sequence")
    if qualified is not None:
        universal = _text(reading, _child(qualified, "UniversalEntityID"), "system")
        name = name or _text(reading, _child(qualified, "LocalNamespaceEntityID"), "system")
    made: dict[str, Any] = {"system": reading.names.authority(name, universal), "value": said}
    if kind:
        codes = [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": kind}]
        made = {"type": {"coding": codes}, **made}
    return made


def patient_number(reading: Reading, node: Node) -> Any:
    """PatientID with its issuer; of the object, or of an item of OtherPatientIDsSequence."""
    return _issued(reading, node, "PatientID", "IssuerOfPatientID", "")


def accession(reading: Reading, node: Node) -> Any:
    """AccessionNumber with its issuer."""
    return _issued(reading, node, "AccessionNumber", "IssuerOfAccessionNumber", "ACSN")


def placer(reading: Reading, node: Node) -> Any:
    """The number that whoever ordered gave the order."""
    name = "PlacerOrderNumberImagingServiceRequest"
    return _issued(reading, node, name, "OrderPlacerIdentifier", "PLAC")


def filler(reading: Reading, node: Node) -> Any:
    """The number that whoever fulfils gave the order."""
    name = "FillerOrderNumberImagingServiceRequest"
    return _issued(reading, node, name, "OrderFillerIdentifier", "FILL")


def coding(reading: Reading, node: Node) -> Any:
    """An item of a code sequence."""
    value = _child(node, *_CODES)
    if value is None:
        return None
    code = _text(reading, value, "code")
    scheme = _text(reading, _child(node, "CodingSchemeDesignator"), "system")
    made = {"system": _scheme(reading, scheme), "code": code}
    if version := _text(reading, _child(node, "CodingSchemeVersion"), "version"):
        made["version"] = version
    if meaning := _text(reading, _child(node, "CodeMeaning"), "display"):
        made["display"] = meaning
    if value.name == "URNCodeValue":
        made["system"] = URNS
    return {key: said for key, said in made.items() if said}


def _scheme(reading: Reading, name: str) -> str:
    return SCHEMES.get(name) or reading.names.system(name)


def concept(reading: Reading, node: Node) -> Any:
    """An item of a code sequence, with its meaning as text."""
    with reading.within("coding[0]"):
        found = coding(reading, node)
    if found is None:
        meaning = _text(reading, _child(node, "CodeMeaning"), "text")
        return {"text": meaning} if meaning else None
    return {"coding": [found], **({"text": found["display"]} if "display" in found else {})}


def number_alone(reading: Reading, node: Node) -> Any:
    """A number of nobody who is named: the sender's own."""
    text = reading.read(node, TEXT, "value")
    return {"system": reading.names.authority(""), "value": text} if text else None


def words(reading: Reading, node: Node) -> Any:
    """A text as a concept without a code."""
    text = reading.read(node, TEXT, "text")
    return {"text": text} if text else None


def term(reading: Reading, node: Node) -> Any:
    """CS of a defined term of DICOM, as its code."""
    code = reading.read(node, TEXT, "code")
    return {"system": DCM, "code": code} if code else None


def local(reading: Reading, node: Node) -> Any:
    """CS of no system: a table says what it is."""
    code = reading.read(node, TEXT, "code")
    return {"code": code} if code else None


def quantity(reading: Reading, node: Node) -> Any:
    """An item of MeasuredValueSequence: number and unit."""
    number = _child(node, "NumericValue", "FloatingPointValue")
    if number is None:
        return None
    with reading.within("value"):
        value = _number(reading, number, "decimal")
    if value is None:
        return None
    made: dict[str, Any] = {"value": value}
    unit = _child(node, "MeasurementUnitsCodeSequence")
    code = coding(reading, unit) if unit is not None else None
    if code:
        made["unit"] = code.get("display", code.get("code"))
        made |= {key: code[key] for key in ("system", "code") if key in code}
    return made


def base(reading: Reading, node: Node) -> Any:
    """UR: where a WADO-RS service begins, of an address of something in it."""
    text = reading.read(node, TEXT)
    return text.partition(_STUDIES)[0] or None


def base_identifier(reading: Reading, node: Node) -> Any:
    """The same as an identifier: one service is one endpoint."""
    with reading.within("value"):
        address = base(reading, node)
    return {"system": URNS, "value": address} if address else None


def _numbers() -> dict[tuple[str, str], Datatype]:
    made: dict[tuple[str, str], Datatype] = {}
    for word in ("DS", "IS"):
        for type_ in _NUMBERS:
            made[word, type_] = partial(_typed, type_)
    return made


def _typed(type_: str, reading: Reading, node: Node) -> Any:
    return _number(reading, node, type_)


DICOM: Mapping[tuple[str, str], Datatype] = MappingProxyType(
    {
        ("PN", "HumanName"): human_name,
        ("PN", "string"): person,
        ("DA", "date"): date,
        ("DA", "dateTime"): date_time,
        ("DA", "instant"): instant,
        ("DT", "date"): date,
        ("DT", "dateTime"): date_time,
        ("DT", "instant"): instant,
        ("UI", "uri"): oid,
        ("UI", "oid"): oid,
        ("UI", "id"): uid,
        ("UI", "string"): oid,
        ("UI", "Identifier"): uid_identifier,
        ("UI", "Coding"): sop_class,
        ("CS", "Coding"): term,
        ("TERM", "Coding"): local,
        ("LO", "CodeableConcept"): words,
        ("LO", "Identifier"): number_alone,
        ("SQ", "Coding"): coding,
        ("SQ", "CodeableConcept"): concept,
        ("SQ", "Quantity"): quantity,
        ("UR", "url"): base,
        ("UR", "Identifier"): base_identifier,
        ("PATIENT_ID", "Identifier"): patient_number,
        ("ACCESSION", "Identifier"): accession,
        ("PLACER", "Identifier"): placer,
        ("FILLER", "Identifier"): filler,
        **_numbers(),
    }
)
"""(word, FHIR type) -> its function."""
