"""What is kept by its text changes nothing that comes out, and nobody changes what is kept."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

import pytest

from gateway.adapters.hl7v2.paths import HL7v2
from gateway.adapters.hl7v2.read import parse
from gateway.definitions import Definitions
from gateway.fhirjson import encode
from gateway.identity.names import Identify
from gateway.mapping import load
from gateway.mapping.mapper import Mapper
from gateway.mapping.memory import Memory
from gateway.model import Document, Sender
from gateway.settings import Settings
from tests.drawn import TIMES

SENDER = Sender("zoned", zone="Europe/Luxembourg", default_authority="urn:oid:1.2.3")
CELLS = {
    2: ("NM", "NM", "NM", "ST", "SN", "TX", "CE", "DT", "TM", ""),
    3: ("718-7^Hb^LN", "2345-7^Glu^LN", "99^x", "ab"),
    4: ("", "", "", "1", "1.2", "a^2"),
    5: ("7.1", "12.50", "120", "neg", "see below", '""', "a&b", " 5", "", "1~2", "<^5", "^5^-^7"),
    6: ("g/dL^^UCUM", "mmol/L", "", '""'),
    7: ("", "3.5-5.1", "<5", "see"),
    8: ("", "H", "N", "H~A", "??"),
    10: ("", "", "A"),
    11: ("F", "F", "F", "P", "X", "N", "", "zz"),
    14: ("", "20261121080000", "20261121", "2026112108", "nonsense", "20261025023000", " "),
    16: ("", "", "77^THILL^Claire^^^^^^1.2.4", "^WEBER", "78^A~79^B"),
    19: ("", "", "20261121", "x"),
    21: ("", "", "I1^LAB"),
    23: ("", "", "LAB^^^^^1.2.4^^^^L9"),
}
PHONES = (
    "",
    "^PRN^PH^^352^^123456",
    "621~^WPN^PH^^352^^98765~x@y.lu^NET",
    "~^PRN^CP",
    '""',
)
DOCTORS = ("", "77^THILL^Claire^^^^^^1.2.4", "^WEBER", "78^A", "78^A~79^B", '""')
WARDS = ("", "Ward 5", "Ward 5~Ward 6|1 Rue X^^L|^PRN^PH^^352^^99|2 Rue Y^^L")
"""Of a doctor who ordered, more is said: the ward, its telephone, where both are."""


class Watching(Memory):
    """Looks whether a kept value is still what it was."""

    def made(self) -> dict[Any, Any]:
        """A store that remembers how its values looked."""
        return Watched()


class Watched(dict[Any, Any]):
    """A store that looks at each value it gives."""

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, (value, repr(value)))

    def get(self, key: Any, default: Any = None) -> Any:
        """The value, as it was when it was kept."""
        value, was = super().get(key, (default, repr(default)))
        assert repr(value) == was, "a kept value was changed"
        return value


def report(chance: random.Random, number: int) -> Document:
    """A report of results that are much alike."""
    day = chance.choice(("20261120090200+0100", "20261120", "", "20261121101500"))
    ends = chance.choice(("", "", "20261121"))
    ordered = f"{chance.choice(DOCTORS)}{'|' * 7}LAB|F"
    lines = [
        f"MSH|^~\\&|LAB|NORD|||20261121101500||ORU^R01|{number}|P|2.5.1",
        f"PID|1||{chance.choice((4711, 4712))}^^^1.2.3.4||Doe^Jane{'|' * 8}{chance.choice(PHONES)}"
        if chance.random() < 0.9
        else "",
        f"PV1|1|I{'|' * 17}V{number}" if chance.random() < 0.7 else "",
        f"ORC|RE{'|' * 11}{chance.choice(DOCTORS)}{'|' * 9}{chance.choice(WARDS)}"
        if chance.random() < 0.7
        else "",
        f"OBR|1||F{number % 7}|58410-2^CBC^LN|||{day}|{ends}{'|' * 9}{ordered}",
    ]
    for _ in range(chance.randrange(1, 8)):
        cells = [""] * chance.choice((6, 12, 15, 24))
        for at, words in CELLS.items():
            if at < len(cells):
                cells[at] = (
                    chance.choice(words[:2]) if chance.random() < 0.6 else chance.choice(words)
                )
        lines.append("|".join(["OBX", *cells[1:]]))
        if chance.random() < 0.1:
            lines.append("NTE|1||said & done^so")
    return parse("\r".join(line for line in lines if line).encode(), SENDER)


@pytest.fixture(scope="module")
def mappers(definitions: Definitions) -> tuple[Mapper, Mapper, Mapper]:
    """Watched, keeping one value only, and plain."""
    first = (Settings().mappings, "hl7v2", SENDER, definitions, HL7v2(), Identify())
    watched = load.load(*first, memory=Watching)
    forgetful = load.load(*first, memory=partial(Watching, 1))
    return watched, forgetful, load.plain(*first)


@pytest.mark.parametrize("seed", range(2))
def test_kept_values_change_nothing(seed: int, mappers: tuple[Mapper, Mapper, Mapper]) -> None:
    """Cold, warm, with room for one value and interpreted: four times the same."""
    chance = random.Random(seed)  # noqa: S311 - a seeded test
    watched, forgetful, plain = mappers
    for number in range(80 * TIMES):
        document = report(chance, number)
        said = plain.apply(document)
        assert watched.apply(document) == said
        assert watched.apply(document) == said
        assert forgetful.apply(document) == said


def test_elements_keep_their_order(mappers: tuple[Mapper, Mapper, Mapper]) -> None:
    """A copy of what was learnt has its elements where the first one had them: the same bytes."""
    chance = random.Random(9)  # noqa: S311 - a seeded test
    watched, forgetful, _ = mappers
    for number in range(100):
        document = report(chance, number)
        first, again = forgetful.apply(document), watched.apply(document)
        assert first.changes == again.changes
        assert [encode(one.body) for one in first.changes] == [
            encode(one.body) for one in again.changes
        ]
