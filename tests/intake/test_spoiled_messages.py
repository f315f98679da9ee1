"""Whatever happens to a message on its way, it is answered: never a fault, never two answers."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.fhirjson import encode
from gateway.intake.convert import convert
from gateway.model import Inbound, Status
from tests.drawn import TIMES
from tests.intake.house import rules

MESSAGES = sorted((Path(__file__).parents[1] / "messages").rglob("*.hl7"))
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SPLINTERS = (
    b"|", b"^", b"~", b"&", b"\\", b"\r", b'""', b"\\X41\\", b"\\T\\", b"\x00", b"\xff",
    b"\xc3\xa9", b"||||||||", b"^^^^^^", b"~~~", b"99999999999999", b"1e999", b"-1", b"20261332",
    b" ",
)  # fmt: skip
SPOILINGS = 6 * TIMES


def spoiled(body: bytes, seed: random.Random) -> bytes:
    """The message cut, doubled, shuffled, or with a splinter in it, a few times over."""
    for _ in range(seed.randint(1, 4)):
        at = seed.randrange(len(body)) if body else 0
        segments = body.split(b"\r")
        mishaps = (
            body[:at],
            body[:at] + body[at + seed.randint(1, 40) :],
            body[:at] + seed.choice(SPLINTERS) + body[at:],
            body[:at] + body[max(0, at - 60) : at] + body[at:],
            b"\r".join([*segments, seed.choice(segments)]),
            b"\r".join([segments[0], *seed.sample(segments[1:], len(segments) - 1)]),
        )
        body = seed.choice(mishaps)
    return body


@pytest.mark.parametrize("file", MESSAGES, ids=lambda file: file.stem)
def test_a_spoiled_message_is_answered_and_always_the_same(file: Path) -> None:
    """Twice the same bytes give twice the same answer, and none of them is a fault."""
    seed = random.Random(file.stem)  # noqa: S311 - the same spoilings in every run
    right = file.read_bytes()

    for _ in range(SPOILINGS):
        inbound = Inbound("default", "hl7v2", spoiled(right, seed), NOON)
        first, second = (convert(inbound, rules()) for _ in range(2))
        assert first.status is not Status.FAULTED
        assert encode(first.bundle) == encode(second.bundle)
