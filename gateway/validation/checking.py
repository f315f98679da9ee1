"""One resource checked: quickly, as is enough for most, and else with care.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gateway.model import Resolver, Resource
from gateway.validation.claims import claimed
from gateway.validation.compiled import Compiled
from gateway.validation.doubts import settled
from gateway.validation.findings import MOST, EnoughError
from gateway.validation.library import UNSHAPED, Check, Where
from gateway.validation.run import Run
from gateway.validation.vital_signs import vital


def checked(  # noqa: PLR0913 - all that one check may be given
    compiled: Compiled,
    resource: Resource,
    profiles: Sequence[str],
    resolver: Resolver | None,
    now: datetime | None = None,
    *,
    full: bool = True,
    lasting: bool = False,
    framed: bool = False,
) -> Run:
    """All that was found, and whether a code system was met that is not at hand."""
    run = Run(compiled, [], resource, resource, resolver)
    if now is not None:
        run.now = now
    if not full:
        run.full, run.lasting = False, lasting
    run.framed = framed
    kind = resource.get("resourceType") if resource.__class__ is dict else None
    if compiled.globals and kind.__class__ is str and (asked := compiled.globals.get(kind)):
        profiles = tuple(dict.fromkeys((*profiles, *asked)))
    if full and kind == "Observation" and (url := vital(resource)):
        profiles = tuple(dict.fromkeys((*profiles, url)))
    if kind.__class__ is str and (not run.near or _holding(run, resolver)):
        if _faultless(compiled, kind, tuple(profiles), resource, run):
            return run
        run.again()
    if compiled.resource(kind) is None:
        run.add("resource-type-unknown", (None, "resourceType"))
        return run
    try:
        _carefully(run, compiled.walk(str(kind)), resource, profiles)
    except EnoughError:
        run.found.append(("issues-too-many", (None, kind), (MOST,), "", None))
    run.done()
    return run


def _holding(run: Run, resolver: Resolver | None) -> bool:
    """Whether no more is near a resource than what it contains."""
    return resolver is None and run.bundle is None and not run.lasting


def _carefully(run: Run, check: Check, resource: Resource, profiles: Sequence[str]) -> None:
    path = (None, resource["resourceType"])
    own = run.claims(resource, path)
    others = [url for url in profiles if url not in own]
    run.asked = (*own, *others)
    check(resource, path, run)
    run.apply(own, resource, path, claimed=True)
    run.apply(others, resource, path)


def _faultless(
    compiled: Compiled, kind: str, profiles: tuple[str, ...], resource: Resource, run: Run
) -> bool:
    """Whether a quick look is enough, as it is for most: what it doubts is looked at with care.

    Profiles that we ask for are fused, and one more that a resource names: a sender who names
    others in every order and number shall not make us compile for each.
    """
    meta = resource.get("meta")
    named = meta.get("profile") if meta.__class__ is dict else None
    if named is not None and named != [*profiles]:
        own = claimed(resource, compiled.definitions)
        others = [url for url in own if url not in profiles]
        if len(others) > 1 or (others and named != [*own]):
            return False
        if others and compiled.definitions.structure(others[0]) is None:
            return False
        profiles = (*profiles, *others)
    run.doubts = []
    if profiles and not run.near:
        run.begin()
    try:
        if run.near or run.lasting:
            where: Where = "holding" if run.near else "lasting"
            right = compiled.fused(kind, profiles, where=where)(resource, run)
        else:
            right = compiled.lone(kind, profiles)(resource, run)
        if not right:
            return False
        if not run.doubts:
            return True
        run.begin()
        return settled(run, resource, (None, kind))
    except (*UNSHAPED, EnoughError):
        return False
