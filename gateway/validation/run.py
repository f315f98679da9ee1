"""One validation under way: what was found so far, and what generated code asks of the library.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from gateway.fhirpath import Environment
from gateway.model import Issue, Resolver, Resource, Severity
from gateway.validation.narrative import problems
from gateway.validation.primitives import PRIMITIVES, Seen
from gateway.validation.references import Bundled, contained, named
from gateway.validation.rules import RULES

if TYPE_CHECKING:
    from gateway.validation.compiled import Compiled

Path: TypeAlias = tuple[Any, ...]
"""(path of the parent or None, key) or (path of the parent, key, index)."""
Found: TypeAlias = tuple[str, Path, tuple[Any, ...], str, tuple[str, str] | None]
"""(rule, where, facts for the sentence, profile, an invariant's (severity, sentence))."""


def text(path: Path) -> str:
    """The path as FHIRPath writes it: `Patient.name[0].given[1]`."""
    parts: list[str] = []
    step: Path | None = path
    while step is not None:
        parts.append(step[1] if len(step) == 2 else f"{step[1]}[{step[2]}]")
        step = step[0]
    return ".".join(reversed(parts))


def issues(found: Sequence[Found], resource: Resource) -> Iterator[Issue]:
    """What was found, as issues: each once, in the order of finding."""
    kind, ident = resource.get("resourceType"), resource.get("id")
    owner = f"{kind}/{ident}" if ident.__class__ is str else ""
    told = set()
    for rule, path, facts, profile, invariant in found:
        target = text(path)
        if (rule, target, facts) in told:
            continue
        told.add((rule, target, facts))
        if invariant is None:
            known = RULES[rule]
            sentence = known.text.format(*facts)
            yield Issue(
                rule, known.severity, sentence, "", target, known.code, profile, None, owner
            )
        else:
            severity = Severity(invariant[0])
            yield Issue(
                rule, severity, invariant[1], "", target, "invariant", profile, None, owner
            )


class Run:
    """One resource being checked, and what lies around it."""

    __slots__ = (
        "bundle",
        "compiled",
        "env",
        "found",
        "near",
        "resolver",
        "resource",
        "root",
        "start",
    )

    def __init__(
        self,
        compiled: Compiled,
        found: list[Found],
        resource: Resource,
        root: Resource,
        resolver: Resolver | None,
        bundle: Bundled | None = None,
        start: Path | None = None,
    ) -> None:
        self.start = start
        self.compiled = compiled
        self.found = found
        self.resource = resource
        self.root = root
        self.resolver = resolver
        self.bundle = bundle
        self.near = resolver is not None or bundle is not None or "contained" in root
        self.env = Environment(resource, root, None, self.resolve)
        self.env.schema = compiled.schema

    # -- saying what is wrong ------------------------------------------------------------------

    def add(self, rule: str, path: Path, facts: tuple[Any, ...] = (), profile: str = "") -> None:
        """Note a breach of one of our rules."""
        self.found.append((rule, path, facts, profile, None))

    def broken(self, key: str, path: Path, severity: str, human: str, profile: str) -> None:
        """Note a breach of an invariant."""
        self.found.append((key, path, (), profile, (severity, human)))

    def unevaluated(self, key: str, path: Path, profile: str) -> None:
        """Note an invariant that could not be evaluated, unless the structure is wrong anyway."""
        if not self.found:
            self.add("invariant-unevaluated", path, (key,), profile)

    # -- values that failed the quick test -----------------------------------------------------

    def primitive(self, value: Any, path: Path, code: str) -> bool:
        """Look at one primitive value with care; True where it is right after all."""
        kind = PRIMITIVES[code]
        if kind.test(value):
            if kind.kept:
                self.compiled.seen[code].keep(value)
            if kind.json is str and not value.strip():
                self.add("text-blank", path)
            return True
        if value is None or value in ("", [], {}):
            self.add("empty-value", path)
        elif value.__class__ is list:
            self.add("list-unexpected", path, (path[1],))
        elif _json(value) is kind.json or (kind.json is not str and value.__class__ is not dict):
            self.add(kind.rule, path)
        else:
            self.add("type-wrong", path, (path[1], code))
        return False

    def primitives(self, value: Any, owner: Any, where: tuple[Path, str], code: str) -> None:
        """Look at a list of primitive values with care: nulls stand for what only `_key` says."""
        parent, key = where
        if value.__class__ is not list:
            self.add("list-expected", (parent, key), (key,))
            return
        if not value:
            self.add("empty-value", (parent, key))
        beside = owner.get("_" + key)
        for index, item in enumerate(value):
            if item is None:
                if not (beside.__class__ is list and index < len(beside) and beside[index]):
                    self.add("empty-value", (parent, key, index))
            else:
                self.primitive(item, (parent, key, index), code)

    def coded(self, value: Any, path: Path, code: str, valueset: str, profile: str) -> None:
        """Say why a code is refused."""
        if self.primitive(value, path, code):
            self.add("code-not-in-value-set", path, (valueset,), profile)

    def shape(self, value: Any, path: Path, code: str) -> None:
        """Say why a value is no object of the type."""
        if value is None or value in ("", []):
            self.add("empty-value", path)
        elif value.__class__ is list:
            self.add("list-unexpected", path, (path[1],))
        else:
            self.add("type-wrong", path, (path[1], code))

    def listed(self, value: Any, path: Path) -> None:
        """Say why a value is no list of anything."""
        if value is None or value == []:
            self.add("empty-value", path)
        else:
            self.add("list-expected", path, (path[1],))

    # -- what only stands beside a primitive ---------------------------------------------------

    def beside(self, value: Any, owner: Any, parent: Path, key: str) -> None:
        """Check the `_key` of a primitive: id and extensions."""
        path = (parent, "_" + key)
        if value.__class__ is not dict:
            self.shape(value, path, "Element")
        else:
            self.compiled.type("Element")(value, path, self)
        if owner.get(key, 0) is None:
            self.add("empty-value", (parent, key))

    def besides(self, value: Any, owner: Any, parent: Path, key: str) -> None:
        """Check the `_key` of a list of primitives: aligned with it, by nulls."""
        name = "_" + key
        if value.__class__ is not list or not value:
            self.listed(value, (parent, name))
            return
        values = owner.get(key)
        for index, item in enumerate(value):
            if item.__class__ is dict:
                self.compiled.type("Element")(item, (parent, name, index), self)
            elif item is not None:
                self.shape(item, (parent, name, index), "Element")
            elif not (values.__class__ is list and index < len(values)):
                self.add("empty-value", (parent, name, index))

    # -- resources inside resources ------------------------------------------------------------

    def nested(self, value: Any, path: Path) -> None:
        """Check a resource that stands inside this one, with the profiles that it names."""
        if value.__class__ is not dict:
            self.shape(value, path, "Resource")
            return
        check = self.compiled.resource(value.get("resourceType"))
        if check is None:
            self.add("resource-type-unknown", path)
            return
        run = self.inner(value, path)
        check(value, path, run)
        run.apply(claimed(value), value, path, claimed=True)

    def inner(self, value: Resource, path: Path) -> Run:
        """The run of a resource inside this one: contained, or an entry of a Bundle."""
        root = self.root if path[1] == "contained" else value
        bundle = self.bundle
        if (
            path[1] == "resource"
            and bundle is None
            and self.resource.get("resourceType") == "Bundle"
        ):
            bundle = Bundled(self.resource)
        return Run(self.compiled, self.found, value, root, self.resolver, bundle, path)

    def div(self, value: Any, path: Path) -> None:
        """Check the narrative's XHTML."""
        if value.__class__ is not str or not value:
            self.primitive(value, path, "xhtml")
            return
        for rule in problems(value):
            self.add(rule, path)

    # -- profiles ------------------------------------------------------------------------------

    def apply(
        self, urls: Sequence[str], value: Resource, path: Path, *, claimed: bool = False
    ) -> None:
        """Check a value of the right base type against each of these profiles and their parents."""
        for url in urls:
            steps = self.compiled.profile(url)
            if steps is None:
                self.add("profile-unknown", path, (url,) if not claimed else ("in meta.profile",))
            elif not self.compiled.fits(url, value):
                self.add("profile-type-wrong", path, (url,), url)
            else:
                for step in steps:
                    step(value, path, self)

    def one_of(self, urls: Sequence[str], value: Any, path: Path, profile: str) -> None:
        """Check a value against the profiles of an element's type: one of them must be met."""
        run = self.inner(value, path) if "resourceType" in value else self
        if len(urls) == 1:
            run.apply(urls, value, path)
        elif not any(run.meets(url, value, path) for url in urls):
            self.add("profile-failed", path, (path[1], ", ".join(urls)), profile)

    def meets(self, url: str, value: Any, path: Path) -> bool:
        """Whether the value meets the profile, without an error."""
        resource, root, start = self.resource, self.root, self.start
        if "resourceType" in value:
            resource, root, start = value, value, path
        run = Run(self.compiled, [], resource, root, self.resolver, self.bundle, start)
        run.apply((url,), value, path)
        return not any(
            severe(rule, invariant) for rule, _path, _facts, _profile, invariant in run.found
        )

    # -- references and extensions -------------------------------------------------------------

    def resolve(self, reference: str) -> Resource | None:
        """The resource that a reference means: contained, in the Bundle, or at hand elsewhere."""
        if reference[:1] == "#":
            return contained(self.root, reference)
        found = self.bundle.find(reference, self.root) if self.bundle else None
        if found is None and self.resolver is not None:
            return self.resolver(reference)
        return found

    def target(
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
        if kind.__class__ is str and types and kind not in types:
            self.add("reference-target-wrong", path, (path[1], asked), profile)
        elif resolved is not None and profiles:
            wanted = [url for url in profiles if self.compiled.kind(url) in (kind, "Resource")]
            if wanted and not any(self.meets(url, resolved, path) for url in wanted):
                self.add("profile-failed", path, (path[1], ", ".join(wanted)), profile)

    def linked(self, value: Any, path: Path) -> None:
        """Check that a reference by urn finds its entry in the Bundle around it."""
        reference = value.get("reference")
        if (
            reference.__class__ is str
            and reference.startswith("urn:")
            and self.resolve(reference) is None
        ):
            self.add("reference-unresolved", path)

    def extension(self, value: Any, path: Path) -> None:
        """Check an extension against its own definition, where that is known."""
        self.compiled.extensions.check(value, path, self)


def severe(rule: str, invariant: tuple[str, str] | None) -> bool:
    """Whether a finding is an error."""
    if invariant is not None:
        return invariant[0] == "error"
    return RULES[rule].severity is Severity.ERROR


def claimed(resource: Resource) -> tuple[str, ...]:
    """The profiles that a resource says it meets, without their versions."""
    meta = resource.get("meta")
    profiles = meta.get("profile") if meta.__class__ is dict else None
    if profiles.__class__ is not list:
        return ()
    return tuple(url.partition("|")[0] for url in profiles if url.__class__ is str)


def _json(value: Any) -> type:
    kind = value.__class__
    return kind if kind in (str, bool, int) else type(value)


__all__ = ["Found", "Path", "Run", "Seen", "claimed", "issues", "severe", "text"]
