"""The resources of a Bundle, found by what refers to them, exactly as FHIR says.

A relative reference means the same server as the fullUrl of the entry it stands in; every other
one is held against fullUrls letter by letter.
https://hl7.org/fhir/R4/bundle.html#references
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from operator import itemgetter
from typing import Any

from gateway.model import Resource
from gateway.validation.primitives import uniques
from gateway.validation.references import LITERAL, absolute, conditional, contained

_URL, _RESOURCE = itemgetter("fullUrl"), itemgetter("resource")
_NAME, _ONE = itemgetter(0), itemgetter(1)
_TEXT, _OBJECT = {str}, {dict}
_OWN = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}").fullmatch
"""Type and id, and no more."""
_HOME = re.compile(r"https?://(?!.*/_history/)[^#\s]*/").fullmatch
"""A server, of whose addresses none is of a version, or of a part of what is there."""


class Meant(Enum):
    """What becomes of a reference inside a Bundle."""

    FOUND = auto()
    SEVERAL = auto()
    """More than one entry answers to it."""
    NEARLY = auto()
    """No entry by its fullUrl, and yet one of the same type and id."""
    VERSION = auto()
    """An entry of another version, or one that does not tell its version."""
    CONDITIONAL = auto()
    MALFORMED = auto()
    """Relative, and neither `Type/id` nor a search."""
    MISSING = auto()


class Bundled:
    """The resources of one Bundle. No address is read before something is asked for."""

    __slots__ = (
        "_addresses",
        "_known",
        "_owners",
        "_read_through",
        "_seen",
        "_short",
        "_urls",
        "beyond",
        "first",
        "home",
        "kind",
        "links",
        "named",
        "pairs",
        "sure",
        "whole",
    )

    def __init__(self, bundle: Resource) -> None:
        self.whole = bundle
        self.kind = str(bundle.get("type"))
        """The type of the Bundle: `document`, `transaction`..."""
        self.pairs = resources(bundle)
        """(fullUrl or nothing, resource) of each entry that has a resource."""
        self.first = self.pairs[0][1] if self.pairs else None
        self._seen = self._read_through = False
        self._urls: dict[str, list[Resource]] = {}
        self._short: dict[str, list[Resource]] = {}
        self._addresses: dict[int, str] = {}
        self._owners: dict[int, Resource] = {}
        self._known: dict[tuple[int, str], tuple[Meant, Resource | None]] = {}
        self.sure: dict[str, Resource] = {}
        """Address that one entry has, said whole -> its resource; filled at the first look.

        Where all are of one server, also as entries say it: `Type/id`.
        """
        self.named: set[str] = set()
        """Whole addresses that are surely right for their entries; filled with those."""
        self.home = ""
        """The one server whose addresses all entries have; filled with those."""
        self.beyond: dict[str, str] = {}
        """What was said in entries, and surely leads to none of them -> the type that it names."""
        self.links: dict[int, list[Resource]] = defaultdict(list)
        """What was found so far to lead from one entry to another: only what was looked at."""

    def find(self, reference: str, owner: Resource) -> Resource | None:
        """The entry's resource that a reference in `owner` means or nearly means, or None."""
        return self.look(reference, owner)[1]

    def look(self, reference: str, owner: Resource) -> tuple[Meant, Resource | None]:
        """What a reference in `owner`, an entry's resource, means; and the resource, if any."""
        if not self._seen:
            self._see()
        sure = self.sure.get(reference)
        if sure is not None and (owner is not self.whole or ":" in reference):
            return Meant.FOUND, sure
        key = (id(owner), reference)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._look(reference, owner)
        return known

    def _look(self, reference: str, owner: Resource) -> tuple[Meant, Resource | None]:
        self._read()
        plain, _, version = reference.partition("#")[0].partition("/_history/")
        wanted = plain if absolute(plain) else self._address(plain, owner)
        found = self._urls.get(wanted, [])
        if version:
            same = [one for one in found if _version(one) == version]
            if found and not same:
                return Meant.VERSION, None
            found = same
        if len(found) > 1:
            return Meant.SEVERAL, found[0]
        if found:
            return Meant.FOUND, found[0]
        return self._otherwise(plain)

    def _otherwise(self, plain: str) -> tuple[Meant, Resource | None]:
        """What is to be said of a reference that no fullUrl answers to."""
        if absolute(plain):
            return Meant.MISSING, None
        if conditional(plain):
            return Meant.CONDITIONAL, None
        if LITERAL.fullmatch(plain) is None:
            return Meant.MALFORMED, None
        near = self._short.get(plain, [])
        return (Meant.NEARLY, near[0]) if near else (Meant.MISSING, None)

    def placed(self, value: Any, reference: str) -> Resource | None:
        """What a reference means, given the very object that says it; None where nothing does."""
        if not self._owners:
            self._owners = {id(part): one for one in self._all() for part in _objects(one)}
        owner = self._owners.get(id(value))
        if owner is None:
            return None
        return contained(owner, reference) if reference[:1] == "#" else self.find(reference, owner)

    def _all(self) -> Iterator[Resource]:
        self._read()
        for same in self._short.values():
            yield from same

    def addressed(self, owner: Resource) -> bool:
        """Whether the entry that holds this resource has a fullUrl, an absolute one."""
        self._read()
        return id(owner) in self._addresses

    def _address(self, plain: str, owner: Resource) -> str:
        """A relative reference as an absolute one; empty where FHIR gives it no meaning."""
        match = LITERAL.fullmatch(self._addresses.get(id(owner), ""))
        base = match["base"] if match else None
        return f"{base}{plain}" if base and LITERAL.fullmatch(plain) else ""

    def _see(self) -> None:
        """Note what an address leads to: mostly, nothing else is asked for."""
        self._seen = True
        every = self.pairs
        known = self.named = uniques([*map(_NAME, every)])
        if len(known) == len(every):
            self.sure.update(every)
        elif home := _server(every):
            self.home, self.named = home, {url for url, _ in every}
            self.sure.update(every)
            self.sure.update([(url.removeprefix(home), one) for url, one in every])
        else:
            found = [one for one in every if one[0] in known or _plain(one[0])]
            counts = Counter(url for url, _ in found)
            self.sure.update([one for one in found if counts[one[0]] == 1])

    def addresses(self) -> set[str]:
        """The addresses of entries that are right for them, as is seen at a glance."""
        if not self._seen:
            self._see()
        return self.named

    def reaches_all(self) -> bool:
        """Whether all entries were found to be led to from the first, step by step."""
        if self.first is None:
            return False
        links, every = self.links, len(self.pairs)
        seen, waiting = {id(self.first)}, [id(self.first)]
        while waiting and len(seen) < every:
            fresh = {*map(id, links.get(waiting.pop(), ()))} - seen
            seen |= fresh
            waiting += fresh
        return len(seen) == every

    def idents(self) -> frozenset[int]:
        """The resources of the entries, by their identity: none inside those, or elsewhere."""
        return frozenset(map(id, map(_ONE, self.pairs)))

    def _read(self) -> None:
        if self._read_through:
            return
        self._read_through = True
        for url, resource in self.pairs:
            short = f"{resource.get('resourceType')}/{resource.get('id')}"
            self._short.setdefault(short, []).append(resource)
            if url:
                self._urls.setdefault(url, []).append(resource)
            if absolute(url):
                self._addresses[id(resource)] = url

    def linked(self, owner: Resource) -> list[Resource]:
        """What an entry was found to lead to so far, to be added to."""
        return self.links[id(owner)]


