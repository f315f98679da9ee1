"""What is told beside the found: what they refer to, and what refers to them.

https://hl7.org/fhir/R4/search.html#include
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gateway.disclosure.following import Within
from gateway.fhirjson import decode
from gateway.model import Rejected, Resource
from gateway.search import Include, Wanted, planned
from gateway.search.values import Value
from gateway.wording import told

MOST = 1_000
"""Resources that may be told beside the found."""
ROUNDS = 5
"""How often what was included is looked through again."""


async def included(
    within: Within, includes: Sequence[Include], found: Sequence[bytes]
) -> tuple[bytes, ...]:
    """The bodies of all that is to be included, none of them twice, nor any of the found.

    Raises Rejected where they are too many.
    """
    if not includes:
        return ()
    new: list[Resource] = [decode(body) for body in found]
    seen = {(body["resourceType"], body["id"]) for body in new}
    told_: list[bytes] = []
    asked = includes
    for _ in range(ROUNDS):
        bodies = await _round(within, asked, new, seen)
        new = [decode(body) for body in bodies]
        told_ += bodies
        asked = [one for one in includes if one.again]
        if not asked or not new:
            break
    return tuple(told_)


async def _round(
    within: Within,
    includes: Iterable[Include],
    bodies: Sequence[Resource],
    seen: set[tuple[str, str]],
) -> list[bytes]:
    """What these resources lead to, once; `seen` grows by it."""
    found: list[bytes] = []
    for include in includes:
        if include.reverse:
            found += await _referring(within, include, bodies, seen)
        else:
            found += await _referred(within, include, bodies, seen)
        if len(seen) > MOST + len(bodies):
            name = "_revinclude" if include.reverse else "_include"
            raise Rejected([told("search-costly.included", name, MOST, code="too-costly")])
    return found


async def _referred(
    within: Within, include: Include, bodies: Iterable[Resource], seen: set[tuple[str, str]]
) -> Sequence[bytes]:
    named = (key for body in bodies for key in _named(within, include, body))
    keys = [key for key in dict.fromkeys(named) if key not in seen]
    if not keys:
        return ()
    seen.update(keys)
    return await within.record.several(within.decision, keys)


def _named(within: Within, include: Include, body: Resource) -> Iterator[Value]:
    """(type, id) of all that a resource refers to in the ways that are asked for."""
    type_ = body["resourceType"]
    if include.type not in ("", type_):
        return
    names = within.library.references(type_) if include.param == "*" else (include.param,)
    for name in names:
        param = within.library.param(type_, name)
        for target, id_ in param.values(body, body) if param else ():
            if target and include.target in ("", target):
                yield target, id_


async def _referring(
    within: Within, include: Include, bodies: Iterable[Resource], seen: set[tuple[str, str]]
) -> Sequence[bytes]:
    wanted = [body for body in bodies if include.target in ("", body["resourceType"])]
    values = tuple((f"{body['resourceType']}/{body['id']}",) for body in wanted)
    names = _leading(within, include, {body["resourceType"] for body in wanted})
    found: list[bytes] = []
    for name in names:
        param = within.library.param(include.type, name)
        if param is None or not values:
            continue
        asked = planned(
            include.type,
            [Wanted(param, values, said=name)],
            within.indexed,
            count=MOST,
            total="none",
        )
        page = await within.page(asked)
        if page.after:
            raise Rejected(
                [told("search-costly.included", "_revinclude", MOST, code="too-costly")]
            )
        found += [body for body in page.resources if _new(decode(body), seen)]
    return found


def _leading(within: Within, include: Include, types: Any) -> Iterator[str]:
    """The references of what is included that may lead to these types."""
    names = within.library.references(include.type) if include.param == "*" else (include.param,)
    for name in names:
        targets = within.library.parameters(include.type)[name].target
        if not targets or types.intersection(targets):
            yield name


def _new(body: Resource, seen: set[tuple[str, str]]) -> bool:
    key = (body["resourceType"], body["id"])
    if key in seen:
        return False
    seen.add(key)
    return True
