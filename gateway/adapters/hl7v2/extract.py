"""Reads a list of places of a message at once, each field cut once: values without FHIR.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.3, fields)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import NamedTuple, TypeAlias

from gateway.adapters.hl7v2.escape import unescape
from gateway.adapters.hl7v2.tree import Delimiters, Message
from gateway.codegen import Writer, build

Read: TypeAlias = Callable[[Message], list[str]]

_PLACE = re.compile(r"([A-Z][A-Z0-9]{2})-(\d{1,3})(?:\.(\d{1,3}))?")


class _Place(NamedTuple):
    field: int
    component: int
    cut: bool
    """Was a component asked by its number?"""


def extractor(places: Sequence[str], delimiters: Delimiters, charset: str = "utf-8") -> Read:
    """Compile a reader of these places (`PID-7`, `OBX-3.1`) of a message.

    It takes a message and gives, for each of its segments in their order, one text for each place
    that is asked of segments of this name: of the first repetition, the component (the first where
    none is named), its first subcomponent, unescaped; empty where there is nothing. Raises
    ValueError for what is no such place.
    """
    writer = Writer()
    kinds: dict[str, list[_Place]] = {}
    for name, place in map(_numbers, places):
        kinds.setdefault(name, []).append(place)
    for name, asked in kinds.items():
        _careful(writer, name, asked)
    with writer.block("def read(message):"):
        writer.line("found = []")
        with writer.block("for n, s in zip(message.names, message.lines):"):
            for name, asked in kinds.items():
                _quick(writer, name, asked)
        writer.line("return found")

    def careful(text: str, component: int) -> str:
        first = text.split(delimiters.repetition, 1)[0].split(delimiters.component)
        part = first[component - 1] if component <= len(first) else ""
        return unescape(part.split(delimiters.subcomponent, 1)[0], delimiters, charset)

    marks = (delimiters.repetition, delimiters.subcomponent, delimiters.escape)
    cuts = {"F": delimiters.field, "C": delimiters.component, "R": marks[0], "S": marks[1]}
    names = {**cuts, "E": marks[2], "at": careful}
    read: Read = build("hl7v2 extractor", "", writer.done, names, None)["read"]
    return read


def _numbers(place: str) -> tuple[str, _Place]:
    found = _PLACE.fullmatch(place)
    if found is None:
        raise ValueError(f"{place} is no field or component, such as PID-7 or OBX-3.1")
    return found[1], _Place(int(found[2]), int(found[3] or 1), cut=found[3] is not None)


def _quick(writer: Writer, name: str, asked: Sequence[_Place]) -> None:
    """Emit the short way: all fields are there, and none holds what must be cut with care.

    One look at the whole segment costs less than many.
    """
    cut = sorted({one.field for one in asked if one.cut})
    plain = list(dict.fromkeys(one.field for one in asked if one.field not in cut))
    last = max(one.field for one in asked)
    with writer.block(f"if n == {name!r}:"):
        # What stands behind the last field that is asked for is not cut.
        writer.line("f = message.header" if name == "MSH" else f"f = s.split(F, {last + 1})")
        alone = f' and C not in f"{"".join(f"{{f[{field}]}}" for field in plain)}"'
        fits = f"len(f) > {last}" + (alone if plain else "")
        with writer.block(f"if not (R in s or S in s or E in s) and {fits}:"):
            counts: list[str] = []
            for field in cut:
                most = max(one.component for one in asked if one.field == field)
                counted = f"; q{field} = len(p{field})" if most > 1 else ""
                writer.line(f"p{field} = f[{field}].split(C, {most}){counted}")
                counts += [f"q{field} >= {most}"] if counted else []
            if counts:
                with writer.block(f"if {' and '.join(counts)}:"):
                    _taken(writer, asked, cut, whole=True)
            with writer.block("else:") if counts else nullcontext():
                _taken(writer, asked, cut, whole=not counts)
        writer.line(f"else: found += {name}(f)")
        writer.line("continue")


def _taken(writer: Writer, asked: Sequence[_Place], cut: Sequence[int], *, whole: bool) -> None:
    """Emit the values; `whole`: every component that is asked for is there."""
    found = (
        _component(one, whole=whole) if one.field in cut else f"f[{one.field}]" for one in asked
    )
    writer.line(f"found += ({', '.join(found)},)")


def _component(place: _Place, *, whole: bool) -> str:
    have = f"p{place.field}[{place.component - 1}]"
    if whole or place.component == 1:
        return have
    return f"{have} if q{place.field} >= {place.component} else ''"


def _careful(writer: Writer, name: str, asked: Sequence[_Place]) -> None:
    """Emit the long way, each field by itself."""
    with writer.block(f"def {name}(f):"):
        writer.line("k = len(f)")
        for field in dict.fromkeys(one.field for one in asked):
            _field(writer, field, [one.component for one in asked if one.field == field])
        found = ", ".join(f"v{one.field}_{one.component}" for one in asked)
        writer.line(f"return [{found}]")


def _field(writer: Writer, field: int, components: Sequence[int]) -> None:
    """Plain text is cut where it stands; repetitions, subcomponents, escapes go the long way."""
    writer.line(f"t = f[{field}] if k > {field} else ''")
    with writer.block("if R in t or S in t or E in t:"):
        for component in components:
            writer.line(f"v{field}_{component} = at(t, {component})")
    with writer.block("else:"):
        writer.line("p = t.split(C); q = len(p)")
        for component in components:
            writer.line(f"v{field}_{component} = p[{component - 1}] if q >= {component} else ''")
