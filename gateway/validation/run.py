"""One resource being checked: what lies around it, and what generated code asks of the library.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gateway.fhirpath import Environment
from gateway.model import Resolver, Resource
from gateway.validation.findings import Findings, Found, Path, severe
from gateway.validation.narrative import problems
from gateway.validation.primitives import PRIMITIVES
from gateway.validation.references import Bundled, contained, mismatched, named

if TYPE_CHECKING:
    from gateway.validation.library import Library


def claimed(resource: Resource) -> tuple[str, ...]:
    """The profiles that a resource says it meets, without their versions."""
    meta = resource.get("meta")
    profiles = meta.get("profile") if meta.__class__ is dict else None
    if profiles.__class__ is not list:
        return ()
    return tuple(url.partition("|")[0] for url in profiles if url.__class__ is str)


class Run(Findings):
    """One resource being checked, and what lies around it."""

    __slots__ = (
        "_env",
        "bundle",
        "near",
        "resolver",
        "resource",
        "root",
        "start",
    )

    def __init__(  # noqa: PLR0913, PLR0917 - all that varies by resource, given once
        self,
        compiled: Library,
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
        if bundle is None and resource.get("resourceType") == "Bundle":
            bundle = Bundled(resource)
        self.bundle = bundle
        self.near = resolver is not None or bundle is not None or "contained" in root
        self._env: Environment | None = None

    @property
    def env(self) -> Environment:
        """What expressions may know of the world, made when one first asks."""
        env = self._env
        if env is None:
            env = self._env = Environment(self.resource, self.root, None, self.resolve)
            env.schema = self.compiled.schema
        return env

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
        return Run(self.compiled, self.found, value, root, self.resolver, self.bundle, path)

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
        """Check a value of the right base type against these profiles and their parents."""
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
            if wanted and not any(self.meets(url, resolved, path) for url in wanted):
                self.add("profile-failed", path, (path[1], ", ".join(wanted)), profile)

    def _certain(self, value: Any, kind: str | None) -> bool:
        """Whether a reference surely names a type: in an address, any word may stand there."""
        relative = "/" in str(value.get("reference")) and ":" not in str(value.get("reference"))
        return relative or self.compiled.resource(kind) is not None

    def linked(self, value: Any, path: Path) -> None:
        """Check that a reference by urn finds its entry in the Bundle around it."""
        reference = value.get("reference")
        if (
            self.bundle is not None
            and self.bundle.whole
            and reference.__class__ is str
            and reference.startswith("urn:")
            and self.resolve(reference) is None
        ):
            self.add("reference-unresolved", path)

    def full_url(self, value: Any, path: Path) -> None:
        """Check that an entry's fullUrl is the address of its resource."""
        if mismatched(value):
            self.add("full-url-mismatch", (path, "fullUrl"))

    def attachment(self, value: Any, path: Path) -> None:
        """Check that an attachment is as large as it says."""
        data, size = value["data"], value["size"]
        if data.__class__ is str and PRIMITIVES["base64Binary"].test(data):
            whole = len("".join(data.split()))
            if size != whole * 3 // 4 - data.count("="):
                self.add("attachment-size", (path, "size"))

    def extension(self, value: Any, path: Path) -> None:
        """Check an extension against its own definition, where that is known."""
        self.compiled.extensions.check(value, path, self)
