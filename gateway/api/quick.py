"""Reads and searches answered where they arrive, without the way through the application.

What is asked most, and most plainly: a resource by its id, or a search of one type, as JSON.
The answer is the same, and so is what is written down; whatever is not plain (another form, a
condition, a wrong parameter, nothing found) is left to the handlers, which then ask again.
https://hl7.org/fhir/R4/http.html · https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache, partial
from time import perf_counter
from typing import NamedTuple, TypeAlias
from urllib.parse import parse_qsl

from gateway.api.desk import Desk
from gateway.api.guard import legible
from gateway.api.heads import Ask, Head, Heads
from gateway.api.search_type import Said, bundled, together
from gateway.api.served import TYPES, is_id
from gateway.api.straight import Answer, Heard, straight
from gateway.api.unchanged import http_date
from gateway.disclosure.near import Headed, Nearby, Prepared, Shape
from gateway.disclosure.searching import Shown
from gateway.model import Near, Page, Query, Unavailable

Pair: TypeAlias = tuple[str, str]
_TYPES = frozenset(TYPES) - {"Binary"}
_ELSEWHERE = frozenset({"_format", "_pretty", "_summary", "_elements", "_page", "_type"})
"""Parameters that want another answer."""
_MOST, _SHORT = 2_000, 400
"""Searches that are remembered as they were understood, and bytes of their words; what says `ap`,
about now, means something else each time."""
_LARGEST = 100_000
"""Bytes of what is found beyond which an answer is not made here."""


class Turn(NamedTuple):
    """A request that was taken."""

    head: Head[Nearby]
    heard: Heard
    number: str
    began: float


class Quick:
    """The desk, as far as it can be asked without a wait."""

    def __init__(self, desk: Desk, near: Near) -> None:
        self._desk = desk
        self._near = near
        self._places = {f"/fhir/{type_}".encode(): type_ for type_ in _TYPES & desk.types}
        self.heads = Heads(desk.rules, partial(Nearby, near), self._forget)
        self._shapes: dict[tuple[str, ...], Shape] = {}
        """By type, address and names."""
        self._known: dict[tuple[str, bytes, str], Prepared] = {}

    def taken(self, ask: Ask, heard: Heard) -> bool:
        """Is it answered here? Then `heard` hears the answer, later; else nothing was done."""
        head = self.heads.of(ask)
        return head is not None and self.asked(head, ask.url, heard)

    def asked(self, head: Head[Nearby], url: bytes, heard: Heard) -> bool:
        """The same, of an address that came with a head that is known."""
        path, mark, query = url.partition(b"?")
        if mark:
            type_ = self._places.get(path)
            plain = type_ and query and head.base and b"#" not in query and legible(query)
            return bool(plain and type_) and self._search(head, heard, type_ or "", query)
        place, _, last = path.rpartition(b"/")
        type_ = self._places.get(place)
        id_ = last.decode("latin-1")
        return type_ is not None and is_id(id_) and self._read(head, heard, type_, id_)

    def _forget(self) -> None:
        """Other rules are in force: what was understood by others is forgotten."""
        self._shapes.clear()
        self._known.clear()

    def _read(self, head: Head[Nearby], heard: Heard, type_: str, id_: str) -> bool:
        turn = Turn(head, heard, head.number or self._desk.number(), perf_counter())
        told = partial(self._told_read, turn)
        try:
            return head.own.read(self._desk.clock(), turn.number, type_, id_, told)
        except Unavailable:
            return False

    def _told_read(self, turn: Turn, found: Headed, fault: Exception | None) -> None:
        answer = None
        if fault is None:
            self._desk.telemetry.read("read", "found")
            with suppress(Exception):  # the long way says what it is
                answer = _answer(turn, found.body, _version(found.version, found.modified))
        turn.heard(answer)

    def _search(self, head: Head[Nearby], heard: Heard, type_: str, query: bytes) -> bool:
        turn = Turn(head, heard, head.number or self._desk.number(), perf_counter())
        words = query.decode("latin-1")
        sent = parted(words)
        asks = self._filled(head, type_, sent) or self._prepared(head, type_, query, sent)
        if asks is None:
            return False
        said = Said(type_, words, sent, asks.count)
        told = partial(self._told_search, turn, said)
        words = f"GET /fhir/{type_}?{words}"
        now, nearby = self._desk.clock(), head.own
        try:
            return nearby.search(now, turn.number, words, asks, _LARGEST, told)
        except Unavailable:
            return False

    def _told_search(
        self, turn: Turn, said: Said, page: Page, found: Sequence[Headed], fault: Exception | None
    ) -> None:
        answer = None
        if fault is None:
            self._desk.telemetry.read("search-type", "found" if found else "none")
            with suppress(Exception):  # the long way says what it is
                began = perf_counter()
                text = self._bundle(turn.head.base, said, page, found)
                answer = _answer(turn, text, b"", perf_counter() - began)
        turn.heard(answer)

    def _bundle(self, base: str, said: Said, page: Page, found: Sequence[Headed]) -> bytes:
        if not page.after:
            return together(base, said, page, [one.place for one in found])
        at = self._desk
        search = at.library.understood(said.type, said.sent, (base,), at.clock())
        if isinstance(search, list):
            raise TypeError("it was understood before")
        return bundled(base, at.secret, search, Shown(page, _ids(found)))

    def _filled(self, head: Head[Nearby], type_: str, sent: Sequence[Pair]) -> Query | None:
        """The question that plain words come to, by the shape of the search."""
        at = self._desk
        indexed = at.record.indexed
        key = (type_, head.base, *[name for name, _ in sent])
        shape = self._shapes.get(key)
        if shape is None or shape.indexed is not indexed:
            if len(self._shapes) >= _MOST:
                self._shapes.clear()
            alike = at.library.alike(type_, key[2:], (head.base,), at.clock())
            shape = self._shapes[key] = Shape(alike, indexed)
        return shape.query(self._near, head.own.searches, [value for _, value in sent])

    def _prepared(
        self, head: Head[Nearby], type_: str, query: bytes, sent: Sequence[Pair]
    ) -> Query | None:
        """The question that these words come to; None where they are not plainly understood."""
        if len(self._known) >= _MOST:
            self._known.clear()
        at, key = self._desk, (type_, query, head.base)
        known = self._known.get(key)
        if known is None:
            if any(name in _ELSEWHERE for name, _ in sent):
                return None
            search = at.library.understood(type_, sent, (head.base,), at.clock())
            if isinstance(search, list):
                return None
            known = Prepared(search)
            if len(query) <= _SHORT and b"ap" not in query:
                self._known[key] = known
        return known.query(self._near, head.own.searches, at.record, at.library)


def parted(words: str) -> list[Pair]:
    """Names and values of a query, as a form has them."""
    if "%" in words or "+" in words:
        return parse_qsl(words, keep_blank_values=True)
    pairs = [one.partition("=") for one in words.split("&") if one]
    return [(name, value) for name, _, value in pairs]


def _ids(found: Sequence[Headed]) -> tuple[tuple[str, str], ...]:
    return tuple([(one.type, one.id) for one in found])


def _answer(turn: Turn, body: bytes, version: bytes, encoded: float = 0.0) -> Answer:
    total = 1000 * (perf_counter() - turn.began)
    if encoded:
        encoded *= 1000
        stages = b"read;dur=%.2f, encode;dur=%.2f, total;dur=%.2f"
        took = stages % (total - encoded, encoded, total)
    else:
        took = b"read;dur=%.2f, total;dur=%.2f" % (total, total)
    return straight(body, version, turn.number, took, packs=turn.head.packs)


@lru_cache(maxsize=4_096)
def _version(version: str, modified: str) -> bytes:
    return f'etag: W/"{version}"\r\nlast-modified: {http_date(modified)}\r\n'.encode()