def _server(pairs: Sequence[tuple[str, Resource]]) -> str:
    """The one server at whose addresses all entries stand, each at its own by type and id.

    Empty where that is not so, or not told at a glance.
    """
    try:
        own = [f"{one['resourceType']}/{one['id']}" for _, one in pairs]
        home = pairs[0][0].removesuffix(own[0])
    except LookupError:
        return ""
    if not (_HOME(home) and all(map(_OWN, own)) and len({*own}) == len(own)):
        return ""
    return home if [home + one for one in own] == [url for url, _ in pairs] else ""


def _plain(reference: str) -> bool:
    """Whether it is a whole address, of no version and no part of what is there."""
    return ":" in reference and "#" not in reference and "/_history/" not in reference


def entries(bundle: Resource) -> Iterator[tuple[int, dict[str, Any]]]:
    """(index, entry) of each entry that is formed as one."""
    found = bundle.get("entry")
    for index, entry in enumerate(found if found.__class__ is list else ()):
        if entry.__class__ is dict:
            yield index, entry


def resources(bundle: Resource) -> list[tuple[str, Resource]]:
    """(fullUrl or nothing, resource) of each entry that has a resource."""
    found: Any = bundle.get("entry")
    try:
        urls, each = [*map(_URL, found)], [*map(_RESOURCE, found)]
    except (LookupError, TypeError):
        return _resources(found if found.__class__ is list else [])
    if {*map(type, urls)} <= _TEXT and {*map(type, each)} <= _OBJECT:  # as it mostly is
        return [*zip(urls, each, strict=True)]
    return _resources(found)


def _resources(found: list[Any]) -> list[tuple[str, Resource]]:
    """The same of entries that may be formed in any way."""
    return [
        (url if (url := entry.get("fullUrl")).__class__ is str else "", resource)
        for entry in found
        if entry.__class__ is dict and (resource := entry.get("resource")).__class__ is dict
    ]


def _objects(resource: Resource) -> Iterator[dict[str, Any]]:
    """Every object in a resource that refers to something; not those of a Bundle inside."""
    waiting: list[Any] = [resource]
    while waiting:
        here = waiting.pop()
        if here.__class__ is list:
            waiting += here
        elif here.__class__ is dict and here.get("resourceType") != "Bundle":
            if "reference" in here:
                yield here
            waiting += here.values()


def _version(resource: Resource) -> Any:
    meta = resource.get("meta")
    return meta.get("versionId") if meta.__class__ is dict else None
