"""One resource being checked: what stands around it, and the runs of what stands inside it.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import proxy

from gateway.fhirpath import Environment
from gateway.model import Empty, Resolver, Resource
from gateway.validation.bundled import Bundled
from gateway.validation.expressions import conforms, member
from gateway.validation.findings import Doubt, Found
from gateway.validation.judging import Judged, Judging, whole
from gateway.validation.paths import Path

if TYPE_CHECKING:
    from gateway.validation.library import Library


def _resolved(run: Run, reference: str) -> Resource | None:
    return run.resolve(reference)


class Run(Judging):
    """One resource being checked, and what was found out of others on the way."""

    __slots__ = ("__weakref__", "glance", "linked", "links", "near", "reached", "sure", "tried")

    glance: Run | None
    """That of the entry of a Bundle which was looked at last, to be used again."""
    linked: list[Resource]
    """What an entry was found to lead to."""
    links: dict[int, list[Resource]]
    """The same of all entries of the Bundle."""
    reached: set[Any]
    """(whole address, types, profiles) that references were found to lead to rightly."""
    sure: Mapping[str, Resource]
    """Address that one entry of the Bundle has, as another says it -> its resource."""
    tried: Any
    """The resource of an entry that has just failed a quick look, and need not have another."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that varies by resource, given once
        self,
        compiled: Library,
        found: list[Found],
        resource: Resource,
        root: Resource,
        resolver: Resolver | None,
        bundle: Bundled | None = None,
        start: Path | None = None,
        judged: Judged | None = None,
    ) -> None:
        self.compiled = compiled
        self.found = found
        self.full = True
        self.lasting = self.framed = False
        self.strange = []
        self.first = {}
        self.start = start
        self.resource = resource
        self.root = root
        self.resolver = resolver
        self.doubts = self._env = self._ids = self.ahead = self.glance = self.now = None
        self.asked, self.depth, self.tried = (), 0, None
        if resource.get("resourceType") == "Bundle" and (bundle is None or start is not None):
            bundle = Bundled(resource)
        self.bundle = bundle
        self.sure = Empty
        if bundle is not None:
            self.links, self.linked = bundle.links, []
            if root is not bundle.whole:
                self.sure = bundle.sure
        self.near = resolver is not None or bundle is not None or "contained" in root
        if judged is not None:
            self.judged = judged
        elif self.near:
            self.begin()

    def begin(self) -> None:
        """Make what is found out of others, which all runs inside this one share.

        Who looks at a resource alone has no others, and begins where the types do not do.
        """
        self.clean, self.held, self.idents, self.judged = {}, {}, {}, {}
        self.met, self.passed, self.reached = {}, {}, set()

    @property
    def env(self) -> Environment:
        """What expressions may know of the world, made when one first asks."""
        env = self._env
        if env is None:
            me = proxy(self)  # no circle: what was looked at is let go at once, and not collected
            env = self._env = Environment(self.resource, self.root, None, partial(_resolved, me))
            env.schema = self.compiled.schema
            if self.bundle is not None and self.resource.get("resourceType") == "Bundle":
                env.placed = self.bundle.placed
            env.now = self.now
            env.conforms = partial(conforms, me)
            env.member_of = partial(member, me)
        return env

    def done(self) -> None:
        """Let go of what holds this run itself: else only the collector would find it, late."""
        self._env = None
        for run in (self.glance, self.ahead):
            if run is not None:
                run.done()
        self.glance = self.ahead = None

    def entry(self, value: Resource, path: Path) -> Run:
        """The run of a resource that stands in this Bundle, for a quick look alone."""
        run = self.glance
        if run is None:
            run = self.glance = self.quick(value)
        run.turn(value, path)
        return run

    def quick(self, value: Resource) -> Run:
        """A run for quick looks at entries of this Bundle, which are turned to one by one."""
        run = self._beside(value, value, None)
        run.found, run.doubts = [], []
        return run

    def turn(self, value: Resource, path: Path) -> None:
        """Turn to another entry of the same Bundle; who has found anything forgets it before."""
        self.resource = self.root = value
        self.start = path
        self._env = self._ids = None
        self.linked = self.links[id(value)]

    def resume(self, doubts: Sequence[Doubt], ids: set[str] | None) -> None:
        """Go on where another quick look at this entry has left off."""
        self.doubts, self._ids = [*doubts], ids

    def inner(self, value: Resource, path: Path) -> Run:
        """The run of a resource inside this one: contained, or an entry of a Bundle."""
        root = self.root if path[1] == "contained" else value
        return self._beside(value, root, path)

    def _beside(self, value: Resource, root: Resource, path: Path | None) -> Run:
        run = Run(
            self.compiled, self.found, value, root, self.resolver, self.bundle, path, self.judged
        )
        run.now, run.full, run.strange, run.first = self.now, self.full, self.strange, self.first
        self._share(run)
        return run

    def _share(self, run: Run) -> None:
        """Let another run inside this one know what was found out of others."""
        run.held, run.idents, run.clean, run.asked = self.held, self.idents, self.clean, self.asked
        run.passed, run.reached, run.met = self.passed, self.reached, self.met

    def aside(self, value: Any, path: Path) -> Run:
        """A run of its own on a value: what it finds is not told, only whether there was any."""
        resource, root, start = self.resource, self.root, self.start
        if whole(value):
            resource, root, start = value, self._root(value), path
        run = Run(
            self.compiled, [], resource, root, self.resolver, self.bundle, start, self.judged
        )
        run.depth, run.now = self.depth, self.now
        run.full, run.strange, run.first = self.full, self.strange, self.first
        self._share(run)
        return run

    def _root(self, value: Resource) -> Resource:
        """What contains a resource that is contained here; else the resource itself."""
        inside = self.root.get("contained")
        held = inside.__class__ is list and any(value is one for one in inside or ())
        return self.root if held else value
