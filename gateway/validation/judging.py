"""Which profiles a resource meets, and those that it leads to: each is asked once.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, TypeAlias

from gateway.model import Resource
from gateway.validation.around import Around
from gateway.validation.claims import claimed, claims
from gateway.validation.findings import BrokenError, Doubt, Unbroken, severe
from gateway.validation.library import UNSHAPED
from gateway.validation.paths import Path
from gateway.validation.unmet import reasons

Judged: TypeAlias = dict[tuple[int, str], tuple[bool, Resource, str | None]]
"""(a resource, a profile) -> whether it meets it; the resource, so that it stays; why not."""
_UNTOLD: tuple[bool, Resource, str | None] = (False, {}, None)
_FINE: tuple[bool, Resource, str | None] = (True, {}, "")
_ENTRY: Path = (None, "resource")
_SLICE: Path = (None, "slice")
Left: TypeAlias = tuple[Sequence[str], Sequence[Doubt], set[str] | None]
"""(code systems not at hand, what is doubted, the ids met): what a quick look has left to say."""
_NOTHING: Left = ((), (), None)
_DEEPEST = 8
"""References in a row along which profiles are followed."""


def whole(value: Any) -> bool:
    """Whether it is a resource, not a part of one."""
    return value.__class__ is dict and "resourceType" in value


class Judging(Around):
    """A resource being held against profiles, and what was found out of others on the way."""

    __slots__ = (
        "ahead",
        "asked",
        "clean",
        "depth",
        "entered",
        "framed",
        "judged",
        "met",
        "passed",
    )

    ahead: Judging | None
    """That of the entry which was looked at last before its turn, to be used again."""
    asked: tuple[str, ...]
    """The profiles that the whole is held against: what its entries must meet follows."""
    clean: dict[tuple[int, str], Resource]
    """(an entry, a profile) of which nothing is to be said; the resource, so that it stays."""
    depth: int
    entered: frozenset[int]
    """Of a run that looks ahead: the resources of all entries, by their identity."""
    framed: bool
    """Each entry of the Bundle was judged by itself: of it only where it leads is of matter."""
    judged: Judged
    met: dict[int, str]
    """An entry -> the last profile of which it is known that it is met; empty: it was walked."""
    passed: dict[int, tuple[Resource, Sequence[str], Sequence[Doubt], set[str] | None]]
    """Entries found right before their turn came.

    With the code systems not at hand, what is doubted, and the ids met so far.
    """

    @abstractmethod
    def inner(self, value: Resource, path: Path) -> Judging:
        """The run of a resource inside this one: contained, or an entry of a Bundle."""

    @abstractmethod
    def aside(self, value: Any, path: Path) -> Judging:
        """A run of its own on a value: what it finds is not told, only whether there was any."""

    @abstractmethod
    def done(self) -> None:
        """Let go of what holds this run itself."""

    @abstractmethod
    def quick(self, value: Resource) -> Judging:
        """A run for quick looks at entries of this Bundle, which are turned to one by one."""

    @abstractmethod
    def turn(self, value: Resource, path: Path) -> None:
        """Turn to another entry of the same Bundle; who has found anything forgets it before."""

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
        if len(urls) == 1:
            if (id(value), urls[0]) in self.clean:
                return
        elif any((id(value), url) in self.clean for url in urls):
            return
        run = self.inner(value, path) if whole(value) else self
        if len(urls) == 1 and self.compiled.profile(urls[0]) is None:
            self.add("profile-absent", path, (urls[0],), profile)
        elif len(urls) == 1:
            run.apply(urls, value, path)
        elif not any(run.meets(url, value, path) for url in urls):
            self.add("profile-failed", path, (path[1], ", ".join(urls)), profile)

    def meets(self, url: str, value: Any, path: Path) -> bool:
        """Whether the value meets the profile, without an error."""
        run = self.aside(value, path)
        run.apply((url,), value, path)
        return run.faultless()

    def formed(self, kind: str, value: Any, path: Path) -> bool:
        """Whether the value is one of this type, without an error."""
        said = value.get("resourceType", kind)
        if kind not in {said, "Resource", "DomainResource"}:
            return False
        run = self.aside(value, path)
        check = self.compiled.resource(said) if whole(value) else self.compiled.type(kind)
        if check is not None:
            check(value, path, run)
        return check is not None and run.faultless()

    def faultless(self) -> bool:
        """Whether no error was found so far."""
        return not any(
            severe(rule, invariant) for rule, _path, _facts, _profile, invariant in self.found
        )

    def holds(self, url: str, target: Any, path: Path, *, likely: bool = False) -> bool:
        """Whether a resource meets the profile: asked once, and never in circles.

        `likely`: it was looked at whether it surely does not.
        """
        if target.__class__ is not dict or "resourceType" not in target:
            return self.meets(url, target, path)
        key, judged = (id(target), url), self.judged
        if key in self.clean:
            return True
        if key in judged:
            return judged[key][0]
        if self.depth >= _DEEPEST:
            return True
        judged[key] = (True, target, "")
        if not likely and self.lacks(target, url):
            judged[key] = (False, target, None)
        elif self._foreseen(url, target):
            return True
        else:
            self._held(url, target, path)
        return judged[key][0]

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
        ident, run = id(value), self.ahead or self._looking(value)
        if run is None or ident not in run.entered or ident in self.passed:
            return False
        if "meta" in value and claims(value):
            return False
        run.turn(value, _ENTRY)
        run.depth = self.depth + 1
        try:
            right = self.compiled.entries[value["resourceType"], url](value, run)
        except UNSHAPED:
            right = False
        left = run.strange or run.doubts or run.found
        if right:  # what is left to say of it by R4 is said at its turn
            self.passed[ident] = value, *(run.left() if left else _NOTHING)
            if ident in self.met:  # it was walked before, which the next one need not be
                self.meeting(value, url)
            else:
                self.clean[ident, url], self.met[ident] = value, url
        if left:
            run.found, run.strange, run.doubts, run.first = [], [], [], {}
        return right

    def left(self) -> Left:
        """What a quick look at an entry has left to be said when its turn comes."""
        return self.strange, self.doubts or (), self._ids

    def _looking(self, value: Resource) -> Judging | None:
        """The run that looks at entries before their turn; None where there are none."""
        if self.bundle is None or self.resolver is not None:
            return None
        run = self.ahead = self.quick(value)
        run.strange, run.first, run.entered = [], {}, self.bundle.idents()
        return run

    def _held(self, url: str, target: Resource, path: Path) -> None:
        """Note whether a resource meets the profile, looked at with care."""
        self.depth += 1
        run = self.aside(target, path)
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
        ident = id(target)
        self.clean[ident, url] = target
        self.met[ident] = url
        if self.asked:
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
        run = self.aside(target, path)
        run.apply((url,), target, path)
        why = reasons(run.found, path)
        why = "" if why.startswith("profile-type-wrong") else why
        self.judged[id(target), url] = (False, target, why)
        return why
