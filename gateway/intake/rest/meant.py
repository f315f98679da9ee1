"""Which resource does each wish mean, and what must be known to say so? Pure.

https://hl7.org/fhir/R4/http.html#ccreate · https://hl7.org/fhir/R4/http.html#cond-update
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from msgspec import Struct, structs

from gateway.intake.rest.named import about, leading
from gateway.intake.rest.wish import Verb, Wish, Write
from gateway.model import Issue, Keys, Query, Rejected, Standing, Version
from gateway.wording import told

FIRST = 3
"""More than two need not be found: one is meant, two are too many."""


class Meant(Struct, frozen=True):
    """A wish, and the resource that it is about."""

    wish: Wish
    id: str
    standing: Version | None
    """What stands under that id, or that it is gone."""
    found: bool = False
    """A create found what it asked for: nothing is done."""
    own: bool = False
    """No search found it: it has the id that its sender gives it."""

    @property
    def key(self) -> tuple[str, str]:
        """(type, id); the id is empty where nothing was found to delete."""
        return self.wish.type, self.id

    @property
    def stands(self) -> Version | None:
        """What stands and is not gone."""
        return None if self.standing is None or self.standing.deleted else self.standing


def searches(write: Write) -> tuple[Query, ...]:
    """Everything that must be looked for: of the wishes in their order, then of the links."""
    wished = [wish.query for wish in write.wishes if wish.query is not None]
    return tuple(
        [structs.replace(query, count=FIRST) for query in (*wished, *write.links.values())]
    )


def needed(write: Write, standing: Standing | None, patients: Sequence[str]) -> Keys:
    """What must be known of what stands, as far as that can be told by what is known already.

    `patients`: whom the resources sent are about, see `whose`.
    """
    found = [] if standing is None else [key for one in standing.found for key in one]
    named = [(wish.type, wish.id) for wish in write.wishes if wish.id]
    own = [(it.type, it.body["id"]) for it in write.wishes if it.query and it.body.get("id")]
    resources = tuple(dict.fromkeys((*named, *own, *found)))
    subjects = [] if standing is None else [*_subjects(write, standing)]
    return Keys(
        receipt=("", "") if write.fresh else (write.inbound.sender, write.key),
        resources=resources,
        identities=tuple(dict.fromkeys((*(id for _, id in resources), *patients, *subjects))),
        searches=searches(write),
    )


def _subjects(write: Write, standing: Standing) -> Iterator[str]:
    """The Patients that what stands is about, and will be once it is patched."""
    patches = {(it.type, it.id): it.patch for it in write.wishes if it.patch}
    found = dict.fromkeys(key for each in standing.found for key in each)
    change = next((it.patch for it in write.wishes if it.patch and it.query), None)
    for key, version in standing.resources.items():
        if version.subject and key[0] != "Patient":
            yield version.subject
        patch = patches.get(key, change if key in found else None)
        if patch is not None and not version.deleted:
            with suppress(Rejected):
                yield from filter(None, [about(patch(version.body))])


def whose(write: Write) -> tuple[str, ...]:
    """The Patients that the resources sent are about, as far as they name one that may stand."""
    found = dict.fromkeys(about(wish.body) for wish in write.wishes)
    return tuple(id for id in found if id)


def meant(write: Write, standing: Standing) -> tuple[Meant, ...]:
    """Each wish with its resource; raises Rejected with every one that cannot be told."""
    found = iter(standing.found)
    chosen: list[Meant] = []
    issues: list[Issue] = []
    sought: dict[str, str] = {}
    for wish, new in zip(write.wishes, write.ids, strict=True):
        match = next(found) if wish.query is not None else None
        try:
            it = _one(wish, match, new)
            chosen.append(it if match is None or match else _sought(it, sought))
        except Rejected as verdict:
            issues += verdict.issues
    if issues:
        raise Rejected(issues)
    known = standing.resources
    every = tuple(
        [
            Meant(it.wish, it.id, known[it.key], it.found, it.own) if it.key in known else it
            for it in chosen
        ]
    )
    if twice := [*_twice(every)]:
        raise Rejected(twice)
    return every


def linked(write: Write, standing: Standing, every: Sequence[Meant]) -> Mapping[str, str]:
    """Conditional reference -> `Type/id`; raises Rejected where one does not mean just one.

    What one of all these wishes deletes is none.
    """
    alike = standing.found[len(standing.found) - len(write.links) :]
    gone = {it.key for it in every if it.wish.verb is Verb.DELETE}
    astray = {
        text
        for text, found in zip(write.links, alike, strict=True)
        if len(found) != 1 or found[0] in gone
    }
    if astray:
        places = [
            at for it in write.wishes for at in leading(it.body, it.place or it.type, astray)
        ]
        raise Rejected([told("http-412.reference", target=at) for at in places or [""]])
    return {text: "/".join(found[0]) for text, found in zip(write.links, alike, strict=True)}


Found = Sequence[tuple[str, str]] | None
_MAKING = frozenset({Verb.CREATE, Verb.UPDATE})


def _one(wish: Wish, found: Found, new: str) -> Meant:
    if found is not None and len(found) > 1:
        raise Rejected([told("http-412.several", target=wish.place)])
    match = found[0][1] if found else ""
    return _CHOICE[wish.verb](wish, found, match, new)


def _sought(it: Meant, sought: dict[str, str]) -> Meant:
    """What is made because a search finds nothing is what the next one with that search means."""
    query = it.wish.query
    if query is None or it.wish.verb not in _MAKING:
        return it
    first = sought.setdefault(repr((query.type, query.criteria)), it.id)
    if first == it.id:
        return it
    return structs.replace(it, id=first, found=it.wish.verb is Verb.CREATE)


def _created(wish: Wish, _found: Found, match: str, new: str) -> Meant:
    return Meant(wish, match or new, None, found=bool(match))


def _updated(wish: Wish, found: Found, match: str, new: str) -> Meant:
    if found is None:
        return Meant(wish, wish.id, None)
    own = wish.body.get("id", "")
    if match and own not in ("", match):
        raise Rejected([told("http-400.id-other", target=_at(wish))])
    return Meant(wish, match or own or new, None, own=bool(own and not match))


def _patched(wish: Wish, found: Found, match: str, _new: str) -> Meant:
    if found is not None and not match:
        raise Rejected([told("http-404.resource", code="not-found", target=wish.place)])
    return Meant(wish, match or wish.id, None)


def _deleted(wish: Wish, _found: Found, match: str, _new: str) -> Meant:
    return Meant(wish, match or wish.id, None)


_CHOICE: Mapping[Verb, Callable[[Wish, Found, str, str], Meant]] = MappingProxyType(
    {
        Verb.CREATE: _created,
        Verb.UPDATE: _updated,
        Verb.PATCH: _patched,
        Verb.DELETE: _deleted,
    }
)
"""What is wanted -> which resource is meant: (wish, found, the one match, a new id)."""


def _twice(every: Sequence[Meant]) -> Iterator[Issue]:
    """One resource may be changed once, and what is deleted is found by nobody."""
    seen: set[Any] = set()
    gone = {it.key for it in every if it.id and it.wish.verb is Verb.DELETE}
    for it in every:
        if it.found and it.key in gone:
            yield told("http-400.deleted-found", target=it.wish.place)
        elif it.id and not it.found and it.key in seen:
            yield told("http-400.twice", target=it.wish.place)
        seen.add(it.key)


def _at(wish: Wish) -> str:
    return f"{wish.place or wish.type}.id"
