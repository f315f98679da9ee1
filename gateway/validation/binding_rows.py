"""Which national profile binds which resource: rows of a type, a condition and a profile.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway import yamlfile
from gateway.codegen import Source, Writer, build
from gateway.definitions import Definitions
from gateway.fhirpath import RUNTIME, SHORT, Environment, FhirPathError, emit_test, parse, tree
from gateway.model import Fault, Resource
from gateway.validation.known import Known


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file."""

    type: str
    profile: str
    when: str = ""
    """FHIRPath on the resource; empty: always."""
    line: int = 0
    package: str = ""
    """The FHIR package without which the row is not there; empty: it always is."""
    guide: str = ""
    """It binds nothing: what is in a document of this guide claims the profile if it holds."""


_KEYS = {"type", "profile", "when", "package", "guide"}


def rows(file: Path | None) -> tuple[list[Row], list[Fault]]:
    """The rows of a file, and what is wrong in it."""
    if file is None:
        return [], []
    written, faults = yamlfile.read(file.read_bytes(), str(file))
    if faults:
        return [], faults
    if not isinstance(written.value, list):
        return [], [Fault(str(file), 1, "binding-row", "the file is a list of rows")]
    found = []
    for at, facts in enumerate(written.value):
        line = written.line((at,))
        if _row(facts):
            found.append(Row(**facts, line=line))
        else:
            text = "a row has type, profile and perhaps when, package and guide, and nothing else"
            faults.append(Fault(str(file), line, "binding-row", text))
    return found, faults


def _row(facts: Any) -> bool:
    """Is it texts under the keys of a row?"""
    if not isinstance(facts, dict) or not {"type", "profile"} <= facts.keys() <= _KEYS:
        return False
    return all(isinstance(said, str) for said in facts.values())


def at_hand(found: list[Row], definitions: Definitions) -> list[Row]:
    """The rows less those of packages that are not installed."""
    return [row for row in found if not row.package or definitions.structure(row.profile)]


class Bound:
    """The rows, compiled."""

    def __init__(
        self, found: list[Row], definitions: Definitions, key: str, cache: Path | None
    ) -> None:
        self._definitions = definitions
        said = "|".join(f"{row.type}|{row.when}" for row in found)
        scope = build("bindings", f"{key}|{said}", lambda: self._source(found), RUNTIME, cache)
        tests = [
            (name and scope[name], bool(name) and name.startswith(SHORT))
            for name in scope["TESTS"]
        ]
        self._rows: Mapping[str, list[tuple[Any, bool, str]]] = {
            kind: [
                (*test, row.profile)
                for row, test in zip(found, tests, strict=True)
                if row.type == kind
            ]
            for kind in {row.type for row in found}
        }
        self._keys = {
            kind: key
            for kind, tests in self._rows.items()
            if all(short for test, short, _ in tests if test != "")
            and (key := _looked_at([row.when for row in found if row.type == kind and row.when]))
        }
        self._known: Mapping[str, Known] = {kind: Known() for kind in self._keys}

    def _source(self, found: list[Row]) -> Source:
        writer = Writer()
        names = []
        for row in found:
            try:
                name = emit_test(writer, row.when, row.type, self._definitions) if row.when else ""
            except FhirPathError:
                name = writer.constant(value=False)
            names.append(name)
        writer.line(f"TESTS = {writer.constant(tuple(names))}")
        return writer.done()

    def of(self, resource: Resource) -> tuple[str, ...]:
        """The profiles that bind a resource, in the order of the rows."""
        kind = str(resource.get("resourceType"))
        key = self._keys.get(kind)
        if key is None:
            return self._urls(kind, resource)
        known, value = self._known[kind], resource.get(key)
        kept = known.get(None)
        if value is not None and kept is not None and value == kept[0]:
            return kept[1]
        urls = self._urls(kind, resource)
        known.note(None, value, urls)
        return urls

    def settled(self, kind: str, open: Collection[str]) -> bool:
        """Whether the profiles of a type of resource hang on none of these elements."""
        if kind in self._keys:
            return self._keys[kind] not in open
        return all(test == "" for test, _, _ in self._rows.get(kind, ()))

    def _urls(self, kind: str, resource: Resource) -> tuple[str, ...]:
        known = self._rows.get(kind, ())
        env: Environment | None = None
        urls = []
        for test, short, url in known:
            if test != "":
                if not short and test:
                    env = env or Environment(resource, resource)
                if not test or not _holds(test, resource, env):
                    continue
            urls.append(url)
        return tuple(urls)


_STEPS = frozenset({"all", "empty", "exists", "not", "where"})
"""Functions whose arguments speak of the items alone."""


def _looked_at(conditions: list[str]) -> str:
    """The one element of the resource that these look at; empty where there are more, or none."""
    keys = {start(condition) for condition in conditions}
    return keys.pop() if len(keys) == 1 else ""


def start(condition: str) -> str:
    """The one element of the resource that a condition looks at; empty where that is not told."""
    try:
        node: tree.Node | None = parse(condition)
    except FhirPathError:
        return ""
    while isinstance(node, tree.Call) and node.name in _STEPS:
        node = node.source
    name = ""
    while isinstance(node, tree.Member):
        name, node = node.name, node.source
    return name if node is None else ""


def _holds(test: Any, resource: Resource, env: Environment | None) -> bool:
    try:
        return bool(test(resource, env))
    except (FhirPathError, AttributeError, LookupError, TypeError):
        return False  # the structure is wrong, and base R4 says so


def lint(file: Path | None, definitions: Definitions) -> Iterator[Fault]:
    """Every fault of the rows: unknown profile, wrong type, a condition that cannot be read."""
    found, faults = rows(file)
    yield from faults
    for row in at_hand(found, definitions):
        where = (str(file), row.line)
        structure = definitions.structure(row.profile)
        if structure is None:
            yield Fault(*where, "profile-unknown", f"the profile {row.profile} is not known")
        elif structure.type != row.type:
            yield Fault(*where, "profile-type-wrong", f"the profile is for {structure.type}")
        if row.when:
            try:
                emit_test(Writer(), row.when, row.type, definitions)
            except FhirPathError as error:
                yield Fault(*where, "fhirpath-syntax", f"the condition cannot be read: {error}")
