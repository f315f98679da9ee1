"""What references lead to, while one resource is checked: found once, and judged once.

https://hl7.org/fhir/R4/references.html · https://hl7.org/fhir/R4/profiling.html#reftype
"""

from __future__ import annotations

from typing import Any, TypeAlias

from gateway.model import Resolver, Resource
from gateway.validation.bundled import Bundled, Meant
from gateway.validation.findings import Findings, Path
from gateway.validation.references import indexed, literal, named

Judged: TypeAlias = dict[tuple[int, str], tuple[bool, Resource]]
"""(a resource, a profile) -> whether it meets it, and the resource, so that it is not let go."""

_DEEPEST = 8
"""References in a row along which profiles are followed."""


def whole(value: Any) -> bool:
    """Whether it is a resource, not a part of one."""
    return value.__class__ is dict and "resourceType" in value


class Targets(Findings):
    """A run, as far as it follows references; `Run` is the rest of it."""

    __slots__ = ("bundle", "depth", "held", "judged", "near", "resolver", "resource", "root")

    bundle: Bundled | None
    depth: int
    held: dict[int, dict[str, Resource]]
    judged: Judged
    near: bool
    resolver: Resolver | None
    resource: Resource
    root: Resource

    def meets(self, url: str, value: Any, path: Path) -> bool:
        """Whether the value meets the profile, without an error."""
        raise NotImplementedError

    def leads(self, value: Any, types: frozenset[str]) -> bool:
        """Whether a Reference in an entry of a Bundle surely leads to one of these types, or away.

        Where there are no types, any will do. It may raise on what has another shape.
        """
        reference, bundle = value["reference"], self.bundle
        meant, found = bundle.look(reference, self.root) if bundle else (Meant.MALFORMED, None)
        if meant is Meant.FOUND and found is not None and self.bundle is not None:
            kind = found["resourceType"]
            self.bundle.links.setdefault(id(self.root), []).append(found)
        elif meant is Meant.MISSING and reference[:4] != "urn:" and bundle is not None:
            kind = literal(reference) if self.resource is not bundle.first else None
        else:
            return False
        parts = 1
        if "type" in value:
            parts += value["type"] == kind
        if "display" in value:
            parts += value["display"].isprintable() and value["display"] >= "!"
        return parts == len(value) and kind is not None and (not types or kind in types)

    def rooted(self, value: Resource) -> Resource:
        """What contains a resource that is contained here; else the resource itself."""
        inside = self.root.get("contained")
        held = inside.__class__ is list and any(value is one for one in inside or ())
        return self.root if held else value

    def holds(self, url: str, target: Any, path: Path) -> bool:
        """Whether a resource meets the profile: asked once, and never in circles."""
        if not whole(target):
            return self.meets(url, target, path)
        key = (id(target), url)
        if key in self.judged:
            return self.judged[key][0]
        if self.depth >= _DEEPEST:
            return True
        self.judged[key] = (True, target)
        self.depth += 1
        verdict = self.meets(url, target, path)
        self.depth -= 1
        self.judged[key] = (verdict, target)
        return verdict

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

    def target(  # noqa: PLR0913, PLR0917 - called by generated code with the facts of a reference
        self,
        value: Any,
        path: Path,
        types: frozenset[str],
        profiles: tuple[str, ...],
        asked: str,
        profile: str,
    ) -> None:
        """Check what a Reference refers to: its type, and its profile where it is at hand."""
        if value.__class__ is not dict:
            return
        reference = value.get("reference")
        kind = named(value)
        resolved = self.resolve(reference) if self.near and reference.__class__ is str else None
        if resolved is not None:
            kind = resolved.get("resourceType", kind)
        if kind.__class__ is str and types and kind not in types and self._certain(value, kind):
            self.add("reference-target-wrong", path, (path[1], asked), profile)
        elif resolved is not None and profiles:
            wanted = [url for url in profiles if self.compiled.kind(url) in (kind, "Resource")]
            if wanted and not any(self.holds(url, resolved, path) for url in wanted):
                self.add("profile-failed", path, (path[1], ", ".join(wanted)), profile)

    def _certain(self, value: Any, kind: str | None) -> bool:
        """Whether a reference surely names a type: in an address, any word may stand there."""
        relative = "/" in str(value.get("reference")) and ":" not in str(value.get("reference"))
        return relative or self.compiled.resource(kind) is not None
