"""Which entries of a document or message belong to it: those that links lead to, or lead back.

https://hl7.org/fhir/R4/documents.html#content
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.model import Resource
from gateway.validation.bundled import Bundled, entries

_NAMES = frozenset({"fullUrl", "system", "profile", "div", "resourceType", "id"})
"""Keys of texts that name something, and lead nowhere."""


def reached(bundle: Resource, bundled: Bundled) -> tuple[frozenset[int], frozenset[int]]:
    """Indexes of entries that are linked to.

    Those that the first entry leads to, step by step; and of the others those from which links
    lead back to one of these.
    """
    links = {index: frozenset(targets) for index, targets in _links(bundle, bundled)}
    forwards = _closure({min(links)} if links else set(), links)
    backwards: dict[int, set[int]] = {index: set() for index in links}
    for index, targets in links.items():
        for target in targets:
            backwards[target].add(index)
    every = set(forwards)
    waiting = list(forwards)
    while waiting:
        for index in backwards[waiting.pop()] - every:
            found = _closure({index}, links) - every
            every |= found
            waiting += found
    return frozenset(forwards), frozenset(every - forwards)


def _closure(start: set[int], links: Mapping[int, frozenset[int]]) -> set[int]:
    """All that is reached from these, themselves included."""
    found, waiting = set(start), list(start)
    while waiting:
        fresh = links[waiting.pop()] - found
        found |= fresh
        waiting += fresh
    return found


def _links(bundle: Resource, bundled: Bundled) -> Iterator[tuple[int, set[int]]]:
    held = [(index, entry["resource"]) for index, entry in entries(bundle) if _holds(entry)]
    indexes = {id(resource): index for index, resource in held}
    styles = _stylesheets(bundle)
    first = held[0][0] if held else 0
    for index, resource in held:
        texts = set(_texts(resource))
        if index == first:
            texts |= styles
        targets = {
            indexes[id(found)]
            for text in texts
            if (found := bundled.find(text, resource)) is not None and id(found) in indexes
        }
        yield index, targets - {index}


def _holds(entry: Mapping[str, Any]) -> bool:
    return entry.get("resource").__class__ is dict


def _stylesheets(bundle: Resource) -> set[str]:
    """What the document is shown with, which it links itself."""
    links = bundle.get("link")
    return {
        str(link.get("url"))
        for link in (links if links.__class__ is list else ())
        if link.__class__ is dict and link.get("relation") == "stylesheet"
    }


def _texts(value: Any) -> Iterator[str]:
    """Every text in a resource that may be a reference or an address."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if here.__class__ is list:
            waiting += here
        elif here.__class__ is dict:
            for key, inner in here.items():
                texts = (inner,) if inner.__class__ is str else inner
                if texts.__class__ is dict or key in _NAMES:
                    waiting.append(inner)
                    continue
                for text in texts if texts.__class__ in {tuple, list} else ():
                    if text.__class__ is not str:
                        waiting.append(text)
                    elif ":" in text or "/" in text:
                        yield text
