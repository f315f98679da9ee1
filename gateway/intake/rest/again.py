"""A request that came before: each of its wishes is answered with what it had made. Pure.

https://hl7.org/fhir/R4/http.html#transaction-response
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.intake.rest.meant import Meant, meant
from gateway.intake.rest.wish import Result, Verb, What, Write
from gateway.model import Receipt, Rejected, Standing, Version

_NEW = "1"


def again(write: Write, standing: Standing, first: Receipt) -> Iterator[Result]:
    """What each wish wrote then, else what stands of what it means."""
    every = _every(write, standing)
    left = [version.split("/") for version in first.resources]
    named = {it.key for it in every if it.wish.id}
    known = {(one[0], one[1]): one for one in left}
    meant = [known.pop(it.key, None) for it in every]
    left = [*known.values()]
    for it, same in zip(every, meant, strict=True):
        found = same or next((one for one in left if _made(one, it, named)), None)
        if found is not None:
            if found is not same:
                left.remove(found)
            what = What.DELETED if it.wish.verb is Verb.DELETE else What.SAME
            yield Result(what, found[0], found[1], int(found[3]))
        else:
            yield result(it, it.stands, What.SAME if it.stands else What.ABSENT)


def result(it: Meant, before: Version | None, what: What) -> Result:
    """What is told of a wish that changes nothing."""
    if before is None:
        made = 1 if it.found else 0  # by another wish of the same request
        return Result(what, it.wish.type, it.id, it.standing.version if it.standing else made)
    meta = before.body.get("meta", {})
    at = meta.get("lastUpdated", "")
    return Result(what, before.type, before.id, before.version, at, before.body)


def _every(write: Write, standing: Standing) -> Sequence[Meant]:
    try:
        return meant(write, standing)
    except Rejected:  # by now a condition finds something else
        return [Meant(wish, wish.id, None) for wish in write.wishes]


def _made(version: Sequence[str], it: Meant, named: set[tuple[str, str]]) -> bool:
    """Can this version be what the wish wrote, under an id that nobody had named?

    What a search found then, it may find no more: the change may have been of its number.
    """
    if it.wish.id or (version[0], version[1]) in named or version[0] != it.wish.type:
        return False
    changes = it.wish.verb in (Verb.UPDATE, Verb.PATCH)
    return changes or (it.wish.verb is Verb.CREATE and version[3] == _NEW)
