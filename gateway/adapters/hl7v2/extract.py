"""Reads a list of places of a segment at once, each field cut once: values without FHIR.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.3, fields)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from gateway.adapters.hl7v2.escape import unescape
from gateway.adapters.hl7v2.tree import Delimiters, Segment
from gateway.codegen import Writer, build

Read: TypeAlias = Callable[[Segment], list[str]]

_PLACE = re.compile(r"[A-Z][A-Z0-9]{2}-(\d{1,3})(?:\.(\d{1,3}))?")


def extractor(places: Sequence[str], delimiters: Delimiters, charset: str = "utf-8") -> Read:
    """Compile a reader of these places (`OBX-3.1`, `OBX-5`) of one kind of segment.

    It takes a segment and gives one text for each place, in their order: of the first repetition,
    the component (the first where none is named), its first subcomponent, unescaped; empty where
    there is nothing. Raises ValueError for what is no such place.
    """
    writer = Writer()
    parts = [_numbers(place) for place in places]
    with writer.block("def read(segment):"):
        writer.line("f = segment.fields; k = len(f)")
        cut = {field for place, (field, _) in zip(places, parts, strict=True) if "." in place}
        _whole(writer, parts, sorted(cut))
        for field in dict.fromkeys(field for field, _ in parts):
            _field(writer, field, [component for at, component in parts if at == field])
        found = ", ".join(f"v{field}_{component}" for field, component in parts)
        writer.line(f"return [{found}]")

    def careful(text: str, component: int) -> str:
        first = text.split(delimiters.repetition, 1)[0].split(delimiters.component)
        part = first[component - 1] if component <= len(first) else ""
        return unescape(part.split(delimiters.subcomponent, 1)[0], delimiters, charset)

    marks = (delimiters.repetition, delimiters.subcomponent, delimiters.escape)
    names = {"C": delimiters.component, "R": marks[0], "S": marks[1], "E": marks[2], "at": careful}
    read: Read = build("hl7v2 extractor", "", writer.done, names, None)["read"]
    return read


def _whole(writer: Writer, parts: Sequence[tuple[int, int]], cut: Sequence[int]) -> None:
    """Emit the short way: all fields are there, and none holds what must be cut with care.

    `cut`: fields of which components are asked. One look at all fields costs less than many.
    """
    plain = list(dict.fromkeys(field for field, _ in parts if field not in cut))
    alone = f'"".join(({"".join(f"f[{field}], " for field in plain)}))'
    both = f'"".join((t, {"".join(f"f[{field}], " for field in cut)}))' if cut else "t"
    with writer.block(f"if k > {max(field for field, _ in parts)}:"):
        writer.line(f"t = {alone}; s = {both}")
        with writer.block("if not (C in t or R in s or S in s or E in s):"):
            for field in cut:
                writer.line(f"p{field} = f[{field}].split(C); q{field} = len(p{field})")
            found = (
                f"f[{field}]" if field in plain else _component(field, component)
                for field, component in parts
            )
            writer.line(f"return [{', '.join(found)}]")


def _component(field: int, component: int) -> str:
    have = f"p{field}[{component - 1}]"
    return have if component == 1 else f"{have} if q{field} >= {component} else ''"


def _numbers(place: str) -> tuple[int, int]:
    found = _PLACE.fullmatch(place)
    if found is None:
        raise ValueError(f"{place} is no field or component, such as PID-7 or OBX-3.1")
    return int(found[1]), int(found[2] or 1)


def _field(writer: Writer, field: int, components: Sequence[int]) -> None:
    """Plain text is cut where it stands; repetitions, subcomponents, escapes go the long way."""
    writer.line(f"t = f[{field}] if k > {field} else ''")
    if components == [1]:
        with writer.block("if t.isalnum():"):
            writer.line(f"v{field}_1 = t")
        _plain(writer, field, components, "elif")
    else:
        _plain(writer, field, components, "if")


def _plain(writer: Writer, field: int, components: Sequence[int], word: str) -> None:
    with writer.block(f"{word} R in t or S in t or E in t:"):
        for component in components:
            writer.line(f"v{field}_{component} = at(t, {component})")
    with writer.block("else:"):
        if components == [1]:
            writer.line(f"v{field}_1 = t[:t.index(C)] if C in t else t")
            return
        writer.line("p = t.split(C); q = len(p)")
        for component in components:
            writer.line(f"v{field}_{component} = p[{component - 1}] if q >= {component} else ''")
