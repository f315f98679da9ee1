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
from gateway.mapping.tree.reading import TEXT, Datatype, Reading
from gateway.mapping.tree.types_dicom_codes import (
    accession,
    base,
    base_identifier,
    by_class,
    child,
    coding,
    concept,
    container,
    filler,
    local,
    number_alone,
    oid,
    patient_number,
    placer,
    sop_class,
    specimen,
    term,
    uid,
    uid_identifier,
    words,
)
from gateway.mapping.tree.types_dicom_names import human_name, person, written
from gateway.mapping.tree.types_dicom_notes import noted
from gateway.model import Fate, Node

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


def _around(reading: Reading, node: Node) -> Iterator[Node]:
    one = reading.parent(node)
    while one is not None:
        yield one
        one = reading.parent(one)


def _named(reading: Reading, node: Node, name: str) -> Node | None:
    """The nearest element of that name beside the element, or beside what is around it."""
    return next((found for one in _around(reading, node) if (found := child(one, name))), None)


def _clocked(reading: Reading, node: Node, *, whole: bool) -> Any:
    """A date with the time that stands beside it, and the offset that the object states."""
    day = _DATE.fullmatch(reading.peek(node, TEXT))
    if not day:
        return reading.convert(node, TEXT, reading.peek(node, TEXT), reading.clock.date)
    digits = "".join(day.groups())
    around = reading.parent(node)
    beside = child(around, _time_of(node.name)) if around is not None else None
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


def clock_time(reading: Reading, node: Node) -> Any:
    """TM alone: a time of day, which needs its minutes."""
    found = _TIME.fullmatch(reading.peek(node, TEXT))
    if found is None or not found[2]:
        return None
    reading.read(node, TEXT)
    return f"{found[1]}:{found[2]}:{found[3] or '00'}{found[4] or ''}"


def instant(reading: Reading, node: Node) -> Any:
    """The same, where an offset is known."""
    text = reading.peek(node, TEXT)
    if _DATE.fullmatch(text):
        return _clocked(reading, node, whole=True) if text else None
    return reading.convert(node, TEXT, _with_offset(reading, node, text), reading.clock.instant)


def _with_offset(reading: Reading, node: Node, text: str) -> str:
    stated = "+" in text or "-" in text or len(text) <= 8  # noqa: PLR2004 - a day
    return text if stated else text + _offset(reading, node)


def _parted(text: str) -> re.Match[str] | None:
    # No number is so long; of one that is none each way to part its digits would be tried.
    return _NUMBER.fullmatch(text) if len(text) <= convert.LONGEST_NUMBER else None


def is_number(text: str) -> bool:
    """Is it a number as DICOM writes it?"""
    found = _parted(text)
    return found is not None and (found[2] not in ("", ".") or "0" in text)


def _number(reading: Reading, node: Node, type: str) -> Any:
    """DS or IS, or a binary number: `+072.50` is 72.50."""
    text = reading.peek(node, TEXT)
    found = _parted(text)
    if found and found[2] not in ("", "."):
        digits = found[2] if not found[2].startswith(".") else f"0{found[2]}"
        text = f"{'-' if found[1] == '-' else ''}{digits.removesuffix('.')}{found[3] or ''}"
    elif found and "0" in text:
        text = "0"
    said = _plain(text) if found else text
    return reading.convert(node, TEXT, said, _NUMBERS[type]) if text else None


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


def quantity(reading: Reading, node: Node) -> Any:
    """An item of MeasuredValueSequence: number and unit."""
    number = child(node, "NumericValue", "FloatingPointValue")
    if number is None:
        return None
    with reading.within("value"):
        value = _number(reading, number, "decimal")
    if value is None:
        return None
    made: dict[str, Any] = {"value": value}
    unit = child(node, "MeasurementUnitsCodeSequence")
    code = coding(reading, unit) if unit is not None else None
    if code:
        made["unit"] = code.get("display", code.get("code"))
        made |= {key: code[key] for key in ("system", "code") if key in code}
    return made


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
        ("PN_IDEOGRAPHIC", "HumanName"): partial(written, 1),
        ("PN_PHONETIC", "HumanName"): partial(written, 2),
        ("TM", "time"): clock_time,
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
        ("BY_CLASS", "Coding"): by_class,
        ("CS", "Coding"): term,
        ("TERM", "Coding"): local,
        ("LO", "CodeableConcept"): words,
        ("LO", "Identifier"): number_alone,
        ("NOTED", "Annotation"): noted,
        ("SQ", "Coding"): coding,
        ("SQ", "CodeableConcept"): concept,
        ("SQ", "Quantity"): quantity,
        ("UR", "url"): base,
        ("UR", "Identifier"): base_identifier,
        ("PATIENT_ID", "Identifier"): patient_number,
        ("ACCESSION", "Identifier"): accession,
        ("CONTAINER", "Identifier"): container,
        ("SPECIMEN", "Identifier"): specimen,
        ("PLACER", "Identifier"): placer,
        ("FILLER", "Identifier"): filler,
        **_numbers(),
    }
)
"""(word, FHIR type) -> its function."""
