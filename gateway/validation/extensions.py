"""Extensions: known ones are held against their own definition, unknown ones are named.

https://hl7.org/fhir/R4/extensibility.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gateway.validation.findings import ITEM

if TYPE_CHECKING:
    from gateway.definitions import Definitions
    from gateway.validation.findings import Path
    from gateway.validation.library import Library, Quick
    from gateway.validation.run import Run

_KEYS = frozenset({"extension", "modifierExtension"})
_LIMIT = 2048


class Extensions:
    """The extension definitions at hand, and where each may stand."""

    def __init__(self, compiled: Library) -> None:
        self._compiled = compiled
        self._placed: dict[tuple[str, tuple[str, ...]], bool] = {}

    def check(self, value: dict[str, Any], path: Path, run: Run) -> None:
        """Note all that is wrong with one extension, beyond its being an Extension."""
        url = value.get("url")
        if url.__class__ is not str or not url:
            return
        if ":" not in str(url):
            if not _inside(path):
                run.add("extension-url", path)
            return
        url = str(url).partition("|")[0]
        steps = self._compiled.profile(url) if self._compiled.kind(url) == "Extension" else None
        if steps is None:
            kind = "modifier-" if path[1] == "modifierExtension" else ""
            run.add(f"{kind}extension-unknown", path)
            return
        if not self._fits(url, path, run):
            run.add("extension-context", path, (url, path[0][1]), url)
        for step in steps:
            step(value, path, run)

    def _fits(self, url: str, path: Path, run: Run) -> bool:
        """Whether the definition allows the extension in this place."""
        key = (url, (str(run.resource.get("resourceType")), *_names(path[0], run.start)))
        if key not in self._placed:
            if len(self._placed) > _LIMIT:
                self._placed.clear()
            self._placed[key] = self._allowed(*key)
        return self._placed[key]

    def _allowed(self, url: str, names: tuple[str, ...]) -> bool:
        definitions = self._compiled.definitions
        structure = definitions.structure(url)
        if structure is None or not structure.context:
            return True
        places = Places(self._compiled, names)
        return any(kind != "element" or places.include(text) for kind, text in structure.context)


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
        if structure is None or structure.type != "Extension":
            return False
        names = {"Element", self._path, self._code, *above(definitions, self._code)}
        places = structure.context
        return not places or any(kind != "element" or text in names for kind, text in places)


def refused(_value: Any, _run: Any) -> bool:
    """Pass nothing."""
    return False


def above(definitions: Definitions, code: str) -> set[str]:
    """The types that a type is one of."""
    found = set()
    structure = definitions.structure(code)
    while structure is not None:
        found.add(structure.type)
        structure = definitions.structure(structure.base) if structure.base else None
    return found


class Places:
    """All the names that one place in a resource goes by: its path, its type, what that is."""

    def __init__(self, compiled: Library, names: tuple[str, ...]) -> None:
        self._definitions = compiled.definitions
        self._known: set[str] = set()
        self.certain = self._walk(names)

    def include(self, text: str) -> bool:
        """Whether a context names this place; `Element` is meant as any place."""
        return not self.certain or text == "Element" or text in self._known

    def _walk(self, names: tuple[str, ...]) -> bool:
        """Follow the names from the root through the types; False where that fails."""
        structure = self._definitions.structure(names[0])
        path = names[0]
        self._known = {path, *above(self._definitions, path)}
        for name in names[1:]:
            found = self._step(structure, path, name)
            if found is None:
                return False
            structure, path, code, place = found
            self._known = {place, code, *above(self._definitions, code)}
        return True

    def _step(self, structure: Any, path: str, name: str) -> tuple[Any, str, str, str] | None:
        if structure is None:
            return None
        for element in structure.children(path):
            last = element.path.rpartition(".")[2]
            stem = last.removesuffix("[x]")
            for one in element.types:
                written = stem + one.code[:1].upper() + one.code[1:] if stem != last else last
                if written in (name, name.lstrip("_")):
                    if structure.children(element.id):
                        return structure, element.path, one.code, element.path
                    inner = self._definitions.structure(one.code)
                    return inner, one.code, one.code, element.path
        return None


def _inside(path: Path) -> bool:
    """Whether the extension stands in an extension, whose definition then names it."""
    parent = path[0]
    return parent is not None and parent[1] in _KEYS and len(parent) == ITEM


def _names(path: Path | None, start: Path | None) -> tuple[str, ...]:
    """The keys below the innermost resource, without indexes."""
    names: list[str] = []
    step = path
    while step is not None and step is not start and step[0] is not None:
        names.append(step[1])
        step = step[0]
    return tuple(reversed(names))
