"""Dates, times, numbers and truths as people write them in files, in the form that is read here.

`DD.MM.YYYY`, `D/M/YY`, `YYYY-MM-DD HH:mm:ss`, `1.234,50`, `Oui`. What is read is given as HL7 v2
writes it, which `times` and `convert` make FHIR of.
https://unicode.org/reports/tr35/tr35-dates.html#Date_Field_Symbol_Table (the letters)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from gateway.mapping.flat.rows import Typed
from gateway.mapping.flaws import Flawed

Read: TypeAlias = Callable[[str], "str | Flawed"]

_MOST = 8_192
"""Texts that a column remembers."""
_SIXTY = frozenset(f"{number:02}" for number in range(60))
_TOKENS: Mapping[str, str] = MappingProxyType(
    {
        "YYYY": r"(?P<Y>\d{4})",
        "YY": r"(?P<y>\d{2})",
        "MM": r"(?P<M>0[1-9]|1[0-2])",
        "M": r"(?P<M>0?[1-9]|1[0-2])",
        "DD": r"(?P<D>0[1-9]|[12]\d|3[01])",
        "D": r"(?P<D>0?[1-9]|[12]\d|3[01])",
        "HH": r"(?P<H>[01]\d|2[0-3])",
        "H": r"(?P<H>[01]?\d|2[0-3])",
        "mm": r"(?P<m>[0-5]\d)",
        "ss": r"(?P<s>[0-5]\d)",
        "SSS": r"(?P<f>\d{1,9})",
        "Z": r"(?P<Z>Z|[+-]\d\d:?\d\d)",
    }
)
_TOKEN = re.compile("YYYY|YY|MM|DD|HH|mm|ss|SSS|M|D|H|Z")
_FIXED = ("YYYY", "MM", "DD", "HH", "mm", "ss")
_LETTER = re.compile("[A-Za-z]")
DEFAULTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "date": ("YYYY-MM-DD",),
        "datetime": (
            "YYYY-MM-DD HH:mm:ss",
            "YYYY-MM-DDTHH:mm:ss",
            "YYYY-MM-DDTHH:mm:ssZ",
            "YYYY-MM-DD HH:mm",
            "YYYY-MM-DD",
        ),
        "time": ("HH:mm:ss", "HH:mm"),
    }
)
"""Formats of columns that declare none."""
_RULES: Mapping[str, str] = MappingProxyType(
    {
        "date": "value-invalid-date",
        "datetime": "value-invalid-datetime",
        "time": "value-invalid-time",
    }
)


def pattern(format: str, pivot: int | None) -> re.Pattern[str]:
    """What reads a format; raises ValueError with a plain sentence."""
    made, at, seen = "", 0, set[str]()
    while at < len(format):
        token = _TOKEN.match(format, at)
        if token is None:
            literal = format[at]
            if _LETTER.match(literal) and literal != "T":
                raise ValueError(f"`{format}`: `{literal}` stands for nothing")
            made, at = made + re.escape(literal), at + 1
            continue
        name = token[0][0] if token[0] != "YY" else "y"
        if name in seen:
            raise ValueError(f"`{format}`: `{token[0]}` stands twice")
        seen.add(name)
        made, at = made + _TOKENS[token[0]], token.end()
    if "y" in seen and pivot is None:
        raise ValueError(
            f"`{format}`: two digits are no year; say the last of this century: pivot"
        )
    if not seen & {"Y", "y", "H"}:
        raise ValueError(f"`{format}`: neither a year (YYYY) nor an hour (HH) is in it")
    return re.compile(made, re.ASCII)


_SAMPLES: Sequence[Mapping[str, str]] = (
    {
        "YYYY": "2003", "YY": "03", "MM": "02", "M": "2", "DD": "01", "D": "1", "HH": "04",
        "H": "4", "mm": "05", "ss": "06", "SSS": "007", "Z": "+01:00",
    },
    {
        "YYYY": "2012", "YY": "12", "MM": "10", "M": "10", "DD": "11", "D": "11", "HH": "14",
        "H": "14", "mm": "15", "ss": "16", "SSS": "017", "Z": "Z",
    },
)  # fmt: skip
"""Moments of which each part is another, short and long."""


def misread(column: Typed) -> Iterator[tuple[str, str]]:
    """(format, the one before it that reads what it writes as another time) of a column."""
    one = [(format, _Times("", (format,), column)) for format in column.formats]
    for at, (format, read) in enumerate(one):
        texts = [_TOKEN.sub(lambda found: said[found[0]], format) for said in _SAMPLES]  # noqa: B023 - used up at once
        for earlier, other in one[:at]:
            if any(isinstance(other(text), str) and other(text) != read(text) for text in texts):
                yield format, earlier


def reader(column: Typed) -> Read | None:
    """What reads the cells of a column; None where any text is right."""
    if column.type in _RULES:
        formats = column.formats or DEFAULTS[column.type]
        return _Times(_RULES[column.type], formats, column)
    if column.type in ("decimal", "integer"):
        return _number(column)
    return _truth(column) if column.type == "boolean" else None


def _places(format: str) -> tuple[tuple[int, int], ...]:
    """Where year, month, day and so on stand, in this order; none where that is not fixed."""
    found: dict[str, tuple[int, int]] = {}
    at = 0
    while at < len(format):
        token = _TOKEN.match(format, at)
        if token is not None:
            found[token[0]] = token.span()
        at = token.end() if token is not None else at + 1
    fixed = found.keys() <= set(_FIXED)
    return tuple(found[name] for name in _FIXED if name in found) if fixed else ()


class _Times:
    """Reads dates and times; days that come again are known."""

    def __init__(self, rule: str, formats: Sequence[str], column: Typed) -> None:
        self._flaw = Flawed(rule)
        self._patterns = [(pattern(one, column.pivot), _places(one)) for one in formats]
        self._pivot = column.pivot or 0
        self._clock_only = column.type == "time"
        self._date = column.type == "date"
        self._known: dict[str, str | Flawed] = {}
        """Of dates: what was read of a text; of times: what stands before their last digits."""

    def __call__(self, text: str) -> str | Flawed:
        if self._date:
            known = self._known.get(text)
            return self._kept(text, self._read(text)) if known is None else known
        stem, last = text[:-2], text[-2:]
        if last not in _SIXTY or stem[-1:] != ":":
            return self._read(text)
        known = self._known.get(stem)
        if known is None:
            known = self._kept(stem, self._stem(stem))
        return known + last if known.__class__ is str and known else self._read(text)

    def _kept(self, text: str, known: str | Flawed) -> str | Flawed:
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[text] = known
        return known

    def _stem(self, stem: str) -> str:
        """What is read of a time without its last two digits; empty where it hangs on those."""
        first, last = self._read(f"{stem}00"), self._read(f"{stem}59")
        if isinstance(first, str) and isinstance(last, str) and first[:-2] == last[:-2]:
            return first[:-2] if (first[-2:], last[-2:]) == ("00", "59") else ""
        return ""

    def _read(self, text: str) -> str | Flawed:
        """By its formats; the first that fits is right."""
        for one, places in self._patterns:
            if found := one.fullmatch(text):
                if places:
                    return "".join([text[start:end] for start, end in places])
                return self._said(found.groupdict())
        return self._flaw

    def _said(self, found: Mapping[str, str]) -> str:
        year = found.get("Y") or ""
        if not year and "y" in found:
            year = ("20" if int(found["y"]) <= self._pivot else "19") + found["y"]
        day = year + "".join(found[one].zfill(2) for one in "MD" if one in found)
        time = "".join(found[one].zfill(2) for one in "Hms" if one in found)
        fraction = f".{found['f']}" if found.get("f") else ""
        offset = found.get("Z", "").replace(":", "").replace("Z", "+0000")
        return time + fraction if self._clock_only else day + time + fraction + offset


_ALIKE = {" ": " \u00a0\u2009\u202f", "'": "'\u2019"}
"""Between thousands -> all that programs write where they mean it."""


def _number(column: Typed) -> Read:
    flaw = Flawed("value-invalid-integer" if column.type == "integer" else "value-invalid-number")
    digits = r"\d+"
    if column.thousands:
        between = f"[{re.escape(_ALIKE.get(column.thousands, column.thousands))}]"
        digits = rf"(?:\d{{1,3}}(?:{between}\d{{3}})+|\d+)"
    tail = "" if column.type == "integer" else rf"(?:{re.escape(column.point)}\d+)?"
    whole = re.compile(rf"[+-]?{digits}{tail}", re.ASCII)
    point, thousands = column.point, column.thousands
    if not thousands:
        fits = whole.fullmatch
        if point == ".":
            return lambda text: text if fits(text) else flaw
        return lambda text: text.replace(point, ".") if fits(text) else flaw

    def read(text: str) -> str | Flawed:
        if not whole.fullmatch(text):
            return flaw
        bare = text
        for sign in _ALIKE.get(thousands, thousands):
            bare = bare.replace(sign, "")
        return bare.replace(point, ".")

    return read


def _truth(column: Typed) -> Read:
    words = dict.fromkeys(column.true, "true") | dict.fromkeys(column.false, "false")
    flaw = Flawed("value-invalid-boolean")
    return lambda text: words.get(text, flaw)
