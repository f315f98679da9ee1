"""Holds a resource against FHIR R4 and its profiles, and says everything that is wrong with it.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gateway.definitions import Definitions
from gateway.model import Fault, Issue, Resolver, Resource, Validator
from gateway.validation import binding_rows
from gateway.validation.compiled import Compiled, generator
from gateway.validation.findings import Found, issues
from gateway.validation.linting import profiles as lint_profiles
from gateway.validation.quick_source import UNSHAPED
from gateway.validation.rules import RULES, Rule
from gateway.validation.run import Run, claimed

__all__ = ["RULES", "Rule", "lint", "load"]


_NONE: Iterator[Issue] = iter(())
"""No issues: an exhausted iterator stays so."""


def load(
    definitions: Definitions, bindings_file: Path | None = None, cache: Path | None = None
) -> Validator:
    """A validator over these definitions; `bindings_file` says which profile binds what.

    `cache` is a folder for compiled code, of this user only; None keeps nothing. Nothing is
    compiled before it is needed.
    """
    found, _ = binding_rows.rows(bindings_file)
    key = f"{definitions.version}|{generator()}"
    bound = binding_rows.Bound(found, definitions, key, cache)
    return _Validator(Compiled(definitions, cache), bound)


def lint(definitions: Definitions, bindings_file: Path | None = None) -> Iterator[Fault]:
    """Every fault in the rows of the bindings file, and in our own profiles when compiled."""
    yield from binding_rows.lint(bindings_file, definitions)
    yield from lint_profiles(definitions)


class _Validator:
    """All that is compiled, and which profiles bind what."""

    def __init__(self, compiled: Compiled, bound: binding_rows.Bound) -> None:
        self.compiled = compiled
        self._bound = bound

    def profile(self, url: str) -> _Checker | None:
        """The profile of that canonical (its |version is tolerated), or None."""
        url = url.partition("|")[0]
        return None if self.compiled.profile(url) is None else _Checker(self.compiled, url)

    def bound(self, resource: Resource) -> Sequence[str]:
        """Canonicals of the national profiles that bind this resource."""
        return self._bound.of(resource)

    def check(self, resource: Resource, profiles: Sequence[str] = ()) -> Iterator[Issue]:
        """Base R4, the resource's own meta.profile and these: every issue."""
        return _check(self.compiled, resource, profiles, None)


class _Checker:
    """One profile."""

    def __init__(self, compiled: Compiled, url: str) -> None:
        self.url = url
        self._compiled = compiled

    def check(self, resource: Resource, resolver: Resolver | None = None) -> Iterator[Issue]:
        """Everything that is wrong with it: by base R4, its meta.profile, this profile."""
        return _check(self._compiled, resource, (self.url,), resolver)


def _check(
    compiled: Compiled, resource: Resource, profiles: Sequence[str], resolver: Resolver | None
) -> Iterator[Issue]:
    found: list[Found] = []
    run = Run(compiled, found, resource, resource, resolver)
    kind = resource.get("resourceType") if resource.__class__ is dict else None
    if not run.near and kind.__class__ is str:
        try:
            if _faultless(compiled, kind, tuple(profiles), resource, run):
                return _NONE
        except UNSHAPED:
            pass
        found.clear()
    own = claimed(resource) if kind else ()
    others = [url for url in profiles if url not in own]
    check = compiled.resource(kind)
    if check is None:
        run.add("resource-type-unknown", (None, "resourceType"))
        return issues(found, {})
    path = (None, kind)
    check(resource, path, run)
    run.apply(own, resource, path, claimed=True)
    run.apply(others, resource, path)
    return issues(found, resource) if found else iter(())


def _faultless(
    compiled: Compiled, kind: str, profiles: tuple[str, ...], resource: Resource, run: Run
) -> bool:
    """Whether a quick look is enough, as it is for most; raises on what is wrongly shaped.

    Only profiles that we ask for are fused: a sender who names others in every order and number
    shall not make us compile for each.
    """
    meta = resource.get("meta")
    named = meta.get("profile") if meta.__class__ is dict else None
    if named is not None and named != [*profiles] and not {*claimed(resource)} <= {*profiles}:
        return False
    return compiled.fused(kind, profiles)(resource, run)
