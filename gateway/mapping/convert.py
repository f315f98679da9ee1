"""One value of a primitive source type as a value of a primitive FHIR type.

https://hl7.org/fhir/R4/datatypes.html#primitive · https://www.hl7.eu/HL7v2x/v251/std251/ch02A.html
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.mapping import times
from gateway.mapping.flaws import Flawed

Convert: TypeAlias = Callable[[str], Any]
"""Takes a valued text; gives the value, or Flawed."""

SOURCES = frozenset({"ST", "TX", "FT", "ID", "IS", "NM", "SI", "DT", "TM", "DTM", "TS", "SNM"})
"""Source types that are one text."""
RAW = frozenset({"TX", "FT"})
"""Source types whose blanks at either end are part of the text."""
WORDS = "words"
"""The conversion of running text whose bytes are wanted, as those of a letter are."""
PLAIN = frozenset({"string", "markdown"})
"""FHIR types that take any text as it is."""
STRICT = frozenset(
    {
        "decimal",
        "integer",
        "positiveInt",
        "unsignedInt",
        "boolean",
        "date",
        "dateTime",
        "instant",
        "time",
    }
)
"""FHIR types whose texts hold digits, letters and `+-.:` only: those need no cutting first."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?(\d+|[1-9]\d{0,2}(\.\d{3})+),\d+", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,10}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_BLANK = re.compile(r"\s")
_CODE = re.compile(r"\S+( \S+)*")
_SCALED = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d{1,2}", re.ASCII)
LONGEST_NUMBER = 40
_GREATEST = 2**31 - 1
_TRUTH: Mapping[str, bool] = MappingProxyType({"true": True, "false": False})


def lined(as_: str, join: str | None) -> bool:
    """Is each repetition a line of one running text, a blank one too?"""
    return as_ in RAW and join == "\n"


def decimal(text: str) -> Decimal | Flawed:
    """A number with every digit as sent: `72.50` stays `72.50`."""
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return Flawed("value-invalid-number")
    return Decimal(text)


def scaled_decimal(text: str) -> Decimal | Flawed:
    """The same where XML Schema's `double` is written: `1.5E5` is 150000."""
    if not _SCALED.fullmatch(text) or len(text) > LONGEST_NUMBER:
        return decimal(text)
    plain = format(Decimal(text), "f")
    return Decimal(plain) if len(plain) <= LONGEST_NUMBER else Flawed("value-invalid-number")


def comma_decimal(text: str) -> Decimal | Flawed:
    """The same of a sender that writes the fraction behind a comma: `72,50`, `1.072,50`.

    A point that may part thousands (`1.072`) is no number: which it is, nobody can tell. None is
    parted from a nought: `0.125` has one reading.
    """
    if _GROUPED.fullmatch(text) and len(text) <= LONGEST_NUMBER:
        return Decimal(text.replace(".", "").replace(",", "."))
    return Flawed("value-invalid-number") if _THOUSANDS.fullmatch(text) else decimal(text)


def integer(text: str) -> int | Flawed:
    """A whole number of 32 bits."""
    return _between(text, -_GREATEST - 1)


def positive(text: str) -> int | Flawed:
    """1 or more."""
    return _between(text, 1)


def unsigned(text: str) -> int | Flawed:
    """0 or more."""
    return _between(text, 0)


def _between(text: str, least: int) -> int | Flawed:
    if not _WHOLE.fullmatch(text) or not least <= int(text) <= _GREATEST:
        return Flawed("value-invalid-integer")
    return int(text)


def boolean(text: str) -> bool | Flawed:
    """`true` or `false`; other words need a code table."""
    return _TRUTH.get(text, Flawed("value-invalid-boolean"))


def code(text: str) -> str | Flawed:
    """A code: no blanks but single ones inside."""
    return text if _CODE.fullmatch(text) else Flawed("value-invalid-code")


def identifier(text: str) -> str | Flawed:
    """A FHIR id."""
    return text if _ID.fullmatch(text) else Flawed("value-invalid-id")


def uri(text: str) -> str | Flawed:
    """A URI: no blank in it."""
    return Flawed("value-invalid-uri") if _BLANK.search(text) else text


def base64_binary(text: str) -> str | Flawed:
    """Base64, with line breaks taken out."""
    joined = "".join(text.split())
    try:
        base64.b64decode(joined, validate=True)
    except (binascii.Error, ValueError):
        return Flawed("value-invalid-base64")
    return joined


def words(text: str) -> str:
    """The bytes of running text, in Base64."""
    return base64.b64encode(text.encode()).decode()


def conversion(as_: str | None, type: str) -> str:
    """Which conversion makes a FHIR type of a text of a source type: words are no file."""
    return WORDS if as_ in RAW and type == "base64Binary" else type


def same(text: str) -> str:
    """The text as it is."""
    return text


def converters(clock: times.Clock, *, comma: bool = False) -> Mapping[str, Convert]:
    """FHIR primitive type -> its conversion, for a sender with this clock (and decimal comma)."""
    return MappingProxyType(
        {
            "string": same,
            "markdown": same,
            "code": code,
            "uri": uri,
            "url": uri,
            "canonical": uri,
            "oid": uri,
            "uuid": uri,
            "id": identifier,
            "decimal": comma_decimal if comma else decimal,
            "integer": integer,
            "positiveInt": positive,
            "unsignedInt": unsigned,
            "boolean": boolean,
            "date": clock.date,
            "dateTime": clock.date_time,
            "instant": clock.instant,
            "time": times.time,
            "base64Binary": base64_binary,
            WORDS: words,
        }
    )


PRIMITIVES = frozenset(converters(times.Clock(None))) - {WORDS}
"""The FHIR types that a text can become."""
