"""Code systems that nobody can list, decided by rule: units, languages, media types, countries.

One function per system, each gives whether a code is right by its registry or grammar; the
libraries behind them are loaded when a code is first asked that no quick test passes.
https://hl7.org/fhir/R4/terminologies-systems.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from gateway.terminology.units import unit

UCUM = "http://unitsofmeasure.org"
LANGUAGES = "urn:ietf:bcp:47"
MEDIA = "urn:ietf:bcp:13"
COUNTRIES = "urn:iso:std:iso:3166"
CURRENCIES = "urn:iso:std:iso:4217"

_LONGEST = 128
"""Characters of a code beyond which no library is asked."""
_MEDIA_TYPE = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}(\s?;.*)?"
)
_TOP = frozenset(
    {
        "application", "audio", "chemical", "example", "font", "haptics", "image", "message",
        "model", "multipart", "text", "video",
    }
)  # fmt: skip
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_USUAL_UNITS = frozenset(
    {
        "1", "%", "/uL", "/min", "10*12/L", "10*3/uL", "10*6/uL", "10*9/L", "Bq", "Cel", "[degF]",
        "[iU]", "[iU]/L", "[iU]/mL", "[pH]", "a", "cm", "d", "dL", "fL", "g", "g/L", "g/dL", "h",
        "kPa", "kat/L", "kg", "kg/m2", "km", "L", "L/L", "L/min", "m", "m2", "mL", "mL/min",
        "mL/min/{1.73_m2}", "mU/L", "meq/L", "mg", "mg/L", "mg/d", "mg/dL", "mg/g", "mg/mmol",
        "mg/kg", "min", "mm", "mm/h", "mm[Hg]", "mmol", "mmol/L", "mmol/d", "mmol/mol", "mo",
        "mol", "mol/L", "mosm/kg", "ms", "ng", "ng/L", "ng/dL", "ng/mL", "nmol/L", "pg", "pg/mL",
        "pmol/L", "s", "U", "U/L", "u[iU]/mL", "ug", "ug/L", "ug/dL", "ug/mL", "umol/L", "wk",
        "{score}",
    }
)  # fmt: skip
"""Units that most results come in: told at a glance."""


def _unit(code: str) -> bool:
    if code in _USUAL_UNITS:
        return True
    return len(code) <= _LONGEST and unit(code)


@lru_cache(maxsize=4096)
def _language(code: str) -> bool:
    if len(code) > _LONGEST or not _TAG.fullmatch(code):
        return False
    from langcodes import tag_is_valid  # noqa: PLC0415 - a tenth of a second, and seldom needed

    return tag_is_valid(code)


def _media_type(code: str) -> bool:
    if not _MEDIA_TYPE.fullmatch(code):
        return False
    top = code.partition("/")[0].lower()
    return top in _TOP or top.startswith("x-")


@lru_cache(maxsize=1)
def _country_codes() -> frozenset[str]:
    from iso3166 import countries  # noqa: PLC0415 - a library that few messages need

    return frozenset(
        code for one in countries for code in (one.alpha2, one.alpha3, one.numeric) if code
    )


@lru_cache(maxsize=1)
def _currency_codes() -> frozenset[str]:
    from iso4217 import Currency  # noqa: PLC0415 - a library that few messages need

    return frozenset(one.code for one in Currency)


def _country(code: str) -> bool:
    return code in _country_codes()


def _currency(code: str) -> bool:
    return code in _currency_codes()


@lru_cache(maxsize=512)
def _national_number(code: str) -> bool:
    """NNxxx: the number that a country gives its people, xxx being the country."""
    return (
        len(code) == len("NNxxx")
        and code[2:].isalpha()
        and code[:2] == "NN"
        and _country(code[2:])
    )


GRAMMARS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        UCUM: _unit,
        LANGUAGES: _language,
        MEDIA: _media_type,
        "http://hl7.org/fhir/sid/mime-types": _media_type,
        COUNTRIES: _country,
        CURRENCIES: _currency,
    }
)
"""Code system -> whether a code is one of it."""

FORMED: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {"http://terminology.hl7.org/CodeSystem/v2-0203": _national_number}
)
"""Code system that lists its codes -> whether a code is one that it lists by a pattern."""

WHOLE: Mapping[str, str] = MappingProxyType(
    {
        "http://www.rfc-editor.org/bcp/bcp13.txt": MEDIA,
        "http://tools.ietf.org/html/bcp47": LANGUAGES,
    }
)
"""Canonical of a value set that nobody publishes -> the system of which it holds all codes."""
