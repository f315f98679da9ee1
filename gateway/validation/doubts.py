"""The one value that a quick test could not pass for sure: found again, and looked at with care.

Most of what is not simply right is one code that a binding advises against, or one name that a
code system does not know: no reason to walk all that is around it once more.
https://hl7.org/fhir/R4/terminologies.html#strength
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from gateway.model import Resource
    from gateway.validation.findings import Findings, Path

Doubt: TypeAlias = tuple[Callable[..., None], Any, tuple[Any, ...]]
"""(what looks at a value with care, the value, what else that is told)"""


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
        places = list(_places(resource, start, value))
        if len(places) != 1:
            return False
        judge(run, value, places[0], *facts)
    return True


def _places(value: Any, path: Path, wanted: Any) -> Iterator[Path]:
    """The paths to this very object."""
    for key, one in value.items():
        kind = one.__class__
        if kind is dict:
            if one is wanted:
                yield (path, key)
            yield from _places(one, (path, key), wanted)
        elif kind is list:
            for at, item in enumerate(one):
                if item.__class__ is dict:
                    if item is wanted:
                        yield (path, key, at)
                    yield from _places(item, (path, key, at), wanted)
