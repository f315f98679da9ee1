"""The functions that a row may `call`: one row of the table each, for what rows can't say.

Each takes the sender's names, the text of `src` and the texts of `with`; `""` stands for absent.
Each gives a FHIR value, None for none, or Flawed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway.mapping.convert import comma_decimal, decimal
from gateway.mapping.flaws import Flawed
from gateway.mapping.measures import (
    amount,
    between,
    bound,
    days,
    figureless,
    proportion,
    reference_range,
    restored,
    structured,
)
from gateway.mapping.naming import Naming
from gateway.mapping.times import Clock, time
from gateway.mapping.written import attachment, media_type

_UCUM = "http://unitsofmeasure.org"
_DURATION = re.compile(r"([SMHDsmhd]?)(\d{1,6})", re.ASCII)
_LASTING = re.compile(r"([SMHDWLsmhdwl])(\d{1,6})", re.ASCII)
_UNITS = MappingProxyType({"S": "s", "M": "min", "H": "h", "D": "d", "W": "wk", "L": "mo"})
_SECONDS = MappingProxyType({"S": 1, "M": 60, "H": 3_600, "D": 86_400})


@dataclass(frozen=True, slots=True)
class Function:
    """A row of the table."""

    call: Callable[..., Any]
    takes: frozenset[str] | None
    """Names that `with` may use; None: any."""
    types: frozenset[str]
    """FHIR types that it gives."""
    kept: bool = False
    """Its values are few and say nothing of a person: they are kept by what they are made of."""
    named: bool = False
    """It asks the sender's own names: what it makes of a fixed text differs by sender."""


def authority(names: Naming, text: str, *, oid: str = "", type: str = "") -> str:
    """System URI of an assigning authority: `text` is HD.1, `oid` HD.2, `type` HD.3."""
    return names.authority(text, oid, type)


def default_authority(names: Naming, _text: str) -> str | None:
    """System URI of identifiers without an authority, if the sender declares one."""
    return names.declared


def sender(names: Naming, _text: str) -> str:
    """The name under which the sender is known here, whatever the message calls it."""
    return names.sender


def coding_system(names: Naming, text: str, *, oid: str = "") -> str | None:
    """System URI of a coding system: `text` is CWE.3, `oid` CWE.14."""
    return names.system(text, oid) or None


def joined(_names: Naming, text: str, /, **parts: str) -> str:
    """`text` and the parts that are valued, joined by blanks."""
    return " ".join(part for part in (text, *parts.values()) if part)


def unread(
    names: Naming, text: str, *, form: str = "", title: str = "", units: str = ""
) -> str | None:
    """The words of what is no time (`form` DTM), time of day (TM) or number (NM); else None.

    `title` stands before them, `units` behind.
    """
    number = comma_decimal if names.comma else decimal
    made = {"TM": time, "NM": number}.get(form, Clock(None).date_time)(text)
    unclear = bool(text) and isinstance(made, Flawed) and made.value is None
    return f"{title} {text} {units}".strip() if unclear else None


def stated_day(names: Naming, text: str) -> str | None:
    """The day of a time that is no instant, since it has no offset here; None for any other."""
    clock = Clock(names.zone)
    day, instant = clock.date(text), clock.instant(text)
    omitted = isinstance(instant, Flawed) and instant.rule in ("time-omitted", "time-only-a-day")
    return day if omitted and isinstance(day, str) else None


_DEGREES: Mapping[str, int] = MappingProxyType({"Y": 4, "L": 6, "D": 8})
"""Degree of precision (TS.2, table 0529) -> how many digits of a time are meant."""


def no_finer(_names: Naming, text: str, *, degree: str = "") -> str | None:
    """The year, month or day of a time whose degree (TS.2) says that no more is meant; else None.

    https://www.hl7.eu/HL7v2x/v231/std231/ch2.htm (2.8.43)
    """
    digits = _DEGREES.get(degree)
    made = Clock(None).date(text[:digits]) if digits else None
    return made if isinstance(made, str) else None


_REACHED = re.compile(r"(mailto|tel|fax|sms):(?=[^/])", re.IGNORECASE)
_SCHEMES: Mapping[str, str] = MappingProxyType(
    {"mailto": "email", "tel": "phone", "fax": "fax", "sms": "sms"}
)


def reached(_names: Naming, text: str) -> str | None:
    """A number or an address of mail without the `tel:` or `mailto:` before it."""
    return text[found.end() :] if (found := _REACHED.match(text)) else text or None


def scheme(_names: Naming, text: str) -> str | None:
    """What a `tel:`, `mailto:`, `fax:` or `sms:` before a number says it is; else None."""
    found = _REACHED.match(text)
    return _SCHEMES[found[1].lower()] if found else None


def lasting(_names: Naming, text: str) -> dict[str, Any] | None:
    """How long: `D10` (TQ.3) is ten days; None for other texts.

    https://www.hl7.eu/HL7v2x/v23/hl7v23.htm (4.4.3)
    """
    found = _LASTING.fullmatch(text)
    if found is None:
        return None
    unit = _UNITS[found[1].upper()]
    return {"value": Decimal(found[2]), "unit": unit, "system": _UCUM, "code": unit}


