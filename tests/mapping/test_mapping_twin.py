"""Compiled maps and the interpreter say the same of every message: bodies, ids, issues, tape."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.adapters.hl7v2.paths import HL7v2
from gateway.adapters.hl7v2.read import parse
from gateway.definitions import Definitions
from gateway.mapping import load
from gateway.mapping.mapper import Mapper
from gateway.model import Rejected, Sender
from tests.drawn import TIMES

SENDERS = (
    Sender("default"),
    Sender("zoned", zone="Europe/Luxembourg", authorities={"HOSP": "urn:oid:1.2.3.4"}),
    Sender("comma", point=","),
)
LEAVES = (
    "",
    "",
    "A",
    "1",
    '""',
    "12.5",
    "12,5",
    "abc",
    "19800101",
    "20261025023000",
    "20260329023000",
    "2026133",
    "20261121101500+0100",
    "M",
    "F",
    "NM",
    "SN",
    "<",
    "-",
    ":",
    "HOSP",
    "1.2.3",
    "ISO",
    "LN",
    "Y",
    " ",
    "  x ",
    "\\T\\",
    "\\.br\\",
    "\\",
    "é",
    "http://x.y/z",
    "<5",
    "3.5-5.1",
    "3,5 - 5,1",
    "Base64",
    "QQ==",
    "0930",
    "W",
    "X",
)
SEGMENTS = ("PID", "PV1", "OBR", "ORC", "OBX", "OBX", "NTE", "MRG", "EVN", "ZZZ", "SPM")
KINDS = ("ORU^R01", "ADT^A01", "ADT^A40", "ADT^A11", "ADT^A13", "ORU^Z99", "SIU^S12")
MARKS = ("|^~\\&", "|^~\\&#", "$*:?+", "|A~\\&")


@pytest.fixture(scope="module", params=SENDERS, ids=lambda sender: sender.name)
def twins(
    request: pytest.FixtureRequest, definitions: Definitions, shipped: Path, names: Any
) -> tuple[Sender, Mapper, Mapper]:
    sender: Sender = request.param
    arguments = ([shipped], "hl7v2", sender, definitions, HL7v2(), names)
    return sender, load.load(*arguments), load.plain(*arguments)


def message(chance: random.Random, number: int) -> bytes:
    """A message of random segments, some of them sensible."""
    marks = chance.choice(MARKS) if chance.random() < 0.2 else MARKS[0]
    field, component, repetition, sub = marks[0], marks[1], marks[2], marks[4]

    def joined(mark: str, counts: tuple[int, ...], part: Callable[[], str]) -> str:
        return mark.join(part() for _ in range(chance.choice(counts)))

    def leaf() -> str:
        return joined(sub, (1, 1, 1, 2), lambda: chance.choice(LEAVES))

    def cell() -> str:
        return joined(repetition, (1, 1, 1, 3), lambda: joined(component, (1, 1, 3, 6, 14), leaf))

    kind = chance.choice(KINDS).replace("^", component)
    lines = [
        field.join(
            [
                "MSH" + marks[0] + marks[1:],
                "LAB",
                "HOSP",
                "",
                "",
                chance.choice(LEAVES),
                "",
                kind,
                str(number),
                "P",
                "2.5.1",
            ]
        )
    ]
    for _ in range(chance.randrange(10)):
        name = chance.choice(SEGMENTS)
        cells = [cell() if chance.random() < 0.6 else "" for _ in range(chance.randrange(45))]
        if name == "OBX" and len(cells) > 1:
            cells[1] = chance.choice(("NM", "SN", "CE", "ST", "TS", "TM", "ED", "RP", "NR", "XX"))
        lines.append(field.join([name, *cells]))
    return "\r".join(lines).encode()


def agree(twins: tuple[Sender, Mapper, Mapper], body: bytes) -> bool:
    """Hold the twins together on one message; False where no adapter reads it."""
    sender, compiled, plain = twins
    try:
        document = parse(body, sender)
    except Rejected:
        return False
    said = compiled.apply(document)
    assert said == plain.apply(document)
    assert said == compiled.apply(document)
    assert len(list(compiled.traces(document, said.tape))) == len(
        list(HL7v2().leaves(document.tree))
    )
    return True


@pytest.mark.parametrize("seed", range(2))
def test_random_messages(seed: int, twins: tuple[Sender, Mapper, Mapper]) -> None:
    """However broken the message, neither raises, and both say the same."""
    chance = random.Random(seed)  # noqa: S311 - a seeded test

    many = 40 * TIMES

    assert sum(agree(twins, message(chance, number)) for number in range(many)) > many // 2


def test_shipped_messages(twins: tuple[Sender, Mapper, Mapper], shipped: Path) -> None:
    """The same on the suites of real-looking messages."""
    folder = shipped.parents[1] / "shared/data/suites"
    files = sorted(folder.glob("hl7v2-*/**/*.hl7"))[::12]
    if not files:
        pytest.skip("the suites are not at hand")

    assert sum(agree(twins, file.read_bytes()) for file in files)
