"""What stands ready behind the HTTP door, put together: rules, store, clock, numbers and ids.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from gateway.api.desk import Beginning, Desk, Receiving, Writing, idle, unheard
from gateway.api.guard import numbers
from gateway.bootstrap.asking import asking
from gateway.bootstrap.checking import clock, core, patching, terms
from gateway.bootstrap.origins import Origins
from gateway.bootstrap.rules import resource_types, search_parameters
from gateway.bootstrap.secret import secret
from gateway.fhirxml import FhirXml
from gateway.identity.drawn import Drawing
from gateway.intake.lanes import Lanes
from gateway.intake.receive import nothing
from gateway.intake.rest import Hearing, Write, Written, begun, write
from gateway.model import Near, Ruleset
from gateway.settings import Settings
from gateway.shaping import shaping
from gateway.store import Store
from gateway.telemetry import Telemetry


def desk(  # noqa: PLR0913, PLR0917 - everything that a handler may reach
    settings: Settings,
    rules: Callable[[], Ruleset],
    store: Store,
    telemetry: Telemetry,
    take: Receiving,
    crash: Callable[[str], None] = nothing,
    wake: Callable[[], None] = idle,
) -> Desk:
    """Everything on it; `crash` stands at every named point between two steps of a write.

    `wake` is called where a request was kept that is to be answered later.
    """
    r4 = core(settings)  # profiles change nothing in what is made of it here
    return Desk(
        receive=take,
        write=writing(rules, store, telemetry, crash),
        begin=beginning(rules, store, telemetry, crash),
        new_ids=Drawing(stock()),
        ask=asking(rules, store, telemetry),
        rules=rules,
        journal=store,
        record=store,
        postponed=store,
        clock=clock,
        number=numbers(),
        types=resource_types(r4),
        parameters=search_parameters(rules),
        secret=secret(settings.data),
        patch=patching(r4),
        shaping=shaping(r4),
        xml=FhirXml(r4),
        telemetry=telemetry,
        contract=settings.contract,
        max_body=settings.max_message,
        lineage=Origins(store, rules),
        near=store if isinstance(store, Near) else None,
        terms=terms(settings),
        wake=wake,
        origins=settings.origins,
    )


def stock() -> Callable[[int], bytes]:
    """Gives random bytes; the system is asked once for some thousands of them."""
    kept, owner = b"", 0

    def taken(number: int) -> bytes:
        nonlocal kept, owner
        if len(kept) < number or owner != os.getpid():  # no two processes give the same
            kept, owner = os.urandom(max(number, _STOCK)), os.getpid()
        found, kept = kept[:number], kept[number:]
        return found

    return taken


_STOCK = 8_192
"""Bytes that are drawn at a time."""


def writing(
    rules: Callable[[], Ruleset], store: Store, telemetry: Telemetry, crash: Callable[[str], None]
) -> Writing:
    """Takes in what a REST client wants changed; counted, and logged."""
    lanes = Lanes()

    async def take(asked: Write, passed: Callable[[str], None] = unheard, /) -> Written:
        began = time.perf_counter()
        done = await write(asked, rules(), store, both(crash, passed), lanes)
        telemetry.message("rest", done.receipt, time.perf_counter() - began)
        return done

    return take


def beginning(
    rules: Callable[[], Ruleset], store: Store, telemetry: Telemetry, crash: Callable[[str], None]
) -> Beginning:
    """The same of what makes new resources only: nobody waits for it, somebody hears of it."""

    def begin(asked: Write, told: Hearing, passed: Callable[[str], None], /) -> bool:
        began = time.perf_counter()

        def heard(done: Written | None) -> None:
            if done is not None:
                telemetry.message("rest", done.receipt, time.perf_counter() - began)
            told(done)

        return begun(asked, rules(), store, heard, both(crash, passed))

    return begin


def both(first: Callable[[str], None], second: Callable[[str], None]) -> Callable[[str], None]:
    """Both hear of each point that is passed."""
    if first is nothing:
        return second

    def passed(point: str) -> None:
        first(point)
        second(point)

    return passed
