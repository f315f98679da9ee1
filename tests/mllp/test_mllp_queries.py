"""Queries on a real line: the answer is one frame, after the commit where one is asked for.

https://profiles.ihe.net/ITI/TF/Volume2/ITI-9.html
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.9.3, enhanced mode)
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gateway.model import Language
from tests.api.http_house import admission, batch
from tests.mllp.mllp_house import Gateway, Ward, told

QUERY = (
    b"MSH|^~\\&|HIS|NORD|GATEWAY|LU|20260105083000+0100||QBP^Q23^QBP_Q21|Q1|P|2.5||||||"
    b"UNICODE UTF-8\r"
    b"QPD|IHE PIX Query|T1|P100045^^^HOPITALNORD|^^^HOPITALNORD\rRCP|I\r"
)
PDQ = (
    b"MSH|^~\\&|HIS|NORD|GATEWAY|LU|20260105083000+0100||QBP^Q22^QBP_Q21|Q2|P|2.5||||||"
    b"UNICODE UTF-8\r"
    b"QPD|IHE PDQ Query|T3|@PID.5.1^schroe*~@PID.7^1987|||||^^^HOPITALNORD\rRCP|I|2^RD\r"
)


def answers(folder: Path, *bodies: bytes, count: int, **said: object) -> list[list[str]]:
    """The lines of so many answers to these frames, all sent at once."""

    async def story(_: Gateway, ward: Ward) -> list[list[str]]:
        for body in bodies:
            ward.send(body)
        return [(await ward.answer()).split("\r")[:-1] for _ in range(count)]

    return told(folder, story, **said)


def test_a_query_after_an_admission_finds_the_patient(tmp_path: Path) -> None:
    """In the order of the frames: what stands when the query comes is told."""
    feed = admission("A").replace(b"|AL|NE|", b"||||")

    taken, found = answers(tmp_path, feed, QUERY, count=2)

    assert taken[1] == "MSA|AA|A"
    assert found[0].split("|")[8] == "RSP^K23^RSP_K23"
    assert found[1:3] == ["MSA|AA|Q1", "QAK|T1|OK"]
    assert found[4] == "PID|1||P100045^^^HOPITALNORD^PI||~^^^^^^S"


def test_a_query_is_answered_each_time_it_comes(tmp_path: Path) -> None:
    feed = admission("A").replace(b"|AL|NE|", b"||||")

    found = answers(tmp_path, QUERY, feed, QUERY, QUERY, count=4)

    statuses = [lines[2] for lines in (found[0], found[2], found[3])]
    assert statuses[1:] == ["QAK|T1|OK", "QAK|T1|OK"]
    assert found[0][1] == "MSA|AE|Q1"


def test_who_is_described_is_told_of_in_pieces_on_one_line(tmp_path: Path) -> None:
    """Three of one name, two an answer: the pointer of the first answer leads to the rest."""
    named = [admission(f"A{at}", f"P20000{at}", "Schroeder") for at in (1, 2, 3)]
    feeds = [one.replace(b"|AL|NE|", b"||||") for one in named]

    async def story(_: Gateway, ward: Ward) -> list[list[str]]:
        for body in feeds:
            ward.send(body)
            await ward.answer()
        ward.send(PDQ)
        first = (await ward.answer()).split("\r")[:-1]
        ward.send(PDQ + first[-1].encode() + b"\r")
        return [first, (await ward.answer()).split("\r")[:-1]]

    first, rest = told(tmp_path, story)

    assert first[2] == "QAK|T3|OK|IHE PDQ Query|3|2|1"
    assert rest[2] == "QAK|T3|OK|IHE PDQ Query|3|1|0"
    assert not rest[-1].startswith("DSC")
    found = [line.split("|")[3] for line in (*first, *rest) if line.startswith("PID")]
    assert sorted(found) == [f"P20000{at}^^^HOPITALNORD^PI" for at in (1, 2, 3)]


def test_a_commit_comes_first_where_it_is_asked_for(tmp_path: Path) -> None:
    """MSH-16 counts for nothing: whoever asks wants to hear."""
    body = QUERY.replace(b"|P|2.5||||||", b"|P|2.5|||AL|NE||")

    commit, found = answers(tmp_path, body, count=2)

    assert commit[1] == "MSA|CA|Q1"
    assert found[1] == "MSA|AE|Q1"
    assert found[0].split("|")[14:16] == ["NE", "NE"]


def test_a_sender_that_is_held_to_one_answer_gets_one(tmp_path: Path) -> None:
    body = QUERY.replace(b"|P|2.5||||||", b"|P|2.5|||AL|NE||")

    first, second = answers(tmp_path, body, QUERY, count=2, acknowledgements="original")

    assert first[1] == second[1] == "MSA|AE|Q1"


def test_in_the_language_of_the_port(tmp_path: Path) -> None:
    (found,) = answers(tmp_path, QUERY, count=1, language=Language.DE)

    assert "|Niemand hier vergibt Nummern unter dieser ausgebenden Stelle." in found[2]


def test_in_a_batch_a_query_is_refused_by_name(tmp_path: Path) -> None:
    (found,) = answers(tmp_path, batch(QUERY), count=1)

    assert "MSA|AR|Q1" in found
    assert any("|unsupported-type^^99GATEWAY|" in line for line in found)
    assert not any(line.startswith("PID") for line in found)


def test_a_fault_of_ours_is_told_and_the_line_goes_on(tmp_path: Path) -> None:
    """As with messages: AE, so that a queue does not stop; the log names its kind alone."""

    async def story(gateway: Gateway, ward: Ward) -> tuple[str, str, str]:
        async def broken(*_: Any) -> None:
            raise KeyError("P100045")

        vars(gateway.store)["record_audit"] = broken
        ward.send(QUERY)
        failed = await ward.answer()
        del vars(gateway.store)["record_audit"]
        ward.send(QUERY)
        return failed, await ward.answer(), gateway.log.getvalue()

    failed, after, log = told(tmp_path, story)

    assert "\rMSA|AE|Q1\r" in failed
    assert "|internal-fault^^99GATEWAY|" in failed
    assert "RSP^K23" in after
    assert "query-failed" in log
    assert "P100045" not in failed.replace("QPD", "") + log
