"""Queries that are huge, malformed, or try to make the record be looked through.

https://owasp.org/www-project-top-ten/
"""

from __future__ import annotations

from typing import Any, cast

import pytest

from gateway.adapters import ADAPTERS
from gateway.adapters.hl7v2.inquiry import LONGEST, MOST
from gateway.disclosure import persons
from gateway.model import Adapter, Decision, Inbound, Page, Query, Sender
from gateway.store import Store
from tests.disclosure.asked_house import answer, pdq, pix, query, reply, segments
from tests.intake.house import NOON, House
from tests.pace import within

HL7V2: Adapter = ADAPTERS["hl7v2"]


class Watched:
    """A store that remembers what was searched for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.queries: list[Query] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def search(self, decision: Decision, query: Query) -> Page:
        """Remember, and pass on."""
        self.queries.append(query)
        return await self._store.search(decision, query)


def test_a_huge_query_is_refused_at_once(house: House) -> None:
    body = pdq("@PID.3.1^1001" + "~@PID.5.1^" + "X" * 200 + "~@PID.8^F" * 100_000)
    with within(5):
        told = answer(house, body)

        assert f"more than {MOST} times" in told


def test_a_long_value_is_refused(house: House) -> None:
    assert "query-parameter^" in answer(house, pix("1" * (LONGEST + 1) + "^^^KLINIK"))
    assert "query-parameter^" in answer(house, pdq("@PID.3.1^1001~@PID.5.1^" + "X" * 300))


@pytest.mark.parametrize(
    "asked",
    [
        pix("*^^^KLINIK"),
        pix("%^^^KLINIK"),
        pix(r"\F\^^^KLINIK"),
        pix(r"https://klinik.example/id\F\^^^KLINIK"),
        pix("^^^KLINIK"),
        pix('""^^^KLINIK'),
        pix("1001' OR '1'='1^^^KLINIK"),
        pdq("@PID.3.1^*"),
        pdq("@PID.3.4.1^KLINIK"),
        pdq(r"@PID.3.1^https://klinik.example/id\F\ "),
        pdq(r"@PID.3.1^urn:oid:1.3.182.4.4\F\ "),
        pdq(r"@PID.3.1^\F\ "),
        pdq("@PID.3^"),
        pdq("@PID.3.1^1001&1002"),
        pdq(""),
        pdq("~~~~"),
        pdq("@PID.0^x~@PID.3.0^x"),
        pdq("@PID.3.1^1001~@PID.3.1^1004"),
        query("QBP^Q22^QBP_Q21", "QPD"),
        query("QBP^Q23^QBP_Q21", "QPD|"),
    ],
)
def test_nobody_is_found_by_anything_but_a_whole_number(house: House, asked: bytes) -> None:
    watched = Watched(house.store)

    told = answer(house, asked, store=cast("Store", watched))

    assert segments(told, "PID") == []
    for one in watched.queries:
        (criterion,) = one.criteria
        assert criterion.param == "identifier"
        assert all(code for _, code in criterion.values)
        assert one.count <= persons.MOST


def test_an_escape_in_a_number_is_what_it_stands_for(house: House) -> None:
    r"""`10\X3031\` is 1001: it is found, and echoed as it was asked."""
    told = answer(house, pix(r"10\X3031\^^^KLINIK", "^^^SPIDOL"))

    assert segments(told, "PID")[0][3] == "77^^^SPIDOL^PI"
    assert r"|10\X3031\^^^KLINIK|" in told


def test_many_stars_cost_no_more_than_one_look(house: House) -> None:
    stars = "*a" * 120
    with within(5):
        told = answer(house, pdq(f"@PID.3.1^1001~@PID.5.1^{stars}"))

        assert "|NF|" in told


def test_a_name_in_the_record_cannot_break_the_answer(house: House) -> None:
    r"""Delimiters in a name go out escaped: a `|` in it stays one letter."""
    house.say(
        "ADT^A01^ADT_A01", r"PID|1||1009^^^KLINIK^MR||O\F\MSA\F\AA\T\B^Eve\X0D\PID||19850312|F"
    )

    told = answer(house, pdq("@PID.3.1^1009"))

    ((*_, name, _, born, sex),) = [line[:9] for line in segments(told, "PID")]
    assert name.startswith(r"O\F\MSA\F\AA\T\B^Eve")
    assert (born, sex) == ("19850312", "F")


def test_what_a_charset_lacks_is_spelt_as_acknowledgements_are(house: House) -> None:
    body = pdq("@PID.3.1^1001").replace(b"UNICODE UTF-8", b"ASCII")

    assert segments(answer(house, body), "PID")[0][5].startswith("MUeLLER^Anna")


def test_half_a_letter_is_no_delimiter(house: House) -> None:
    """In GB 18030 a letter may end in the byte of `|`: the last of a line stays whole."""
    letter = "\u4e85"
    assert letter.encode("gb18030").endswith(b"|")
    house.say("ADT^A01^ADT_A01", f"PID|1||1010^^^KLINIK^MR||{letter}^{letter}")

    found = reply(house, pdq("@PID.3.1^1010").replace(b"UNICODE UTF-8", b"GB 18030-2000"))

    assert found is not None
    assert segments(found.text.decode("gb18030").replace("\r", "\n"), "PID")[0][5].startswith(
        f"{letter}^{letter}"
    )


@pytest.mark.parametrize(
    "body",
    [b"", b"QBP", b"MSH|^~\\&|", b"MSH|^~\\&|||||||QBP^Q23", b"\x0b\x0bQBP^Q23", b"QBP^Q23" * 999],
)
def test_what_only_looks_like_a_query_is_none(house: House, body: bytes) -> None:
    assert not HL7V2.asks(body) or reply(house, body) is None


@pytest.mark.parametrize(
    ("sent", "asks"),
    [
        (b"MSH|^~\\&|A|B|C|D|2026||QBP^Q23^QBP_Q21|1|P|2.5\r", True),
        (b"\r\nMSH|^~\\&|A|B|C|D|2026|| QBP ^ Q22 |1|P|2.5\r", True),
        ("MSH|^~\\&|A|B|C|D|2026||QBP^Q23|1|P|2.5\r".encode("utf-16"), True),
        (b"MSH|^~\\&|QBP^Q23|B|C|D|2026||ADT^A01|1|P|2.5\r", False),
        (b"MSH|^~\\&|A|B|C|D|2026||QBP^Z99|1|P|2.5\r", False),
    ],
)
def test_msh_9_alone_says_that_a_message_asks(sent: bytes, *, asks: bool) -> None:
    assert HL7V2.asks(sent) is asks


def test_a_commit_stands_before_an_answer_where_it_is_asked_for() -> None:
    plain, held = Sender("ward"), Sender("ward", acknowledgements="original")

    def told(accept: str, sender: Sender) -> int:
        body = pix("1").replace(b"|P|2.5||||||", f"|P|2.5|||{accept}|AL||".encode())
        return len(HL7V2.committed(Inbound("ward", "hl7v2", body, NOON), sender))

    assert [told(word, plain) for word in ("AL", "SU", "NE", "ER", "")] == [1, 1, 0, 0, 0]
    assert told("AL", held) == 0
