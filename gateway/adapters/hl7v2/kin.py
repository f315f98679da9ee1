"""Which results of a message belong to which others, to which specimen, and to which text.

OBX-4 and OBX-3 tell the lines of one text (TX, FT) that is sent a line at a time, OBX-4 alone an
isolate and what was found of it in one order;
OBR-26 and OBR-29 name the result that the results of an order are about (an isolate, of its
susceptibilities); an SPM beside the results of one order is what they were made of.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.4.1.26, 7.4.1.29, 7.3.1, 7.3.8 to 7.3.10)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gateway.adapters.hl7v2.notation import place
from gateway.adapters.hl7v2.tree import Delimiters, Kin, Message, Segment

MEMBER = "member"
SPECIMEN = "specimen"
LINE = "line"
ISOLATE = "isolate"
_PARENT, _ORDERED_BY = 26, 29
_ENDS = frozenset({"OBR", "ORC", "PID"})
_ENDS_BY_ORDER = frozenset({"OBR", "PID"})
_ENDS_BY_SPECIMEN = frozenset({"OBR", "PID", "SPM"})
_RESULTS, _BY_ORDER = "ORU", "OUL^R24"
"""MSH-9 of the messages in which an order's specimens stand in it: elsewhere before it."""
_TYPE, _CODE, _GROUP, _FLAG = 2, 3, 4, 8
"""OBX-2, OBX-3, OBX-4, OBX-8."""
_NUMBERS = (2, 3)
"""OBR-2 and OBR-3, in the order in which OBR-29 names them."""
_CODED = frozenset({"CE", "CWE", "CNE"})
_TEXTS = frozenset({"ST", "TX", "FT"})
_EFFECTS = frozenset({"S", "I", "R", "MS", "VS", "SDD", "NS"})
"""How a drug works on an isolate."""
_RUNNING = frozenset({"TX", "FT"})
"""OBX-2 of running text."""


@dataclass(slots=True)
class _Order:
    """One OBR with what stands below it."""

    obr: Segment
    placed: list[Segment] = field(default_factory=list)
    """Results that stand before the specimens, or behind a container."""
    below: list[Segment] = field(default_factory=list)
    """What stands right behind a specimen."""
    specimens: list[Segment] = field(default_factory=list)
    contained: bool = False

    @property
    def results(self) -> list[Segment]:
        """Where no result stands at its place, those behind the specimen are the order's."""
        return self.placed or self.below

    def specimen(self, segment: Segment) -> None:
        """One more."""
        self.specimens.append(segment)
        self.contained = False


def kin(message: Message) -> tuple[Kin, ...]:
    """(place of a result, what it is to that, place of that) of a message of results.

    A result is a `member` of another, of a `specimen`, or the `line` behind another of one text.
    One whose `isolate` another message tells of names its order, the isolate's code and group,
    with `|` between them. Looked for once, when somebody asks.
    """
    if message.kin is None:
        message.kin = tuple(_kin(message))
    return message.kin


def _kin(message: Message) -> Iterator[Kin]:
    for orders in _patients(message.segments, _ends(message)):
        known = _Known(orders, message.delimiters)
        for order in orders:
            yield from _lines(order)
            yield from _of_specimen(order)
            if _said(order.obr, _PARENT):
                yield from _members(order, known)
            else:
                yield from _grouped(order, message.delimiters)


def _ends(message: Message) -> frozenset[str]:
    """What ends an order in a message of this kind."""
    kind = (*message.header[9:10], "")[0].split(message.delimiters.component)
    if kind[0] == _RESULTS:
        return _ENDS
    return _ENDS_BY_ORDER if "^".join(kind[:2]) == _BY_ORDER else _ENDS_BY_SPECIMEN


def _patients(segments: Sequence[Segment], ends: frozenset[str]) -> Iterator[list[_Order]]:
    """The orders of one patient after the other."""
    orders: list[_Order] = []
    order: _Order | None = None
    for segment in segments:
        name = segment.name
        if name == "OBX":
            if order is not None:
                below = order.specimens and not order.contained
                (order.below if below else order.placed).append(segment)
            continue
        if name in ends:
            order = None
        if name == "PID" and orders:
            yield orders
            orders = []
        elif name == "OBR":
            order = _Order(segment)
            orders.append(order)
        elif name == "SPM" and order is not None:
            order.specimen(segment)
        elif name == "SAC" and order is not None:
            order.contained = True
    yield orders


