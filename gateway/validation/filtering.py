"""The filters of a value set: each value is one that its operator or its property takes.

https://hl7.org/fhir/R4/valueset-filter-operator.html · https://hl7.org/fhir/R4/codesystem.html#filters
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

PROPERTIES = "http://hl7.org/fhir/concept-properties#"
"""With what the addresses of HL7's own properties begin."""
_CODES = frozenset(
    {
        (operator, name)
        for operator in ("is-a", "descendent-of", "is-not-a", "generalizes")
        for name in ("concept", "code")
    }
    | {("=", "parent"), ("=", "child")}
)
"""(operator, property) of filters whose value is a code of the code system."""
_TRUTHS = frozenset({"true", "false"})
_LONGEST = 1000
"""Characters of a pattern up to which it is looked at."""


def filtered(run: Run, system: str, version: Any, one: dict[str, Any], path: Path) -> None:
    """Note a filter whose value is none that its operator, or its property, takes."""
    value, name, operator = one.get("value"), str(one.get("property")), str(one.get("op"))
    if value.__class__ is not str or not value:
        return
    if (operator, name) in _CODES:
        known(run, system, value, (path, "value"), version)
    elif operator == "exists" and value not in _TRUTHS:
        run.add("filter-value", (path, "value"), (operator,))
    elif operator == "=" and value not in _TRUTHS and _is_truth(run, system, name):
        run.add("filter-value", (path, "value"), (name,))
    elif operator == "regex" and not _readable(str(value)):
        run.add("filter-value", (path, "value"), (operator,))


def known(  # noqa: PLR0913, PLR0917 - a code, and what is said of it
    run: Run, system: Any, code: Any, path: Path, version: Any = "", rule: str = "code-not-there"
) -> None:
    """Note a code that its code system does not have, where all its codes are at hand."""
    if system.__class__ is not str or code.__class__ is not str:
        return
    url, _, said = str(system).partition("|")
    for one in run.compiled.terminology.coding(url, said or str(version), str(code), ""):
        if one.rule == "code-unknown":
            run.add(rule, path, one.facts)


def _is_truth(run: Run, system: str, name: str) -> bool:
    """Whether a property of a code system, as far as that is at hand, is true or false."""
    found = run.compiled.definitions.system(system)
    meant = found.uris.get(name, "") if found is not None else ""
    return meant.removeprefix(PROPERTIES) in {"inactive", "notSelectable"}


def _readable(pattern: str) -> bool:
    """Whether it is a regular expression; what is very long is not told."""
    try:
        return len(pattern) > _LONGEST or bool(re.compile(pattern))
    except (re.error, OverflowError, RecursionError, Warning):
        return False
