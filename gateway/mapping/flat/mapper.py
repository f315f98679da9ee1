"""Says one row of a file in FHIR: the mapper of all kinds of files of one sender.

https://www.w3.org/TR/csv2json/ (a row is an object) · https://hl7.org/fhir/R4/
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, SupportsBytes

from gateway import codegen
from gateway.mapping import files
from gateway.mapping.convert import converters
from gateway.mapping.flat import describe
from gateway.mapping.flat.formats import reader
from gateway.mapping.flat.moments import Moments
from gateway.mapping.flat.rows import FlatMap, Kind, Line, Typed
from gateway.mapping.flat.spoilt import NAMES, serial
from gateway.mapping.flat.tape import MADE, ROLES, RULES, Catalogue, Claim, numbers, traces
from gateway.mapping.flat.values import coded, plain
from gateway.mapping.flaws import FLAWS, Flawed
from gateway.mapping.naming import Naming
from gateway.mapping.run import Identify
from gateway.mapping.times import Clock
from gateway.model import (
    Change,
    Document,
    Empty,
    FlatRow,
    Heeds,
    Issue,
    Like,
    Mapped,
    Mode,
    Sender,
    Severity,
    Trace,
    Wanted,
)
from gateway.wording import SENTENCES, told

if TYPE_CHECKING:
    from gateway.mapping.flat.again import Again

VERSION = 2
"""Raise it when the meaning of a description changes."""


class Row:
    """One row under way."""

    __slots__ = ("changes", "flaws", "likes", "nameless", "source", "tape")

    def __init__(self, source: str, stamp: int) -> None:
        self.source = source
        self.tape = array("i", (stamp,))
        self.flaws: list[tuple[int, str]] = []
        """(line or column, rule)"""
        self.nameless: list[int] = []
        """Maps whose resource no key names."""
        self.changes: list[Change] = []
        self.likes: dict[tuple[str, str], Like] = {}


class FlatMapper:
    """Descriptions of one sender's files, linked and compiled when they are first asked for."""

    catalogue = b""
    """A tape is read with the descriptions that wrote it."""

    def __init__(
        self, found: files.Files, sender: Sender, definitions: Any, identify: Identify
    ) -> None:
        """`found` are the files; `definitions` say what FHIR is; `identify` names resources."""
        words = (f"flat {VERSION}", str(getattr(definitions, "version", "")))
        said = (sender.name, sender.zone, sender.default_authority)
        named = (sorted(sender.authorities.items()), sorted(sender.systems.items()))
        self.version = files.fingerprint(
            (found.shared, found.sender(sender.name)), (*words, repr(said), repr(named))
        )
        self._stamp = zlib.crc32(self.version.encode()) >> 1
        self._files, self._definitions = found, definitions
        self._sender, self._identify = sender, identify
        self._runs: dict[str, Callable[[Row, tuple[str, ...]], None]] = {}
        self._catalogues: dict[str, Catalogue] = {}

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """Name -> kind of file; raises Broken with every fault."""
        from gateway.mapping.flat.link import kinds  # noqa: PLC0415 - no start needs it
        from gateway.mapping.load import Broken  # noqa: PLC0415 - the same

        found, faults = kinds(self._files, self._sender, self._definitions)
        if faults:
            raise Broken(faults)
        return {one.layout.name: one for one in found}

    @property
    def types(self) -> frozenset[str]:
        """The kinds of files that are taken."""
        return self._types

    @cached_property
    def _types(self) -> frozenset[str]:
        return frozenset(one.name for one in describe.layouts(self._files, self._sender.name))

    def apply(self, document: Document) -> Mapped:
        """Say the row in FHIR. Pure."""
        row = self._run(document)
        issues = tuple(self._issues(row, document)) if row.flaws or row.nameless else ()
        return Mapped(tuple(row.changes), row.tape.tobytes(), issues, row.likes)

    def traces(
        self,
        document: Document,
        tape: SupportsBytes,
        resources: Wanted | None = None,  # noqa: ARG002 - all are told
    ) -> Iterator[Trace]:
        """The ledger: every cell that is not empty, and what became of it.

        A tape of other descriptions than those in force tells nothing: its cells are unmapped.
        """
        row, kept = self._run(document), bytes(tape)
        same = row.tape.tobytes() == kept
        ids = _ids(row) if same else {}
        reasons = {number: RULES[rule][1] for number, rule in row.flaws} if same else {}
        told = numbers(kept)[1:] if same else ()
        yield from traces(self._catalogue(document.kind), document.tree, told, ids, reasons)

    def spans(
        self,
        document: Document,
        tape: SupportsBytes,
        places: Collection[str],  # noqa: ARG002 - all are told
    ) -> Iterator[tuple[str, tuple[int, int]]]:
        """(place, bytes) of every leaf."""
        return ((one.source, one.span) for one in self.traces(document, tape))

    def field(self, place: str, target: str) -> str:  # noqa: ARG002 - the row is told
        """A row is told as a whole where a cell of it is missing."""
        return ""

    def _run(self, document: Document) -> Row:
        tree: FlatRow = document.tree
        run = self._runs.get(document.kind)
        if run is None:
            run = self._runs[document.kind] = self._compiled(self.kinds[document.kind])
        row = Row(f"R{tree.number}" if tree.number else "", self._stamp)
        run(row, tree.cells)
        return row

    def again(self, kind: str, types: frozenset[str], heeds: Heeds) -> Again | None:
        """What says rows of a kind like those before; None where each must go the long way.

        `types` are those of resources that come out as the maps make them.
        """
        from gateway.mapping.flat.again import Again  # noqa: PLC0415 - few runs need it
        from gateway.mapping.flat.scheme import scheme  # noqa: PLC0415 - the same

        found = scheme(self.kinds[kind], types, heeds)
        return None if found is None else Again(found, self._namespace(self.kinds[kind]), heeds)

    def _compiled(self, kind: Kind) -> Callable[[Row, tuple[str, ...]], None]:
        from gateway.mapping.flat.compile import compile_kind  # noqa: PLC0415 - as `kinds`

        name = f"flat {kind.layout.name} {self._sender.name}"
        key = f"{self.version}|{VERSION}"
        names = self._namespace(kind)
        module = codegen.build(name, key, lambda: compile_kind(kind), names, None)
        run: Callable[[Row, tuple[str, ...]], None] = module["run"]
        return run

    def _namespace(self, kind: Kind) -> dict[str, Any]:
        """Our own functions, and the values of the description, that the module calls."""
        names = Naming(self._sender, self._systems())
        lines = [line for one in kind.maps for line in one.lines]
        limited = [line for line in lines if line.code or (line.to and line.to.codes is not None)]
        own: dict[str, Any] = {
            "FLAWED": Flawed,
            "UNLISTED": Flawed("lookup-missing"),
            "IDENTIFY": self._identify,
            "SENDER": self._sender,
            "NAME": self._sender.name,
            "LIKE": Like,
            "CHANGE": Change,
            "EMPTY": Empty,
            "PATIENT": self._patient,
            "TAPE": partial(array, "i"),
            "DECIMAL": Decimal,
            "READ": {at: reader(one) for at, one in enumerate(kind.columns)},
            "AS": {line.number: _as(kind, line) for line in lines if line.as_},
            "CODED": {line.number: coded(line, names) for line in limited},
            "HAS": {line.number: _has(line) for line in lines if line.code},
            "CODING": {
                line.number: plain(line)
                for line in lines
                if line.to and line.to.type == "CodeableConcept" and not line.code
            },
            "LOOKED": {line.number: line.lookup for line in lines if line.lookup is not None},
            "CONST": {line.number: line.const for line in lines if line.const is not None},
        }
        own |= {f"MODE_{mode.value}": mode for mode in Mode}
        clock = Clock(names.zone)
        own |= {**NAMES, **{f"TO_{name}": call for name, call in converters(clock).items()}}
        return own | {"TO_dateTime": Moments(clock)}

    def _patient(self, identifiers: list[dict[str, Any]]) -> str:
        """The id of a patient."""
        return self._identify.patient(identifiers, self._sender)

    def _systems(self) -> Mapping[str, str]:
        file = "codes/systems.csv"
        content = self._files.shared.get(file)
        return files.systems(content, file)[0] if content is not None else {}

    def _catalogue(self, kind: str) -> Catalogue:
        if kind not in self._catalogues:
            self._catalogues[kind] = Catalogue(self.kinds[kind])
        return self._catalogues[kind]

    def _issues(self, row: Row, document: Document) -> Iterator[Issue]:
        kind, tree = self.kinds[document.kind], document.tree
        claims = list(self._catalogue(document.kind).claims(row.tape[1:]))
        kept = {claim.column for claim in claims if claim.wrote}
        ids = _ids(row)
        known: dict[int, Claim] = {claim.number: claim for claim in reversed(claims)}
        for number, rule in row.flaws:
            claim = known.get(number)
            column = claim.column if claim else kind.columns[number].name
            typed = next(one for one in kind.columns if one.name == column)
            again = claim is not None and not claim.wrote and column in kept
            target, resource = "", ""
            if claim is not None and claim.map >= 0:
                target, resource = claim.target, ids.get(claim.map, "")
            cell = tree.cells[kind.columns.index(typed)]
            yield told(
                *_sentence(rule, typed, cell),
                severity=_severity(rule, typed, again=again),
                source=tree.place(column),
                target=target,
                code=_code(rule),
                resource=resource,
            )
        yield from (_nameless(kind.maps[at], row.source) for at in row.nameless)


