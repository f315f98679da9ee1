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
from gateway.validation.extension_source import SIMPLE, ExtensionSource
from gateway.validation.extensions import Extensions, Placed, refused
from gateway.validation.fused_source import FUSED, FusedSource
from gateway.validation.habits import Habits
from gateway.validation.library import Check, Lacks, Quick, Where
from gateway.validation.module import Module
from gateway.validation.namespace import fits, namespace
from gateway.validation.needful import Wanted, lacks, wanted
from gateway.validation.primitives import PRIMITIVES, Seen
from gateway.validation.profile_source import ProfileSource
from gateway.validation.type_source import ROOT, TypeSource

_HOUSE = Path(__file__).parent.parent
ROOMS = tuple(_HOUSE / room for room in ("validation", "fhirpath", "definitions"))


_ABOVE = ("Resource", "DomainResource")
"""Types that all resources are of."""
_FUSED = 256
"""Types and profiles together of which one quick test is kept."""


def _absent(asked: str, url: str, rule: str) -> Check:
    """Says by a rule that a profile is asked for which is not at hand; `url` is the one asking."""

    def step(_value: Any, path: Any, run: Any) -> None:
        run.add(rule, path, (asked,), url)

    return step


def generator() -> str:
    """What writes the source, as a hash."""
    return codegen.generator(ROOMS)


