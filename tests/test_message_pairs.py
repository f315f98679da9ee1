"""Every invented message beside what must come of it: `<fact>.hl7`, `<fact>.expected.json`.

The pairs stand below `tests/messages/hl7v2/<EVENT>/`, each named for the fact that it shows. The
expected file names the sender, then holds the changes, the issues, and every leaf of the message
that is not wholly kept. https://www.hl7.eu/HL7v2x/v251/hl7v251.htm
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from gateway import fhirjson
from gateway.adapters.hl7v2 import paths
from gateway.adapters.hl7v2.adapter import ADAPTER
from gateway.definitions import Definitions
from gateway.identity.names import Identify
from gateway.mapping.load import load
from gateway.mapping.senders import senders as read_senders
from gateway.model import Mapper, Sender
from gateway.settings import Settings
from tests.pairs import outcome

MESSAGES = Path(__file__).parent / "messages" / "hl7v2"
PAIRS = sorted(MESSAGES.glob("*/*.hl7"))


@pytest.fixture(scope="module")
def senders() -> Mapping[str, Sender]:
    """The invented senders."""
    return read_senders(Settings().mappings)[0]


@pytest.fixture(scope="module")
def mapper(senders: Mapping[str, Sender]) -> Callable[[str], Mapper]:
    """The mapper of a sender, compiled when it is first asked for."""
    settings = Settings()
    definitions = Definitions.open(settings.definitions, settings.profiles)

    @cache
    def make(name: str) -> Mapper:
        sender, identify = senders[name], Identify()
        return load(settings.mappings, "hl7v2", sender, definitions, paths.HL7v2(), identify, None)

    return make


@pytest.mark.parametrize("place", PAIRS, ids=lambda place: f"{place.parent.name}/{place.stem}")
def test_becomes_what_is_expected(
    place: Path, senders: Mapping[str, Sender], mapper: Callable[[str], Mapper]
) -> None:
    """The message becomes exactly what stands in the file beside it."""
    expected = fhirjson.decode(place.with_suffix(".expected.json").read_bytes())
    name = expected["sender"]

    assert outcome(place.read_bytes(), ADAPTER, senders[name], mapper(name)) == expected


@pytest.mark.parametrize("place", PAIRS, ids=lambda place: f"{place.parent.name}/{place.stem}")
def test_becomes_the_same_twice(
    place: Path, senders: Mapping[str, Sender], mapper: Callable[[str], Mapper]
) -> None:
    """The same bytes give the same changes and the same tape, byte for byte."""
    name = fhirjson.decode(place.with_suffix(".expected.json").read_bytes())["sender"]
    body = place.read_bytes()

    first, second = (mapper(name).apply(ADAPTER.parse(body, senders[name])) for _ in range(2))

    assert (first.changes, first.tape, first.issues) == (
        second.changes,
        second.tape,
        second.issues,
    )
