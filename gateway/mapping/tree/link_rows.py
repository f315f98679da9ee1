"""Make frozen rows of what a map of documents says: paths read, targets held against R4.

Whatever is wrong is a fault with file and line; see `gateway.mapping.tree.link`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from gateway.mapping import paths
from gateway.mapping.convert import PLAIN, PRIMITIVES
from gateway.mapping.held import referable
from gateway.mapping.raw import Raw
from gateway.mapping.rows import Table, Target
from gateway.mapping.tree import path as paths_of
from gateway.mapping.tree.looks import UNSEEN
from gateway.mapping.tree.path import Path
from gateway.mapping.tree.reading import Datatype
from gateway.mapping.tree.rows import Part, TreeRow
from gateway.mapping.tree.texts import WORDS
from gateway.mapping.typed import Mistaken, choice, typed
from gateway.mapping.unlisted import unlisted
from gateway.model import Fault

_T = TypeVar("_T")


@dataclass(slots=True)
class Linker:
    """Links the rows of one format's maps."""

    types: Mapping[tuple[str, str], Datatype]
    definitions: Any
    tables: Mapping[str, Table]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, raw: Raw, key: str, rule: str, text: str) -> None:
        """Note a fault of one key of a row or map."""
        self.faults.append(Fault(raw.written.file, raw.at(key), rule, text))

    def read(self, raw: Raw, key: str, read: Callable[[str], _T]) -> _T | None:
        """What a key says, by whoever reads such texts; None where it says nothing right."""
        if key not in raw.value:
            return None
        try:
            return read(str(raw.value[key]))
        except ValueError as error:
            rule = "guard-syntax" if key == "when" else "path-syntax"
            fault = Fault(raw.written.file, raw.at(key), rule, str(error))
            if fault not in self.faults:  # a guard is read twice
                self.faults.append(fault)
            return None

    def path(self, raw: Raw, text: str) -> Path | None:
        """A path of an identity key."""
        try:
            return paths_of.path(text)
        except ValueError as error:
            self.fault(raw, "id", "path-syntax", str(error))
            return None

    def key(self, raw: Raw, key: Any) -> Iterator[tuple[Part, ...]]:
        """The alternatives of an identity key."""
        for alternative in key:
            yield tuple(self._part(raw, part) for part in alternative)

    def _part(self, raw: Raw, part: Any) -> Part:
        if part in ("control", "ordinal"):
            return Part(part)
        if isinstance(part, str):
            return Part("place", self.path(raw, part))
        if "entity" in part:
            return Part("entity", self.path(raw, part["entity"]))
        return (
            Part("ref", None, part["ref"]) if "ref" in part else Part("word", None, part["text"])
        )

    def rows(self, raw: Raw, root: str) -> Iterator[TreeRow]:
        """The rows of a map that makes a `root`."""
        seen: set[str] = set()
        for at, value in enumerate(raw.value.get("rows", [])):
            row = Raw(value, raw.written, (*raw.place, "rows", at))
            if value["id"] in seen:
                self.fault(row, "id", "row-duplicate", f"`{value['id']}` stands twice")
            seen.add(value["id"])
            made = self._row(row, root)
            if made is not None:
                yield made

    def _row(self, raw: Raw, root: str) -> TreeRow | None:
        value = raw.value
        kind = next((k for k in ("const", "ref", "made", "ignore") if k in value), "read")
        to = self._target(raw, root) if "to" in value else None
        src = self.read(raw, "made" if kind == "made" else "src", paths_of.path)
        self._complete(raw, kind)
        if ("to" in value and to is None) or (kind in ("read", "made", "ignore") and src is None):
            return None
        word = value.get("as", "" if src is not None and src.leaf is None else "ST")
        table = self._table(raw)
        self._datatype(raw, kind, word, to, src)
        self._codes(raw, to, table)
        ref = value.get("ref", ())
        allowed = self._allowed(root, to) if kind in ("ref", "made") and to else None
        self._leads(raw, allowed)
        return TreeRow(
            id=f"{raw.written.file}#{value['id']}",
            file=raw.written.file,
            line=raw.line,
            kind=kind,
            src=src,
            to=to,
            word=word,
            table=table,
            otherwise=value.get("else"),
            const=value.get("const"),
            ref=(ref,) if isinstance(ref, str) else tuple(ref),
            inherit=value.get("inherit", False),
            types=tuple(value.get("types", ())),
            allowed=allowed,
            when=self.read(raw, "when", paths_of.guard),
            looks=self.read(raw, "when", paths_of.looks) or UNSEEN,
            asked=self.read(raw, "when", paths_of.asked) or (),
            whole=value.get("whole", False),
            aside=value.get("aside", False),
            join=value.get("join"),
            reason=value.get("ignore", value.get("degraded", "")),
            first=None if src is None or value.get("inherit") else src.first,
            rivals=tuple(_rivals(self.definitions, root, to)) if to is not None else (),
        )

    def _complete(self, raw: Raw, kind: str) -> None:
        """Faults of rows that read nothing, or write nowhere."""
        said = raw.value
        if kind == "ignore":
            if "src" not in said:
                self.fault(raw, "ignore", "row-incomplete", "`ignore` needs `src`")
            if "to" in said:
                self.fault(raw, "ignore", "row-both", "ignored and mapped by one row")
        elif "to" not in said or (kind == "read" and "src" not in said):
            text = "the row says neither `to` and where from, nor `ignore`"
            self.fault(raw, "id", "row-incomplete", text)

    def _codes(self, raw: Raw, to: Target | None, table: Table | None) -> None:
        """Codes that a required value set, or their own code system, does not have."""
        for text in unlisted(raw.value.get("const"), self.definitions):
            self.fault(raw, "const", "code-unlisted", text)
        if to is None or to.codes is None:
            return
        for key in ("else", "const"):
            for code in _said(raw.value.get(key)):
                if code not in to.codes:
                    text = f"`{code}` is not in the required value set"
                    self.fault(raw, key, "code-not-allowed", text)
        if table is None:
            return
        for code, (target, _, _) in table.codes.items():
            if target and target not in to.codes:
                text = f"`{target}` is not in the value set that `{raw.value['to']}` requires"
                line = table.lines[code]
                self.faults.append(Fault(table.file, line, "table-code-not-allowed", text))

    def _target(self, raw: Raw, root: str) -> Target | None:
        try:
            return typed(self.definitions, root, paths.target(raw.value["to"]))
        except Mistaken as error:
            self.fault(raw, "to", error.rule, str(error))
        except ValueError as error:
            self.fault(raw, "to", "target-syntax", str(error))
        return None

    def _datatype(
        self, raw: Raw, kind: str, word: str, to: Target | None, src: Path | None
    ) -> None:
        if kind != "read" or to is None or src is None:
            return
        leaf = src.leaf is not None
        known = (
            (word in WORDS and (to.type in PRIMITIVES or "code" in raw.value))
            if leaf
            else ((word, to.type) in self.types)
        )
        if not known:
            text = f"no datatype `{word or 'ST'}` makes a {to.type}"
            self.fault(raw, "as" if "as" in raw.value else "src", "datatype-missing", text)
        if raw.value.get("join") is not None and to.type not in PLAIN:
            self.fault(raw, "join", "join-type", f"only texts are joined, not {to.type}")

    def _table(self, raw: Raw) -> Table | None:
        name = raw.value.get("code")
        if name is None:
            return None
        if name not in self.tables:
            self.fault(raw, "code", "table-missing", f"there is no code table `{name}`")
        return self.tables.get(name)

    def _allowed(self, root: str, to: Target) -> frozenset[str] | None:
        """The types that the reference there may point to."""
        return referable(
            self.definitions, reached(self.definitions, root, [step.name for step in to.steps])
        )

    def _leads(self, raw: Raw, allowed: frozenset[str] | None) -> None:
        """A type that the element does not refer to would never be found there."""
        for type_ in raw.value.get("types", ()):
            if allowed is not None and type_ not in allowed:
                text = (
                    f"`{raw.value['to']}` refers to {', '.join(sorted(allowed))}, not to a {type_}"
                )
                self.fault(raw, "types", "reference-type", text)


