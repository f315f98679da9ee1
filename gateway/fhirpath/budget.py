"""What a call costs: no expression may run for ever, so each call is paid for before it is run.

A step is about a microsecond. Lists are paid by item, strings by length, and what holds two lists
against each other by the product of their lengths.
https://hl7.org/fhirpath/N1/#functions
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.fhirpath.items import Item, Items

_LETTERS = 7
"""A step for each 2**7 letters."""
_ALIKE = 10
"""Steps for each value in objects that are asked to be alike, whatever their order."""


def size(items: Items) -> int:
    """How much there is in a collection, strings counted by their length."""
    count = len(items)
    if count == 1:
        only = items[0]
        value = only.value if only.__class__ is Item else only
        if value.__class__ is str:
            return count + (len(value) >> _LETTERS)
    return count


def weight(items: Items) -> int:
    """How many values lie in the objects of a collection, at any depth."""
    waiting = [item.value for item in items if item.__class__ is Item]
    count = 0
    while waiting:
        value = waiting.pop()
        if value.__class__ is dict:
            waiting += value.values()
            count += len(value)
        elif value.__class__ is list:
            waiting += value
            count += len(value)
    return count


def paid(run: Callable[..., Items], *, world: bool) -> Callable[..., Items]:
    """A function that pays for what it takes and gives; its last argument is the environment."""

    def asked(*given: Any) -> Items:
        env = given[-1]
        env.spend(1 + sum([size(each) for each in given[:-1] if each.__class__ is list]))
        found = run(*given) if world else run(*given[:-1])
        env.spend(size(found))
        return found

    return asked


def compared(
    run: Callable[[Items, Items], bool | None], *, each_with_each: bool, deep: bool
) -> Callable[..., bool | None]:
    """An operator that asks a truth, paid for; its last argument is the environment.

    `deep` where it looks into the objects that it holds against each other.
    """

    def asked(left: Items, right: Items, env: Any) -> bool | None:
        steps = 1 + size(left) + size(right)
        if left and right:
            walked = weight(left) if deep else 0
            steps += len(left) * len(right) + walked * _ALIKE if each_with_each else walked
        env.spend(steps)
        return run(left, right)

    return asked
