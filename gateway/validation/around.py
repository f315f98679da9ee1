"""What lies around a resource that is being checked: what its references mean, what time it is.

https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from datetime import datetime
from typing import Any

from gateway.fhirpath import Environment
from gateway.model import Resolver, Resource
from gateway.validation.bundled import Bundled
from gateway.validation.extension_places import owner
from gateway.validation.findings import Findings
from gateway.validation.narrative import problems
from gateway.validation.narrative_control import broken
from gateway.validation.paths import Path
from gateway.validation.references import identifies, indexed

_SHOWN = frozenset({"narrative-address", "narrative-link", "narrative-nesting"})
"""What only how a text is shown suffers from: no reason not to keep it."""


_ELSEWHERE = frozenset({"contentReference", "source"})
"""Elements whose addresses lead to a part of a type, or nowhere."""
_ADDRESSES = frozenset({"uri", "url"})
"""Types whose values may lead inside the same resource; a canonical is looked at apart."""
_TOLD = "http://hl7.org/fhir/StructureDefinition/narrativeLink"
"""Leads to the narrative of the document that a resource came in, where it has none itself."""


class Around(Findings, ABC):
    """A resource, and what its values may mean beyond themselves."""

    __slots__ = (
        "_env",
        "_ids",
        "bundle",
        "first",
        "held",
        "idents",
        "now",
        "resolver",
        "resource",
        "root",
        "start",
    )

    bundle: Bundled | None
    """The Bundle that it stands in, or is."""
    first: dict[str, list[Any]]
    """Code system that is not at hand -> the resource first met in, its path, how often.

    The path of what stands in nothing else is its type.
    """
    held: dict[int, dict[str, Resource]]
    idents: dict[int, Counter[str]]
    """Resource, by its identity -> every id in it; filled where a narrative is tied to it."""
    now: datetime | None
    resolver: Resolver | None
    resource: Resource
    root: Resource
    """What contains it, or itself."""
    start: Path | None
    _env: Environment | None
    _ids: set[str] | None

    def at(self, resource: Resource) -> None:
        """Go on to another resource, about which nothing is known yet."""
        self.resource = self.root = resource
        self._env = None

    def stranger(self, system: str) -> None:
        """Note that a code system was met that is not at hand, and where first."""
        self.strange.append(system)
        known = self.first.get(system)
        if known is None:
            self.first[system] = [self.resource, self.start, 1]
        elif known[0] is self.resource:
            known[2] += 1

    @abstractmethod
    def begin(self) -> None:
        """Make what is found out of others, which all runs inside this one share."""

    # -- resources inside resources ------------------------------------------------------------

    def fresh(self, ident: str) -> bool:
        """Whether an id is met for the first time in this resource."""
        ids = self._ids
        if ids is None:
            ids = self._ids = set()
        known = ident in ids
        ids.add(ident)
        return not known

    def identified(self, ident: Any, path: Path) -> None:
        """Check that an element's id is no other's in this resource."""
        if ident.__class__ is str and not self.fresh(ident):
            self.add("element-id-twice", path)

    def again(self) -> None:
        """Begin again, with care: nothing was found, and no id was met."""
        self.begin()
        self.found.clear()
        self.strange.clear()
        self.first.clear()
        self.doubts = self._ids = None

    def primitive(self, value: Any, path: Path, code: str) -> bool:
        """Look at one primitive value with care, and at what an address means inside."""
        right = super().primitive(value, path, code)
        if right and code in _ADDRESSES and value[0] == "#":
            self._anchored(value[1:], path)
        if not right or code != "canonical" or ":" in value:
            return right
        if value[0] != "#":
            self.add("canonical-relative", path)
        elif self.contained(value) is None:
            self.add("canonical-unresolved", path)
        return right

    def _anchored(self, ident: str, path: Path) -> None:
        """Check that an address inside the resource leads to something: an id, an anchor.

        Servers write numbers of requests into `meta.source`, after #, which lead nowhere.
        """
        text = self.root.get("text")
        told = str(text.get("div")) if text.__class__ is dict else ""
        if path[1] in _ELSEWHERE or ident in told or identifies(self.root, ident):
            return
        holder = owner(self.resource, path[0], self.start)
        if holder.__class__ is not dict or holder.get("url") != _TOLD:
            self.add("anchor-unresolved", path)

    def div(self, value: Any, path: Path) -> None:
        """Check the narrative's XHTML."""
        if value.__class__ is not str or not value:
            self.primitive(value, path, "xhtml")
            return
        for rule in problems(value, self._inside):
            if self.full or rule not in _SHOWN:
                self.add(rule, path)

    def narrated(self, value: Any, path: Path, control: tuple[str, str]) -> None:
        """Check what a profile asks of a narrative's languages, or of its sources."""
        text = value.get("div") if value.__class__ is dict else None
        rule = broken(text, *control) if text.__class__ is str else ""
        if rule:
            self.add(rule, path, (control[1],))

    def _inside(self, ident: str) -> bool:
        """Whether anything here has this id; in a Bundle, it may be in another entry."""
        return self.bundle is not None or identifies(self.root, ident)

    # -- references and extensions -------------------------------------------------------------

    def resolve(self, reference: str) -> Resource | None:
        """The resource that a reference means: contained, in the Bundle, or at hand elsewhere."""
        if reference[:1] == "#":
            return self.contained(reference)
        found = self.bundle.find(reference, self.root) if self.bundle else None
        if found is None and self.resolver is not None:
            return self.resolver(reference)
        return found

    def contained(self, reference: str) -> Resource | None:
        """The resource in this one that `#id` means: the container itself for `#`."""
        if reference == "#":
            return self.root
        known = self.held.get(id(self.root))
        if known is None:
            known = self.held[id(self.root)] = indexed(self.root)
        return known.get(reference[1:])

    def extension(self, value: Any, path: Path) -> None:
        """Check an extension against its own definition, where that is known."""
        self.compiled.extensions.check(value, path, self)