def _rivals(definitions: Any, root: str, to: Target) -> Iterator[frozenset[str]]:
    """Of each step that is one form of a choice (`valueQuantity`), its other forms."""
    for depth, step in enumerate(to.steps):
        stem = choice(definitions, root, to.steps, depth) if not step.url else ""
        if not stem:
            yield frozenset()
            continue
        above = Target("", to.steps[:depth])
        path = typed(definitions, root, above).type if depth else root
        structure = definitions.structure(path.partition(".")[0])
        element = structure.element(f"{path}.{stem}[x]")
        forms = {f"{stem}{ref.code[:1].upper()}{ref.code[1:]}" for ref in element.types}
        yield frozenset(forms) - {step.name, step.name.removeprefix("_")}


def _said(value: Any) -> Iterator[str]:
    """The codes that a fixed value says."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        inner = value.get("coding", [value] if "code" in value else [])
        yield from (one["code"] for one in inner if "code" in one)


def reached(definitions: Any, root: str, names: list[str]) -> Any:
    """The element at the end of these names below a type; None where there is none."""
    path, element = root, None
    for name in names:
        kind = path.partition(".")[0]
        structure = definitions.structure(kind)
        element = structure.element(f"{path}.{name}") if structure is not None else None
        if element is None:
            return None
        code = element.types[0].code if element.types else ""
        path = element.content_reference or (
            element.path if code in ("BackboneElement", "Element", "") else code
        )
    return element
