"""A list of places read at once."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.adapters import ADAPTERS
from gateway.adapters.hl7v2.extract import extractor
from gateway.adapters.hl7v2.tree import Delimiters, Message
from gateway.model import Sender

BODY = (
    b"MSH|^~\\&|A|B|C|D|20261120||ORU^R01|1|P|2.5\r"
    b"OBX|1|ST|2345-7^Gluc\\T\\ose^LN~other||a&b^c|mmol/L|||\r"
)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("OBX-1", "1"),
        ("OBX-3.1", "2345-7"),
        ("OBX-3.2", "Gluc&ose"),
        ("OBX-3.3", "LN"),
        ("OBX-3.4", ""),
        ("OBX-5", "a"),
        ("OBX-5.2", "c"),
        ("OBX-6", "mmol/L"),
        ("OBX-6.2", ""),
        ("OBX-40", ""),
    ],
)
def test_a_place_is_read_as_sent_and_unescaped(place: str, text: str) -> None:
    """The first repetition and subcomponent; nothing where nothing is."""
    message = ADAPTERS["hl7v2"].parse(BODY, Sender("x")).tree

    assert extractor([place], Delimiters())(message) == [text]


def test_several_places_come_in_their_order() -> None:
    message = ADAPTERS["hl7v2"].parse(BODY, Sender("x")).tree

    read = extractor(["OBX-6", "OBX-3.3", "OBX-1", "OBX-3.1"], Delimiters())

    assert read(message) == ["mmol/L", "LN", "1", "2345-7"]


PLACES = ["OBX-1", "OBX-3.1", "OBX-3.3", "OBX-5", "OBX-2.1", "OBX-5"]
FIELDS = st.lists(st.text("a1.^~&\\T ", max_size=6), max_size=7)


@given(FIELDS)
@example(["1", "NM", "a^b^c", "", "2.5"])
@example(["1", "NM^x", "a^b", "", "2^5"])
def test_places_read_together_say_what_each_says_alone(fields: list[str]) -> None:
    """Whatever stands in one of them."""
    message = Message(["|".join(["OBX", *fields])], ["OBX"], Delimiters(), "utf-8", b"")
    alone = [extractor([place], Delimiters())(message)[0] for place in PLACES]

    assert extractor(PLACES, Delimiters())(message) == alone


def test_each_segment_gives_what_is_asked_of_its_name() -> None:
    """In the message's order; of others nothing."""
    body = BODY.replace(b"OBX|1", b"PID|1||77^^^X\rNTE|1||note\rOBX|1") + b"OBX|2|NM|99||7.5\r"
    message = ADAPTERS["hl7v2"].parse(body, Sender("x")).tree

    read = extractor(["OBX-1", "OBX-3.1", "PID-3"], Delimiters())

    assert read(message) == ["77", "1", "2345-7", "2", "99"]


@pytest.mark.parametrize("place", ["PID", "PID-x", "PID-3.1.2", "pid-3", "__import__('os')"])
def test_what_is_no_place_is_refused(place: str) -> None:
    with pytest.raises(ValueError, match="no field or component"):
        extractor([place], Delimiters())
