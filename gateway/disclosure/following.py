"""Conditions on other resources: chains, `_has` and lists, each answered by a search of its own.

Every inner search stands under the same decision as the outer, and may find so many, not more.
https://hl7.org/fhir/R4/search.html#chaining · https://hl7.org/fhir/R4/search.html#has
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gateway.disclosure import head, survivor
from gateway.fhirjson import decode
from gateway.model import Criterion, Decision, Page, Query, Record, Rejected, TooCostly
from gateway.search import Chained, Clause, Having, Library, Listed, Search, Wanted, planned
from gateway.search.plan import Indexed
from gateway.search.values import Value
from gateway.wording import told

MOST = 1_000
"""Resources that one inner search may find."""
WITHIN = frozenset({"above", "below"})
PARTS = ("partof", "part-of")
"""How R4 calls what says in which other of its type something lies."""


@dataclass(frozen=True, slots=True)
class Within:
    """The record, as whoever asks may see it, and what is known of searching it."""

    decision: Decision
    record: Record
    library: Library

    @property
    def indexed(self) -> Indexed:
        """(type, parameter) of which every resource has its rows."""
        return self.record.indexed

    async def page(self, query: Query) -> Page:
        """One page; raises Rejected where too much would have to be looked at one by one."""
        try:
            return await self.record.search(self.decision, query)
        except TooCostly as error:
            raise Rejected([self.library.costly(query.type, error)]) from None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page lies: after a position, or (`back`) before one; nowhere: it is the first."""

    at: tuple[Any, ...] = ()
    back: bool = False


FIRST = Place()


async def query(within: Within, search: Search, place: Place = FIRST) -> Query:
    """The query that a search comes to, once all that it says of other resources is known.

    Raises Rejected where that would cost too much.
    """
    wanted, criteria = await _known(within, search.type, search.clauses)
    shape = {"count": search.count, "total": search.total}
    shape |= {"after": place.at, "back": place.back}
    indexed = within.indexed
    return planned(search.type, wanted, indexed, criteria=criteria, sort=search.sort, **shape)


async def _known(
    within: Within, type_: str, clauses: Iterable[Clause]
) -> tuple[list[Wanted], list[Criterion]]:
    wanted: list[Wanted] = []
    criteria: list[Criterion] = []
    for clause in clauses:
        match clause:
            case Wanted():
                wanted.append(await _surviving(within, clause))
            case Chained():
                wanted.append(await _chained(within, clause))
            case Having():
                criteria.append(_ids(await _having(within, type_, clause)))
            case Listed():
                criteria.append(_ids(await _listed(within, type_, clause)))
    return wanted, criteria


def _ids(found: Iterable[str]) -> Criterion:
    return Criterion("_id", "id", tuple((id_,) for id_ in dict.fromkeys(found)))


async def _surviving(within: Within, wanted: Wanted) -> Wanted:
    """An id that has given way to another finds what stands under the other.

    An id alone, which a patient has, means the patient.
    """
    if wanted.param.kind != "reference":
        return wanted
    if wanted.modifier in WITHIN and not any("|" in text for (text,) in wanted.values):
        return await _hierarchy(within, wanted)
    if wanted.modifier:
        return wanted
    served = {}
    for (text,) in wanted.values:
        type_, _, id_ = text.partition("/")
        if type_ == "Patient":
            served[id_] = await survivor(within.decision, within.record, id_)
    return replace(wanted, values=standing(wanted.values, served))


def standing(values: Iterable[Value], served: Mapping[str, str | None]) -> tuple[Value, ...]:
    """References with ids of Patients as they are served now; see `_surviving`."""
    found = {
        _served(text, served): None
        for (text,) in values
        if text.startswith("Patient/") or not served.get(text.partition("/")[2])
    }
    return tuple([(text,) for text in found])


async def _hierarchy(within: Within, wanted: Wanted) -> Wanted:
    """A place, and all that lie in it (`below`), or in which it lies (`above`)."""
    known: dict[str, None] = {text: None for (text,) in wanted.values}
    new = list(known)
    while new:
        found = [one for name in new for one in await _next(within, wanted.modifier, name)]
        new = [one for one in dict.fromkeys(found) if one not in known]
        known |= dict.fromkeys(new)
        if len(known) > MOST:
            raise Rejected([told("search-costly.found", wanted.said, MOST, code="too-costly")])
    return replace(wanted, values=tuple((text,) for text in known), modifier="")


async def _next(within: Within, way: str, name: str) -> list[str]:
    """`Type/id` of what lies right in this one, or of what this one lies in."""
    type_, _, id_ = name.partition("/")
    param = next(filter(None, (within.library.param(type_, one) for one in PARTS)), None)
    if param is None or param.kind != "reference" or type_ not in param.stated.target:
        return []
    if way == "below":
        inside = await _found(
            within, type_, Wanted(param, ((name,),), said=param.name), param.name
        )
        return [f"{type_}/{head(body)['id']}" for body in inside]
    body = await within.record.read(within.decision, type_, id_)
    values = param.values(found := decode(body), found) if body else []
    return [f"{target}/{one}" for target, one in values if target == type_]


def _served(text: str, served: Mapping[str, str | None]) -> str:
    type_, _, id_ = text.partition("/")
    return f"Patient/{served[id_] or id_}" if type_ == "Patient" else text


async def _chained(within: Within, clause: Chained) -> Wanted:
    """The reference leads to one of those of which the rest of the chain holds."""
    values: dict[tuple[str], None] = {}
    for type_, inner in clause.inner:
        for body in await _found(within, type_, inner, clause.said):
            first = head(body)
            values[f"{type_}/{first['id']}",] = None
            if isinstance(first.get("url"), str):
                values[first["url"],] = None
    return Wanted(clause.param, tuple(values), said=clause.param.name)


async def _having(within: Within, type_: str, clause: Having) -> list[str]:
    """The ids to which those refer of which the inner condition holds."""
    found = []
    for body in map(decode, await _found(within, clause.type, clause.inner, clause.said)):
        named = clause.param.values(body, body)
        found += [id_ for target, id_ in named if target == type_]
    return found


async def _found(within: Within, type_: str, clause: Clause, said: str) -> Sequence[bytes]:
    wanted, criteria = await _known(within, type_, [clause])
    indexed = within.indexed
    asked = planned(type_, wanted, indexed, criteria=criteria, count=MOST, total="none")
    page = await within.page(asked)
    if page.after:
        raise Rejected([told("search-costly.found", said, MOST, code="too-costly")])
    return page.resources


async def _listed(within: Within, type_: str, clause: Listed) -> list[str]:
    body = await within.record.read(within.decision, "List", clause.id)
    entries = decode(body).get("entry", ()) if body else ()
    named = [one.get("item", {}).get("reference", "") for one in entries if not one.get("deleted")]
    return [text.split("/")[1] for text in named if text.startswith(f"{type_}/")]
