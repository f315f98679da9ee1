"""The one value that a quick test could not pass for sure: found again, and looked at with care.

Most of what is not simply right is one code that a binding advises against, or one name that a
code system does not know: no reason to walk all that is around it once more.
https://hl7.org/fhir/R4/terminologies.html#strength
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from gateway.validation.paths import at, path

if TYPE_CHECKING:
    from gateway.model import Resource
    from gateway.validation.findings import Findings
    from gateway.validation.habits import Habits
    from gateway.validation.paths import Path


def doubted(run: Findings, judge: Callable[..., None], value: Any, *facts: Any) -> bool:
    """Whether an object may be passed for now, since it will be looked at: the only one so far.

    It is noted, so that what holds it is not remembered as something of which there is nothing to
    say; who vouches that values last has them remembered in any case, and gets no doubt.
    """
    if run.doubts is None or run.doubts or run.lasting or value.__class__ is not dict:
        return False
    run.doubts.append((judge, value, facts))
    run.strange.append("")
    return True


def settled(run: Findings, resource: Resource, start: Path) -> bool:
    """Look at what was doubted in a resource; False where it stands in more than one place."""
    doubts, run.doubts = run.doubts, None
    for judge, value, facts in doubts or ():
        where = _place(run.compiled.habits, resource, start, (value, facts))
        if where is None:
            return False
        judge(run, value, where, *facts)
    return True


def _place(
    habits: Habits, resource: Resource, start: Path, doubt: tuple[Any, tuple[Any, ...]]
) -> Path | None:
    """Where what is doubted stands; None where it stands in more than one place.

    In its usual place it stands alone: an element of that value set would doubt it there as well.
    """
    value, facts = doubt
    key = (str(resource["resourceType"]), f"?{facts[0] if facts else ''}")
    habit = habits.get(key)
    if habit is not None and at(resource, habit[0]) is value:
        return path(start, habit[0])
    places = list(_places(resource, start, value))
    if len(places) != 1:
        return None
    habits.keep(key, places[0], start)
    return places[0]


def _places(value: Any, where: Path, wanted: Any) -> Iterator[Path]:
    """The paths to this very object."""
    for key, one in value.items():
        kind = one.__class__
        if kind is dict:
            if one is wanted:
                yield (where, key)
            yield from _places(one, (where, key), wanted)
        elif kind is list:
            for number, item in enumerate(one):
                if item.__class__ is dict:
                    if item is wanted:
                        yield (where, key, number)
                    yield from _places(item, (where, key, number), wanted)
