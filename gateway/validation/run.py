"""One resource being checked: which profiles it meets, and those that it leads to.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import proxy

from gateway.fhirpath import Environment
from gateway.model import Resolver, Resource
from gateway.validation.around import Around
from gateway.validation.bundled import Bundled
from gateway.validation.claims import claimed, claims
from gateway.validation.expressions import conforms, member
from gateway.validation.findings import BrokenError, Found, Unbroken, severe
from gateway.validation.library import UNSHAPED
from gateway.validation.paths import Path
from gateway.validation.unmet import reasons

if TYPE_CHECKING:
    from gateway.validation.library import Library


Judged: TypeAlias = dict[tuple[int, str], tuple[bool, Resource, str | None]]
"""(a resource, a profile) -> whether it meets it; the resource, so that it stays; why not."""
_UNTOLD: tuple[bool, Resource, str | None] = (False, {}, None)
_FINE: tuple[bool, Resource, str | None] = (True, {}, "")

_LATE: Mapping[str, Callable[[], Any]] = MappingProxyType(
    {
        "clean": dict,
        "depth": int,
        "held": dict,
        "judged": dict,
        "linked": list,
        "met": dict,
        "passed": dict,
        "reached": set,
    }
)
"""What is made of a run when it is first asked for, as most of it never is."""
_ENTRY: Path = (None, "resource")
_SLICE: Path = (None, "slice")
_DEEPEST = 8
"""References in a row along which profiles are followed."""


def _whole(value: Any) -> bool:
    """Whether it is a resource, not a part of one."""
    return value.__class__ is dict and "resourceType" in value


def _resolved(run: Run, reference: str) -> Resource | None:
    return run.resolve(reference)


class Run(Around):
    """One resource being checked, and what was found out of others on the way."""

    __slots__ = (
        "__weakref__",
        "ahead",
        "asked",
        "clean",
        "depth",
        "glance",
        "judged",
        "linked",
        "met",
        "near",
        "passed",
        "reached",
    )

    clean: dict[tuple[int, str], Resource]
    """(an entry, a profile) of which nothing is to be said; the resource, so that it stays."""
    depth: int
    judged: Judged
    linked: list[Resource]
    """What an entry was found to lead to."""
    met: dict[int, str]
    """An entry -> the last profile of which it is known that it is met."""
    passed: dict[int, tuple[Resource, list[str]]]
    """Entries found right before their turn came; with the code systems not at hand."""
    reached: set[Any]
    """(whole address, types, profiles) that references were found to lead to rightly."""

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
        self.asked: tuple[str, ...] = ()
        """The profiles that the whole is held against: what its entries must meet follows."""
        self.resource = resource
        self.root = root
        self.resolver = resolver
        if resource.get("resourceType") == "Bundle" and (bundle is None or start is not None):
            bundle = Bundled(resource)
        self.bundle = bundle
        if judged is not None:
            self.judged = judged
        self._ids = None
        self.glance: Run | None = None
        """That of the entry of a Bundle which was looked at last, to be used again."""
        self.ahead: Run | None = None
        """That of the entry which was looked at last before its turn, to be used again."""
        self.near = resolver is not None or bundle is not None or "contained" in root
        self._env = None
        self.now = None

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
        bundle = self.bundle
        self.linked = [] if bundle is None else bundle.links.setdefault(id(value), [])

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

    # -- profiles ------------------------------------------------------------------------------

    def claims(self, value: Resource, path: Path) -> tuple[str, ...]:
        """The profiles that a resource says it meets, as they are known here."""
        urls = claimed(value, self.compiled.definitions)
        for index, url in enumerate(value["meta"]["profile"] if urls else ()):
            if "|" in str(url) and not self.compiled.at_hand(str(url)):
                place = ((path, "meta"), "profile", index)
                self.add("profile-version-absent", place, (str(url).partition("|")[0],))
        return urls

    def apply(
        self, urls: Sequence[str], value: Resource, path: Path, *, claimed: bool = False
    ) -> None:
        """Check a value of the right base type against these profiles and their parents."""
        for index, url in enumerate(urls):
            steps = self.compiled.profile(url)
            if steps is None and claimed:
                place = ((path, "meta"), "profile", index)
                self.add("profile-unknown", place, ("in meta.profile",))
            elif steps is None:
                self.add("profile-unknown", path, (url,))
            elif not self.compiled.fits(url, value):
                self.add("profile-type-wrong", path, (url,), url)
            else:
                for step in steps:
                    step(value, path, self)

    def one_of(self, urls: Sequence[str], value: Any, path: Path, profile: str) -> None:
        """Check a value against the profiles of an element's type: one of them must be met."""
        if any((id(value), url) in self.clean for url in urls):
            return
        run = self.inner(value, path) if _whole(value) else self
        if len(urls) == 1 and self.compiled.profile(urls[0]) is None:
            self.add("profile-absent", path, (urls[0],), profile)
        elif len(urls) == 1:
            run.apply(urls, value, path)
        elif not any(run.meets(url, value, path) for url in urls):
            self.add("profile-failed", path, (path[1], ", ".join(urls)), profile)

    def meets(self, url: str, value: Any, path: Path) -> bool:
        """Whether the value meets the profile, without an error."""
        run = self._aside(value, path)
        run.apply((url,), value, path)
        return run.faultless()

    def formed(self, kind: str, value: Any, path: Path) -> bool:
        """Whether the value is one of this type, without an error."""
        said = value.get("resourceType", kind)
        if kind not in {said, "Resource", "DomainResource"}:
            return False
        run = self._aside(value, path)
        check = self.compiled.resource(said) if _whole(value) else self.compiled.type(kind)
        if check is not None:
            check(value, path, run)
        return check is not None and run.faultless()

    def faultless(self) -> bool:
        """Whether no error was found so far."""
        return not any(
            severe(rule, invariant) for rule, _path, _facts, _profile, invariant in self.found
        )

    def _aside(self, value: Any, path: Path) -> Run:
        """A run of its own on a value: what it finds is not told, only whether there was any."""
        resource, root, start = self.resource, self.root, self.start
        if _whole(value):
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

    def holds(self, url: str, target: Any, path: Path, *, likely: bool = False) -> bool:
        """Whether a resource meets the profile: asked once, and never in circles.

        `likely`: it was looked at whether it surely does not.
        """
        if not _whole(target):
            return self.meets(url, target, path)
        key = (id(target), url)
        if key in self.clean:
            return True
        if key in self.judged:
            return self.judged[key][0]
        if self.depth >= _DEEPEST:
            return True
        self.judged[key] = (True, target, "")
        if not likely and self.lacks(target, url):
            self.judged[key] = (False, target, None)
        elif not self._foreseen(url, target):
            self._held(url, target, path)
        return self.judged[key][0]

    def chosen(self, url: str, target: Resource) -> bool:
        """Whether a resource is of the slice that is known by a profile."""
        if (id(target), url) in self.clean:
            return True
        return not self.compiled.lacks(url)(target) and self.holds(
            url, target, _SLICE, likely=True
        )

    def _foreseen(self, url: str, value: Resource) -> bool:
        """Whether an entry which another one leads to is right, and surely meets a profile.

        Its turn in the Bundle may come later, and then it need not be walked again.
        """
        bundle, kind = self.bundle, str(value.get("resourceType"))
        if bundle is None or self.resolver is not None or not bundle.enters(value):
            return False
        if id(value) in self.passed or self.compiled.globals.get(kind) or claims(value):
            return False
        run = self.ahead
        if run is None:
            run = self.ahead = self.inner(value, _ENTRY)
            run.found, run.first = [], {}
        elif run.first:
            run.first.clear()
        run.turn(value, _ENTRY)
        run.strange, run.depth = [], self.depth + 1
        try:
            if self.compiled.fused(kind, (url,), where="bundled")(value, run) and not run.doubts:
                self.passed[id(value)] = value, run.strange
                self.meeting(value, url)
                return True
        except UNSHAPED:
            pass
        return False

    def _held(self, url: str, target: Resource, path: Path) -> None:
        """Note whether a resource meets the profile, looked at with care."""
        self.depth += 1
        run = self._aside(target, path)
        run.found = Unbroken()
        try:
            run.apply((url,), target, path)
            verdict = run.faultless()
        except BrokenError:
            verdict = False
        self.depth -= 1
        self.judged[id(target), url] = (verdict, target, None)
        if not run.found:
            self.meeting(target, url)

    def meeting(self, target: Resource, url: str) -> None:
        """Note that nothing is to be said of an entry by a profile."""
        self.clean[id(target), url] = target
        self.met[id(target)] = url
        self.compiled.expected.note(self.asked, target, url)

    def lacks(self, target: Any, url: str) -> bool:
        """Whether a resource surely does not meet a profile, told at a glance."""
        return target.__class__ is dict and self.compiled.lacks(url)(target)

    def why(self, url: str, target: Resource) -> str:
        """Why a resource that was asked does not meet a profile; empty where it was not asked.

        What is of another type does not fail it: it was never meant.
        """
        unasked = _UNTOLD if self.lacks(target, url) else _FINE
        right, _, why = self.judged.get((id(target), url), unasked)
        if right or why is not None:
            return why or ""
        path = (None, "slice")
        run = self._aside(target, path)
        run.apply((url,), target, path)
        why = reasons(run.found, path)
        why = "" if why.startswith("profile-type-wrong") else why
        self.judged[id(target), url] = (False, target, why)
        return why
