"""Transactions answered where they arrive: those that only make new resources, as JSON.

Most are such. What asks for more (a condition, an id, a reading, another form), or is wrong, is
left to the handlers, which then begin anew: nothing has been written down of it.
https://hl7.org/fhir/R4/http.html#transaction
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from time import perf_counter
from typing import NamedTuple

from gateway.api.bundle import MOST, responses, told_of
from gateway.api.desk import Desk, idle
from gateway.api.entries import keepable
from gateway.api.heads import Ask, Head, Heads
from gateway.api.links import asking, conditional
from gateway.api.making import made_of
from gateway.api.misspelt import BUNDLE, misspelt
from gateway.api.straight import Heard, straight
from gateway.api.timing import STEPS, told
from gateway.fhirjson import encode
from gateway.intake.rest import Result, What, Wish, Written, asked_for
from gateway.model import Caller, Inbound
from gateway.validation.sent import Form, read

LARGE = 100_000
"""Bytes beyond which a body is judged in a thread, between other requests."""
_TYPE, _ID, _AT = "\1", "\2", "\3"
"""Stand in an answer that is to be filled in; no address of ours holds one."""


class Turn(NamedTuple):
    """A transaction that was taken."""

    head: Head[None]
    heard: Heard
    number: str
    began: float
    stages: dict[str, float]


class Posting:
    """The desk, as far as it can be asked to keep something without a wait."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._types = keepable(desk.types)
        self.heads = Heads(desk.rules, _nothing, idle)
        self.most = min(LARGE, desk.max_body)
        """Bytes of a body that is taken here."""

    def head(self, ask: Ask) -> Head[None] | None:
        """Who sends this, and how; None where a body under such a head is not taken here."""
        return self.heads.sends(ask, self.most)

    def taken(self, head: Head[None], content: bytes, heard: Heard) -> bool:
        """Is it begun here? Then `heard` hears the answer once all is durable.

        Else nothing was done.
        """
        turn = Turn(head, heard, head.number or self._desk.number(), perf_counter(), {})
        with suppress(Exception):  # the long way says what it is
            wishes = self._wishes(turn, content)
            return wishes is not None and self._begin(turn, content, wishes)
        return False

    def gone(self) -> None:
        """A caller went before all of a body had come."""
        self._desk.telemetry.event("caller-gone")

    def _wishes(self, turn: Turn, content: bytes) -> Sequence[Wish] | None:
        """What is wanted, each a new resource; None where anything else is. Raises Rejected."""
        sent = read(content, self._desk.xml, Form.JSON).resource
        turn.stages["parse"] = perf_counter() - turn.began
        entries = sent.get("entry")
        named = sent["resourceType"] == "Bundle" and sent.get("type") == "transaction"
        if not named or not isinstance(entries, list) or not 0 < len(entries) <= MOST:
            return None
        if misspelt(sent, BUNDLE):  # it is told what is
            return None
        wishes = made_of(entries, self._types)
        if wishes is None or _host(turn.head.base) in content:  # what leads here is rewritten
            return None
        if asking(content) and any(conditional([one.body for one in wishes], content)):
            return None
        return wishes

    def _begin(self, turn: Turn, content: bytes, wishes: Sequence[Wish]) -> bool:
        at = self._desk
        inbound = Inbound(turn.head.caller.name, "fhir", content, at.clock())
        ids, key = at.new_ids(len(wishes)), at.number()
        write = asked_for(inbound, key, "transaction", wishes, ids, fresh=True)
        return at.begin(write, partial(_told, turn), _passed(turn.stages))


def _host(base: str) -> bytes:
    """By which name the caller knows this server."""
    return base.partition("://")[2].partition("/")[0].encode()


def _nothing(caller: Caller, address: str) -> None:
    """Nothing is made for a caller who sends."""


def _passed(stages: dict[str, float]) -> Callable[[str], None]:
    """Counts the time between named points to the stages that end at them."""
    last = perf_counter()

    def passed(point: str) -> None:
        nonlocal last
        now = perf_counter()
        name = STEPS.get(point)
        if name:
            stages[name] = now - last
        last = now

    return passed


def _told(turn: Turn, done: Written | None) -> None:
    answer = None
    if done is not None:
        began = perf_counter()
        body = answered(turn.head.base, done.results)
        now = perf_counter()
        turn.stages["encode"] = now - began
        took = told(turn.stages, now - turn.began)
        answer = straight(body, b"", turn.number, took, packs=turn.head.packs)
    turn.heard(answer)


def answered(base: str, results: Sequence[Result]) -> bytes:
    """What a transaction is answered that made these, letter for letter as `bundle` says it."""
    begin, middle, end = _form(base)
    last = b"%b%b%b" % (middle, results[0].at.encode(), end)
    return responses(
        "transaction-response",
        [b"%b%b/%b%b" % (begin, one.type.encode(), one.id.encode(), last) for one in results],
    )


@lru_cache(maxsize=256)
def _form(base: str) -> Sequence[bytes]:
    """What stands around `Type/id` and the time in each of its entries."""
    text = told_of(f"{base}/", Result(What.CREATED, _TYPE, _ID, 1, _AT), None)
    begin, _, after = text.partition(encode(f"{_TYPE}/{_ID}")[1:-1])
    middle, _, end = after.partition(encode(_AT)[1:-1])
    return begin, middle, end