def lasting_words(names: Naming, text: str) -> str | None:
    """The words of a duration that `lasting` does not read; None of one that it does."""
    return None if lasting(names, text) else text or None


def lasting_said(names: Naming, text: str) -> str | None:
    """How long, for a reader: `D10` (TQ.3) is `10 d`; another text as it is."""
    found = lasting(names, text)
    return f"{found['value']} {found['unit']}" if found else text or None


def minutes(_names: Naming, text: str, *, units: str = "") -> int | None:
    """A duration in whole minutes: `M30`, `H2` (TQ.3), or a number and its unit; else None."""
    if units[:2].lower() == "mo":
        return None
    found = _DURATION.fullmatch(f"{units[:1]}{text}" if units and text[:1].isdigit() else text)
    if found is None:
        return None
    count, over = divmod(int(found[2]) * _SECONDS[found[1].upper() or "M"], 60)
    return None if over else count or None


def ending(names: Naming, text: str, *, length: str = "", units: str = "") -> str | None:
    """When what begins at `text` (DTM) ends after `length`, as an instant; None if unknown."""
    begins, lasts = Clock(names.zone).instant(text), minutes(names, length, units=units)
    if isinstance(begins, Flawed) or lasts is None:
        return None
    return (datetime.fromisoformat(begins) + timedelta(minutes=lasts)).isoformat()


def telephone(
    _names: Naming,
    text: str,
    *,
    country: str = "",
    area: str = "",
    local: str = "",
    extension: str = "",
) -> str | None:
    """A telephone number: the text as sent, else its parts, `+352 4411 1234`."""
    if text:
        return text
    plus = f"+{country.lstrip('+')}" if country else ""
    number = " ".join(part for part in (plus, area, local) if part)
    if not local:
        return None
    return f"{number} ext. {extension}" if extension else number


def other_number(
    _names: Naming, text: str, *, whole: str = "", area: str = "", local: str = ""
) -> str | None:
    """A telephone number that stands beside another one; None where its digits are the same."""
    said, beside = (_NO_DIGIT.sub("", one) for one in (text, whole or area + local))
    same = said == "" or said.lstrip("0") in beside or beside.lstrip("0") in said
    return None if same else text


def _row(
    call: Callable[..., Any],
    takes: tuple[str, ...] | None,
    *types: str,
    kept: bool = False,
    named: bool = False,
) -> Function:
    takes_ = None if takes is None else frozenset(takes)
    return Function(call, takes_, frozenset(types), kept, named)


_NO_DIGIT = re.compile(r"[^0-9]")
_UNIT = ("units", "exponent")

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "authority": _row(authority, ("oid", "type"), "uri", "string", kept=True, named=True),
        "default_authority": _row(default_authority, (), "uri", "string", named=True),
        "sender": _row(sender, (), "string", named=True),
        "coding_system": _row(coding_system, ("oid",), "uri", "string", kept=True, named=True),
        "joined": _row(joined, None, "string", "markdown"),
        "restored": _row(restored, ("sub", "second", "third", "fourth"), "string", "markdown"),
        "reference_range": _row(reference_range, _UNIT, "BackboneElement", kept=True, named=True),
        "amount": _row(amount, (*_UNIT, "beside"), "string"),
        "between": _row(between, ("high",), "Range", named=True),
        "proportion": _row(proportion, ("comparator", "second"), "Ratio", named=True),
        "structured": _row(structured, ("number", "separator", "second", *_UNIT), "string"),
        "bound": _row(bound, (), "Quantity", named=True),
        "figureless": _row(figureless, ("value", "words"), "string", "markdown"),
        "unread": _row(unread, ("form", "title", "units"), "string", "markdown"),
        "stated_day": _row(stated_day, (), "dateTime", named=True),
        "no_finer": _row(no_finer, ("degree",), "date", "dateTime"),
        "reached": _row(reached, (), "string"),
        "scheme": _row(scheme, (), "code"),
        "days": _row(days, (), "Duration", named=True),
        "lasting": _row(lasting, (), "Duration"),
        "lasting_words": _row(lasting_words, (), "string"),
        "lasting_said": _row(lasting_said, (), "string"),
        "attachment": _row(attachment, ("encoding",), "base64Binary"),
        "media_type": _row(media_type, ("encoding",), "code"),
        "ending": _row(ending, ("length", "units"), "instant", "dateTime", named=True),
        "minutes": _row(minutes, ("units",), "positiveInt", "unsignedInt"),
        "telephone": _row(telephone, ("country", "area", "local", "extension"), "string"),
        "other_number": _row(other_number, ("whole", "area", "local"), "string"),
    }
)
"""Name after `call:` -> function."""

__all__ = ["FUNCTIONS", "Flawed", "Function"]
