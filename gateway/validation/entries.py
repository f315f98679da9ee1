"""Resources inside resources: entries of Bundles, mostly at a glance, and contained ones.

https://hl7.org/fhir/R4/bundle.html · https://hl7.org/fhir/R4/references.html#contained
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gateway.validation.bundled import Bundled, Meant
from gateway.validation.claims import claimed
from gateway.validation.doubts import settled
from gateway.validation.extensions import refused
from gateway.validation.library import UNSHAPED, Quick
from gateway.validation.linking import leading
from gateway.validation.primitives import PRIMITIVES, unique
from gateway.validation.references import literal

if TYPE_CHECKING:
    from gateway.model import Resource
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

_PARTS = 2
"""Of an entry: its address, and its resource."""


def nested(value: Any, path: Path, run: Run) -> None:
    """Check a resource that stands inside another one, with the profiles that it names."""
    if value.__class__ is not dict:
        run.shape(value, path, "Resource")
        return
    check = run.compiled.resource(value.get("resourceType"))
    if check is None:
        run.add("resource-type-unknown", path)
        return
    asked = run.compiled.globals.get(value["resourceType"], ())
    if path[1] == "resource" and not asked:
        if _at_once(value, path, run):
            return
        check = run.compiled.walk(value["resourceType"])
    inner = run.inner(value, path)
    check(value, path, inner)
    own = inner.claims(value, path)
    inner.apply(own, value, path, claimed=True)
    if path[1] == "resource":
        inner.apply([url for url in asked if url not in own], value, path)
    if path[1] == "contained" and "id" not in value:
        run.add("contained-id-missing", path)
    elif path[1] == "contained" and not run.fresh(f"#{value.get('id')}"):
        run.add("contained-id-twice", path)
    inner.done()


def entering(run: Run, entries: list[Any], where: Path) -> Iterator[tuple[int, Any]]:
    """(index, entry) of each entry that is not surely right at a quick look, when its turn comes.

    `where` is the Bundle's path, and the key of its entries.
    """
    bundle, parent, key = run.bundle, *where
    if bundle is None or run.resolver is not None:
        yield from enumerate(entries)
        return
    uniques, asked, tests = bundle.unique(), run.asked, _Tests(run)
    passed, framed = run.passed, run.framed
    value: Any
    for index, entry in enumerate(entries):
        if entry.__class__ is dict and len(entry) == _PARTS:
            url, value = entry.get("fullUrl"), entry.get("resource")
            kind = value.get("resourceType") if value.__class__ is dict else None
            if kind.__class__ is str is url.__class__ and (url in uniques or _addressed(url)):
                place = (parent, key, index), "resource"
                if framed:
                    leading(value, bundle)
                    right = True
                elif id(value) in passed:
                    right = _passed(value, place, run)
                elif asked or "meta" in value:
                    right = _asked(value, place, run)
                else:
                    right = _glanced(tests[kind], value, place, run)
                if right:
                    continue
        yield index, entry


def _asked(value: Resource, place: Path, run: Run) -> bool:
    """Whether an entry is right which names profiles, or of which some are asked."""
    if value["resourceType"] in run.compiled.globals:
        return False
    return _at_once(value, place, run)


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


def _addressed(url: str) -> bool:
    """Whether it is a whole address, of no version and no part of what is there."""
    return unique(url) is not None or (
        "/_history/" not in url and url[:1] != "#" and PRIMITIVES["uri"].test(url)
    )


def _at_once(value: Resource, path: Path, run: Run) -> bool:
    """Whether a quick look at an entry of a Bundle is enough, as it is for most."""
    if run.bundle is None or run.resolver is not None:
        return False
    urls = claimed(value, run.compiled.definitions) if "meta" in value else ()
    if urls and value["meta"]["profile"] != [urls[0]]:  # not compiled for each combination
        return False
    if not urls and run.asked:
        if _passed(value, path, run) or _expected(value, path, run):
            return True
        run.met.setdefault(id(value), "")
    try:
        test = run.compiled.fused(value["resourceType"], urls, where="bundled")
    except UNSHAPED:
        return False
    before = len(run.found)
    if not _glanced(test, value, path, run):
        return False
    for url in urls if len(run.found) == before else ():
        run.meeting(value, url)
    return True


def _glanced(test: Quick, value: Resource, path: Path, run: Run) -> bool:
    """Whether an entry passes a test, or what it doubts is no more than advice."""
    inner, since = run.glance, len(run.strange)
    if inner is None:
        inner = run.entry(value, path)
    else:
        inner.turn(value, path)
    try:
        if test(value, inner):
            if not inner.doubts:
                return True
            if settled(inner, value, path):
                run.found += inner.found
                return True
    except UNSHAPED:
        pass
    del run.strange[since:]
    return False


def _passed(value: Resource, path: Path, run: Run) -> bool:
    """Whether an entry was found right before its turn came: then its strange codes are told."""
    known = run.passed.get(id(value))
    if known is None:
        return False
    first = run.first
    for one in known[1]:
        if one not in first or first[one][0] is value:
            run.entry(value, path).strangers(known[1])
            return True
    run.strange += known[1]  # all of them were met before, elsewhere
    return True


def _expected(value: Resource, path: Path, run: Run) -> bool:
    """Whether an entry is right, and surely meets the profile that the last one like it met."""
    url = run.compiled.expected.of(run.asked, value)
    if not url:
        return False
    try:
        test = run.compiled.entry(value["resourceType"], url)
    except UNSHAPED:
        return False
    if not _glanced(test, value, path, run):
        return False
    run.meeting(value, url)  # what was doubted is R4's own
    return True


def leads(value: Any, types: frozenset[str], run: Run) -> bool:
    """Whether a Reference in an entry of a Bundle surely leads to one of these types, or away.

    Where there are no types, any will do. It may raise on what has another shape.
    """
    reference, bundle = value["reference"], run.bundle
    if bundle is None:
        return False
    found = bundle.sure.get(reference)
    kind = _away(reference, bundle, run) if found is None else found["resourceType"]
    if kind is None or (types and kind not in types):
        return False
    if found is not None:
        run.linked.append(found)
    return len(value) == 1 or agrees(value, kind)


def _away(reference: str, bundle: Bundled, run: Run) -> str | None:
    """The type that a reference leads to which is no entry's whole address."""
    meant, found = bundle.look(reference, run.root)
    if meant is Meant.FOUND and found is not None:
        run.linked.append(found)
        kind: str = found["resourceType"]
        return kind
    away = meant is Meant.MISSING and reference[:4] != "urn:"
    return literal(reference) if away and run.resource is not bundle.first else None


def agrees(value: Any, kind: str) -> bool:
    """Whether a Reference says besides no more than its type, and what it shows."""
    parts = 1
    if "type" in value:
        parts += value["type"] == kind
    if "display" in value:
        parts += value["display"].isprintable() and value["display"] >= "!"
    return parts == len(value)