def _lines(order: _Order) -> Iterator[Kin]:
    """Each line of running text that goes on where the result before it ended."""
    before: Segment | None = None
    for result in order.results:
        running = len(result.fields) > 2 and result.fields[2] in _RUNNING  # noqa: PLR2004 - OBX-2
        if running and before is not None and before.fields[3:5] == result.fields[3:5]:
            yield _place(result), LINE, _place(before)
        before = result if running else None


def _of_specimen(order: _Order) -> Sequence[Kin]:
    """The results of an order that has one specimen."""
    if len(order.specimens) != 1:
        return ()
    specimen = _place(order.specimens[0])
    return [(_place(one), SPECIMEN, specimen) for one in order.results]


class _Known:
    """The orders of one patient by their numbers, their results by their codes, once asked for."""

    def __init__(self, orders: Sequence[_Order], marks: Delimiters) -> None:
        self.orders, self.marks = orders, marks

    @cached_property
    def numbered(self) -> Mapping[tuple[int, str], Sequence[tuple[list[str], _Order]]]:
        """(OBR-2 or OBR-3, first word of the number) -> numbers that begin so, whose they are."""
        found: dict[tuple[int, str], list[tuple[list[str], _Order]]] = {}
        for order in self.orders:
            for at in _NUMBERS:
                number = [one[0] for one in _cut(_said(order.obr, at), self.marks)]
                found.setdefault((at, number[0]), []).append((number, order))
        return found

    @cached_property
    def coded(self) -> Mapping[str, Sequence[tuple[Segment, _Order]]]:
        """OBX-3.1 -> the results of that code, and in which order they stand."""
        found: dict[str, list[tuple[Segment, _Order]]] = {}
        for order in self.orders:
            for result in order.results:
                code = _cut(_said(result, _CODE), self.marks)[0][0]
                found.setdefault(code, []).append((result, order))
        return found

    def parents(self, order: _Order) -> list[_Order]:
        """The orders that OBR-29 (placer^filler) names; where it is silent any may be."""
        stated = _cut(_said(order.obr, _ORDERED_BY), self.marks)
        wanted = [[word for word in one if word] for one in stated]
        if not any(wanted):
            return [one for one in self.orders if one is not order]
        return [
            one
            for at, want in zip(_NUMBERS, wanted, strict=False)
            if want
            for have, one in self.numbered.get((at, want[0]), ())
            if one is not order and have[: len(want)] == want
        ]


def _members(order: _Order, known: _Known) -> Iterator[Kin]:
    """The results of an order that names the result they are about; none where that is unclear."""
    parents = known.parents(order)
    asked = _cut(_said(order.obr, _PARENT), known.marks)
    code, group = asked[0][0], asked[1][0] if len(asked) > 1 else ""
    if code and not parents and _said(order.obr, _ORDERED_BY):
        for result in order.results:
            yield _place(result), ISOLATE, "|".join((_place(order.obr), code, group))
    places = {id(one) for one in parents}
    about = [
        result
        for result, one in known.coded.get(code, ())
        if id(one) in places and group in ("", _said(result, _GROUP))
    ]
    if code and len(about) == 1:
        for result in order.results:
            yield _place(result), MEMBER, _place(about[0])


def _grouped(order: _Order, marks: Delimiters) -> Iterator[Kin]:
    """What was found of an isolate that stands in the same order: OBX-4 is one for both.

    The isolate is the one result of its group that is coded, else the one that is a text; what
    says how a drug works on it (S, I, R, table 0078) is found of it. Of two none is guessed.
    """
    groups: dict[str, list[Segment]] = {}
    for result in order.results:
        fields = result.fields
        if len(fields) > _GROUP and (group := fields[_GROUP].strip()):
            groups.setdefault(group, []).append(result)
    for results in groups.values():
        found = [one for one in results if _cut(_said(one, _FLAG), marks)[0][0] in _EFFECTS]
        others = [one for one in results if one not in found]
        coded = [one for one in others if _said(one, _TYPE) in _CODED]
        isolates = coded or [one for one in others if _said(one, _TYPE) in _TEXTS]
        if len(isolates) == 1:
            for result in found:
                yield _place(result), MEMBER, _place(isolates[0])


def _cut(text: str, marks: Delimiters) -> list[list[str]]:
    """Components, each in its subcomponents, of the first repetition."""
    first = text.split(marks.repetition, 1)[0]
    return [one.split(marks.subcomponent) for one in first.split(marks.component)]


def _said(segment: Segment, field_: int) -> str:
    fields = segment.fields
    return fields[field_].strip() if field_ < len(fields) else ""


def _place(segment: Segment) -> str:
    return place(segment.name, segment.ordinal)
