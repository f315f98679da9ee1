"""How the answer to a search is wanted: its size, its order, what is told beside it.

https://hl7.org/fhir/R4/search.html#Summary
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from gateway.search.parameters import Parameters
from gateway.search.reading import Unfit
from gateway.search.wanted import Include, Search, Sorted

MAX_COUNT = 500
PAGE = 50
MAX_SORT = 4
MAX_INCLUDES = 20
_LARGEST = 18
"""Digits of a number that is worth reading."""
_TOTALS: Mapping[str, str] = MappingProxyType(
    {"none": "none", "estimate": "some", "accurate": "all"}
)
_SUMMARIES = frozenset({"true", "text", "data", "count", "false"})
ONCE = frozenset({"_count", "_page", "_total", "_summary", "_sort"})
"""Parameters that are said once at most."""
_INCLUDING, _ITERATE = ("_include", "_revinclude"), "iterate"
_UNSORTED = frozenset({"composite", "special"})


def shaped(parameters: Parameters, search: Search, name: str, value: str) -> Search | None:
    """The search with what this parameter says of its answer; None where it says nothing of it.

    Raises Unfit where its value cannot be meant.
    """
    plain, _, modifier = name.partition(":")
    reader = SHAPE.get(plain)
    if reader is None:
        return None
    if modifier and plain not in _INCLUDING:
        raise Unfit("search-modifier.none", plain)
    if modifier not in {"", _ITERATE}:
        raise Unfit("search-modifier", plain, _ITERATE)
    return reader(parameters, search, name, value)


def _count(known: Parameters, search: Search, name: str, value: str) -> Search:  # noqa: ARG001 - a row's shape
    if not (value.isascii() and value.isdigit() and len(value) <= _LARGEST):
        raise Unfit("search-value.count", name)
    return replace(search, count=min(int(value), MAX_COUNT))


def _page(known: Parameters, search: Search, name: str, value: str) -> Search:  # noqa: ARG001 - a row's shape
    return replace(search, page=value)


def _total(known: Parameters, search: Search, name: str, value: str) -> Search:  # noqa: ARG001 - a row's shape
    if value not in _TOTALS:
        raise Unfit("search-value.words", name, ", ".join(_TOTALS))
    return replace(search, total=_TOTALS[value])


def _summary(known: Parameters, search: Search, name: str, value: str) -> Search:  # noqa: ARG001 - a row's shape
    if value not in _SUMMARIES:
        raise Unfit("search-value.words", name, ", ".join(sorted(_SUMMARIES)))
    if value == "count":
        return replace(search, counted=True, count=0, total="all")
    return search


def _as_it_is(known: Parameters, search: Search, name: str, value: str) -> Search:  # noqa: ARG001 - a row's shape
    """Whoever writes the answer sees to it."""
    return search


def _sort(known: Parameters, search: Search, name: str, value: str) -> Search:
    found = []
    for word in value.split(","):
        param = known.param(search.type, word.removeprefix("-"))
        if param is None or param.kind in _UNSORTED or not param.ways:
            raise Unfit("search-sort", name, search.type, code="not-supported")
        found.append(Sorted(param, word.startswith("-")))
    if len(found) > MAX_SORT:
        raise Unfit("search-sort.many", MAX_SORT, code="too-costly")
    return replace(search, sort=tuple(found))


def _include(known: Parameters, search: Search, name: str, value: str) -> Search:
    plain, _, modifier = name.partition(":")
    made = _included(known, search.type, value, plain, again=bool(modifier))
    includes = (*search.includes, made)
    if len(includes) > MAX_INCLUDES:
        raise Unfit("search-include.many", MAX_INCLUDES, code="too-costly")
    return replace(search, includes=includes)


def _included(known: Parameters, type_: str, value: str, name: str, *, again: bool) -> Include:
    """`Type:param`, `Type:param:Target`, `Type:*` or `*`; raises Unfit with what is wrong."""
    reverse = name == _INCLUDING[1]
    if value == "*" and not reverse:
        return Include("", "*", again=again)
    if value == "*":
        raise Unfit("search-include.reverse", code="not-supported")
    source, _, rest = value.partition(":")
    param, _, target = rest.partition(":")
    if source not in known.types or not param or (target and target not in known.types):
        raise Unfit("search-include", name, code="not-supported")
    offered = known.references(source)
    if param != "*" and param not in offered:
        raise Unfit(
            "search-include.reference", name, source, ", ".join(offered), code="not-supported"
        )
    if not again and not reverse and source != type_:
        raise Unfit("search-include.other", name, source, type_, code="not-supported")
    return Include(source, param, target, again, reverse)


SHAPE: Mapping[str, Callable[[Parameters, Search, str, str], Search]] = MappingProxyType(
    {
        "_count": _count,
        "_page": _page,
        "_total": _total,
        "_sort": _sort,
        "_include": _include,
        "_revinclude": _include,
        "_summary": _summary,
        "_elements": _as_it_is,
        "_format": _as_it_is,
        "_pretty": _as_it_is,
    }
)
"""Parameter -> how it changes what is wanted."""
