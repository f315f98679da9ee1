"""The compiled types and profiles: each made when it is first asked for, and kept.

https://hl7.org/fhir/R4/structuredefinition.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from gateway import codegen
from gateway.codegen import Source, Writer, build
from gateway.definitions import Definitions, Structure
from gateway.fhirpath import schema
from gateway.model import Empty
from gateway.terminology import Terminology
from gateway.validation.expected import Expected
from gateway.validation.extensions import Extensions, Placed
from gateway.validation.habits import Habits
from gateway.validation.library import Check
from gateway.validation.module import Module
from gateway.validation.namespace import fits, namespace
from gateway.validation.primitives import PRIMITIVES, Seen
from gateway.validation.profile_source import ProfileSource
from gateway.validation.quickly import ABOVE, Quickly
from gateway.validation.type_source import ROOT, WALK, TypeSource

_HOUSE = Path(__file__).parent.parent
ROOMS = tuple(_HOUSE / room for room in ("validation", "fhirpath", "definitions"))


def _absent(asked: str, url: str, rule: str) -> Check:
    """Says by a rule that a profile is asked for which is not at hand; `url` is the one asking."""

    def step(_value: Any, path: Any, run: Any) -> None:
        run.add(rule, path, (asked,), url)

    return step


def generator() -> str:
    """What writes the source, as a hash."""
    return codegen.generator(ROOMS)


class Compiled(Quickly):
    """All checks compiled so far, over one set of definitions."""

    def __init__(
        self,
        definitions: Definitions,
        cache: Path | None,
        *,
        asks: bool = False,
        imposed: Mapping[str, tuple[str, ...]] = Empty,
    ) -> None:
        super().__init__(definitions, imposed)
        self.globals = definitions.globals()
        self.asks = asks
        self.terminology = Terminology(definitions, fits)
        self.extensions = Extensions(self)
        self.seen: Mapping[str, Seen] = {
            code: Seen() for code, kind in PRIMITIVES.items() if kind.kept
        }
        self.habits = Habits()
        self.expected = Expected()
        self.schema = schema(definitions)
        self._cache = cache
        self._key = f"{definitions.version}|{generator()}|{sorted(imposed.items())}"
        self._types: dict[str, Check] = {}
        self._walks: dict[str, Check] = {}
        self._profiles: dict[str, dict[str, Any]] = {}
        self._steps: dict[str, tuple[Check, ...]] = {}
        self._supports: dict[str, tuple[Check, ...]] = {}
        self._unknown = Seen()
        self._namespace = namespace(self.terminology, self.seen, partial(Placed, self))

    def type(self, name: str) -> Check:
        """The check of a type; raises LookupError where there is no such type."""
        known = self._types.get(name)
        if known is None:
            known = self._types[name] = self._compile(name)
        return known

    def resource(self, name: Any) -> Check | None:
        """The check of a type of resource; None where FHIR R4 has none of this name."""
        known = self._types.get(name) if name.__class__ is str else None
        if known is not None and name[:1].isupper():
            return known
        if name.__class__ is not str:
            return None
        return self.type(name) if self._is_resource(name) else None

    def walk(self, name: str) -> Check:
        """The check of a type of resource, of one that has failed its quick test."""
        if name not in self._walks:
            self.type(name)
        return self._walks[name]

    def _compile(self, name: str) -> Check:
        scope = self._build(f"fhir type {name}", lambda: self._type_source(name))
        self._later(scope, "QUICK", partial(self.quick, name))
        check: Check = scope[ROOT]
        self._walks[name] = scope[WALK]
        return check

    def _later(self, scope: dict[str, Any], variable: str, make: Callable[[], Any]) -> None:
        """Let a function stand in for a check until it is first met: most resources need few."""

        def first(value: Any, *rest: Any) -> Any:
            scope[variable] = check = make()
            return check(value, *rest)

        scope[variable] = first

    def _whole(self, url: str) -> Check:
        """All checks of the profile of an element's type, as one."""
        steps = self.profile(url)
        if steps is None:
            return _absent(url, "", "profile-absent")
        if len(steps) == 1:
            return steps[0]

        def apply(value: Any, path: Any, run: Any) -> None:
            run.apply((url,), value, path)

        return apply

    def _type_source(self, name: str) -> Source:
        structure = self.definitions.structure(name)
        if structure is None:
            raise LookupError(f"no definition of the type {name}")
        return TypeSource(Module(Writer(), self.definitions, structure, "")).write()

    def profile(self, url: str) -> tuple[Check, ...] | None:
        """The checks of a profile beyond its base type, its parents' first; None: not known."""
        known = self._steps.get(url)
        if known is None and self._profile(url) is not None:
            known = self._steps[url] = self._chain(url)
        return known

    def _chain(self, url: str, trail: tuple[str, ...] = ()) -> tuple[Check, ...]:
        """The checks of a profile, of its parents and of what it imposes, as far as known."""
        scope = self._profile(url)
        if scope is None or not scope["PARENT"] or url in trail:
            return ()
        steps = [*self._chain(scope["PARENT"], (*trail, url)), scope[ROOT]]
        for imposed in self.imposed(url):
            if self._profile(imposed) is None:
                steps.append(_absent(imposed, url, "profile-unknown"))
            else:
                steps += self._chain(imposed, (*trail, url))
        return tuple(dict.fromkeys(steps))

    def at_hand(self, url: str) -> bool:
        """Whether the very version that a canonical names is at hand; without one, any is."""
        bare, _, version = url.partition("|")
        structure = self.definitions.structure(url if version else bare)
        return not version or structure is None or structure.version in {version, ""}

    def supports(self, url: str) -> tuple[Check, ...]:
        """The checks of a profile and its parents that also tell what must be supported."""
        known = self._supports.get(url)
        if known is None:
            pairs = self._line(url)
            known = tuple(
                self._build(f"fhir support {one.url}|{one.version}", partial(self._told, one, up))[
                    ROOT
                ]
                for one, up in pairs
            )
            self._supports[url] = known
        return known

    def _told(self, structure: Structure, parent: Structure | None) -> Source:
        module = Module(Writer(), self.definitions, structure, structure.url)
        return ProfileSource(module, parent, supported=True).write()

    def kind(self, url: str) -> str:
        """The type that a profile is for; empty where it is not known."""
        scope = self._profile(url)
        return str(scope["TYPE"]) if scope else ""

    def fits(self, url: str, value: Any) -> bool:
        """Whether the profile is for values of this type."""
        kind = value.get("resourceType") if value.__class__ is dict else None
        return kind is None or self.kind(url) in (kind, *ABOVE)

    def _profile(self, url: str) -> dict[str, Any] | None:
        known = self._profiles.get(url)
        if known is None and url not in self._unknown:
            try:
                known = self._build(f"fhir profile {url}", lambda: self._profile_source(url))
            except (LookupError, ValueError):  # ValueError: its differential cannot be applied
                self._unknown.keep(url)
                return None
            self._profiles[url] = known
        return known

    def _profile_source(self, url: str) -> Source:
        structure = self.definitions.structure(url)
        if structure is None:
            raise LookupError(f"no definition of the profile {url}")
        parent = self._parent(structure)
        module = Module(Writer(), self.definitions, structure, structure.url)
        return ProfileSource(module, parent).write()

    def _build(self, name: str, generate: Callable[[], Source]) -> dict[str, Any]:
        scope = build(name, self._key, generate, self._namespace, self._cache)
        for variable, needed in scope["NEEDS"]:
            make = self._whole if ":" in needed else self.type
            self._later(scope, variable, partial(make, needed))
            if make == self.type:
                self._later(scope, f"q_{variable}", partial(self.quick, needed))
        return scope
