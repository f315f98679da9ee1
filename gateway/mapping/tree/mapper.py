"""Says one document in FHIR: the mapper of a document format for one sender.

https://hl7.org/fhir/R4/documents.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, SupportsBytes

from gateway.mapping import files
from gateway.mapping.coding import Translator
from gateway.mapping.flaws import FLAWS
from gateway.mapping.naming import Naming
from gateway.mapping.run import Identify
from gateway.mapping.times import Clock
from gateway.mapping.tree.finding import NOWHERE
from gateway.mapping.tree.linked import linked
from gateway.mapping.tree.making import Making, surroundings
from gateway.mapping.tree.meant import meant
from gateway.mapping.tree.path import Path as Place
from gateway.mapping.tree.places import Places
from gateway.mapping.tree.play import Player
from gateway.mapping.tree.reading import TEXT, Reading, Texts, below, leaves
from gateway.mapping.tree.rows import TreeProgram
from gateway.mapping.tree.tape import traces, traces_of
from gateway.mapping.tree.texts import texts
from gateway.mapping.tree.told import Told
from gateway.mapping.tree.types import TYPES, Types
from gateway.model import (
    Change,
    Document,
    Issue,
    Mapped,
    Mode,
    Node,
    Sender,
    Severity,
    Trace,
    Wanted,
)
from gateway.wording import SENTENCES, english, told

VERSION = 1
"""Raise it when the meaning of a row changes."""


class TreeMapper:
    """Rows of one format for one sender, linked when they are first asked for."""

    catalogue = b""
    """The account of a document is readable by itself."""

    def __init__(
        self,
        found: files.Files,
        sender: Sender,
        definitions: Any,
        identify: Identify,
        types: Types = TYPES,
    ) -> None:
        """`found` are the files, `types` the datatypes of each format; see `linked`."""
        self._types = types.get(found.format, {})
        words = (f"tree {VERSION}", found.format, str(getattr(definitions, "version", "")))
        said = (sender.name, sender.zone, sender.default_authority)
        named = (sorted(sender.authorities.items()), sorted(sender.systems.items()))
        self.version = files.fingerprint(
            (found.shared, found.sender(sender.name)), (*words, repr(said), repr(named))
        )
        self._files, self._definitions = found, definitions
        self._sender, self._identify = sender, identify

    @cached_property
    def program(self) -> TreeProgram:
        """The linked rows; raises Broken with every fault."""
        from gateway.mapping.tree.lint import linked  # noqa: PLC0415 - no start needs it

        return linked(self._files, self._sender, self._definitions, self._types)

    @cached_property
    def _player(self) -> Player:
        return Player(self.program, self._types, self._texts)

    @cached_property
    def _texts(self) -> Mapping[tuple[str, str], Texts]:
        return texts(self._clock)

    @cached_property
    def _names(self) -> Naming:
        return Naming(self._sender, self.program.systems)

    @cached_property
    def _tables(self) -> Mapping[str, Translator]:
        named = self.program.tables
        return {name: Translator(table, self._names) for name, table in named.items()}

    @cached_property
    def _clock(self) -> Clock:
        return Clock(self._sender.zone)

    @property
    def types(self) -> frozenset[str]:
        """The kinds of documents that are taken."""
        return self.program.walk.kinds

    def apply(self, document: Document) -> Mapped:
        """Say the document in FHIR. Pure."""
        root: Node = document.tree
        making = self._making(document, root)
        self._player.play(making)
        where = Places(root, making.parents)
        changes = tuple(_changes(making, where))
        owners = {one.owner: (one.map.type, one.id) for one in making.resources}
        heads = next((change.id for change in changes if change.type == "Composition"), "")
        issues = tuple(_issues(making, where, self.program.format))
        claims, account, same = making.reading.claims, making.account, making.same
        gone = making.withdrawn - same.keys()
        if not account.begun:
            told = Told(claims, making.parents, owners, same, gone)
            told.unnumbered()
            return Mapped(changes, told, issues, heads=heads)
        account.take(claims)
        for node in making.parents.order:
            node.number = 0
        del making, where  # they are as large as the document
        return Mapped(changes, account.packed(owners, same, gone), issues, heads=heads)

    def _making(self, document: Document, root: Node) -> Making:
        walk = self.program.walk
        parents = surroundings(root)
        reading = Reading(
            root,
            self._names,
            self._clock,
            self._types,
            self._texts,
            tables=self._tables,
            parents=parents,
            order=parents.order,
            control=document.control_id,
        )
        series = _joined(walk.series, root) or document.control_id
        making = Making(
            reading, parents, document.control_id, series, self._sender, self._identify
        )
        _referring(making, walk.statements)
        if walk.links is not None:
            for node, other in linked(parents.order, walk.links, parents, reading.addresses):
                making.meant[id(node)] = other
        return making

    def traces(
        self, document: Document, tape: SupportsBytes, resources: Wanted | None = None
    ) -> Iterator[Trace]:
        """The ledger: every leaf of the document, in its order, and what became of it.

        `resources`: only of leaves that became part of one of these, as far as somebody asks.
        """
        if resources is not None and isinstance(tape, Told) and not tape.written:
            return tape.traces(resources)
        if resources is not None:
            return traces_of(document.tree, bytes(tape), resources)
        return traces(document.tree, bytes(tape), self.program.walk.ignored)

    def spans(
        self,
        document: Document,
        tape: SupportsBytes,
        places: Collection[str],  # noqa: ARG002 - all are told
    ) -> Iterator[tuple[str, tuple[int, int]]]:
        """(place, bytes) of every leaf."""
        return ((one.source, one.span) for one in self.traces(document, tape))

    def field(self, place: str, target: str) -> str:  # noqa: ARG002 - many paths may say one
        """Where a document says nothing, no one place is wrong: its entry is."""
        return ""


def _referring(making: Making, statements: frozenset[str]) -> None:
    """What only names another statement is none of its own: no map is chosen for it."""
    reading = making.reading
    reading.row = "walk.yaml#named"
    for node, other in meant(making.parents.order, statements):
        making.taken[id(node)] = making.meant[id(node)] = other
        for one in below(node):
            for leaf in leaves(one):
                reading.ignore(one, leaf, "position")


def _joined(paths: Sequence[Place], root: Node) -> str:
    found = [next(path.texts(root, NOWHERE), "") for path in paths]
    return "|".join(found) if any(found) else ""


def _changes(making: Making, where: Places) -> Iterator[Change]:
    """What the document says of each resource: whose it is first, then the rest in its order."""
    for made in making.resources:
        if made.owner in making.withdrawn:
            continue
        source = where.of(made.node)
        yield Change(made.map.type, made.id, Mode(made.map.mode), made.body, source=source)


def _issues(making: Making, where: Places, format: str) -> Iterator[Issue]:
    reading = making.reading
    if not (reading.marred or making.nameless):
        return
    told_of: set[tuple[str, int, str]] = set()
    leaves = {(one.node.number, one.leaf) for one in reading.marred}
    targets = making.account.targets(leaves, reading.claims)
    for one in reading.marred:
        if (one.rule, one.node.number, one.leaf) in told_of:
            continue
        told_of.add((one.rule, one.node.number, one.leaf))
        flaw = FLAWS[one.rule]
        # An entry of a document that is marred is kept as its narrative tells it.
        worst = flaw.severity is Severity.ERROR
        severity = Severity.WARNING if worst else flaw.severity
        leaf = "text()" if one.leaf == TEXT else f"@{one.leaf.rpartition('}')[2]}"
        target = targets.get((one.node.number, one.leaf), "")
        source = f"{where.of(one.node)}/{leaf}"
        span = one.node.start, one.node.end
        text = english(_key(one.rule, format))
        yield Issue(one.rule, severity, text, source, target, flaw.code, span=span)
    for type, node in making.nameless:
        severity = Severity.ERROR if type == "Patient" else Severity.WARNING
        yield told(
            "identity-missing",
            type,
            severity=severity,
            source=where.of(node),
            target=type,
            code="required",
        )


def _key(rule: str, format: str) -> str:
    """The sentence of a rule, that of the format where it writes such values in its own way."""
    own = f"{rule}.{format}"
    return own if own in SENTENCES else rule
