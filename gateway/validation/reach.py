"""Which entries of a document or message belong to it: those that links lead to, or lead back.

https://hl7.org/fhir/R4/documents.html#content
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from gateway import fhirjson
from gateway.model import Resource
from gateway.validation.bundled import Bundled, entries

_NAMES = frozenset({"fullUrl", "system", "profile", "div", "resourceType", "id"})
"""Keys of texts that name something, and lead nowhere."""


def reached(bundle: Resource, bundled: Bundled) -> tuple[frozenset[int], frozenset[int]]:
    """Indexes of entries that are linked to.

    Those that the first entry leads to, step by step; and of the others those from which links
    lead back to one of these.
    """
    links = _seen(bundle, bundled)
    forwards = _forwards(bundle, links)
    every = _backwards(forwards, links) if len(forwards) < len(links) else forwards
    return frozenset(forwards), frozenset(every - forwards)


def _forwards(bundle: Resource, links: Mapping[int, frozenset[int]]) -> set[int]:
    """What the first entry leads to, by references and by addresses in other elements."""
    found = _closure({min(links)} if links else set(), links)
    read: set[int] = set()
    styles = _stylesheets(bundle)
    while len(found) < len(links) and read != found:
        lost = _addresses(bundle, links.keys() - found)
        if not (styles or _said(bundle, found - read, lost)):
            break
        fresh = {lost[text] for text in styles & lost.keys()}
        for index in found - read:
            texts = _texts(bundle["entry"][index]["resource"])
            fresh |= {lost[text] for text in texts if text in lost}
        read |= found
        found |= _closure(fresh, links)
    return found


def _said(bundle: Resource, indexes: Iterable[int], lost: Collection[str]) -> bool:
    """May a text in these entries be one of these addresses? The JSON of each is cut at quotes.

    An address that would be written otherwise in JSON may be.
    """
    if any(not one.isprintable() or '"' in one or "\\" in one for one in lost):
        return True
    wanted = frozenset(one.encode() for one in lost)
    try:
        for index in indexes:
            text = fhirjson.encode(bundle["entry"][index]["resource"])
            before = (one.rpartition(b'"')[2] for one in text.split(b"#")[:-1])
            if not (wanted.isdisjoint(text.split(b'"')) and wanted.isdisjoint(before)):
                return True
    except TypeError:
        return True
    return False


def _backwards(forwards: set[int], links: Mapping[int, frozenset[int]]) -> set[int]:
    """These, and all from which links lead back to them, with what those lead to."""
    sources: dict[int, set[int]] = {index: set() for index in links}
    for index, targets in links.items():
        for target in targets:
            sources[target].add(index)
    every, waiting = set(forwards), list(forwards)
    while waiting:
        for index in sources[waiting.pop()] - every:
            found = _closure({index}, links) - every
            every |= found
            waiting += found
    return every


def _addresses(bundle: Resource, indexes: Iterable[int]) -> dict[str, int]:
    """What these entries may be called by: fullUrl, and type with id."""
    found: dict[str, int] = {}
    for index in indexes:
        entry = bundle["entry"][index]
        resource = entry["resource"]
        found[str(entry.get("fullUrl"))] = index
        found[f"{resource.get('resourceType')}/{resource.get('id')}"] = index
    return found


def _seen(bundle: Resource, bundled: Bundled) -> dict[int, frozenset[int]]:
    """The links that were met while the entries were checked: mostly, that is all of them."""
    held = {id(entry["resource"]): index for index, entry in entries(bundle) if _holds(entry)}
    return {
        index: frozenset(held[id(to)] for to in bundled.links.get(owner, ()) if id(to) in held)
        for owner, index in held.items()
    }


def _closure(start: set[int], links: Mapping[int, frozenset[int]]) -> set[int]:
    """All that is reached from these, themselves included."""
    found, waiting = set(start), list(start)
    while waiting:
        fresh = links[waiting.pop()] - found
        found |= fresh
        waiting += fresh
    return found


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
                    else:
                        yield text.partition("#")[0]
