"""The few values that a quick test could not pass for sure: found again, and looked at with care.

Most of what is not simply right is one code that a binding advises against, or one name that a
code system does not know: no reason to walk all that is around it once more.
https://hl7.org/fhir/R4/terminologies.html#strength
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gateway.validation.paths import Path, at, path

if TYPE_CHECKING:
    from gateway.model import Resource
    from gateway.validation.findings import Doubt, Findings
    from gateway.validation.habits import Habits

_MOST = 20
"""Doubts about one resource: who has more to be looked at is looked at as a whole."""


def doubted(run: Findings, judge: Callable[..., None], value: Any, *facts: Any) -> bool:
    """Whether an object may be passed for now, since it will be looked at.

    It is noted, so that what holds it is not remembered as something of which there is nothing to
    say; who vouches that values last has them remembered in any case, and gets no doubt.
    """
    if (
        run.doubts is None
        or len(run.doubts) >= _MOST
        or run.lasting
        or value.__class__ is not dict
    ):
        return False
    run.doubts.append((judge, value, facts))
    run.strange.append("")
    return True


def advised(  # noqa: PLR0913, PLR0917 - called by generated code with all facts of a rule
    run: Findings,
    value: Any,
    key: str,
    severity: str,
    human: str,
    said: tuple[tuple[str, str], ...],
) -> bool:
    """Whether an object may be passed which an invariant only advises against."""
    return doubted(run, _broken, value, key, severity, human, said)


def _broken(  # noqa: PLR0913, PLR0917 - all facts of a rule
    run: Findings,
    _value: Any,
    where: Path,
    key: str,
    severity: str,
    human: str,
    said: tuple[tuple[str, str], ...],
) -> None:
    run.broken(key, where, severity, human, "", said)


def later(run: Findings, value: Any, judge: Callable[[Any, Path, Any], None]) -> bool:
    """Whether an object may be passed of which is asked later what no definition says."""
    return doubted(run, _later, value, judge)


def _later(
    run: Findings, value: Any, where: Path, judge: Callable[[Any, Path, Any], None]
) -> None:
    judge(value, where, run)


def settled(run: Findings, resource: Resource, start: Path) -> bool:
    """Look at what was doubted in a resource; False where its place cannot be told for sure."""
    doubts, run.doubts = run.doubts or [], None
    place = _usually if len(doubts) == 1 else _placed
    found = place(run.compiled.habits, resource, start, doubts)
    for where, (judge, value, facts) in found:
        judge(run, value, where, *facts)
    for one in run.found:
        if one[0] == "element-id-twice":  # of which of the two depends on the order of all ids
            return False
    return bool(found)


def _usually(
    habits: Habits, resource: Resource, start: Path, doubts: Sequence[Doubt]
) -> list[tuple[Path, Doubt]]:
    """Where the one thing that is doubted stands: mostly, where it stood the last time.

    There it stands alone: an element of the same value set would doubt it elsewhere as well.
    """
    ((_, value, facts),) = doubts
    if value is resource:
        return [(start, doubts[0])]
    if not facts:
        return _placed(habits, resource, start, doubts)
    key = (str(resource["resourceType"]), f"?{facts[0]}")
    habit = habits.get(key)
    if habit is not None and at(resource, habit[0]) is value:
        return [(path(start, habit[0]), doubts[0])]
    found = _placed(habits, resource, start, doubts)
    if found:
        habits.keep(key, found[0][0], start)
    return found


def _placed(
    _habits: Habits, resource: Resource, start: Path, doubts: Sequence[Doubt]
) -> list[tuple[Path, Doubt]]:
    """Where each doubt stands, in the order of a careful look; none, if one stands in two places.

    What is doubted of one object keeps its order.
    """
    about: dict[int, list[Doubt]] = {}
    for doubt in doubts:
        about.setdefault(id(doubt[1]), []).append(doubt)
    places = list(_places(resource, start, about.keys()))
    if id(resource) in about:
        places.append((start, id(resource)))
    if len(places) != len(about):
        return []
    return [(where, doubt) for where, one in places for doubt in about[one]]


def _places(value: Any, where: Path, wanted: Collection[int]) -> Iterator[tuple[Path, int]]:
    """The paths to these very objects, each after what stands inside it."""
    for key, one in value.items():
        kind = one.__class__
        if kind is dict:
            yield from _places(one, (where, key), wanted)
            if id(one) in wanted:
                yield (where, key), id(one)
        elif kind is list:
            for number, item in enumerate(one):
                if item.__class__ is dict:
                    yield from _places(item, (where, key, number), wanted)
                    if id(item) in wanted:
                        yield (where, key, number), id(item)
