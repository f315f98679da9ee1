"""Invariants done by hand, because their published expression walks a resource many times over.

Each stands in for one exact expression; a test holds both against each other.
https://hl7.org/fhir/R4/bundle.html#invs
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import repeat
from operator import contains, itemgetter
from types import MappingProxyType
from typing import Any

from gateway.fhirpath import Environment
from gateway.validation.hand_walks import (
    CSD_1,
    DOM_3,
    QUE_2,
    REF_1,
    at_hand,
    codes_distinct,
    links_distinct,
    referenced,
)

BDL_2 = "entry.search.empty() or (type = 'searchset')"
BDL_3 = (
    "entry.all(request.exists() = (%resource.type = 'batch' or %resource.type = 'transaction'"
    " or %resource.type = 'history'))"
)
BDL_4 = (
    "entry.all(response.exists() = (%resource.type = 'batch-response'"
    " or %resource.type = 'transaction-response' or %resource.type = 'history'))"
)
BDL_7 = (
    "(type = 'history') or entry.where(fullUrl.exists())"
    ".select(fullUrl&resource.meta.versionId).isDistinct()"
)

PER_1 = "start.hasValue().not() or end.hasValue().not() or (start <= end)"

_ADDRESS = itemgetter("fullUrl")
_DAY = 10
"""Characters of a date that names its day."""
_REQUESTS = frozenset({"batch", "transaction", "history"})
_RESPONSES = frozenset({"batch-response", "transaction-response", "history"})


def _entries(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    entries = bundle.get("entry")
    if entries.__class__ is not list or {*map(type, entries)} == {dict}:
        return entries if entries.__class__ is list else []
    return [entry for entry in entries if entry.__class__ is dict]


def _all_have(bundle: dict[str, Any], key: str, types: frozenset[str]) -> bool:
    wanted = str(bundle.get("type")) in types
    return "type" not in bundle or (not wanted) not in map(contains, _entries(bundle), repeat(key))


def _searches(bundle: dict[str, Any], _env: Environment) -> bool:
    found = map(dict.get, _entries(bundle), repeat("search"))
    return bundle.get("type") == "searchset" or not any(found)


def _requests(bundle: dict[str, Any], _env: Environment) -> bool:
    return _all_have(bundle, "request", _REQUESTS)


def _responses(bundle: dict[str, Any], _env: Environment) -> bool:
    return _all_have(bundle, "response", _RESPONSES)


def _distinct(bundle: dict[str, Any], _env: Environment) -> bool:
    if bundle.get("type") == "history":
        return True
    try:  # as it mostly is: each has an address of its own
        said = [*map(_ADDRESS, bundle["entry"])]
        if len({*said}) == len(said) and {*map(type, said)} == {str}:
            return True
    except (LookupError, TypeError):
        pass
    entries = [entry for entry in _entries(bundle) if "fullUrl" in entry]
    bare = {str(entry["fullUrl"]) for entry in entries}
    return len(bare) == len(entries) or len({*map(_version, entries)}) == len(entries)


def _version(entry: dict[str, Any]) -> str:
    resource = entry.get("resource")
    meta = resource.get("meta") if resource.__class__ is dict else None
    return f"{entry['fullUrl']}{meta.get('versionId', '') if meta.__class__ is dict else ''}"


def _period(period: dict[str, Any], _env: Environment) -> bool:
    start, end = period.get("start"), period.get("end")
    if start.__class__ is not str or end.__class__ is not str:
        return True
    return in_order(str(start), str(end))


def in_order(start: str, end: str) -> bool:
    """Whether one moment is not surely after another: what one leaves open decides nothing."""
    if start[19:] == end[19:] and len(start) == len(end):
        return start <= end
    try:
        return _compared(start, end)
    except (ValueError, TypeError):  # a leap second, no zone or no moment, said elsewhere
        return start[:_DAY] <= end[:_DAY]


def _compared(start: str, end: str) -> bool:
    if len(start) > _DAY and len(end) > _DAY:
        return datetime.fromisoformat(start) <= datetime.fromisoformat(end)
    shared = min(len(start), len(end))
    return _universal(start)[:shared] <= _universal(end)[:shared]


def _universal(text: str) -> str:
    """A date as it is, a moment as it is in Greenwich."""
    if len(text) <= _DAY:
        return text
    return datetime.fromisoformat(text).astimezone(UTC).isoformat()


HAND: Mapping[tuple[str, str], Callable[[Any, Environment], bool]] = MappingProxyType(
    {
        ("per-1", PER_1): _period,
        ("bdl-2", BDL_2): _searches,
        ("bdl-3", BDL_3): _requests,
        ("bdl-4", BDL_4): _responses,
        ("bdl-7", BDL_7): _distinct,
        ("csd-1", CSD_1): codes_distinct,
        ("dom-3", DOM_3): referenced,
        ("que-2", QUE_2): links_distinct,
    },
)
"""(key, expression) -> what is done instead, on the same focus."""

AROUND: Mapping[tuple[str, str], Callable[[Any, Environment], bool]] = MappingProxyType(
    {("ref-1", REF_1): at_hand}
)
"""Those that look at what is around their focus too."""
