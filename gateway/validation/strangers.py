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
from gateway.validation.paths import Path, Steps, at, text
from gateway.validation.rules import RULES

if TYPE_CHECKING:
    from gateway.validation.findings import Found
    from gateway.validation.run import Run

Coding: TypeAlias = Mapping[str, Any]

_RULE = RULES["code-system-unknown"]
_NOWHERE: Path = (None, "")
SYSTEMS = 100
"""Code systems of a resource that are named as not at hand."""


def alone(run: Run) -> list[Issue]:
    """What is to be said of them where there is nothing else to be said."""
    resource, first = run.resource, run.first
    ident = f"{resource['resourceType']}/{resource['id']}" if "id" in resource else ""
    if len(first) == 1:  # as it mostly is
        ((system, (owner, start, times)),) = first.items()
        habit = run.compiled.habits.get((owner["resourceType"], system))
        if habit and times == 1 and start is None and _stands(owner, habit[0], system):
            return [_issue(system, habit[1], ident)]
    found = _plainly(run, resource) or _first(run)
    return [_issue(system, target, ident) for target, system in islice(found, SYSTEMS)]


def _plainly(run: Run, resource: Resource) -> list[tuple[str, str]] | None:
    """Where each stands first, if that is in the resource itself, in usual places."""
    kind, habits = resource["resourceType"], run.compiled.habits
    found: list[tuple[Steps, str, str]] = []
    elements: dict[str, dict[str, list[Coding]]] = {}
    for system, (owner, start, times) in run.first.items():
        habit = habits.get((kind, system))
        if habit is None or owner is not resource or start is not None:
            return None
        if not _stands(resource, habit[0], system):
            return None
        if times > 1:
            element = str(habit[0][0])
            if element not in elements:
                elements[element] = _codings(resource[element])
            said = elements[element].get(system, [])
            if len(said) != times or said[0] is not at(resource, habit[0]):
                return None  # not all stand in one element, and that one before the others
        found.append((*habit, system))
    if len(found) > 1:
        _sort(resource, found)
    return [(target, system) for _, target, system in found]


def _sort(resource: Resource, found: list[tuple[Steps, str, str]]) -> None:
    """Put what stands at these steps in the order of the document."""
    known: dict[int, dict[str, int]] = {}
    found.sort(key=lambda one: _order(resource, one[0], known))


def _order(value: Any, steps: Steps, known: dict[int, dict[str, int]]) -> list[int]:
    """Where steps lead to, as numbers; `known`: the numbers of the keys of each object so far."""
    order: list[int] = []
    for step in steps:
        if isinstance(step, int):
            order.append(step)
        else:
            keys = known.get(id(value))
            if keys is None:
                keys = known[id(value)] = {key: number for number, key in enumerate(value)}
            order.append(keys[step])
        value = value[step]
    return order


def _codings(whole: Any) -> dict[str, list[Coding]]:
    """All codings in an element, by their systems, each in the order of the document."""
    found: list[tuple[Path, Coding]] = []
    for one in whole if whole.__class__ is list else (whole,):
        if one.__class__ is dict:
            seek(one, _NOWHERE, None, found)
    by: dict[str, list[Coding]] = {}
    for _, value in found:
        by.setdefault(value["system"], []).append(value)
    return by


def _issue(system: str, target: str, owner: str) -> Issue:
    said, facts = _said(system)
    return Issue(_RULE.id, _RULE.severity, said, "", target, _RULE.code, "", None, owner, facts)


@lru_cache(maxsize=1024)
def _said(system: str) -> tuple[str, tuple[str, ...]]:
    facts = source(system)
    return _RULE.text.format(*facts), facts


def met(run: Run) -> Iterator[Found]:
    """What is to be said of each code system that was met and is not at hand."""
    for target, system in islice(_first(run), SYSTEMS):
        yield _RULE.id, (None, target), (*source(system), (system,)), "", None


def unknown(where: Path, system: str) -> Found:
    """That the system of a coding is not at hand."""
    return _RULE.id, (where, "system"), (*source(system), (system,)), "", None


def _first(run: Run) -> Iterator[tuple[str, str]]:
    """Where a coding of each system stands, in the resource where that was first met."""
    owners: dict[int, list[str]] = {}
    for system, (resource, _, _) in run.first.items():
        owners.setdefault(id(resource), []).append(system)
    for systems in owners.values():
        resource, place, times = run.first[systems[0]]
        if len(systems) == times == 1 and (target := _there(run, resource, place, systems[0])):
            yield target, systems[0]
            continue
        usual = _usually(run, resource, place, systems)
        yield from _sought(run, resource, place, systems) if usual is None else usual


def _there(run: Run, resource: Resource, start: Path | None, system: str) -> str:
    """Where the one coding of a system stands, if in its usual place; empty where it does not."""
    kind = resource["resourceType"]
    habit = run.compiled.habits.get((kind, system))
    if habit is None or not _stands(resource, habit[0], system):
        return ""
    return habit[1] if start is None else f"{text(start)}{habit[1][len(kind) :]}"


def _usually(
    run: Run, resource: Resource, start: Path | None, systems: list[str]
) -> list[tuple[str, str]] | None:
    """The one coding of each system, in the order of the document, if all are in usual places."""
    kind, habits = resource["resourceType"], run.compiled.habits
    found: list[tuple[Steps, str, str]] = []
    for system in systems:
        habit = habits.get((kind, system)) if run.first[system][2] == 1 else None
        if habit is None or not _stands(resource, habit[0], system):
            return None
        found.append((*habit, system))
    if len(found) > 1:
        _sort(resource, found)
    if start is None:
        return [(target, system) for _, target, system in found]
    above = text(start)
    return [(f"{above}{target[len(kind) :]}", system) for _, target, system in found]


def _sought(
    run: Run, resource: Resource, start: Path | None, systems: list[str]
) -> Iterator[tuple[str, str]]:
    """The first coding of each system, looked for; where it stands is remembered."""
    place: Path = start or (None, str(resource.get("resourceType")))
    found: list[tuple[Path, Coding]] = []
    seek(resource, place, set(systems), found)
    for where, value in found:
        key = str(resource["resourceType"]), value["system"]
        habit = run.compiled.habits.get(key)
        if habit is None or at(resource, habit[0]) is not value:
            run.compiled.habits.keep(key, where, place)
        yield text((where, "system")), value["system"]


def _stands(value: Any, steps: Steps, system: str) -> bool:
    """Whether a coding, or a unit, of that system stands there in a resource."""
    try:
        for step in steps:
            value = value[step]
        return bool(value["system"] == system and value["code"].__class__ is str)
    except (LookupError, TypeError):
        return False


def seek(
    value: Mapping[str, Any],
    where: Path,
    wanted: set[str] | None,
    found: list[tuple[Path, Coding]],
) -> bool:
    """Look for the first coding, or unit, of each system that is wanted; None: for every one.

    Gives whether all that is wanted is found. Written for speed, since it passes everything.
    """
    coded = value.get("code").__class__ is str and value.get("system").__class__ is str
    if coded and (wanted is None or value["system"] in wanted):
        found.append((where, value))
        if wanted is not None:
            wanted.remove(value["system"])
            if not wanted:
                return True
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
