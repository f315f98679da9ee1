"""The values that an answer may be, or that were answered: looked up, and counted.

An answer is the one that is meant where it has all that is said of that: a code by its system,
whatever its words. https://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.answerOption
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from decimal import Decimal
from typing import Any

from gateway.validation.patterns import holds

_WORDS = frozenset({"display", "userSelected"})
"""Elements of a Coding by which no code is meant."""
_PLAIN = (str, int, bool, Decimal)


def same(value: Any, wanted: Any) -> bool:
    """Whether an answer is the one that is meant: a code by its system, whatever its words."""
    return holds(value, _meant(wanted) if value.__class__ is dict else wanted)


def _meant(wanted: Any) -> Any:
    if wanted.__class__ is not dict:
        return wanted
    return {key: wanted[key] for key in wanted if key not in _WORDS}


def _shape(wanted: Any) -> tuple[str, ...] | None:
    """The keys under which a wanted object says plain values; None where it is no object."""
    if wanted.__class__ is not dict:
        return None
    return tuple(sorted(key for key in _meant(wanted) if wanted[key].__class__ in _PLAIN))


def _whole(wanted: Any) -> bool:
    """Whether an object says nothing but plain values."""
    return all(one.__class__ in _PLAIN for one in _meant(wanted).values())


def _key(value: Any, shape: tuple[str, ...]) -> Hashable:
    """What the object says under these keys; None where it lacks one, or says no plain value."""
    if value.__class__ is not dict:
        return None
    said = [value.get(key) for key in shape]
    return tuple(map(_plain, said)) if all(one.__class__ in _PLAIN for one in said) else None


def _plain(value: Any) -> Hashable:
    """Equal for plain values that are the same: true is no number."""
    return (bool, value) if value.__class__ is bool else value


class Wanted:
    """Values of which an answer may be one."""

    def __init__(self, values: Iterable[Any]) -> None:
        self._plain: set[Hashable] = set()
        self._shapes: dict[tuple[str, ...], dict[Hashable, list[Any] | None]] = {}
        """Keys -> what is said under them -> what may be meant; None: that is all that is."""
        self._others: list[Any] = []
        for one in values:
            shape = _shape(one)
            if one.__class__ in _PLAIN:
                self._plain.add(_plain(one))
            elif shape is None:
                self._others.append(one)
            else:
                self._add(self._shapes.setdefault(shape, {}), _key(one, shape), one)

    def _add(self, known: dict[Hashable, list[Any] | None], key: Hashable, one: Any) -> None:
        held = known.setdefault(key, [])
        if _whole(one):
            known[key] = None
        elif held is not None:
            held.append(one)

    def fits(self, value: Any) -> bool:
        """Whether an answer is one of these."""
        if value.__class__ in _PLAIN:
            return _plain(value) in self._plain
        for shape, known in self._shapes.items():
            key = _key(value, shape)
            if key is not None and key in known:
                held = known[key]
                if held is None or any(same(value, one) for one in held):
                    return True
        return any(same(value, one) for one in self._others)


class Given:
    """The answers to one question."""

    def __init__(self, values: list[Any]) -> None:
        self.values = values
        self._counts: dict[tuple[str, ...] | None, Counter[Hashable]] = {}

    def count(self, wanted: Any) -> int:
        """How many of the answers are the one that is meant."""
        if wanted is None:
            return self.values.count(None)
        shape = _shape(wanted)
        if wanted.__class__ not in _PLAIN and (shape is None or not _whole(wanted)):
            return sum(same(one, wanted) for one in self.values)
        if shape not in self._counts:
            self._counts[shape] = self._counted(shape)
        return self._counts[shape][_plain(wanted) if shape is None else _key(wanted, shape)]

    def _counted(self, shape: tuple[str, ...] | None) -> Counter[Hashable]:
        if shape is None:
            return Counter([_plain(one) for one in self.values if one.__class__ in _PLAIN])
        return Counter([key for one in self.values if (key := _key(one, shape)) is not None])
