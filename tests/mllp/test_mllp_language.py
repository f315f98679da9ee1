"""Whoever speaks on the port of a sender is answered in the language of that sender.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.15.5.8, ERR-8)
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from io import StringIO

from gateway.bootstrap.lines import Inside, answering
from gateway.model import Inbound, Language, Receipt, Sender, Status, Unavailable
from gateway.telemetry import Telemetry
from gateway.wording import told

BODY = b"MSH|^~\\&|LAB|NORTH|GW|LU|20261121||ADT^A01^ADT_A01|M1|P|2.5.1"
SENDER = Sender("nord", language=Language.DE)


async def refused(inbound: Inbound, door: str) -> Receipt:
    assert door == "mllp"
    issue = told("unsupported-version", source="MSH-12.1")
    kept = (inbound.sender, "M1", "M1", Status.UNSUPPORTED, "ADT^A01", inbound.received_at)
    return Receipt(*kept, "0" * 64, (issue,))


async def closed(inbound: Inbound, door: str) -> Receipt:
    raise Unavailable(f"{inbound.sender} by {door}")


async def nobody(*_: object) -> None:
    raise AssertionError("this is no query")


async def answered(take: Callable[[Inbound, str], Awaitable[Receipt]]) -> bytes:
    inside = Inside(take, nobody, Telemetry("debug", StringIO()))
    answer = await answering(lambda: SENDER, inside)(BODY)
    return b"".join(answer) if isinstance(answer, tuple) else answer


def test_an_acknowledgement_speaks_the_language_of_the_port() -> None:
    answer = asyncio.run(answered(refused))

    assert b"|Das ist keine Version von HL7 v2. " in answer


def test_so_does_the_word_that_nothing_can_be_kept() -> None:
    answer = asyncio.run(answered(closed))

    assert b"MSA|AR|M1" in answer
    assert b"|Nichts wurde behalten: zurzeit kann keine Nachricht" in answer
