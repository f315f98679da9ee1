"""What a FHIR type or profile says of each of its elements, as plain frozen facts.

https://hl7.org/fhir/R4/structuredefinition.html · https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_SLICE = re.compile(r":[^.]*")


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A type that an element may have."""

    code: str
    """The FHIR type: `id`, `HumanName`, `Reference`."""
    profiles: tuple[str, ...] = ()
    """Profiles of which the value must meet one."""
    target_profiles: tuple[str, ...] = ()
    """For references: what the target may be."""
    regex: str = ""
    """On the `value` of a primitive type: the published lexical form, anchored at both ends."""
    aggregation: tuple[str, ...] = ()
    """For references: how the target may be at hand (contained, referenced, bundled)."""
    versioning: str = ""
    """For references: either, independent or specific."""


@dataclass(frozen=True, slots=True)
class Additional:
    """A further value set that an element is bound to."""

    purpose: str
    """required, extensible, preferred, maximum, minimum, candidate, current, starter, ui..."""
    valueset: str
    """Canonical."""
    limited: bool = False
    """It holds only in contexts that are named, which nobody can know here."""
    any: bool = False
    """One repeat of the element is enough."""


@dataclass(frozen=True, slots=True)
class Binding:
    """The value set that an element's codes come from."""

    strength: str
    """required, extensible, preferred or example."""
    valueset: str
    """Canonical; empty where only a description is given."""
    max_valueset: str = ""
    """Canonical of the set beyond which an extensible binding may not be stretched."""
    min_valueset: str = ""
    """Canonical of the set that a system must be able to say; no resource is held against it."""
    additional: tuple[Additional, ...] = ()
    """Further value sets, each for a purpose of its own."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """An invariant."""

    key: str
    severity: str
    """error or warning."""
    human: str
    expression: str
    """FHIRPath."""
    source: str = ""
    """Canonical of the definition that made it."""
    translations: tuple[tuple[str, str], ...] = ()
    """(language, sentence), where its author wrote it in other languages too."""


@dataclass(frozen=True, slots=True)
class Slicing:
    """How the items of an element are told apart."""

    discriminators: tuple[tuple[str, str], ...]
    """(type, path): value, exists, pattern, type or profile, and a FHIRPath."""
    rules: str
    """open, closed or openAtEnd."""
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """What is said of one element."""

    id: str
    """With slice names: `Patient.identifier:matricule.system`."""
    path: str
    """Without: `Patient.identifier.system`."""
    slice_name: str = ""
    min: int = 0
    max: int | None = 1
    """None: any number."""
    base_max: int | None = 1
    """As the base type has it: other than 1 means a JSON array."""
    types: tuple[TypeRef, ...] = ()
    fixed: tuple[str, Any] | None = None
    """(type, value): the value must be this one exactly."""
    pattern: tuple[str, Any] | None = None
    """(type, value): the value must hold at least this."""
    binding: Binding | None = None
    constraints: tuple[Constraint, ...] = ()
    slicing: Slicing | None = None
    content_reference: str | None = None
    """Id of the element, in the structure of the base type, whose children are this one's too."""
    max_length: int | None = None
    min_length: int | None = None
    regex: str = ""
    """What the whole of a text must look like, anchored at both ends."""
    min_value: tuple[str, Any] | None = None
    max_value: tuple[str, Any] | None = None
    is_modifier: bool = False
    must_support: bool = False
    is_summary: bool = False
    representation: tuple[str, ...] = ()
    base_path: str = ""
    """Where the element was first defined: `Resource.id`."""


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
