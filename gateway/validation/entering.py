"""The entries of a Bundle, each at a quick look: those that need care come out at their turn.

https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, Any

from gateway.validation.claims import claims
from gateway.validation.entries import at_once, glanced, passed
from gateway.validation.extensions import refused
from gateway.validation.library import UNSHAPED, Quick
from gateway.validation.linking import leading
from gateway.validation.primitives import PRIMITIVES, unique

if TYPE_CHECKING:
    from gateway.model import Resource
    from gateway.validation.bundled import Bundled
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

_PARTS = 2
"""Of most entries: an address, and a resource."""


def entering(run: Run, entries: list[Any], where: Path) -> Iterator[tuple[int, Any]]:
    """(index, entry) of each entry that is not surely right at a quick look, when its turn comes.

    `where` is the Bundle's path, and the key of its entries.
    """
    if run.bundle is None or run.resolver is not None:
        yield from enumerate(entries)
        return
    if run.framed:
        yield from _followed(run, run.bundle, entries)
        return
    named = run.bundle.addresses()
    (parent, key), tests, ahead, asked = where, _Tests(run), run.passed, bool(run.asked)
    for index, entry in enumerate(entries):
        tried, right = None, False
        try:
            value = entry["resource"]
            if (len(entry) == _PARTS and entry["fullUrl"] in named) or _around(entry, named, run):
                place, tried = ((parent, key, index), "resource"), value
                if ahead and id(value) in ahead:
                    right = passed(value, place, run)
                elif asked or "meta" in value:
                    right = _looked(value, place, run, tests)
                else:
                    right = glanced(tests[value["resourceType"]], value, place, run)
        except UNSHAPED:
            pass
        if not right:
            run.tried = tried
            yield index, entry


def _around(entry: dict[str, Any], named: Container[str], run: Run) -> bool:
    """Whether all is right of an entry but its resource; it may raise on another shape."""
    count, tests = 1, run.compiled.beside()
    if "fullUrl" in entry:
        url = entry["fullUrl"]
        if not (url in named or _addressed(url)):
            return False
        count = _PARTS
    for key in tests.keys() & entry.keys() if count < len(entry) else ():
        if not tests[key](entry[key], run):
            return False
        count += 1
    return count == len(entry)


def _addressed(url: str) -> bool:
    """Whether it is a whole address, of no version and no part of what is there."""
    return unique(url) is not None or (
        "/_history/" not in url and url[:1] != "#" and PRIMITIVES["uri"].test(url)
    )


def _followed(run: Run, bundle: Bundled, entries: list[Any]) -> Iterator[tuple[int, Any]]:
    """The same of entries that were judged by themselves: only where they lead is noted."""
    named = bundle.addresses()
    for index, entry in enumerate(entries):
        try:
            value = entry["resource"]
            right = value["resourceType"].__class__ is str and _around(entry, named, run)
        except UNSHAPED:
            right = False
        if right:
            leading(value, bundle)
        else:
            yield index, entry


def _looked(value: Resource, place: Path, run: Run, tests: _Tests) -> bool:
    """Whether an entry is surely right of which profiles may be asked; it may raise."""
    kind = value["resourceType"]
    if run.asked or ("meta" in value and claims(value)):
        return kind not in run.compiled.globals and at_once(value, place, run)
    return glanced(tests[kind], value, place, run)


class _Tests(dict[str, Quick]):
    """Type of resource -> its quick test, where nothing is asked of it but R4."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._compiled = run.compiled

    def __missing__(self, kind: str) -> Quick:
        free = kind not in self._compiled.globals
        test = self._compiled.fused(kind, (), where="bundled") if free else refused
        self[kind] = test
        return test
