"""Holds a resource against FHIR R4 and its profiles, and says everything that is wrong with it.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from gateway.definitions import Definitions
from gateway.model import (
    Answer,
    Empty,
    Fault,
    Issue,
    Like,
    Question,
    Resolver,
    Resource,
    Validator,
)
from gateway.validation import binding_rows, imposed_rows
from gateway.validation.alike import Alike
from gateway.validation.asked import answered, questions, unjudged
from gateway.validation.checking import checked
from gateway.validation.claims import claimed
from gateway.validation.compiled import Compiled, generator
from gateway.validation.findings import EnoughError, Found, issues
from gateway.validation.forbidden import forbidden, refused
from gateway.validation.heeding import Heeding
from gateway.validation.library import UNSHAPED
from gateway.validation.linting import profiles as lint_profiles
from gateway.validation.rules import RULES, Rule
from gateway.validation.run import Run
from gateway.validation.strangers import alone

__all__ = ["RULES", "Rule", "forbidden", "lint", "load", "refused"]


_NONE: Iterator[Issue] = iter(())
"""No issues: an exhausted iterator stays so."""


def load(
    definitions: Definitions,
    bindings_file: Path | None = None,
    cache: Path | None = None,
    *,
    asks: bool = False,
) -> Validator:
    """A validator over these definitions; `bindings_file` says which profile binds what.

    `cache` is a folder for compiled code, of this user only; None keeps nothing. Nothing is
    compiled before it is needed. `asks`: a terminology server will be asked `questions`.
    """
    found = binding_rows.at_hand(binding_rows.rows(bindings_file)[0], definitions)
    others = imposed_rows.imposed(imposed_rows.beside(bindings_file), definitions)
    key = f"{definitions.version}|{generator()}"
    binding = [row for row in found if not row.guide]
    bound = binding_rows.Bound(binding, definitions, key, cache)
    guides = {
        name: binding_rows.Bound(
            [row for row in found if row.guide == name], definitions, f"{key}|{name}", cache
        )
        for name in {row.guide for row in found if row.guide}
    }
    compiled = Compiled(definitions, cache, asks=asks, imposed=others)
    return _Validator(compiled, bound, guides, Heeding(compiled, binding))


def lint(definitions: Definitions, bindings_file: Path | None = None) -> Iterator[Fault]:
    """Every fault in the rows of the bindings file, and in our own profiles when compiled."""
    yield from binding_rows.lint(bindings_file, definitions)
    yield from imposed_rows.lint(imposed_rows.beside(bindings_file), definitions)
    yield from lint_profiles(definitions)


class _Validator:
    """All that is compiled, and which profiles bind what."""

    def __init__(
        self,
        compiled: Compiled,
        bound: binding_rows.Bound,
        guides: Mapping[str, binding_rows.Bound],
        heeds: Heeding,
    ) -> None:
        self.compiled = compiled
        self.heeds = heeds
        self._bound = bound
        self._guides = guides
        self._alike = Alike(compiled.differing)

    def profile(self, url: str) -> _Checker | None:
        """The profile of that canonical, with or without |version, or None."""
        url = self.compiled.definitions.canonical(url)
        return None if self.compiled.profile(url) is None else _Checker(self.compiled, url)

    def bound(self, resource: Resource) -> Sequence[str]:
        """Canonicals of the national profiles that bind this resource."""
        return self._bound.of(resource)

    def claims(self, resource: Resource, guide: str) -> Sequence[str]:
        """Canonicals that this resource may claim in a document of that guide, where they hold."""
        bound = self._guides.get(guide)
        return () if bound is None else bound.of(resource)

    def alike(self) -> Callable[[Resource, Like], Sequence[str] | None]:
        """What asks, of the resources of one message, whether those like them were faultless.

        It gives the profiles that bind a resource, where one like it was found faultless and so
        is all that differs; None where it must be checked.
        """
        shape, run = self._alike.shape, Run(self.compiled, [], {}, {}, None)
        run.full, run.lasting = False, True
        run.begin()

        def known(resource: Resource, like: Like) -> Sequence[str] | None:
            found = shape(like, resource)
            if found is None:
                return None
            run.at(resource)
            try:
                if "profile" not in resource["meta"] and found[2](resource, run):
                    return found[1]
            except (*UNSHAPED, EnoughError):
                pass
            run.found.clear()
            return None

        return known

    def check(  # noqa: PLR0913 - each is given by its name, or not at all
        self,
        resource: Resource,
        profiles: Sequence[str] = (),
        *,
        advice: bool = True,
        answers: Mapping[Question, Answer] = Empty,
        resolver: Resolver | None = None,
        now: datetime | None = None,
        must_support: bool = False,
        lasting: bool = False,
        like: Like | None = None,
        framed: bool = False,
    ) -> Iterator[Issue]:
        """Base R4, the resource's own meta.profile and these: every issue.

        `advice`: also of code systems that are not at hand, of codes that a binding only advises
        against, and of what FHIR asks of vital signs. `answers`: to `questions`. `resolver` finds
        what references mean beyond the resource; `now` is what limits in time are measured from.
        `must_support`: also tell what the profiles want supported and is absent. `lasting`: the
        caller vouches that no value in the resource, `meta` aside, will ever change; then one
        that comes again is known. `like`: what it has in common with others then. `framed`: each
        entry of the Bundle was judged by itself; of one only what the Bundle wants is told.
        """
        if advice and not framed:  # as most are asked: a call that names nothing is quicker
            run = checked(self.compiled, resource, profiles, resolver, now)
        else:
            given = self.compiled, resource, profiles, resolver, now
            run = checked(*given, full=advice, lasting=lasting, framed=framed)
        if like is not None and lasting and not (advice or run.found or run.near):
            self._learn(like, resource, profiles)
        if not (run.found or answers or must_support):
            if not (advice and run.strange):
                return _NONE
            if told := alone(run):
                return iter(told)
        found = list(answered(run.found, answers)) if answers else run.found
        if advice and run.strange:
            found += unjudged(run, answers)
        if must_support and resource.__class__ is dict:
            found += _unsupported(self.compiled, resource, profiles)
        return _told(self.compiled, found, resource)

    def _learn(self, like: Like, resource: Resource, profiles: Sequence[str]) -> None:
        kind, named = resource["resourceType"], claimed(resource, self.compiled.definitions)
        if named or kind in self.compiled.globals or tuple(self.bound(resource)) != (*profiles,):
            return
        if self._bound.settled(kind, resource.keys() - like.same):
            self._alike.learn(like, resource, profiles)

    def questions(self, resource: Resource, profiles: Sequence[str] = ()) -> tuple[Question, ...]:
        """What only a terminology server can tell of the resource."""
        run = checked(self.compiled, resource, profiles, None)
        return questions(run.found, resource, self.compiled.terminology)


class _Checker:
    """One profile."""

    def __init__(self, compiled: Compiled, url: str) -> None:
        self.url = url
        self._compiled = compiled

    def check(self, resource: Resource, resolver: Resolver | None = None) -> Iterator[Issue]:
        """Everything that is wrong with it: by base R4, its meta.profile, this profile."""
        run = checked(self._compiled, resource, (self.url,), resolver)
        if run.strange:
            run.found += unjudged(run, Empty)
        return _told(self._compiled, run.found, resource)


def _told(compiled: Compiled, found: list[Found], resource: Resource) -> Iterator[Issue]:
    if not found:
        return _NONE
    known = resource.__class__ is dict and compiled.resource(resource.get("resourceType"))
    return issues(found, resource if known else {})


def _unsupported(
    compiled: Compiled, resource: Resource, profiles: Sequence[str]
) -> Iterator[Found]:
    """What the profiles want supported, and is absent."""
    run = Run(compiled, [], resource, resource, None)
    run.begin()
    path = (None, str(resource.get("resourceType")))
    for url in dict.fromkeys((*claimed(resource, compiled.definitions), *profiles)):
        if compiled.profile(url) is not None and compiled.fits(url, resource):
            with suppress(EnoughError):
                for step in compiled.supports(url):
                    step(resource, path, run)
    yield from (one for one in run.found if one[0] == "must-support-absent")
