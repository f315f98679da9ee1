"""What a FHIR type or profile says of each of its elements, as plain frozen facts.

https://hl7.org/fhir/R4/structuredefinition.html · https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
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
    elements = tuple(_element(facts, known) for facts in record["elements"])
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
        file=file,
        digest=digest,
        _whole=later,
    )


def _element(facts: Mapping[str, Any], known: dict[Any, Constraint]) -> Element:
    get = facts.get
    base_path, base_max = get("base", ("", facts["max"]))
    return Element(
        id=facts["id"],
        path=path(facts["id"]),
        slice_name=get("sliceName", ""),
        min=facts["min"],
        max=count(facts["max"]),
        base_max=count(base_max),
        types=tuple(map(_type, get("type", ()))),
        fixed=_pair(get("fixed")),
        pattern=_pair(get("pattern")),
        binding=_binding(get("binding")),
        constraints=tuple(_constraint(parts, known) for parts in get("constraint", ())),
        slicing=_slicing(get("slicing")),
        content_reference=get("contentReference"),
        max_length=get("maxLength"),
        min_length=get("minLength"),
        regex=get("regex", ""),
        alternatives=tuple(get("alternatives", ())),
        min_value=_pair(get("minValue")),
        max_value=_pair(get("maxValue")),
        is_modifier=get("isModifier", False),
        must_support=get("mustSupport", False),
        is_summary=get("isSummary", False),
        representation=tuple(get("representation", ())),
        base_path=base_path,
    )


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


def _constraint(parts: Iterable[Any], known: dict[Any, Constraint]) -> Constraint:
    key, severity, human, expression, source, *said = parts
    whole = (key, severity, human, expression, source, *map(_pairs, said))
    return known.setdefault(whole, Constraint(*whole))


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
