"""What the cells of a column have in common: dates, times, numbers, truths, codes, or only texts.

Whatever is found is said as a description says it, and reads every cell of the sample.
https://unicode.org/reports/tr35/tr35-dates.html#Date_Field_Symbol_Table
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from gateway.mapping.flat.formats import misread, pattern, reader
from gateway.mapping.flat.rows import Typed
from gateway.mapping.flat.spoilt import cut, error

EMPTY = frozenset({"NULL", "null", "N/A", "n/a", "-", "."})
CODED = ", type: code"
_FEW = 20
"""So many different texts at most make codes, where there are three times as many rows."""
_PIVOT = 30
_DAYS = (
    "YYYY-MM-DD", "DD.MM.YYYY", "D.M.YYYY", "DD/MM/YYYY", "D/M/YYYY", "MM/DD/YYYY", "M/D/YYYY",
    "DD-MM-YYYY", "YYYY/MM/DD", "DD.MM.YY", "D.M.YY", "DD/MM/YY", "YYYYMMDD",
)  # fmt: skip
"""Those in front are tried first: where two fit, days stand before months."""
_CLOCKS = (" HH:mm", " HH:mm:ss", " H:mm", "THH:mm", "THH:mm:ss", "THH:mm:ssZ", "THH:mm:ss.SSS",
           "THH:mm:ss.SSSZ", " HH:mm:ss.SSS", " HH:mm:ssZ")  # fmt: skip
_DIGITS = ("YYYYMMDDHHmm", "YYYYMMDDHHmmss")
_TIMES = ("HH:mm:ss", "HH:mm", "H:mm")
_CENTURY = re.compile(r"(19|20)")
_USUAL = ("YYYY-MM-DD", "YYYY-MM-DD HH:mm:ss", "YYYY-MM-DD HH:mm", "YYYY-MM-DDTHH:mm:ss",
          "YYYY-MM-DDTHH:mm:ssZ", "HH:mm:ss", "HH:mm")  # fmt: skip
"""Formats that need not be said."""
_NUMBERS = ((".", ""), (",", ""), (",", "."), (".", ","), (".", "'"), (",", " "), (".", " "))
"""(sign before decimals, sign between thousands)"""
_SLASHED = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}", re.ASCII)
_DOUBTFUL = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
_TRUE = frozenset({"j", "ja", "y", "yes", "o", "oui", "true", "vrai", "wahr", "sim", "si", "sì"})
_FALSE = frozenset({"n", "nein", "no", "non", "false", "faux", "falsch", "não"})
_PERSONAL = re.compile(
    r"name|nom|pr.nom|vorname|famil|given|surname|pat|pid|mrn|matric|svnr|ort$|ville|city|town|"
    r"stra(ss|ß)e|street|rue|address|adress|geb|birth|naiss|tel|phone|mail|arzt|doctor|m.decin",
    re.IGNORECASE,
)
"""Columns of which no text is shown, however often it comes: it may be somebody's."""


def typed(cells: Sequence[str], name: str = "") -> str:
    """The type of a column as a description declares it, with a comma before; "" for texts."""
    if not cells:
        return ""
    different = list(dict.fromkeys(cells))
    for find in (_truth, _date, _number):
        if found := find(different):
            return found
    few = len(different) <= _FEW and len(different) * 3 <= len(cells)
    return CODED if few and not _PERSONAL.search(name) else ""


def doubts(cells: Sequence[str]) -> Iterator[str]:
    """What a person must be asked of a column, since both would fit."""
    said = typed(cells)
    if re.search(r"DD/MM|D/M", said) and _fits(said.replace("DD/MM", "MM/DD"), cells):
        yield "day or month first? Both fit"
    signed = [one for one in cells if not one.lstrip("+-").isdigit()]
    if "decimal" in said and signed and all(_DOUBTFUL.fullmatch(one) for one in signed):
        yield "is the sign in it before decimals or between thousands? Both fit"
    if not said and cells and all(map(_SLASHED.fullmatch, cells)):
        yield "the day stands first in some cells, the month in others: have dates exported anew"
    if any(map(cut, cells)):
        yield "some numbers were cut (1.23E+05): if something is known by them, export it as text"
    if any(map(error, cells)):
        yield "errors of a spreadsheet (#REF!) stand in it: such rows will be refused"
    if "pivot" in said:
        yield f"years of two digits: up to {_PIVOT} they are of this century; is that so?"


