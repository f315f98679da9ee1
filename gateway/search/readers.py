"""What gives the index rows of one parameter: plain ways are read without steps between.

Every resource that is kept is read by each parameter of its type.
https://hl7.org/fhir/R4/searchparameter-registry.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from gateway.model import Resource, Row
from gateway.search.expressions import Way
from gateway.search.values import ROWED, Value

MISSHAPEN = (AttributeError, TypeError, KeyError, IndexError, ValueError, ArithmeticError)
"""What is raised by a resource that is not shaped as its definitions say."""
RowsOf: TypeAlias = Callable[[Resource], Sequence[Row]]
"""Gives index rows of a resource."""
_Read: TypeAlias = Callable[[Any], Iterable[Value]]
_CODE = ("code",)


def plainest(
    kind: str, name: str, way: Way, systems: Mapping[str, str], otherwise: RowsOf
) -> RowsOf:
    """The reader of a parameter of this one way; `otherwise` where it is not so plain.

    `systems`: as of the parameter.
    """
    read = ROWED.get(kind)
    if read is None:
        return otherwise
    if systems:
        coded = way.key and way.places == _CODE and kind == "token"
        return _code(name, way.key, systems, otherwise) if coded else otherwise
    if way.key:
        return _element(kind, name, way.key, read)
    match way.keys:
        case (first, second):
            return _part(kind, name, (first, second), read)
    return otherwise


def _element(kind: str, name: str, key: str, read: _Read) -> RowsOf:
    """Of an element of the resource."""

    def rows(body: Resource) -> Sequence[Row]:
        said = body.get(key)
        if said is None:
            return ()
        try:
            if said.__class__ is not list:
                return _rows(kind, name, read(said))
            return _rows(
                kind, name, [each for one in said if one is not None for each in read(one)]
            )
        except MISSHAPEN:
            return ()

    return rows


def _part(kind: str, name: str, keys: tuple[str, str], read: _Read) -> RowsOf:
    """Of an element of its elements."""
    outer, inner = keys

    def rows(body: Resource) -> Sequence[Row]:
        said = body.get(outer)
        if said is None:
            return ()
        found: list[Value] = []
        try:
            for one in said if said.__class__ is list else (said,):
                part = None if one is None else one.get(inner)
                if part.__class__ is list:
                    for each in part:
                        found += () if each is None else read(each)
                elif part is not None:
                    found += read(part)
            return _rows(kind, name, found)
        except MISSHAPEN:
            return ()

    return rows


def _code(name: str, key: str, systems: Mapping[str, str], otherwise: RowsOf) -> RowsOf:
    """Of a code, whose system its element is bound to; `otherwise` reads what is no text."""

    def rows(body: Resource) -> Sequence[Row]:
        code = body.get(key)
        if code.__class__ is str:
            return (("token", name, systems.get(code, ""), code),)
        return otherwise(body) if code is not None else ()

    return rows


def _rows(kind: str, name: str, values: Iterable[Value]) -> Sequence[Row]:
    """Each once, in their order."""
    return list(dict.fromkeys([(kind, name, *one) for one in values]))
