"""What is looked for among some segments only is found as if all of the message had been read."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from gateway.adapters.hl7v2 import paths
from gateway.adapters.hl7v2.adapter import ADAPTER
from gateway.definitions import Definitions
from gateway.identity.names import Identify
from gateway.mapping.ledger import trimmed
from gateway.mapping.load import load
from gateway.mapping.mapper import Mapper
from gateway.mapping.senders import senders
from gateway.mapping.tape import Taped
from gateway.model import Document, Fate, Sender
from gateway.settings import Settings

MESSAGES = sorted((Path(__file__).parents[1] / "messages" / "hl7v2").glob("*/*.hl7"))[::3]
NAMED = [pytest.param(one, id=f"{one.parent.name}/{one.stem}") for one in MESSAGES]
Made = tuple[Mapper, Document, Taped]


@pytest.fixture(scope="module")
def made() -> Callable[[Path], Made]:
    """A message of the invented hospital, said in FHIR."""
    settings = Settings()
    definitions = Definitions.open(settings.definitions, settings.profiles)
    known, identify = senders(settings.mappings)[0], Identify()

    @cache
    def mapper(sender: str) -> Mapper:
        return load(
            settings.mappings, "hl7v2", known[sender], definitions, paths.HL7v2(), identify, None
        )

    def make(place: Path, sender: str = "hopital-du-nord") -> Made:
        document = ADAPTER.parse(place.read_bytes(), known.get(sender, Sender(sender)))
        tape = mapper(sender).apply(document).account
        assert isinstance(tape, Taped)
        return mapper(sender), document, tape

    return make


@pytest.mark.parametrize("place", NAMED)
def test_a_resource_is_told_of_at_least_as_the_whole_ledger_tells(
    place: Path, made: Callable[[Path], Made]
) -> None:
    """A leaf that two resources took is told of one of them there, and of both here."""
    mapper, document, tape = made(place)
    whole = [one for one in mapper.traces(document, tape) if one.fate is not Fate.IGNORED]
    for name in {"/".join(one) for one in tape.names().values()}:
        told = {(one.source, one.span) for one in mapper.traces(document, tape, {name: ()})}
        assert told >= {(one.source, one.span) for one in whole if one.resource == name}


@pytest.mark.parametrize("place", NAMED)
def test_a_claim_is_told_as_among_all_claims(place: Path, made: Callable[[Path], Made]) -> None:
    """Its place, its target, its resource, and whether another row kept the leaf."""
    mapper, document, tape = made(place)
    ledger, ids = mapper.ledger, tape.names()
    claims = [*ledger.claims(tape.numbers)]
    kept = {(one.node, trimmed(one.address)) for one in claims if one.written}
    dialect = paths.HL7v2()
    some = [one for at, one in enumerate(claims) if not at % 7 or one.slot < 0 or not one.written]
    for claim in some:
        resource = "/".join(ids.get(claim.slot, ()))
        again = not claim.written and (claim.node, trimmed(claim.address)) in kept
        source = dialect.locate(document.tree, claim.node, claim.address)
        assert ledger.told(document, tape.numbers, ids, [claim.at]) == [
            (source, claim.target, resource, again)
        ]


@pytest.mark.parametrize("place", NAMED)
def test_bytes_are_those_of_the_whole_ledger(place: Path, made: Callable[[Path], Made]) -> None:
    """Of each segment, and of a field in it."""
    mapper, document, tape = made(place)
    whole = [(one.source, one.span) for one in mapper.traces(document, tape)]
    for segment in {source.partition("-")[0] for source, _ in whole}:
        own = [one for one in whole if one[0].partition("-")[0] == segment]
        assert [*mapper.spans(document, tape, [segment])] == own
        assert [*mapper.spans(document, tape, [own[-1][0]])] == own


def test_no_place_of_the_message_has_no_bytes(made: Callable[[Path], Made]) -> None:
    """A segment that is not there."""
    mapper, document, tape = made(MESSAGES[0])

    assert not [*mapper.spans(document, tape, ["ZZZ-1", ""])]


def test_tapes_are_the_same_whose_numbers_are() -> None:
    """Whatever their resources are called."""
    one = Taped(array("i", [1, 2]), dict)

    assert one == Taped(array("i", [1, 2]), lambda: {0: ("Patient", "p")})
    assert one != Taped(array("i", [1, 3]), dict)
    assert one != b"\x01"


ROWS = """
maps:
  - map: OBR -> DiagnosticReport
    id: {key: [[OBR-3, ordinal]]}
    rows:
      - {id: obr-7, src: OBR-7, to: effectiveDateTime, as: TS}
  - map: OBX -> Observation
    id: {key: [[OBX-3, ordinal]]}
    rows:
      - {id: obr-7-text, src: OBR-7, to: valueString, as: ST}
"""


def test_what_another_segment_keeps_of_a_field_is_seen(
    mapper: Callable[..., Mapper], read: Callable[..., Document]
) -> None:
    """A time that is none is no time of the report, and the words of its result."""
    maps = mapper(ROWS)
    document = read(
        "MSH|^~\\&|A|N|||20261121101500+0100||ORU^R01|77|P|2.5.1\nOBR|||7||||soon\nOBX|1||A"
    )
    said = maps.apply(document)

    assert said.changes[-1].body["valueString"] == "soon"
    tape = said.account
    assert isinstance(tape, Taped)
    refused = next(one for one in maps.ledger.claims(tape.numbers) if not one.written)
    place, _, _, kept = maps.ledger.told(document, tape.numbers, {}, [refused.at])[0]
    assert (place, kept) == ("OBR-7", True)
