"""What a FHIR type or profile says of each of its elements, as plain frozen facts.

https://hl7.org/fhir/R4/structuredefinition.html · https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from gateway.definitions.element import (
    Additional,
    Binding,
    Constraint,
    Element,
    Slicing,
    TypeRef,
)

_SLICE = re.compile(r":[^.]*")


@dataclass(frozen=True, slots=True)
class Whole:
    """The elements of a snapshot, and the ways to them."""

    elements: tuple[Element, ...]
    ids: Mapping[str, Element]
    below: Mapping[str, tuple[Element, ...]]


_NONE = Whole((), {}, {})


@dataclass(frozen=True, slots=True)
class Structure:
    """A type or a profile, with its whole snapshot."""

    url: str
    name: str
    type: str
    kind: str
    """resource, complex-type, primitive-type or logical."""
    abstract: bool
    base: str
    derivation: str
    """specialization or constraint; empty at the roots."""
    version: str
    context: tuple[tuple[str, str], ...] = ()
    """Of an extension: (type, expression) of each place where it may stand."""
    context_invariants: tuple[str, ...] = ()
    """Of an extension: FHIRPath that must hold of what it stands on."""
    imposes: tuple[str, ...] = ()
    """Profiles that whoever claims this one must meet too."""
    complies: tuple[str, ...] = ()
    """Profiles that whoever meets this one meets too, as its author says."""
    obliges: bool = False
    """Does it say only who must do what with an element?"""
    file: str = ""
    """Where it is written; empty for the base."""
    digest: str = ""
    """Hash of all the facts above, and of the elements."""
    _whole: Callable[[], Whole] = field(default=lambda: _NONE, repr=False, compare=False)

    @property
    def elements(self) -> tuple[Element, ...]:
        """In their order; the first is the root."""
        return self._whole().elements

    def element(self, path: str) -> Element | None:
        """The element with this id, or with this path and no slice name."""
        return self._whole().ids.get(path)

    def children(self, element_id: str) -> tuple[Element, ...]:
        """The elements right below this id, slices included, in their order.

        Empty where the snapshot does not unfold the element: its children are those of its type.
        """
        return self._whole().below.get(element_id, ())


def path(element_id: str) -> str:
    """The path of an element id: without its slice names."""
    return _SLICE.sub("", element_id) if ":" in element_id else element_id


def whole(record: Mapping[str, Any]) -> Whole:
    """The elements of a record (see `strip`) that holds a snapshot."""
    known: dict[Any, Constraint] = {}
    types: dict[str, tuple[TypeRef, ...]] = {}
    elements = tuple([_element(facts, known, types) for facts in record["elements"]])
    below: dict[str, list[Element]] = {}
    for element in elements[1:]:
        below.setdefault(element.id.rpartition(".")[0], []).append(element)
    ids = {element.id: element for element in elements}
    return Whole(elements, ids, {key: tuple(values) for key, values in below.items()})


def structure(
    record: Mapping[str, Any],
    file: str,
    digest: str,
    later: Callable[[], Whole] | None = None,
) -> Structure:
    """A Structure of a record (see `strip`) that holds a snapshot, or is given one `later`."""
    if later is None:
        made = whole(record)
        later = lambda: made  # noqa: E731 - it is the whole of what is to be done later
    return Structure(
        url=record["url"],
        name=record.get("name", ""),
        type=record["type"],
        kind=record.get("kind", "resource"),
        abstract=record.get("abstract", False),
        base=record.get("base", ""),
        derivation=record.get("derivation", ""),
        version=record.get("version", ""),
        context=_pairs(record.get("context", ())),
        context_invariants=tuple(record.get("contextInvariant", ())),
        imposes=tuple(record.get("imposes", ())),
        complies=tuple(record.get("complies", ())),
        obliges=record.get("obliges", False),
        file=file,
        digest=digest,
        _whole=later,
    )


def _element(
    facts: Mapping[str, Any],
    known: dict[Any, Constraint],
    types: dict[str, tuple[TypeRef, ...]],
) -> Element:
    get, ident = facts.get, facts["id"]
    base_path, base_max = get("base", ("", facts["max"]))
    return Element(
        id=ident,
        path=path(ident),
        min=facts["min"],
        max=count(facts["max"]),
        base_max=count(base_max),
        types=_types(get("type", ()), types),
        constraints=tuple([_constraint(parts, known) for parts in get("constraint", ())]),
        base_path=base_path,
        **{_NAMES[key]: _MADE[key](facts[key]) for key in facts.keys() & _MADE.keys()},
    )


def _types(
    facts: Sequence[Mapping[str, Any]], known: dict[str, tuple[TypeRef, ...]]
) -> tuple[TypeRef, ...]:
    """The types of an element, most of which have one of which nothing else is said."""
    if len(facts) != 1 or len(facts[0]) != 1:
        return tuple(map(_type, facts))
    code = facts[0]["code"]
    if code not in known:
        known[code] = (TypeRef(code),)
    return known[code]


def count(text: str) -> int | None:
    """A maximum as FHIR writes it: `*` is None."""
    return None if text == "*" else int(text)


def _type(facts: Mapping[str, Any]) -> TypeRef:
    return TypeRef(
        facts["code"],
        tuple(facts.get("profile", ())),
        tuple(facts.get("targetProfile", ())),
        facts.get("regex", ""),
        tuple(facts.get("aggregation", ())),
        facts.get("versioning", ""),
    )


def _binding(facts: Mapping[str, Any] | None) -> Binding | None:
    if facts is None:
        return None
    return Binding(
        facts["strength"],
        facts.get("valueSet", ""),
        facts.get("max", ""),
        facts.get("min", ""),
        tuple(Additional(*one) for one in facts.get("additional", ())),
    )


def _constraint(parts: Sequence[Any], known: dict[Any, Constraint]) -> Constraint:
    """An invariant: the same one, where it was said before in these very parts."""
    made = known.get(id(parts))
    if made is None:
        key, severity, human, expression, source, *said = parts
        whole = (key, severity, human, expression, source, *map(_pairs, said))
        made = known.get(whole)
        if made is None:
            made = known[whole] = Constraint(*whole)
        known[id(parts)] = made
    return made


def _slicing(facts: Mapping[str, Any] | None) -> Slicing | None:
    if facts is None:
        return None
    return Slicing(_pairs(facts["discriminator"]), facts["rules"], facts.get("ordered", False))


def _pair(value: Iterable[Any] | None) -> tuple[str, Any] | None:
    if value is None:
        return None
    name, thing = value
    return name, thing


def _pairs(values: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in values)


def _same(value: Any) -> Any:
    return value


_MADE: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "sliceName": _same,
        "fixed": _pair,
        "pattern": _pair,
        "binding": _binding,
        "slicing": _slicing,
        "contentReference": _same,
        "maxLength": _same,
        "minLength": _same,
        "maxPlaces": _same,
        "maxSize": _same,
        "regex": _same,
        "alternatives": tuple,
        "narrated": _pairs,
        "minValue": _pair,
        "maxValue": _pair,
        "isModifier": _same,
        "mustSupport": _same,
        "isSummary": _same,
        "representation": tuple,
    }
)
"""Key of a record -> what makes a fact of its value: mostly, few of them are there."""
_NAMES: Mapping[str, str] = MappingProxyType(
    {key: re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", key) for key in _MADE}
)
"""Key of a record -> the fact's name."""
