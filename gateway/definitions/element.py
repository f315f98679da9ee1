"""What is said of one element of a FHIR type or profile, as plain frozen facts.

Structs, since a document's profile has a thousand elements, and each fact costs its making.
https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class TypeRef(Struct, frozen=True, gc=False):
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


class Additional(Struct, frozen=True, gc=False):
    """A further value set that an element is bound to."""

    purpose: str
    """required, extensible, preferred, maximum, minimum, candidate, current, starter, ui..."""
    valueset: str
    """Canonical."""
    limited: bool = False
    """It holds only in contexts that are named, which nobody can know here."""
    any: bool = False
    """One repeat of the element is enough."""


class Binding(Struct, frozen=True, gc=False):
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


class Constraint(Struct, frozen=True, gc=False):
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


class Slicing(Struct, frozen=True, gc=False):
    """How the items of an element are told apart."""

    discriminators: tuple[tuple[str, str], ...]
    """(type, path): value, exists, pattern, type or profile, and a FHIRPath."""
    rules: str
    """open, closed or openAtEnd."""
    ordered: bool = False


class Element(Struct, frozen=True, gc=False):
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
    max_places: int | None = None
    """Decimal places of a number at most."""
    max_size: int | None = None
    """Bytes of what base64 stands for, at most."""
    regex: str = ""
    """What the whole of a text must look like, anchored at both ends."""
    alternatives: tuple[str, ...] = ()
    """Extensions of which one must stand where a primitive has no value; none: any may."""
    narrated: tuple[tuple[str, str], ...] = ()
    """(extension, code): of which languages a narrative must be, or that it tells its sources."""
    min_value: tuple[str, Any] | None = None
    max_value: tuple[str, Any] | None = None
    is_modifier: bool = False
    must_support: bool = False
    is_summary: bool = False
    representation: tuple[str, ...] = ()
    base_path: str = ""
    """Where the element was first defined: `Resource.id`."""
