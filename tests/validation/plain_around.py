"""What lies around a value that the plain twin walks, and what it found wrong so far.

https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gateway.definitions import Definitions, Element, Structure
from gateway.fhirpath import Environment, schema
from gateway.terminology import Terminology
from gateway.validation.bundled import Bundled
from tests.validation.plain_primitives import fits

Json = dict[str, Any]
_TYPED = re.compile(
    r"(https?://.*/)?([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(/_history/[^/#]+)?(#.*)?"
)


@dataclass(frozen=True)
class Facts:
    """What there is to know of types, profiles and codes."""

    definitions: Definitions
    terminology: Terminology
    imposed: Callable[[str], tuple[str, ...]]
    """The profiles that whoever claims one must meet too."""

    @classmethod
    def of(cls, definitions: Definitions, imposed: Callable[[str], tuple[str, ...]]) -> Facts:
        """The facts of these definitions."""
        return cls(definitions, Terminology(definitions, fits), imposed)

    def structure(self, name: str) -> Structure | None:
        """A type by its name, or a profile by its canonical."""
        return self.definitions.structure(name)

    def primitive(self, code: str) -> bool:
        """Whether it is a primitive type."""
        found = self.structure(code)
        return found is not None and found.kind == "primitive-type"

    def resource(self, name: Any) -> Structure | None:
        """The type of resource of this name, where resources may be of it."""
        found = self.structure(name) if isinstance(name, str) and name.isalpha() else None
        whole = found is not None and found.kind == "resource" and found.type == name
        return found if whole and found is not None and not found.abstract else None


@dataclass
class Around:
    """One resource that is being walked."""

    facts: Facts
    resource: Json
    root: Json
    """What contains it; itself where nothing does."""
    bundle: Bundled | None = None
    wrong: set[tuple[str, str]] = field(default_factory=set)
    """(rule, place) of each error."""
    ids: set[str] = field(default_factory=set)
    judged: dict[tuple[int, str], bool] = field(default_factory=dict)
    """(resource, profile) -> whether it meets it."""
    depth: int = 0

    @property
    def definitions(self) -> Definitions:
        """The definitions at hand."""
        return self.facts.definitions

    @property
    def terminology(self) -> Terminology:
        """The code systems and value sets at hand."""
        return self.facts.terminology

    def env(self) -> Environment:
        """What an expression may ask of the world."""
        env = Environment(self.resource, self.root, None, self.resolve)
        env.schema = schema(self.definitions)
        if self.bundle is not None and self.resource.get("resourceType") == "Bundle":
            env.placed = self.bundle.placed
        return env

    def within(self, value: Json, *, contained: bool) -> Around:
        """The same for a resource that stands in this one."""
        root = self.root if contained else value
        return Around(self.facts, value, root, self.bundle, self.wrong, set(), self.judged)

    def apart(self, value: Any) -> Around:
        """The same, but what is wrong is kept apart; of a value, or of another resource."""
        own = value if isinstance(value, dict) and "resourceType" in value else None
        inside = self.root.get("contained")
        held = isinstance(inside, list) and any(one is own for one in inside)
        root = self.root if own is None or held else own
        return Around(
            self.facts, own or self.resource, root, self.bundle, judged=self.judged,
            depth=self.depth,
        )  # fmt: skip

    def resolve(self, reference: str) -> Json | None:
        """The resource that a reference means: contained, or in the Bundle."""
        if reference == "#":
            return self.root
        if not reference.startswith("#"):
            return self.bundle.find(reference, self.root) if self.bundle else None
        inside = self.root.get("contained")
        for one in inside if isinstance(inside, list) else ():
            if isinstance(one, dict) and one.get("id") == reference[1:]:
                return one
        return None


def ordinary(structure: Structure, ident: str) -> list[Element]:
    """The elements below one that are no slices."""
    return [one for one in structure.children(ident) if not _slice(one)]


def slices(structure: Structure, element: Element) -> list[Element]:
    """The slices of an element, or those of a slice; those for the rest last."""
    owner, _, name = element.id.rpartition(".")
    inner = f"{name}/" if _slice(element) else f"{name}:"
    found = [
        one
        for one in structure.children(owner)
        if (tail := one.id[len(owner) + 1 :]).startswith(inner) and "/" not in tail[len(inner) :]
    ]
    return sorted(found, key=lambda one: one.id.endswith(":@default"))


def _slice(element: Element) -> bool:
    return ":" in element.id.rpartition(".")[2]


def stem(element: Element) -> str:
    """The name of an element, without `[x]`."""
    return element.path.rpartition(".")[2].removesuffix("[x]")


def choice(element: Element) -> bool:
    """Whether its type stands in its key."""
    return element.path.endswith("[x]")


def forms(element: Element) -> dict[str, str]:
    """JSON key -> type, of each form that an element may have."""
    if not choice(element):
        return {stem(element): element.types[0].code if element.types else "BackboneElement"}
    return {stem(element) + one.code[0].upper() + one.code[1:]: one.code for one in element.types}


def said_type(value: Json) -> str | None:
    """The type that a Reference names, in its `type` or in its text."""
    kind, text = value.get("type"), value.get("reference")
    if isinstance(kind, str):
        return kind.rpartition("/")[2]
    found = _TYPED.fullmatch(text) if isinstance(text, str) else None
    return found[2] if found else None
