"""How is a search answered? What index rows can say of it, and what is asked of each resource.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.fhirjson import encode
from gateway.model import Criterion, Order, Query, Resource, Rest
from gateway.search.fits import asking
from gateway.search.folding import fold
from gateway.search.parameters import Param
from gateway.search.signs import sought
from gateway.search.values import Value
from gateway.search.wanted import Sorted, Wanted

Indexed: TypeAlias = AbstractSet[tuple[str, str]]
"""(type, parameter) of all that has index rows."""

UPDATED = "_lastUpdated"
"""Every store knows by itself when it kept what."""
_LAST = chr(0x10FFFF)
_TOP = 0x102000
"""From here on, a letter turned round would be half of a pair."""


def planned(
    type_: str,
    wanted: Sequence[Wanted],
    indexed: Indexed,
    *,
    criteria: Sequence[Criterion] = (),
    sort: Sequence[Sorted] = (),
    **shape: Any,
) -> Query:
    """The query that finds resources of which all that is wanted holds.

    `criteria` must hold too; `shape` is `count`, `after`, `back` and `total`, as a Query has them.
    """
    found, others = list(criteria), list[Wanted]()
    for one in wanted:
        said, whole = _said(one, indexed)
        found += said
        if not whole:
            others.append(one)
    newest, order = _order(sort)
    return Query(type_, tuple(found), rest=rest(others), order=order, newest=newest, **shape)


def rest(wanted: Sequence[Wanted]) -> Rest | None:
    """What is asked of each resource; None: nothing."""
    if not wanted:
        return None
    if len(wanted) == 1:
        (only,) = wanted
        words = _texts(only)
        return Rest(
            asking(only),
            (only.said or only.param.name,),
            (words,) if words else (),
            _sign(only),
        )
    texts = tuple(filter(None, map(_texts, wanted)))
    sign = next(filter(None, map(_sign, wanted)), b"")
    names = dict.fromkeys(one.said or one.param.name for one in wanted)
    each = [asking(one) for one in wanted]
    return Rest(lambda body: all(holds(body) for holds in each), tuple(names), texts, sign)


def _sign(wanted: Wanted) -> bytes:
    """The sign of the code that whatever fits has; empty: of none that is known."""
    plain = not wanted.modifier and wanted.test is None
    return sought(wanted.param, wanted.values) if plain else b""


def _texts(wanted: Wanted) -> tuple[bytes, ...]:
    """The codes, one of which whatever fits has in its text, as encoded; empty: not known.

    A truth may be worked out (`deceased`), and need not be written anywhere.
    """
    if wanted.param.kind != "token" or wanted.modifier or wanted.test is not None:
        return ()
    found: list[bytes] = []
    for value in wanted.values:
        code = value[1]
        if not isinstance(code, str) or not code or code in _TRUTHS:
            return ()
        found.append(code.encode() if code.isascii() and code.isalnum() else encode(code)[1:-1])
    return tuple(found)


_TRUTHS = frozenset({"true", "false"})


def _said(wanted: Wanted, indexed: Indexed) -> tuple[Sequence[Criterion], bool]:
    """What index rows say of a condition, and whether that is the whole of it."""
    param = wanted.param
    if param.name == "_id":
        return _ids(wanted)
    if param.kind == "composite":
        return list(_parts(wanted, indexed)), False
    if wanted.test is not None or not has_rows(param, indexed):
        return _by_patient(wanted, indexed)
    if wanted.modifier == "missing":
        ways = {("missing" if absent else "present") for (absent,) in wanted.values}
        return [Criterion(param.name, param.kind, (), ways.pop())] if len(ways) == 1 else (), True
    make = EXACT.get((param.kind, wanted.modifier))
    if make is not None:
        return [make(wanted)], True
    loose = LOOSE.get((param.kind, wanted.modifier))
    return [loose(wanted)] if loose else (), False


def _by_patient(wanted: Wanted, indexed: Indexed) -> tuple[Sequence[Criterion], bool]:
    """A patient who is the subject is found as the patient."""
    param = wanted.param
    known = param.name == "subject" and (param.type, "patient") in indexed
    patients = all(str(value[0]).startswith("Patient/") for value in wanted.values)
    if known and patients and param.kind == "reference" and not wanted.modifier:
        return [Criterion("patient", "reference", wanted.values)], True
    return (), False


def by_rows(param: Param, indexed: Indexed) -> tuple[str, str] | None:
    """Name and form of the index rows that say the whole of a plain condition; None: none do.

    They are of another name where only what speaks of patients is found by them.
    """
    if param.name == "_id":
        return "_id", "id"
    if has_rows(param, indexed):
        return (param.name, param.kind) if (param.kind, "") in EXACT else None
    if param.name == "subject" and (param.type, "patient") in indexed:
        return ("patient", "reference") if param.kind == "reference" else None
    return None


def has_rows(param: Param, indexed: Indexed) -> bool:
    """Has every resource of its type its index rows of this parameter?"""
    return param.name == UPDATED or (param.type, param.name) in indexed


def _ids(wanted: Wanted) -> tuple[Sequence[Criterion], bool]:
    plain = wanted.modifier == ""
    return ([Criterion("_id", "id", wanted.values)] if plain else ()), plain


def _parts(wanted: Wanted, indexed: Indexed) -> Iterator[Criterion]:
    """Of a composite: each part may say something by itself, under its own name."""
    for at, part in enumerate(wanted.param.parts):
        if part.kind == part.stated.type and has_rows(part, indexed):
            values = dict.fromkeys(one for sides in wanted.values for one in sides[at])
            yield Criterion(part.name, part.kind, tuple(values))


def _plainly(way: str = "") -> Callable[[Wanted], Criterion]:
    def made(wanted: Wanted) -> Criterion:
        return Criterion(wanted.param.name, wanted.param.kind, wanted.values, way)

    return made


def _beginning(wanted: Wanted) -> Criterion:
    """What is exactly so begins so, whatever its case."""
    values = dict.fromkeys((fold(text),) for (text,) in wanted.values)
    return Criterion(wanted.param.name, "string", tuple(values))


_Make: TypeAlias = Callable[[Wanted], Criterion]
EXACT: Mapping[tuple[str, str], _Make] = MappingProxyType(
    {
        ("token", ""): _plainly(),
        ("token", "not"): _plainly("not"),
        ("string", ""): _plainly(),
        ("date", ""): _plainly(),
        ("number", ""): _plainly(),
        ("quantity", ""): _plainly(),
        ("reference", ""): _plainly(),
        ("uri", ""): _plainly(),
        ("uri", "below"): _plainly("below"),
    }
)
"""(type, modifier) -> the whole of the condition, said by index rows."""
LOOSE: Mapping[tuple[str, str], _Make] = MappingProxyType({("string", "exact"): _beginning})
"""(type, modifier) -> part of it: more is found by this than is meant."""


def _order(sort: Sequence[Sorted]) -> tuple[bool | None, Order | None]:
    if not sort:
        return None, None
    if len(sort) == 1 and sort[0].param.name == UPDATED:
        return sort[0].falling, None
    names = tuple(one.param.name for one in sort)
    return None, Order(lambda body: tuple(_keys(sort, body)), names)


def _keys(sort: Iterable[Sorted], body: Resource) -> Iterator[Any]:
    """Plain values that compare as is wanted; what has no value comes last, either way."""
    for one in sort:
        found = [
            _plain(one.param.kind, value, one.falling) for value in one.param.values(body, body)
        ]
        yield not found
        if found:
            yield _turned(max(found)) if one.falling else min(found)
        else:
            yield "" if one.param.kind in _TEXTS else 0


_TEXTS = frozenset({"string", "token", "reference", "uri"})


def _plain(kind: str, value: Value, falling: bool) -> Any:  # noqa: FBT001 - told by position alone
    if kind == "quantity":
        return value[2 if falling else 1]
    if kind in ("date", "number"):
        return value[1 if falling else 0]
    return str(value[0] if kind in ("string", "uri") else value[1])


def _turned(value: Any) -> Any:
    """What sorts the other way round."""
    if not isinstance(value, str):
        return -value
    return "".join(chr(max(0, _TOP - ord(letter))) for letter in value) + _LAST
