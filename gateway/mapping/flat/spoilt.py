"""What a spreadsheet leaves in a cell in place of what stood there, and where that does harm.

It shows long numbers with a few of their digits (`1.23E+12`), what it cannot work out as an error
(`#REF!`, `Err:502`), and keeps texts by an apostrophe before them (`'005`). A number of a person
that was cut is that of all whose numbers begin alike.
https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part4-formula/ (5.12, constant errors)
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from gateway.mapping.flat.guards import columns
from gateway.mapping.flat.rows import FlatMap, Kind, Line

_ENDS = frozenset(
    {
        ("identifier", "value"), ("telecom", "value"), ("coding", "code"), ("reference",),
        ("lotNumber",), ("serialNumber",), ("subscriberId",),
    }
)  # fmt: skip
"""Where texts end that mean something by each of their digits."""
_CUT = re.compile(r"[+-]?\d{1,3}(?:[.,]\d+[Ee][+-]?|[Ee]\+)\d{1,3}", re.ASCII)
_ERROR = re.compile(
    r"#(?!.*[a-z])(?:[^\W\d_]|[/_0¡¿])+[!?]"  # #REF! #DIV/0! #NAME?, in any language
    r"|#(?i:N/A|NV|N/B|N/D|GETTING_DATA)"  # those that end without a sign
    r"|##+"  # a column that was too narrow
    r"|Err[ \u00a0]?:\d{3}"
)
_MONTH = (
    r"(?:Jan|Feb|M[aä]r|Mrz|Mrt|Apr|Ma[iy]|Mei|Jun|Jul|Aug|Sept?|O[ck]t|Nov|De[cz]|Janv|F[eé]vr?"
    r"|Mars|M[aä]rz|Avr|Juin|Juil|Ao[uû]t|D[eé]c)\.?"
)
_DATED = re.compile(
    rf"\d{{1,2}}[-. ]{{1,2}}{_MONTH}|{_MONTH}[- ]\d{{2,4}}"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}-\d{2}",
    re.IGNORECASE | re.ASCII,
)
MARKS = "'\N{RIGHT SINGLE QUOTATION MARK}"
"""By which a text is marked: as it is typed, and as an office program makes it."""
PERSONS = frozenset({"Patient", "Person", "Practitioner", "RelatedPerson"})
"""Types whose numbers are never nothing but zeros."""
_NOTHING = frozenset(
    {"null", "(null)", "<null>", "[null]", "\\n", "nan", "<na>", "undefined", "[object object]"}
)
"""Words that programs write where there is nothing, and nobody else."""
_NOBODY = _NOTHING | frozenset(
    {
        "nil", "none", "nat", "n/a", "unknown", "inconnu", "inconnue", "unbekannt", "(leer)",
        "(vide)", "(blank)", "keine", "aucun", "aucune", "total", "summe", "gesamt", "somme",
    }
)  # fmt: skip
"""Words that programs and people write where there is no number of anybody."""
_SERIAL: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "date": re.compile(r"[1-7]\d{4}(?:[.,]0+)?", re.ASCII),
        "datetime": re.compile(r"[1-7]\d{4}(?:[.,]\d+)?", re.ASCII),
        "time": re.compile(r"0?[.,]\d+", re.ASCII),
    }
)
"""Type of a column -> how a spreadsheet writes its values where no format is set."""


def error(text: str) -> bool:
    """Is this a spreadsheet's word for what it could not work out?"""
    return _ERROR.fullmatch(text) is not None


def cut(text: str) -> bool:
    """Is this a number of which only some digits were written?"""
    return _CUT.fullmatch(text) is not None


def dated(text: str) -> bool:
    """Is this a code of which a date was made: `1988-5` as `Mai 88`, `SEPT2` as `02. Sep`?"""
    return _DATED.fullmatch(text) is not None


