"""Holds each reference against what is at hand: its container, and the Bundle around it.

https://hl7.org/fhir/R4/references.html · https://hl7.org/fhir/R4/bundle.html#references
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gateway.fhirjson.references import references
from gateway.validation.bundled import Bundled, Meant
from gateway.validation.references import misformed, mistyped, named

if TYPE_CHECKING:
    from gateway.model import Resource
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

_WHOLE = frozenset({"document", "message", "transaction", "batch"})
"""Types of Bundle of which every urn must be in it: nobody else can know it."""

CLOSED = frozenset({"document", "message"})
"""Types of Bundle that stand by themselves, with no server behind them."""

_INCLUDED = {
    "document": frozenset(
        {
            "subject",
            "encounter",
            "author",
            "custodian",
            "party",
            "detail",
            "focus",
            "entry",
        }
    ),
    "message": frozenset({"focus"}),
}
"""Type of Bundle -> references of its first resource whose targets must come with it.

https://hl7.org/fhir/R4/documents.html#content · https://hl7.org/fhir/R4/messageheader.html
"""


_HERE = frozenset({"", "#"})
"""With what a reference begins that leads nowhere beyond its resource."""

_RULES = {
    Meant.CONDITIONAL: "reference-conditional",
    Meant.MALFORMED: "reference-format",
    Meant.NEARLY: "reference-not-by-full-url",
    Meant.SEVERAL: "reference-ambiguous",
}

_BORNE = frozenset({(Meant.CONDITIONAL, "transaction"), (Meant.SEVERAL, "history")})
"""What some types of Bundle may hold, since a server, or the time, tells what is meant."""

_RELATIVE = frozenset({Meant.MALFORMED, Meant.NEARLY})
"""What is not judged in an entry without a fullUrl, which says so itself where it needs one."""


def leading(entry: Resource, bundle: Bundled) -> None:
    """Note where the references in an entry lead that was judged before: nothing else of it."""
    for reference in references(entry):
        if reference[:1] not in _HERE:
            found = bundle.look(reference, entry)[1]
            if found is not None:
                bundle.linked(entry).append(found)


def linked(run: Run, value: Any, path: Path) -> None:
    """Note what is wrong with where a Reference leads, beyond what its element allows."""
    reference = value.get("reference")
    if reference.__class__ is not str or not reference:
        return
    if misformed(reference):
        run.add("reference-format", path)
        return
    if "type" in value and mistyped(value):
        run.add("reference-type-wrong", path)
        return
    if reference[:1] == "#":
        _agreeing(run, value, run.contained(reference), path)
    elif run.bundle is not None and run.root.get("resourceType") != "Bundle":
        meant, found = run.bundle.look(reference, run.root)
        if found is not None:
            run.bundle.linked(run.root).append(found)
        if meant is Meant.FOUND:
            _agreeing(run, value, found, path)
            return
        rule = _rule(run, run.bundle, meant, reference, path)
        if rule:
            run.add(rule, path)


def _agreeing(run: Run, value: Any, found: Resource | None, path: Path) -> None:
    """Note a type that is not that of the resource which was found."""
    if found is None or "type" not in value:
        return
    kind = named(value)
    if kind is not None and kind != found.get("resourceType"):
        run.add("reference-type-wrong", path)


def _rule(run: Run, bundle: Bundled, meant: Meant, reference: str, path: Path) -> str:
    """Which rule a reference breaks that leads to no one entry; empty: none."""
    if meant in {Meant.MISSING, Meant.VERSION}:
        return _lost(run, bundle, meant, reference, path)
    kind = bundle.kind
    if (meant, kind) in _BORNE or (meant in _RELATIVE and not bundle.addressed(run.root)):
        return ""
    if meant is Meant.NEARLY and kind not in CLOSED:
        return "reference-beside"
    return _RULES[meant]


def _lost(run: Run, bundle: Bundled, meant: Meant, reference: str, path: Path) -> str:
    """Which rule a reference breaks whose target is not in the Bundle."""
    urn = reference[:4] == "urn:"
    if _must_be_here(run, bundle, path) or (urn and bundle.kind in _WHOLE):
        return "reference-unresolved"
    if meant is Meant.VERSION:
        return "reference-version-unmatched"
    return "reference-elsewhere" if urn else ""


def _must_be_here(run: Run, bundle: Bundled, path: Path) -> bool:
    """Whether the target of a reference at this place must come in the same Bundle."""
    if run.resource is not bundle.first:
        return False
    heads = {"document": "Composition", "message": "MessageHeader"}
    return (
        run.resource.get("resourceType") == heads.get(bundle.kind)
        and path[1] in _INCLUDED[bundle.kind]
    )


def targeted(  # noqa: PLR0913, PLR0917 - called by generated code with the facts of a reference
    run: Run,
    value: Any,
    path: Path,
    types: frozenset[str],
    profiles: tuple[str, ...],
    asked: str,
    profile: str,
) -> None:
    """Note a Reference to a resource of a wrong type, or one that does not meet its profile.

    The profile is asked where the resource is at hand.
    """
    if value.__class__ is not dict:
        return
    reference = value.get("reference")
    found = run.sure.get(reference) if reference.__class__ is str else None
    whole = found is not None
    if whole and (
        (not profiles and _of(found, types))
        or (reference, types, profiles) in run.reached
        or _met(run, found, types, profiles)
    ):
        return
    fault = _fault(run, value, path, types, profiles)
    if fault is not None:
        rule, said = fault
        run.add(rule, path, (path[1], said or asked), profile)
    elif whole:
        run.reached.add((reference, types, profiles))


def _of(found: Any, types: frozenset[str]) -> bool:
    """Whether an entry is of one of the types, which is all that is asked."""
    kind = found.get("resourceType")
    return kind.__class__ is str and kind in types


def _met(run: Run, found: Any, types: frozenset[str], profiles: tuple[str, ...]) -> bool:
    """Whether an entry is known to meet one of the profiles, and is of one of the types."""
    return run.met.get(id(found)) in profiles and found["resourceType"] in types


def _fault(
    run: Run, value: Any, path: Path, types: frozenset[str], profiles: tuple[str, ...]
) -> tuple[str, str] | None:
    """The rule that a Reference breaks; and which profiles are not met, and why, if it is that."""
    reference = value.get("reference")
    resolved = run.resolve(reference) if run.near and reference.__class__ is str else None
    if resolved is None or "resourceType" not in resolved:
        kind = named(value)
    else:
        kind = resolved["resourceType"]
    if resolved is not None and run.met.get(id(resolved)) in profiles and kind in types:
        return None
    if kind.__class__ is str and types and kind not in types and _certain(run, value, kind):
        return "reference-target-wrong", ""
    if resolved is None:
        return None
    wanted = [url for url in profiles if run.compiled.kind(url) in (kind, "Resource")]
    if not wanted or any(run.holds(url, resolved, path) for url in wanted):
        return None
    told = [(url, run.why(url, resolved)) for url in wanted]
    return "profile-failed", ", ".join(f"{url} [{why}]" if why else url for url, why in told)


def _certain(run: Run, value: Any, kind: str | None) -> bool:
    """Whether a reference surely names a type: in an address, any word may stand there.

    Its `type` without an address is a type of FHIR's own, whether there is one or not.
    """
    if "type" in value and ":" not in str(value["type"]):
        return True
    relative = "/" in str(value.get("reference")) and ":" not in str(value.get("reference"))
    return relative or run.compiled.resource(kind) is not None
