"""Says a document in FHIR: which maps run on which of its nodes, then what they came to.

A mapper is made for one format and one sender; it may be asked by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, SupportsBytes, TypeAlias

from gateway.mapping.dialect import Dialect
from gateway.mapping.flaws import FLAWS
from gateway.mapping.ledger import Ledger
from gateway.mapping.rows import Event, pick
from gateway.mapping.run import Identify, Run, changes, likes
from gateway.mapping.tables import Maps, Tables
from gateway.mapping.tape import Taped, unpack
from gateway.mapping.unsaid import NUMBERS, field
from gateway.model import Document, Empty, Issue, Mapped, Severity, Trace, Wanted
from gateway.wording import english, told

Play: TypeAlias = Callable[..., Any]
"""Runs one map on one node: (run, nodes, node, *neighbours)."""

Plan: TypeAlias = tuple[Sequence[tuple[int, Maps]], Sequence[str], frozenset[str]]
"""(node, its maps) in their order; place of each node; the names of all."""

_MOST_PLANS = 64
_MOST_BINDINGS = 16
_MOST_UNSAID = 1_024


class Mapper:
    """Mappings of one format for one sender, opened when they are first asked for."""

    def __init__(
        self, version: str, program: Callable[[], Opened], dialect: Dialect, identify: Identify
    ) -> None:
        """`program` gives what is behind the version: reading it takes time and memory."""
        self.version = version
        self._program = program
        self._dialect = dialect
        self._identify = identify
        self._bound: dict[Any, Mapping[int, Play]] = {}
        self._plans: dict[Any, Plan] = {}
        self._ledger: Ledger | None = None
        self._unsaid: dict[tuple[str, str], str] = {}
        """(segment, element), without numbers -> the field that would say it."""

    @cached_property
    def opened(self) -> Opened:
        """The program, read once."""
        return self._program()

    @property
    def types(self) -> frozenset[str]:
        """The types of messages that are taken."""
        return self.opened.tables.types

    @property
    def catalogue(self) -> bytes:
        """What is needed to read tapes of this version."""
        return self.opened.catalogue

    def apply(self, document: Document) -> Mapped:
        """Say the document in FHIR, whether or not its type is among `types`. Pure."""
        run, events, places = self._run(document)
        made = tuple(changes(run, events, places))
        issues = tuple(self._issues(run, document))
        return Mapped(made, Taped(run.tape, run.names), issues, likes(run, events))

    def traces(
        self,
        document: Document,
        tape: SupportsBytes,
        resources: Wanted | None = None,
    ) -> Iterator[Trace]:
        """The ledger: every leaf of the document, in its order, and what became of it.

        `resources`: only of leaves that became part of one of these, as far as somebody asks.
        """
        if isinstance(tape, Taped):
            if resources is not None:
                return self.ledger.traces_of(document, tape.numbers, tape.names(), resources)
            return self.ledger.traces(document, bytes(tape), tape.names())
        ids: dict[int, tuple[str, str]] = {}
        if kept := bytes(tape):
            run, _, _ = self._run(document)
            ids = run.names() if run.tape.tobytes() == kept else {}
        return self.ledger.traces(document, kept, ids)

    def spans(
        self,
        document: Document,
        tape: SupportsBytes,  # noqa: ARG002 - what became of a leaf does not matter
        places: Collection[str],
    ) -> Iterator[tuple[str, tuple[int, int]]]:
        """(place, bytes) of every leaf of the segments that these places lie in."""
        return self.ledger.spans(document, places)

    def field(self, place: str, target: str) -> str:
        """The field of a segment that would say an element which nobody said."""
        key = NUMBERS.sub("", place), NUMBERS.sub("", target)
        if key not in self._unsaid:
            if len(self._unsaid) >= _MOST_UNSAID:
                self._unsaid.clear()
            self._unsaid[key] = field(self.ledger.catalogue.rows.values(), *key)
        found = self._unsaid[key]
        return place + found.removeprefix(key[0]) if found else ""

    @property
    def ledger(self) -> Ledger:
        """Reads tapes of this version."""
        if self._ledger is None:
            self._ledger = Ledger(unpack(self.catalogue), self._dialect)
        return self._ledger

    def _run(self, document: Document) -> tuple[Run, Mapping[str, Event], Sequence[str]]:
        """(the run, what the event says, the places of the nodes)"""
        nodes = self._dialect.nodes(document.tree)
        setting = self._dialect.setting(document.tree)
        plays = self._bound.get(setting)
        if plays is None:
            if len(self._bound) >= _MOST_BINDINGS:
                self._bound.clear()
            plays = self._bound[setting] = self.opened.bind(setting)
        modes, events = self.opened.tables.event(document.kind)
        run = Run(document.control_id, setting, nodes, modes, identify=self._identify)
        plan, places, run.present = self._plan(document, nodes)
        for node, maps in plan:
            for number, neighbours in maps:
                plays[number](run, nodes, node, *neighbours)
        return run, events, places

    def _plan(self, document: Document, nodes: Sequence[Any]) -> Plan:
        """Which map runs on which node, beside which neighbours; and the nodes' places."""
        name = pick(self.opened.tables.structures, document.kind)
        names = tuple([node.name for node in nodes])
        plan = self._plans.get((name, names))
        if plan is None:
            places = [self._dialect.place(document.tree, node) for node in range(len(nodes))]
            plan = list(self._planned(name, names)), places, frozenset(names)
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            self._plans[name, names] = plan
        return plan

    def _planned(self, structure: str, names: tuple[str, ...]) -> Iterator[tuple[int, Maps]]:
        tables = self.opened.tables
        found = tables.grammar(structure)
        order = found.reading.order(names)
        contexts = found.contexts(names, order)
        aside = found.reading.aside(names).get
        former = _former(names)
        owners = tables.owned.get
        known: dict[tuple[Any, ...], Maps] = {}
        for node, context in zip(order, contexts, strict=True):
            name = names[node]
            owned = owners(name)
            if owned is None:
                continue
            there = aside(node, Empty)
            if owned.itself or owned.parted:
                maps = owned.beside(context, there, former[node])
            else:
                # Segments of one name that see the same neighbours run the same maps.
                seen = (name, *there.items(), *map(context.get, owned.seen))
                maps = known.get(seen) or owned.beside(context, there)
                known[seen] = maps
            if maps:
                yield node, maps

    def _issues(self, run: Run, document: Document) -> Iterator[Issue]:
        if run.flaws:
            places = [place for place, _ in run.flaws]
            ids = run.names()
            leaves = self.ledger.told(document, run.tape, ids, places)
            for (_, rule), (source, target, resource, kept) in zip(run.flaws, leaves, strict=True):
                flaw = FLAWS[rule]
                severity = (
                    Severity.WARNING if kept and flaw.severity is Severity.ERROR else flaw.severity
                )
                yield Issue(
                    rule, severity, english(rule), source, target, flaw.code, resource=resource
                )
        for number, node in run.nameless:
            kind, needed, field = self.opened.tables.names[number]
            yield told(
                "identity-missing",
                kind,
                severity=Severity.ERROR if needed else Severity.WARNING,
                source=self._dialect.place(document.tree, node) + field,
                target=kind,
                code="required",
            )


def _former(names: Sequence[str]) -> list[int]:
    """Where the one of the same name before each segment stands; -1 for the first."""
    latest: dict[str, int] = {}
    found = []
    for number, name in enumerate(names):
        found.append(latest.get(name, -1))
        latest[name] = number
    return found


@dataclass(frozen=True, slots=True)
class Opened:
    """What is behind a version."""

    catalogue: bytes
    tables: Tables
    bind: Callable[[Any], Mapping[int, Play]]
    """Makes the functions of the program for a setting."""
