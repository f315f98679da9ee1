"""What do guards and paths look at? Where all of that is alike, nobody need ask again.

https://www.w3.org/TR/1999/REC-xpath-19991116/
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import reduce
from operator import or_
from typing import Any

from gateway.mapping.tree.finding import Step

ANY = "*"
"""In place of a name: all of them."""
HERE = "."
"""In place of a name: that of the element that is looked from."""
_EVERYWHERE = 1_000
"""Farther up than any document is deep."""


@dataclass(frozen=True, slots=True)
class Looks:
    """Beside which elements and attributes there are below, and whether these are empty."""

    words: frozenset[tuple[str, str]] = frozenset()
    """(leaf, a text that it is compared with)"""
    lengths: frozenset[str] = frozenset()
    """Leaves of which the length is asked."""
    firsts: frozenset[str] = frozenset()
    """Names of elements with which it begins."""
    far: int = 0
    """How many elements it goes up at most, by `..`."""
    beside: frozenset[str] = frozenset()
    """Names of elements in those that it looks into there."""
    above: frozenset[tuple[str, str]] = frozenset()
    """(element around to which it goes by `^`, name of an element in it; empty: itself)"""
    down: frozenset[tuple[str, str]] = frozenset()
    """(name of an element, name of one in it that is looked at): nobody looks at any other."""

    def __or__(self, other: Looks) -> Looks:
        """What both look at."""
        one: dict[str, Any] = {
            each.name: getattr(self, each.name) | getattr(other, each.name)
            for each in fields(Looks)
            if each.name != "far"
        }
        return Looks(far=max(self.far, other.far), **one)

    def of(self, names: Iterable[str]) -> Looks:
        """The same, from elements of these names."""
        here = [*names]
        down = {
            (name, inner)
            for above, inner in self.down
            for name in (here if above == HERE else (above,))
        }
        return replace(self, down=frozenset(down))


UNSEEN = Looks()
"""Nothing at all."""


def every(looks: Iterable[Looks]) -> Looks:
    """What all of them look at."""
    return reduce(or_, looks, UNSEEN)


def along(steps: Sequence[Step], tested: Sequence[Looks]) -> Looks:
    """What a path looks at; `tested`: of each step what its tests do."""
    tested = [test.of(_reached(step)) for step, test in zip(steps, tested, strict=True)]
    found, far, before = every(tested), 0, Step(frozenset(), "")
    for at, (step, test) in enumerate(zip(steps, tested, strict=True)):
        names, onward = _names(step), at + 1 < len(steps) and steps[at + 1].up == "^"
        if step.up == ".." and onward and not step.tests:
            pass  # it only steps aside for the next one
        elif step.up == "..":
            far = _EVERYWHERE if before.up == "^" else far + 1
            found |= Looks(far=far + test.far, beside=test.firsts)
        elif step.up and step.names is None:
            found |= Looks(far=_EVERYWHERE, beside=test.firsts)
        elif step.up:
            deep = _EVERYWHERE if test.far else 0
            found |= Looks(above=_each(names, {"", *test.firsts}), far=deep)
        elif before.up and before.names is None:  # `..`, or whatever is above
            found |= Looks(beside=names)
        elif before.up:
            found |= Looks(above=_each(_names(before), names))
        if not step.up:
            found |= Looks(down=_each(_reached(before) if at else {HERE}, names))
        before = step
    first = steps[0] if steps else before
    firsts = frozenset[str]() if first.up else _names(first)
    return replace(found, firsts=firsts)


def _names(step: Step) -> frozenset[str]:
    return frozenset({ANY}) if step.names is None else step.names


def _reached(step: Step) -> frozenset[str]:
    """Names of the elements that a step leads to."""
    return frozenset({ANY}) if step.up == ".." else _names(step)


def _each(around: Iterable[str], names: Iterable[str]) -> frozenset[tuple[str, str]]:
    inside = [*names]
    return frozenset((one, name) for one in around for name in inside)
