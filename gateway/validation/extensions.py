"""Extensions: known ones are held against their own definition, unknown ones are named.

https://hl7.org/fhir/R4/extensibility.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gateway.validation.extension_places import (
    Places,
    above,
    broken,
    contexts,
    nested,
    owner,
    selected,
)
from gateway.validation.paths import ITEM
from gateway.validation.ties import TIES, tied
from gateway.validation.tree import Node, tree

if TYPE_CHECKING:
    from gateway.definitions import Structure
    from gateway.validation.library import Library, Quick
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

_KEYS = frozenset({"extension", "modifierExtension"})
_LIMIT = 2048


class Extensions:
    """The extension definitions at hand, and where each may stand."""

    def __init__(self, compiled: Library) -> None:
        self._compiled = compiled
        self._placed: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._parts: dict[str, dict[str, Any] | None] = {}

    def check(self, value: dict[str, Any], path: Path, run: Run) -> None:
        """Note all that is wrong with one extension, beyond its being an Extension."""
        url = value.get("url")
        if url.__class__ is not str or not url:
            return
        if ":" not in str(url):
            if not _inside(path):
                run.add("extension-url", path)
            return
        url, pipe, _ = str(url).partition("|")
        if pipe:
            run.add("extension-version", path)
        if url in TIES:
            tied(url, value, path, run)
        steps = self._compiled.profile(url) if self._compiled.kind(url) == "Extension" else None
        if steps is None:
            kind = "modifier-" if path[1] == "modifierExtension" else ""
            run.add(f"{kind}extension-unknown", path)
            return
        self._place(url, value, path, run)
        self._modifying(url, path, run)
        known = self._known_parts(url)
        if known is not None:
            self._stray(value, known, path, run, url)
        for step in steps:
            step(value, path, run)

    def _place(self, url: str, value: dict[str, Any], path: Path, run: Run) -> None:
        """Note an extension that stands where its definition does not let it."""
        structure = self._compiled.definitions.structure(url)
        if structure is None or not (structure.context or structure.context_invariants):
            return
        if not self._fits(url, structure, path, run):
            run.add("extension-context", path, (url, path[0][1]), url)
        if structure.context_invariants:
            holder = owner(run.resource, path[0], run.start)
            definitions = self._compiled.definitions
            if broken(structure, value, holder, run.resource, definitions):
                run.add("extension-condition", path, (url, path[0][1]), url)

    def _modifying(self, url: str, path: Path, run: Run) -> None:
        """Note an extension that changes its owner's meaning among others, or the reverse."""
        structure = self._compiled.definitions.structure(url)
        modifies = structure is not None and structure.elements[0].is_modifier
        if modifies is not (path[1] == "modifierExtension"):
            where = "modifierExtension" if modifies else "extension"
            run.add("extension-modifier", path, (url, where), url)

    def _fits(self, url: str, structure: Structure, path: Path, run: Run) -> bool:
        """Whether the definition allows the extension in this place."""
        names = (str(run.resource.get("resourceType")), *_names(path[0], run.start))
        key = (url, names)
        if key not in self._placed:
            if len(self._placed) > _LIMIT:
                self._placed.clear()
            places = Places(self._compiled.definitions, names)
            self._placed[key] = not structure.context or any(
                kind == "element" and places.include(text) for kind, text in contexts(structure)
            )
        if self._placed[key]:
            return True
        around = _around(path)
        if around is not None and nested(structure, owner(run.resource, around, run.start)):
            return True
        holder = owner(run.resource, path[0], run.start)
        return selected(structure, holder, run.resource, self._compiled.definitions)

    def _known_parts(self, url: str) -> dict[str, Any] | None:
        """The parts that a definition names, each with its own; None: not asked for."""
        if url not in self._parts:
            structure = self._compiled.definitions.structure(url)
            self._parts[url] = dict(_parts(tree(structure))) if structure else None
        return self._parts[url]

    def _stray(
        self, value: dict[str, Any], known: dict[str, Any], path: Path, run: Run, url: str
    ) -> None:
        """Note the parts of an extension that its definition does not name."""
        parts = value.get("extension")
        for index, part in enumerate(parts if parts.__class__ is list else ()):
            name = part.get("url") if part.__class__ is dict else None
            if name.__class__ is not str or ":" in str(name):
                continue
            where = (path, "extension", index)
            if name in known:
                self._stray(part, known[name], where, run, url)
            else:
                run.add("extension-part-unknown", where, (url,), url)


def _parts(node: Node) -> Iterator[tuple[str, dict[str, Any]]]:
    """(relative url, its own parts) of each part that an extension may have."""
    inner = node.children.get("extension")
    for part in inner.slices.values() if inner else ():
        url = part.children.get("url")
        if url and url.element.fixed:
            yield str(url.element.fixed[1]), dict(_parts(part))


class Placed(dict[str, Any]):
    """Of one place, for each known url that was met there: the quick test of the extension.

    A place is known by its path and by its type only, not by what is around that: what may stand
    here for another reason is left to the careful way.
    """

    def __init__(self, compiled: Library, path: str, code: str) -> None:
        super().__init__()
        self._compiled = compiled
        self._path = path
        self._code = code

    def __missing__(self, url: Any) -> Quick:
        if not self._fits(url):
            return refused  # nor kept: a stranger may invent any number of them
        known: Quick = self._compiled.extension(url)
        self[url] = known
        return known

    def _fits(self, url: Any) -> bool:
        definitions = self._compiled.definitions
        structure = definitions.structure(url) if url.__class__ is str else None
        if structure is None or structure.type != "Extension" or structure.context_invariants:
            return False
        if structure.elements[0].is_modifier or url in TIES:
            return False
        names = {"Element", self._path, self._code, *above(definitions, self._code)}
        return not structure.context or any(
            kind == "element" and text in names for kind, text in contexts(structure)
        )


def refused(_value: Any, _run: Any) -> bool:
    """Pass nothing."""
    return False


def _inside(path: Path) -> bool:
    """Whether the extension stands in an extension, whose definition then names it."""
    parent = path[0]
    return parent is not None and parent[1] in _KEYS and len(parent) == ITEM


def _around(path: Path) -> Path | None:
    """The extension that an extension stands in, or on the value of; None where in none."""
    step = path[0]
    if step is not None and step[1] not in _KEYS:
        step = step[0]
    return step if step is not None and step[1] in _KEYS and len(step) == ITEM else None


def _names(path: Path | None, start: Path | None) -> tuple[str, ...]:
    """The keys below the innermost resource, without indexes."""
    names: list[str] = []
    step = path
    while step is not None and step is not start and step[0] is not None:
        names.append(step[1])
        step = step[0]
    return tuple(reversed(names))
