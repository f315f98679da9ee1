"""One resource being checked: what stands around it, and the runs of what stands inside it.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from weakref import proxy

from gateway.fhirpath import Environment
from gateway.model import Resolver, Resource
from gateway.validation.bundled import Bundled
from gateway.validation.expressions import conforms, member
from gateway.validation.findings import Found
from gateway.validation.judging import Judged, Judging, whole
from gateway.validation.paths import Path

if TYPE_CHECKING:
    from gateway.validation.library import Library


def _nothing() -> None:
    return None


_LATE: Mapping[str, Callable[[], Any]] = MappingProxyType(
    {
        "_env": _nothing,
        "_ids": _nothing,
        "ahead": _nothing,
        "asked": tuple,
        "clean": dict,
        "depth": int,
        "framed": bool,
        "glance": _nothing,
        "held": dict,
        "idents": dict,
        "judged": dict,
        "linked": list,
        "met": dict,
        "links": dict,
        "now": _nothing,
        "passed": dict,
        "reached": set,
        "sure": dict,
    }
)
"""What is made of a run when it is first asked for, as most of it never is."""


def _resolved(run: Run, reference: str) -> Resource | None:
    return run.resolve(reference)


class Run(Judging):
    """One resource being checked, and what was found out of others on the way."""

    __slots__ = ("__weakref__", "glance", "linked", "links", "near", "reached", "sure")

    glance: Run | None
    """That of the entry of a Bundle which was looked at last, to be used again."""
    linked: list[Resource]
    """What an entry was found to lead to."""
    links: dict[int, list[Resource]]
    """The same of all entries of the Bundle."""
    reached: set[Any]
    """(whole address, types, profiles) that references were found to lead to rightly."""
    sure: Mapping[str, Resource]
    """Whole address that one entry of the Bundle has -> its resource."""

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
        self.lasting = False
        self.strange = []
        self.first = {}
        self.doubts = None
        self.start = start
        self.resource = resource
        self.root = root
        self.resolver = resolver
        if resource.get("resourceType") == "Bundle" and (bundle is None or start is not None):
            bundle = Bundled(resource)
        self.bundle = bundle
        if bundle is not None:
            self.links, self.sure = bundle.links, bundle.sure
            if judged is None:
                self._begin()
        if judged is not None:
            self.judged = judged
        self.near = resolver is not None or bundle is not None or "contained" in root

    def _begin(self) -> None:
        """Make what each Bundle needs, and shares with its entries: at once, which is quicker."""
        self._env = self._ids = self.ahead = self.glance = self.now = None
        self.clean, self.held, self.judged, self.met, self.passed = {}, {}, {}, {}, {}
        self.asked, self.depth, self.reached = (), 0, set()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Make what few resources need, when it is first asked for."""
            if name not in _LATE:
                raise AttributeError(name)
            made = _LATE[name]()
            setattr(self, name, made)
            return made

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
            run = self.glance = self.inner(value, path)
            run.found, run.doubts = [], []
        run.turn(value, path)
        return run

    def turn(self, value: Resource, path: Path) -> None:
        """Turn to another entry of the same Bundle: nothing is found in it yet."""
        self.resource = self.root = value
        self.start = path
        self._env = self._ids = None
        if self.found:
            self.found = []
        if self.doubts or self.doubts is None:
            self.doubts = []
        self.linked = self.links.setdefault(id(value), [])

    def inner(self, value: Resource, path: Path) -> Run:
        """The run of a resource inside this one: contained, or an entry of a Bundle."""
        root = self.root if path[1] == "contained" else value
        run = Run(
            self.compiled, self.found, value, root, self.resolver, self.bundle, path, self.judged
        )
        run.now, run.full, run.strange, run.first = self.now, self.full, self.strange, self.first
        run.held, run.clean, run.asked = self.held, self.clean, self.asked
        run.passed, run.reached, run.met = self.passed, self.reached, self.met
        return run

    def aside(self, value: Any, path: Path) -> Run:
        """A run of its own on a value: what it finds is not told, only whether there was any."""
        resource, root, start = self.resource, self.root, self.start
        if whole(value):
            resource, root, start = value, self._root(value), path
        run = Run(
            self.compiled, [], resource, root, self.resolver, self.bundle, start, self.judged
        )
        run.depth, run.now = self.depth, self.now
        run.passed, run.reached, run.met = self.passed, self.reached, self.met
        run.full, run.strange, run.first = self.full, self.strange, self.first
        run.clean, run.asked = self.clean, self.asked
        return run

    def _root(self, value: Resource) -> Resource:
        """What contains a resource that is contained here; else the resource itself."""
        inside = self.root.get("contained")
        held = inside.__class__ is list and any(value is one for one in inside or ())
        return self.root if held else value