class Compiled:
    """All checks compiled so far, over one set of definitions."""

    def __init__(
        self,
        definitions: Definitions,
        cache: Path | None,
        *,
        asks: bool = False,
        imposed: Mapping[str, tuple[str, ...]] = Empty,
    ) -> None:
        self._imposed = imposed
        self.definitions = definitions
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
        self._quick: dict[str, Quick] = {}
        self._profiles: dict[str, dict[str, Any]] = {}
        self._steps: dict[str, tuple[Check, ...]] = {}
        self._supports: dict[str, tuple[Check, ...]] = {}
        self._fused: dict[tuple[str, tuple[str, ...], str], Quick] = {}
        self._simple: dict[str, Quick] = {}
        self._lacks: dict[str, Lacks] = {}
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

    def _is_resource(self, name: str) -> bool:
        kind = self.definitions.structure(name) if name.isalpha() else None
        return (
            kind is not None
            and kind.kind == "resource"
            and not kind.abstract
            and kind.type == name
        )

    def quick(self, name: str) -> Quick:
        """The quick test of a type; raises LookupError where there is no such type."""
        known = self._quick.get(name)
        if known is None:
            scope = self._build(f"fhir quick {name}", lambda: self._fused_source(name))
            known = self._quick[name] = scope[FUSED]
        return known

    def _compile(self, name: str) -> Check:
        scope = self._build(f"fhir type {name}", lambda: self._type_source(name))
        self._later(scope, "QUICK", partial(self.quick, name))
        check: Check = scope[ROOT]
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

    def imposed(self, url: str) -> tuple[str, ...]:
        """The profiles that whoever claims this one must meet too: it says so, or we do."""
        structure = self.definitions.structure(url)
        said = structure.imposes if structure else ()
        return tuple(dict.fromkeys((*said, *self._imposed.get(url.partition("|")[0], ()))))

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

    def fused(self, kind: str, urls: tuple[str, ...], *, where: Where = "") -> Quick:
        """The quick test of a type of resource and these profiles together.

        `where`: of one that stands alone, of such a one that lasts, or of an entry of a Bundle.
        """
        known = self._fused.get((kind, urls, where))
        if known is None:
            known = self._fuse(kind, urls, where)
            if len(self._fused) >= _FUSED:
                self._fused.clear()
            self._fused[kind, urls, where] = known
        return known

    def differing(self, kind: str, urls: tuple[str, ...], open: frozenset[str]) -> Quick | None:
        """The quick test of resources that differ from a faultless one in these keys only.

        None where nothing is known of such resources.
        """
        if self.fused(kind, urls, where="lasting") is refused:
            return None
        name = f"fhir differing {kind} {' '.join(urls)} {' '.join(sorted(open))}"
        make = partial(self._fused_source, kind, urls, where="lasting", open=open)
        quick: Quick = self._build(name, make)[FUSED]
        return quick

    def _fuse(self, kind: str, urls: tuple[str, ...], where: Where) -> Quick:
        if not self._is_resource(kind):
            return refused
        name = f"fhir fused {kind} {' '.join(urls)} {where}"
        make = partial(self._fused_source, kind, urls, where=where)
        try:
            beside = [more for url in urls for more in self.imposed(url)]
            found = [self.definitions.structure(url) for url in (*urls, *beside)]
            if any(one is None or one.type not in (kind, *_ABOVE) for one in found):
                return refused
            scope = self._build(name, make)
        except (LookupError, ValueError):  # ValueError: a differential cannot be applied
            return refused
        quick: Quick = scope[FUSED]
        return quick

    def lacks(self, url: str) -> Lacks:
        """What tells that a resource surely does not meet the profile."""
        known = self._lacks.get(url)
        if known is None:
            known = self._lacks[url] = lacks(self.wanted(url))
        return known

    def wanted(self, url: str) -> Wanted:
        """What a profile asks of the codes of all that meets it."""
        return wanted(self.definitions, self.definitions.structure(url))

    def extension(self, url: str) -> Quick:
        """The quick test of the extension of this url, which passes those of one value only."""
        known = self._simple.get(url)
        if known is None:
            known = self._simple[url] = self._extension(url)
        return known

    def _extension(self, url: str) -> Quick:
        structure = self.definitions.structure(url)
        if structure is None or structure.url != url or self.profile(url) is None:
            return refused
        source = ExtensionSource(self.definitions, structure)
        if not source.simple():
            return refused
        quick: Quick = self._build(f"fhir extension {url}", source.write)[SIMPLE]
        return quick

    def _fused_source(
        self,
        kind: str,
        urls: tuple[str, ...] = (),
        *,
        where: Where | None = None,
        open: frozenset[str] | None = None,
    ) -> Source:
        structure = self.definitions.structure(kind)
        if structure is None:
            raise LookupError(f"no definition of the type {kind}")
        profiles = [one for url in urls for one in self._line(url)]
        module = Module(Writer(), self.definitions, structure, "")
        return FusedSource(module, profiles, where=where, open=open).write()

    def _line(
        self, url: str, trail: tuple[str, ...] = ()
    ) -> list[tuple[Structure, Structure | None]]:
        """A profile's parents that are profiles, itself, what it imposes: each with its base."""
        structure = self.definitions.structure(url)
        parent = self._parent(structure) if structure else None
        if structure is None or parent is None or url in trail:
            return []
        line = [*self._line(parent.url, (*trail, url)), (structure, parent)]
        for imposed in self.imposed(url):
            line += self._line(imposed, (*trail, url))
        return line

    def kind(self, url: str) -> str:
        """The type that a profile is for; empty where it is not known."""
        scope = self._profile(url)
        return str(scope["TYPE"]) if scope else ""

    def fits(self, url: str, value: Any) -> bool:
        """Whether the profile is for values of this type."""
        kind = value.get("resourceType") if value.__class__ is dict else None
        return kind is None or self.kind(url) in (kind, *_ABOVE)

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

    def _parent(self, structure: Structure) -> Structure | None:
        """What the profile was made from; its type where that is not at hand; None for a type."""
        if structure.derivation != "constraint":
            return None
        return self.definitions.structure(structure.base) or self.definitions.structure(
            structure.type
        )

    def _build(self, name: str, generate: Callable[[], Source]) -> dict[str, Any]:
        scope = build(name, self._key, generate, self._namespace, self._cache)
        for variable, needed in scope["NEEDS"]:
            make = self._whole if ":" in needed else self.type
            self._later(scope, variable, partial(make, needed))
            if make == self.type:
                self._later(scope, f"q_{variable}", partial(self.quick, needed))
        return scope
