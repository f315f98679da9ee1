"""Code systems that are not at hand: said once of each, at the first coding of it in a resource.

Where that stands is mostly where it stood in the last resource of the type: there it is looked for
first. https://hl7.org/fhir/R4/terminologies-systems.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from gateway.model import Issue, Resource
from gateway.terminology import source
from gateway.validation.paths import Path, Steps, at, order, path
from gateway.validation.rules import RULES

if TYPE_CHECKING:
    from gateway.validation.findings import Found
    from gateway.validation.habits import Habits
    from gateway.validation.run import Run

Coding: TypeAlias = Mapping[str, Any]

_RULE = RULES["code-system-unknown"]
SYSTEMS = 100
"""Code systems of a resource that are named as not at hand."""


def alone(run: Run) -> list[Issue]:
    """What is to be said of a resource whose strange codings stand in their usual places.

    Nothing, where one does not, or more than one is of the same system: then it is looked for.
    """
    resource, first = run.resource, run.first
    if run.bundle is not None or len(first) > SYSTEMS:
        return []
    kind, habits, several = resource["resourceType"], run.compiled.habits, len(first) > 1
    found: list[tuple[list[int], str, str]] = []
    for system, (owner, _, times) in first.items():
        habit = habits.get((kind, system))
        if habit is None or times > 1 or owner is not resource:
            return []
        value: Any = resource
        try:
            for step in habit[0]:
                value = value[step]
            if value["system"] != system or value["code"].__class__ is not str:
                return []
        except (LookupError, TypeError):
            return []
        found.append((order(resource, habit[0]) if several else [], system, habit[1]))
    if several:
        found.sort()
    ident = f"{kind}/{resource['id']}" if "id" in resource else ""
    return [_issue(system, target, ident) for _, system, target in found]


def _issue(system: str, target: str, owner: str) -> Issue:
    said, facts = _said(system)
    return Issue(_RULE.id, _RULE.severity, said, "", target, _RULE.code, "", None, owner, facts)


@lru_cache(maxsize=1024)
def _said(system: str) -> tuple[str, tuple[str, ...]]:
    facts = source(system)
    return _RULE.text.format(*facts), facts


def met(run: Run) -> Iterator[Found]:
    """What is to be said of each code system that was met and is not at hand."""
    for where, value in islice(_first(run), SYSTEMS):
        yield unknown(where, value["system"])


def unknown(where: Path, system: str) -> Found:
    """That the system of a coding is not at hand."""
    return _RULE.id, (where, "system"), (*source(system), (system,)), "", None


def _first(run: Run) -> Iterator[tuple[Path, Coding]]:
    """A coding of each system that is not at hand, looked for where the system was first met."""
    owners: dict[int, list[str]] = {}
    for system, (resource, _, _) in run.first.items():
        owners.setdefault(id(resource), []).append(system)
    for systems in owners.values():
        resource, place, _ = run.first[systems[0]]
        start = place or (None, str(resource.get("resourceType")))
        usual = None
        if all(run.first[system][2] == 1 for system in systems):
            usual = _usually(run.compiled.habits, resource, start, systems)
        if usual is not None:
            yield from usual
            continue
        found: list[tuple[Path, Coding]] = []
        seek(resource, start, set(systems), found)
        for where, value in found:
            key = str(resource["resourceType"]), value["system"]
            habit = run.compiled.habits.get(key)
            if habit is None or at(resource, habit[0]) is not value:
                run.compiled.habits.keep(key, where, start)
        yield from found


def _usually(
    habits: Habits, resource: Resource, start: Path, systems: list[str]
) -> list[tuple[Path, Coding]] | None:
    """The one coding of each system, in the order of the document, if all are in usual places."""
    found: list[tuple[Steps, Coding]] = []
    for system in systems:
        habit = habits.get((resource["resourceType"], system))
        value: Any = at(resource, habit[0]) if habit else None
        if habit is None or not _there(value, system):
            return None
        found.append((habit[0], value))
    if len(found) > 1:
        found.sort(key=lambda one: order(resource, one[0]))
    return [(path(start, steps), value) for steps, value in found]


def _there(value: Any, system: str) -> bool:
    """Whether a value is a coding, or a unit, of that system."""
    return (
        value.__class__ is dict
        and value.get("system") == system
        and value.get("code").__class__ is str
    )


def seek(
    value: Mapping[str, Any],
    where: Path,
    wanted: set[str] | None,
    found: list[tuple[Path, Coding]],
) -> bool:
    """Look for the first coding, or unit, of each system that is wanted; None: for every one.

    Gives whether all that is wanted is found. Written for speed, since it passes everything.
    """
    if "code" in value and value.get("system").__class__ is str:
        if value["code"].__class__ is str and (wanted is None or value["system"] in wanted):
            found.append((where, value))
            if wanted is not None:
                wanted.remove(value["system"])
        return wanted is not None and not wanted
    for key, one in value.items():
        kind = one.__class__
        if kind is dict:
            if seek(one, (where, key), wanted, found):
                return True
        elif kind is list and key != "contains":  # an expansion lists codes, and uses none
            for number, item in enumerate(one):
                if item.__class__ is dict and seek(item, (where, key, number), wanted, found):
                    return True
    return False
