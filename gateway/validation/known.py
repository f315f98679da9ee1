"""Values found faultless in one place, kept as copies: an equal one is not looked at again.

A copy is compared whole, so it does not matter what becomes of the value itself, nor which object
comes next. Only values whose leaves are all texts are kept: 1, 1.0 and true are equal in Python.
Extended values are not: what an extension refers to may be at hand the next time.
https://hl7.org/fhir/R4/datatypes.html#CodeableConcept
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.validation.findings import Doubt

LIMIT = 4096
_DEEPEST = 4
_LONGEST = 8
_NAMED = 2
"""Parts of a concept that has codings and a text."""

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "CodeableConcept": '["coding"][0]["code"]',
        "Meta": "",
        "Reference": "",
    }
)
"""Type whose values recur -> what they are looked up by; empty: only the last one is kept."""


class Known(dict[Any, tuple[Any, tuple[str, ...], tuple[Any, ...], str]]):
    """Copies of faultless values, each with what follows from it: mostly, a strange code system.

    (copy, all that follows, what is doubted, the code system that alone follows).

    And of those that a value set alone doubts: with what was doubted. Forgets them all when they
    become too many.
    """

    def note(
        self, key: Any, value: Any, told: Sequence[str], doubts: Sequence[Doubt] = ()
    ) -> None:
        """Keep a copy, if all its leaves are texts: the last one of each key.

        `told` follows from the value; "" among it says that there is more, which is not known but
        where it is one doubt, about the value itself.
        """
        if len(self) >= LIMIT:
            self.clear()
        try:
            copy = _concepts(value) if value.__class__ is list else _concept(value)
        except (TypeError, KeyError, AttributeError):
            self.pop(key, None)
            return
        if "" not in told:
            self[key] = copy, tuple(told), (), told[0] if len(told) == 1 else ""
        elif len(doubts) == told.count("") == 1 and doubts[0][1] is value:
            self[key] = copy, tuple(told), (doubts[0][0], doubts[0][2]), ""
        else:
            self.pop(key, None)


class Last(dict[str, Any]):
    """Under an empty key, the last faultless Reference: its text, or a copy where it says more."""

    def keep(self, value: dict[str, Any]) -> None:
        """Keep a copy of one from which nothing follows."""
        try:
            self[""] = _concept(value)
        except (TypeError, KeyError, AttributeError):
            self.pop("", None)


class Lasting(dict[int, Any]):
    """Faultless values themselves, by their identity: of a caller who never changes any.

    What means something only where it stands, or may mean more another time, is not kept.
    """

    def keep(self, value: Any) -> None:
        """Keep a value, so that no other one gets its identity; a long list hardly comes again."""
        if value.__class__ is list and len(value) > _LONGEST:
            return
        if len(self) >= LIMIT:
            self.clear()
        if _everywhere(value):
            self[id(value)] = value

    def follow(self, value: dict[str, Any]) -> None:
        """Keep a Reference as the last one, under 0, which is no identity."""
        if len(value) > 1:
            self.keep(value)
        elif value.get("reference", "#")[:1] != "#":
            self[0] = value


def _everywhere(value: Any, depth: int = 0) -> bool:
    """Whether a value means the same wherever it stands."""
    if value.__class__ is list:
        return all(_everywhere(one, depth) for one in value)
    if value.__class__ is not dict:
        return True
    if depth > _DEEPEST or "extension" in value or str(value.get("reference"))[:1] == "#":
        return False
    return all(_everywhere(one, depth + 1) for one in value.values())


def _concepts(values: list[Any]) -> list[Any]:
    return [_concept(value) for value in values]


def _concept(value: dict[str, Any]) -> dict[str, Any]:
    """A copy of a CodeableConcept or Reference, the usual ones without detours."""
    if "reference" in value and len(value) == 1:
        return _flat(value)
    if "coding" in value:
        if len(value) == 1:
            return {"coding": [_flat(coding) for coding in value["coding"]]}
        if len(value) == _NAMED and (text := value.get("text")).__class__ is str:
            return {"coding": [_flat(coding) for coding in value["coding"]], "text": text}
    try:
        return _flat(value)  # as most are
    except TypeError:
        copied: dict[str, Any] = _copied(value, 0)
        return copied


def _flat(value: dict[str, Any]) -> dict[str, Any]:
    """A copy of an object of texts; raises where there is anything else."""
    "".join(value.values())
    return value.copy()


def _copied(value: Any, depth: int) -> Any:
    if value.__class__ is str:
        return value
    if depth < _DEEPEST:
        if value.__class__ is dict and "extension" not in value:
            return {key: _copied(inner, depth + 1) for key, inner in value.items()}
        if value.__class__ is list:
            return [_copied(inner, depth + 1) for inner in value]
    raise TypeError("not texts alone, or extended")
