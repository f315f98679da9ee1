"""Resources inside resources: those of entries, mostly at a glance, and contained ones.

https://hl7.org/fhir/R4/bundle.html · https://hl7.org/fhir/R4/references.html#contained
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from gateway.validation.bundled import Bundled, Meant
from gateway.validation.claims import claimed
from gateway.validation.doubts import settled
from gateway.validation.library import UNSHAPED, Quick
from gateway.validation.linking import CLOSED
from gateway.validation.references import literal

_SAID, _KIND = itemgetter("reference"), itemgetter("resourceType")

if TYPE_CHECKING:
    from gateway.model import Resource
    from gateway.validation.paths import Path
    from gateway.validation.run import Run


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
        if value is not run.tried and at_once(value, path, run):
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


def at_once(value: Resource, path: Path, run: Run) -> bool:
    """Whether a quick look at an entry of a Bundle is enough, as it is for most."""
    if run.bundle is None or run.resolver is not None:
        return False
    urls = claimed(value, run.compiled.definitions) if "meta" in value else ()
    if urls and value["meta"]["profile"] != [urls[0]]:  # not compiled for each combination
        return False
    if not urls and run.asked:
        if passed(value, path, run) or _expected(value, path, run):
            return True
        run.met.setdefault(id(value), "")
    try:
        test = run.compiled.fused(value["resourceType"], urls, where="bundled")
    except UNSHAPED:
        return False
    before = len(run.found)
    if not glanced(test, value, path, run):
        return False
    for url in urls if len(run.found) == before else ():
        run.meeting(value, url)
    return True


def glanced(test: Quick, value: Resource, path: Path, run: Run) -> bool:
    """Whether an entry passes a test, or what it doubts is no more than advice."""
    inner, strange = run.glance, run.strange
    if inner is None:
        inner = run.entry(value, path)
    else:
        inner.turn(value, path)
    since, right = len(strange), False
    try:
        if test(value, inner):
            if not inner.doubts:
                return True
            right = settled(inner, value, path)
    except UNSHAPED:
        pass
    if not right:
        del strange[since:]
    return _told(inner, run, right=right)


def _told(inner: Run, run: Run, *, right: bool) -> bool:
    """Tell what was found in an entry that is right but for advice; the next one begins anew."""
    if right:
        run.found += inner.found
    inner.found, inner.doubts = [], []
    return right


def passed(value: Resource, path: Path, run: Run) -> bool:
    """Whether an entry was found right before its turn came: then what was left is told."""
    known = run.passed.get(id(value))
    if known is None:
        return False
    _, strange, doubts, ids = known
    first, since = run.first, len(run.strange)
    for one in strange:
        if one not in first or first[one][0] is value:
            run.entry(value, path).strangers(strange)
            break
    else:  # all of them were met before, elsewhere
        run.strange += strange
    if not doubts:
        return True
    inner = run.entry(value, path)
    inner.resume(doubts, ids)
    right = settled(inner, value, path)
    if not right:
        del run.strange[since:]
    return _told(inner, run, right=right)


def _expected(value: Resource, path: Path, run: Run) -> bool:
    """Whether an entry is right, and surely meets the profile that the last one like it met."""
    url = run.compiled.expected.of(run.asked, value)
    if not url:
        return False
    try:
        test = run.compiled.entries[value["resourceType"], url]
    except UNSHAPED:
        return False
    if not glanced(test, value, path, run):
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
    found = run.sure.get(reference)
    if found is not None:
        kind = found["resourceType"]
        run.linked.append(found)
    else:
        kind = _away(reference, bundle, run)
    if kind is None or (types and kind not in types):
        return False
    return len(value) == 1 or agrees(value, kind)


def together(values: list[Any], types: frozenset[str], run: Run) -> bool:
    """The same of several at once, of which none says more than where it leads.

    Surely so: where it is not, each is looked at by itself.
    """
    try:
        found = [*map(run.sure.__getitem__, map(_SAID, values))]
        if {*map(len, values)} != {1} or (types and not types.issuperset(map(_KIND, found))):
            return False
    except (LookupError, TypeError):
        return False
    run.linked += found
    return True


def _away(reference: str, bundle: Bundled, run: Run) -> str | None:
    """The type that a reference leads to which is no entry's address, told of each once."""
    head = run.resource is bundle.first and bundle.kind in CLOSED
    known = None if head else bundle.beyond.get(reference)
    if known is not None:
        return known
    meant, found = bundle.look(reference, run.root)
    if meant is Meant.FOUND and found is not None:
        run.linked.append(found)
        kind: str = found["resourceType"]
        return kind
    if meant is not Meant.MISSING or reference[:4] == "urn:" or head:
        return None
    away = literal(reference)
    if away is not None and (bundle.home or ":" in reference):
        bundle.beyond[reference] = away
    return away


def agrees(value: Any, kind: str) -> bool:
    """Whether a Reference says besides no more than its type, and what it shows."""
    parts = 1
    if "type" in value:
        parts += value["type"] == kind
    if "display" in value:
        parts += value["display"].isprintable() and value["display"] >= "!"
    return parts == len(value)
