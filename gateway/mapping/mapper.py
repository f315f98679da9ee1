"""Says a document in FHIR: which maps run on which of its nodes, then what they came to.

A mapper is made for one format and one sender; it may be asked by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import repeat
from typing import Any, SupportsBytes, TypeAlias

from gateway.mapping.dialect import Dialect
from gateway.mapping.flaws import FLAWS
from gateway.mapping.ledger import Ledger
from gateway.mapping.rows import Event, pick
from gateway.mapping.run import Identify, Run, changes, likes
from gateway.mapping.structures import Grammar, grammar
from gateway.mapping.tape import Taped, unpack
from gateway.mapping.unsaid import NUMBERS, field
from gateway.model import Document, Empty, Issue, Mapped, Severity, Trace, Wanted
from gateway.wording import english, told

Play: TypeAlias = Callable[..., Any]
"""Runs one map on one node: (run, nodes, node, *neighbours)."""

Maps: TypeAlias = Sequence[tuple[int, tuple[int, ...]]]
"""(number of a map, neighbours)"""

Plan: TypeAlias = tuple[Sequence[tuple[int, Maps]], Sequence[str], frozenset[str]]
"""(node, its maps) in their order; place of each node; the names of all."""

_MOST_PLANS = 64
_MOST_BINDINGS = 16
_MOST_UNSAID = 1_024
_NOWHERE = repeat(-1)


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
        owners = tables.owned.get
        known: dict[tuple[Any, ...], Maps] = {}
        for node, context in zip(order, contexts, strict=True):
            name = names[node]
            owned = owners(name)
            if owned is None:
                continue
            there = aside(node, Empty)
            if owned.itself or owned.parted:
                maps = owned.beside(context, there, names[:node])
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
            kind, needed = self.opened.tables.names[number]
            yield told(
                "identity-missing",
                kind,
                severity=Severity.ERROR if needed else Severity.WARNING,
                source=self._dialect.place(document.tree, node),
                target=kind,
                code="required",
            )


class Tables:
    """What a mapper needs beside its functions: which maps a segment has, what an event says."""

    def __init__(self, plan: Any) -> None:
        """Takes the constant of a compiled program."""
        types, maps, structures, grammars, events = plan
        self.types: frozenset[str] = types
        self.owned = {name: _owned(name, rows) for name, rows in maps}
        self.names = {row[0]: (row[3], row[4]) for _, rows in maps for row in rows}
        self.structures: Mapping[str, str] = dict(structures)
        self._grammars = dict(grammars)
        self._events = dict(events)
        # As many as the tables have rows; most of them are never asked for.
        self.grammar = cache(self._grammar)
        self._event = cache(_event)

    def event(self, kind: str) -> tuple[Mapping[str, str], Mapping[str, Event]]:
        """(segment -> mode, resource type -> event) of a kind of message."""
        found = pick(self._events, kind)
        return self._event(found) if found else ({}, {})

    def _grammar(self, structure: str) -> Grammar:
        groups, said = thawed(self._grammars[structure])
        return grammar(groups, said)


@dataclass(frozen=True, slots=True)
class Opened:
    """What is behind a version."""

    catalogue: bytes
    tables: Tables
    bind: Callable[[Any], Mapping[int, Play]]
    """Makes the functions of the program for a setting."""


@dataclass(frozen=True, slots=True)
class _Owned:
    """The maps of one segment."""

    name: str
    owners: tuple[str, ...]
    maps: tuple[tuple[int, str, tuple[str, ...], bool | None], ...]
    """(number, owner, neighbours, further) of each map that makes anything"""
    seen: tuple[str, ...]
    """All whose place decides which maps run, and beside what."""
    itself: bool
    """Does a map want the segment itself among its neighbours?"""
    parted: bool
    """Do other maps run on further ones of an owner than on the first?"""

    def beside(
        self, context: Mapping[str, int], aside: Mapping[str, int], before: Sequence[str] = ()
    ) -> Maps:
        """Its maps, and the places of their neighbours, where these segments stand before.

        `aside`: neighbours that stand elsewhere; none of them owns a map. `before`: the names of
        all segments before it, where it matters whether one of its own name is among them.
        """
        at = context.get
        seen = {**aside, **context}.get if aside else at
        nearest = max(map(at, self.owners, _NOWHERE), default=-1)
        again = self.name in before[nearest + 1 :]
        return [
            (number, tuple(map(seen, wanted, _NOWHERE)))
            for number, owner, wanted, further in self.maps
            if not owner or (nearest >= 0 and at(owner, -1) == nearest)
            if further is None or further is again
        ]


def _owned(name: str, rows: Sequence[Any]) -> _Owned:
    """The maps of a segment."""
    owners = tuple(owner for _, owner, *_ in rows if owner)
    maps = tuple(
        (number, owner, tuple(wanted), further)
        for number, owner, wanted, made, _, further in rows
        if made
    )
    beside = (one for _, _, wanted, _ in maps for one in wanted if one != name)
    itself = any(name in wanted for _, _, wanted, _ in maps)
    parted = any(further for *_, further in maps)
    return _Owned(name, owners, maps, tuple(dict.fromkeys((*owners, *beside))), itself, parted)


def _event(pairs: Any) -> tuple[dict[str, str], dict[str, Event]]:
    """(segment -> mode, resource type -> event) of a kind."""
    modes = {name: value for name, value in pairs if isinstance(value, str)}
    events = {
        name: Event(value[0], thawed(value[1]), *value[2:])
        for name, value in pairs
        if not isinstance(value, str)
    }
    return modes, events


def frozen(value: Any) -> Any:
    """A tree of dicts and lists as nested tuples, which compiled code can keep."""
    if isinstance(value, Mapping):
        return ("{}", *((key, frozen(one)) for key, one in value.items()))
    if isinstance(value, list | tuple):
        return ("[]", *(frozen(one) for one in value))
    return value


def thawed(value: Any) -> Any:
    """The tree again."""
    if not isinstance(value, tuple):
        return value
    if value[0] == "{}":
        return {key: thawed(one) for key, one in value[1:]}
    return [thawed(one) for one in value[1:]]
