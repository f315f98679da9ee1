"""The first page of a search by one condition: its question is written once, and filled in.

https://hl7.org/fhir/R4/search.html · https://www.sqlite.org/c3ref/stmt.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway import fhirjson
from gateway.model import Criterion, Page, Query, Rest
from gateway.store import codec
from gateway.store.forms import DATES, bounded
from gateway.store.memory import Memory
from gateway.store.packing import ABOUT
from gateway.store.ranges import filled
from gateway.store.sql import Sql

Question: TypeAlias = "tuple[str, tuple[Any, ...]]"
"""Its words, and the values that come first in it."""
Filled: TypeAlias = "tuple[object, tuple[tuple[Any, ...], ...]]"
"""What of a value the words of the question depend on, and what may be filled in: the ways."""
_Made: TypeAlias = "tuple[int, int, str]"
"""When, which way it is filled in, and the words."""
_MOST = 1_000
"""Questions that are remembered."""


def asked(query: Query) -> Filled | None:
    """What tells a question from all that differ in nothing but what is filled in, and that.

    None where it is not about one plain value, or wants more than the first page.
    """
    if len(query.criteria) != 1 or query.order or query.after or query.newest is not None:
        return None
    (one,) = query.criteria
    fill = _FILLS.get(one.form)
    if fill is None or one.way or len(one.values) != 1:
        return None
    found = fill(query.type, one)
    if found is None:
        return None
    sign = query.rest.sign if query.rest else b""
    ways = found[1]
    if sign and one.form == "reference":
        ways = tuple([(*way, sign) for way in ways]) + ways
    return (query.type, one.param, one.form, found[0], sign != b""), ways


def _token(type_: str, one: Criterion) -> Filled | None:  # noqa: ARG001 - a row's shape
    system, code = one.values[0]
    if code is None:
        return None
    value = codec.short(code)
    return (False, ((value,),)) if system is None else (True, ((system, value),))


def _reference(type_: str, one: Criterion) -> Filled | None:
    ((target,),) = one.values
    if one.param not in ABOUT:
        return "", ((codec.short(target),),)
    id_ = target.removeprefix("Patient/")
    if id_ == target or type_ in {"", "Patient"}:
        return None
    return "about", ((id_,), (id_, codec.short(target)))


def _date(type_: str, one: Criterion) -> Filled | None:  # noqa: ARG001 - a row's shape
    if one.param == "_lastUpdated":
        return None
    prefix, *limits = one.values[0]
    low, high = bounded("date", *limits)
    words, values = filled(prefix, low, high, DATES)
    return words, (values,)


def _id(type_: str, one: Criterion) -> Filled | None:  # noqa: ARG001 - a row's shape
    return "", ((codec.key(one.values[0][0]),),)


_FILLS: Mapping[str, Callable[[str, Criterion], Filled | None]] = MappingProxyType(
    {"token": _token, "reference": _reference, "date": _date, "id": _id}
)
"""Form -> what is filled in."""


class FirstPages:
    """The questions that one reader has written."""

    def __init__(
        self, sql: Sql, memory: Memory, written: Callable[[Query], Question | None]
    ) -> None:
        """`written` writes one."""
        self._sql = sql
        self._memory = memory
        self._written = written
        self._known: dict[object, _Made] = {}

    def known(self, query: Query) -> Question | None:
        """The question, and what is filled in; None where it must be written each time."""
        said = asked(query)
        if said is None:
            return None
        key, ways = said
        found = self._known.get(key)
        if found is None or found[0] != self._memory.seen:
            found = self._made(query, ways)
            if found is None:
                return None
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = found
        return found[2], ways[found[1]]

    def _made(self, query: Query, ways: tuple[tuple[Any, ...], ...]) -> _Made | None:
        """The question, only if it is filled in one of these ways."""
        question = self._written(query) if self._memory.shares else None
        if question is None or question[1] not in ways:
            return None
        return self._memory.seen, ways.index(question[1]), question[0]

    def page(self, query: Query, known: Question, bound: int) -> Page | None:
        """The page; None where it is not the only one, or more than `bound` must be looked at."""
        text, filled = known
        rest = query.rest
        most = bound if rest else query.count
        rows = self._sql.execute(text, (*filled, -1, most + 1)).fetchall()
        if len(rows) > most:
            return None
        memory = self._memory
        remembered = memory.bodies.get
        bodies = [remembered(blob) or memory.unpack(blob) for (blob,) in rows]
        if rest:
            bodies = fitting(rest, bodies)
            if len(bodies) > query.count:
                return None
        total = len(bodies) if rest or query.total != "none" else None
        return Page(tuple(bodies), total)


def fitting(rest: Rest, bodies: list[bytes]) -> list[bytes]:
    """Those of which also holds what no index row says; letters are looked at before all else."""
    for words in rest.texts:
        if len(words) == 1:
            word = words[0]
            bodies = [body for body in bodies if word in body]
        else:
            bodies = [body for body in bodies if any(word in body for word in words)]
    return [body for body in bodies if rest.fits(fhirjson.decode(body))]