def _sentence(rule: str, column: Typed, cell: str) -> tuple[str, ...]:
    """The sentence that tells of a cell, and how its column is written where it says so."""
    way = f"{rule}.serial" if serial(column.type, cell) else f"{rule}.cell"
    return (way, " / ".join(column.formats) or column.type) if way in SENTENCES else (rule,)


def _severity(rule: str, column: Typed, *, again: bool) -> Severity:
    """An error is a warning where another line kept the cell, or where its column says so."""
    severity = RULES[rule][0]
    lesser = severity is Severity.ERROR and (again or column.drops)
    return Severity.WARNING if lesser else severity


def _code(rule: str) -> str:
    if rule == "cell-required":
        return "required"
    return FLAWS[rule].code if rule in FLAWS else "value"


def _nameless(one: FlatMap, source: str) -> Issue:
    """What is told of a resource that no key names."""
    return told(
        "identity-missing",
        one.type,
        severity=Severity.ERROR if one.identifiers else Severity.WARNING,
        source=source,
        target=one.type,
        code="required",
    )


def _ids(row: Row) -> dict[int, str]:
    """Number of a map -> `Type/id` that it made."""
    made = [number // ROLES for number in row.tape[1:] if number % ROLES == MADE]
    return {at: f"{c.type}/{c.id}" for at, c in zip(made, row.changes, strict=True)}


def _as(kind: Kind, line: Line) -> Any:
    """What reads a cell as another type than its column's."""
    column = replace(kind.columns[line.src[0]], type=line.as_)
    return reader(column) or str


def _has(line: Line) -> frozenset[str]:
    """The codes that have a translation."""
    table = line.code.codes if line.code is not None else {}
    return frozenset(code for code, row in table.items() if row[0])
