"""A profile that is itself the resource: what it changes must be allowed by its base.

https://hl7.org/fhir/R4/profiling.html#5.1.0.1
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.validation.paths import Path
    from gateway.validation.run import Run


def derived(profile: dict[str, Any], path: Path, run: Run) -> None:
    """Note each line of a differential that cannot stand on its base."""
    lines = profile.get("differential")
    elements = lines.get("element") if lines.__class__ is dict else None
    if profile.get("derivation") != "constraint" or elements.__class__ is not list:
        return
    index = {
        str(one.get("id") or one.get("path")): number
        for number, one in reversed(list(enumerate(elements)))
        if one.__class__ is dict
    }
    for ident, rule, said in run.compiled.definitions.misfits(profile):
        if ident in index:
            where: Path = ((path, "differential"), "element", index[ident])
            if rule == "binding-weakened":
                where = (where, "binding"), "strength"
            run.add("profile-line-wrong", where, (ident, said))
