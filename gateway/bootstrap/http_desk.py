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
        new_ids=drawing(),
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


def drawing() -> Callable[[int], tuple[str, ...]]:
    """Draws UUIDs of version 4; the system is asked once for some hundreds of them.

    https://www.rfc-editor.org/rfc/rfc9562#section-5.4
    """
    stock, owner = b"", 0

    def draw(number: int) -> tuple[str, ...]:
        nonlocal stock, owner
        size = 16 * number
        if len(stock) < size or owner != os.getpid():  # no two processes give the same
            stock, owner = os.urandom(max(size, _STOCK)), os.getpid()
        taken, stock = stock[:size], stock[size:]
        return _ids(taken.hex(), number)

    return draw


_STOCK = 8_192
"""Bytes that are drawn at a time."""


def _ids(text: str, number: int) -> tuple[str, ...]:
    each = [text[at : at + 32] for at in range(0, 32 * number, 32)]
    return tuple(
        [
            f"{one[:8]}-{one[8:12]}-4{one[13:16]}-{_VARIANT[one[16]]}{one[17:20]}-{one[20:]}"
            for one in each
        ]
    )


_VARIANT = {f"{digit:x}": "89ab"[digit % 4] for digit in range(16)}
"""A hexadecimal digit -> one of the four that say of which variant a UUID is, each as often."""


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