def nobody(text: str) -> bool:
    """Does a cell for somebody's number say that there is none?"""
    return text.casefold() in _NOBODY or not any(map(str.isalnum, text))


def nothing(text: str) -> bool:
    """Does a cell say that there is nothing, in a word that is never a key?"""
    return text.casefold() in _NOTHING


def odd(text: str) -> bool:
    """Is there anything to be said of a cell of which each character counts?"""
    return text[:1] in MARKS or cut(text)


def serial(type: str, text: str) -> bool:
    """Does a spreadsheet number days so (45231: those since 1900), or times as parts of a day?"""
    found = _SERIAL.get(type)
    return found is not None and found.fullmatch(text) is not None


NAMES: Mapping[str, Any] = MappingProxyType(
    {
        "NOTHING_IN": nothing,
        "ERROR": error,
        "CUT": cut,
        "DATED": dated,
        "NOBODY": nobody,
        "ODD": odd,
    }
)
"""What generated source calls."""


def exact(kind: Kind) -> frozenset[int]:
    """The columns of which each digit counts: keys, identifiers, codes."""
    found = {*kind.layout.key, *keys(kind)}
    for one in kind.maps:
        found |= {at for line in one.lines if _ends(line) for at in line.src}
    return frozenset(found)


def keys(kind: Kind) -> frozenset[int]:
    """The columns that make a resource the same again."""
    parts = [part for one in kind.maps for parts in one.key for part in parts]
    return frozenset(part.column for part in parts if part.column >= 0)


def _ends(line: Line) -> bool:
    names = tuple(step.name for step in line.to.steps) if line.to is not None else ()
    return names[-2:] in _ENDS or names[-1:] in _ENDS


def codes(kind: Kind) -> frozenset[int]:
    """The columns of texts that are codes of a system, as they stand."""
    found = {at for one in kind.maps for line in one.lines if _coded(line) for at in line.src}
    return frozenset(at for at in found if kind.columns[at].type in ("text", "code"))


def _coded(line: Line) -> bool:
    names = tuple(step.name for step in line.to.steps) if line.to is not None else ()
    return names[-2:] == ("coding", "code") and line.code is None and line.lookup is None


def naming(kind: Kind, types: Collection[str] = ()) -> frozenset[int]:
    """The columns whose numbers say who or what a resource (of these types) is."""
    return frozenset(
        at
        for one in kind.maps
        if one.identifiers and (not types or one.type in types)
        for line in one.lines
        if line.to is not None and line.to.top == "identifier" and _ends(line)
        for at in line.src
    )


def none(kind: Kind, at: int, cell: str) -> str:
    """The test, as source, that such a cell names nobody; "" where any text is right."""
    if at not in naming(kind) | keys(kind):
        return ""
    call = "NOBODY" if at in naming(kind) else "NOTHING_IN"
    test = f"(not {cell}.isalnum() or {cell}.isalpha()) and {call}({cell})"  # most have digits
    return f"{test} or not {cell}.strip('0')" if at in naming(kind, PERSONS) else test


def told(kind: Kind) -> frozenset[int]:
    """The columns of which anything is said: an error in another one harms nobody."""
    found = set(exact(kind))
    for one in kind.maps:
        found |= {*columns(one.when), *(at for line in one.lines for at in _asked(line))}
    return frozenset(found)


def _asked(line: Line) -> tuple[int, ...]:
    return (*(() if line.ignore else line.src), *columns(line.when))


def declared(kind: Kind, at: int) -> frozenset[str]:
    """Words for errors that a description itself knows in a column: they are its words."""
    column = kind.columns[at]
    words = {*column.allowed, *column.true, *column.false}
    for line in (line for one in kind.maps for line in _reading(one, at)):
        words |= {*(line.code.codes if line.code else ()), *(line.lookup or ())}
    return frozenset(filter(error, words))


def _reading(one: FlatMap, at: int) -> list[Line]:
    return [line for line in one.lines if at in line.src]
