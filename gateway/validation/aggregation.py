"""How what a reference leads to must be at hand: contained, in the Bundle, or elsewhere.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type.aggregation
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

_VERSION = "/_history/"


def aggregated(  # noqa: PLR0913, PLR0917 - called by generated code with the facts of a reference
    run: Run,
    value: Any,
    path: Path,
    modes: frozenset[str],
    said: str,
    versioning: str,
    profile: str,
) -> None:
    """Note a reference that leads where it may not, or names a version where it may not."""
    reference = value.get("reference") if value.__class__ is dict else None
    if reference.__class__ is not str:
        return
    if modes and not _right(run, str(reference), modes):
        run.add("reference-aggregation", path, (path[1], said), profile)
    if str(reference).startswith("#"):
        return
    if versioning == "specific" and _VERSION not in str(reference):
        run.add("reference-version", path, (path[1],), profile)
    elif versioning == "independent" and _VERSION in str(reference):
        run.add("reference-versioned", path, (path[1],), profile)


def _right(run: Run, reference: str, modes: frozenset[str]) -> bool:
    """Whether a reference leads to where it may; of a resource alone, no Bundle is asked for."""
    if reference.startswith("#"):
        return "contained" in modes
    if "referenced" in modes or (run.bundle is None and "bundled" in modes):
        return True
    return (
        "bundled" in modes
        and run.bundle is not None
        and run.bundle.find(reference, run.root) is not None
    )