def _fits(said: str, cells: Sequence[str]) -> bool:
    found = re.search(r'format: (?:"([^"]*)"|(\S+?)(?=,|$))', said)
    format = (found[1] or found[2]) if found else ""
    return bool(format) and all(map(_form(format), cells))


def _truth(cells: Sequence[str]) -> str:
    """Words for yes and for no, and nothing else."""
    words = sorted(set(cells))
    yes = [one for one in words if one.casefold() in _TRUE]
    no = [one for one in words if one.casefold() in _FALSE]
    if not (yes and no) or len(yes) + len(no) < len(words):
        return ""
    words_of = [json.dumps(one, ensure_ascii=False) for one in (yes, no)]
    return ', type: boolean, "true": {}, "false": {}'.format(*words_of)


def _date(cells: Sequence[str]) -> str:
    moments = tuple(f"{day}{clock}" for day in _DAYS[:-1] for clock in _CLOCKS)
    for type, formats in (
        ("date", _DAYS), ("datetime", (*_DIGITS, *moments)), ("time", _TIMES),
        ("datetime", (*moments, *_DAYS[:-1])),
    ):  # fmt: skip
        if found := _formats(formats, cells):
            return f", type: {type}{_said(found)}"
    return ""


def _formats(formats: Sequence[str], cells: Sequence[str]) -> list[str]:
    """The one format of all cells, else the two that read all between them; none."""
    one = next((each for each in formats if all(map(_form(each), cells))), None)
    if one is not None:
        return [one]
    for first in (each for each in formats if _form(each)(cells[0])):
        left = [cell for cell in cells if not _form(first)(cell)]
        other = next((each for each in formats if all(map(_form(each), left))), None)
        if other is not None:
            both = sorted((first, other), key=formats.index)
            if not any(misread(Typed("", "datetime", tuple(both), _PIVOT))):
                return both
    return []


@lru_cache(maxsize=512)
def _form(format: str) -> Callable[[str], bool]:
    """Is a cell of this format? Eight digits are a day of the last century or of this one."""
    fits = pattern(format, _PIVOT).fullmatch
    if format.startswith("YYYYMMDD"):
        return lambda cell: bool(fits(cell) and _CENTURY.match(cell))
    return lambda cell: bool(fits(cell))


def _said(formats: Sequence[str]) -> str:
    if len(formats) == 1 and formats[0] in _USUAL:
        return ""
    words = [json.dumps(one) if re.search(r"[ :]", one) else one for one in formats]
    said = f", format: {words[0] if len(words) == 1 else '[' + ', '.join(words) + ']'}"
    short = any("YY" in one and "YYYY" not in one for one in formats)
    return f"{said}, pivot: {_PIVOT}" if short else said


def _number(cells: Sequence[str]) -> str:
    """Numbers to reckon with: zeros in front and many digits are those of names."""
    if any(re.match(r"[+-]?0\d", one) for one in cells):
        return ""
    if all(re.fullmatch(r"[+-]?\d{1,9}", one, re.ASCII) for one in cells):
        return ", type: integer"
    if all(one.lstrip("+-").isdigit() for one in cells):
        return ""
    for point, thousands in _NUMBERS:
        read = reader(Typed("", "decimal", point=point, thousands=thousands))
        if read is not None and all(isinstance(read(one), str) for one in cells):
            said = "" if point == "." else f', point: "{point}"'
            return f", type: decimal{said}" + (f', thousands: "{thousands}"' if thousands else "")
    return ""
