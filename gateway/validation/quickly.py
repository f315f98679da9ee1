"""The quick tests, and what tells that a profile is surely not met: made when first asked for.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from weakref import proxy

from gateway.codegen import Source, Writer
from gateway.definitions import Definitions, Structure
from gateway.validation.extension_source import SIMPLE, ExtensionSource
from gateway.validation.extensions import refused
from gateway.validation.fused_source import BESIDE, FUSED, FusedSource
from gateway.validation.library import Check, Lacks, Quick, Where
from gateway.validation.module import Module
from gateway.validation.needful import Wanted, lacks, wanted

ABOVE = ("Resource", "DomainResource")
"""Types that all resources are of."""
_FUSED = 256
"""Types and profiles together of which one quick test is kept."""


class Entries(dict[tuple[str, str], Quick]):
    """(type of an entry's resource, a profile) -> the quick test of both together.

    Nothing passes it of a type of which guides ask more.
    """

    def __init__(self, compiled: Quickly) -> None:
        super().__init__()
        self._compiled = proxy(compiled)

    def __missing__(self, key: tuple[str, str]) -> Quick:
        kind, url = key
        free = kind not in self._compiled.globals
        test = self._compiled.fused(kind, (url,), where="bundled") if free else refused
        if len(self) >= _FUSED:
            self.clear()
        self[key] = test
        return test


class Quickly(ABC):
    """All quick tests compiled so far, over one set of definitions."""

    def __init__(self, definitions: Definitions, imposed: Mapping[str, tuple[str, ...]]) -> None:
        self.definitions = definitions
        self._imposed = imposed
        self._quick: dict[str, Quick] = {}
        self._fused: dict[tuple[str, tuple[str, ...], str], Quick] = {}
        self._simple: dict[str, Quick] = {}
        self._lone: dict[tuple[str, ...], dict[str, Quick]] = {}
        self.entries = Entries(self)
        self._lacks: dict[str, Lacks] = {}
        self._beside: Mapping[str, Quick] | None = None

    @abstractmethod
    def profile(self, url: str) -> tuple[Check, ...] | None:
        """The checks of a profile beyond its base type, its parents' first; None: not known."""

    @abstractmethod
    def _build(self, name: str, generate: Callable[[], Source]) -> dict[str, Any]:
        """The names that a generated module holds."""

    def quick(self, name: str) -> Quick:
        """The quick test of a type; raises LookupError where there is no such type."""
        known = self._quick.get(name)
        if known is None:
            scope = self._build(f"fhir quick {name}", lambda: self._fused_source(name))
            known = self._quick[name] = scope[FUSED]
        return known

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

    def lone(self, kind: str, urls: tuple[str, ...]) -> Quick:
        """The quick test of a type of resource and these profiles, of one that stands alone."""
        known = self._lone.get(urls)
        return (known and known.get(kind)) or self._lonely(kind, urls)

    def _lonely(self, kind: str, urls: tuple[str, ...]) -> Quick:
        test = self.fused(kind, urls)
        if test is not refused:
            if len(self._lone) >= _FUSED:
                self._lone.clear()
            self._lone.setdefault(urls, {})[kind] = test
        return test

    def beside(self) -> Mapping[str, Quick]:
        """The quick tests of what may stand beside a resource in an entry of a Bundle."""
        known = self._beside
        if known is None:
            scope = self._build("fhir quick Bundle", lambda: self._fused_source("Bundle"))
            known = self._beside = scope[BESIDE]
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
            if any(one is None or one.type not in (kind, *ABOVE) for one in found):
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

    def _is_resource(self, name: str) -> bool:
        kind = self.definitions.structure(name) if name.isalpha() else None
        return (
            kind is not None
            and kind.kind == "resource"
            and not kind.abstract
            and kind.type == name
        )

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

    def imposed(self, url: str) -> tuple[str, ...]:
        """The profiles that whoever claims this one must meet too: it says so, or we do."""
        structure = self.definitions.structure(url)
        said = structure.imposes if structure else ()
        return tuple(dict.fromkeys((*said, *self._imposed.get(url.partition("|")[0], ()))))

    def _parent(self, structure: Structure) -> Structure | None:
        """What the profile was made from; its type where that is not at hand; None for a type."""
        if structure.derivation != "constraint":
            return None
        return self.definitions.structure(structure.base) or self.definitions.structure(
            structure.type
        )
