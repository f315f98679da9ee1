"""A batch over HTTP: each message its receipt, in order, its counts held, however much there is.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3)
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.model import Inbound, Receipt, Unavailable
from tests.api.http_house import MESSAGE, House, admission, ask, batch, told

LINES = {"Accept": "application/x-ndjson"}
HL7 = {"Accept": "application/hl7-v2"}


def post(folder: Path, body: bytes, **headers: str) -> httpx.Response:
    return ask(folder, "POST", MESSAGE, content=body, headers=headers)


def statuses(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(one["controlId"], one["status"]) for one in answer.json()["receipts"]]


def test_each_message_of_a_batch_has_its_receipt_in_order(tmp_path: Path) -> None:
    answer = post(tmp_path, batch(admission("A"), admission("B", "P2"), admission("A"), file=True))

    assert answer.status_code == 207
    assert statuses(answer) == [("A", "accepted"), ("B", "accepted"), ("A", "duplicate")]
    assert answer.json()["batch"] == {
        "messages": 3,
        "statuses": {"accepted": 2, "duplicate": 1},
        "issues": [],
    }


def test_a_message_that_is_wrong_stops_none_of_the_others(tmp_path: Path) -> None:
    wrong = admission("B", "P2").replace(b"19870423", b"19871323")

    answer = post(tmp_path, batch(admission("A"), wrong, admission("C", "P3")))

    assert answer.status_code == 207
    assert [status for _, status in statuses(answer)] == ["accepted", "rejected", "accepted"]


@pytest.mark.parametrize(
    ("body", "rule", "source", "receipts"),
    [
        (batch(admission("A"), count="3"), "batch-count", "BTS-1", 1),
        (b"FHS|^~\\&\r" + batch(admission("A")), "batch-cut", "", 1),
        (b"FHS|^~\\&\r" + batch(admission("A")) + b"FTS|2", "batch-count", "FTS-1", 1),
        (batch(admission("A"), admission("B"))[:-40], "batch-cut", "", 1),
        (b"OBX|1|ST|x\r" + batch(admission("A")), "batch-begins-inside", "", 2),
    ],
)
def test_a_batch_whose_frame_is_wrong_is_told_by_name_and_keeps_what_is_whole(
    tmp_path: Path, body: bytes, rule: str, source: str, receipts: int
) -> None:
    answer = post(tmp_path, body)

    (issue,) = answer.json()["batch"]["issues"]
    assert answer.status_code == 207
    assert (issue["rule"], issue.get("source", "")) == (rule, source)
    assert len(statuses(answer)) == receipts
    assert ("A", "accepted") in statuses(answer)


def test_a_message_that_was_cut_off_is_kept_nowhere_and_can_be_sent_again(tmp_path: Path) -> None:
    whole = batch(admission("A"), admission("B", "P2"))

    async def story(opened: House) -> tuple[int, list[tuple[str, str]]]:
        async with opened.client() as client:
            await client.post(MESSAGE, content=whole[:-60])
            asked = await client.get("/receipts/default/B")
            again = await client.post(MESSAGE, content=whole)
        return asked.status_code, statuses(again)

    assert told(tmp_path, story) == (404, [("A", "duplicate"), ("B", "accepted")])


def test_lines_of_receipts_end_in_the_sum(tmp_path: Path) -> None:
    answer = post(tmp_path, admission("A") + admission("B", "P2"), **LINES)

    *receipts, last = map(json.loads, answer.text.splitlines())
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert [one["controlId"] for one in receipts] == ["A", "B"]
    assert last["batch"]["messages"] == 2


def test_the_acknowledgement_of_a_batch_is_a_batch_that_names_it(tmp_path: Path) -> None:
    answer = post(tmp_path, batch(admission("A"), admission("B", "P2"), count="5"), **HL7)

    head, *inner, foot = answer.content.decode().split("\r")[:-1]
    assert head.split("|")[2:6] == ["GATEWAY", "LU", "HIS", "NORD"]
    assert head.split("|")[11] == "B-17"
    assert [line for line in inner if line.startswith("MSA")] == ["MSA|AA|A", "MSA|AA|B"]
    assert foot.startswith("BTS|2|batch-count: BTS-1 is not the number of messages")


def test_where_the_store_closes_midway_what_was_accepted_is_said(tmp_path: Path) -> None:
    async def story(opened: House) -> httpx.Response:
        async def receive(inbound: Inbound, door: str) -> Receipt:
            if b"|B|" in inbound.body:
                raise Unavailable("full")
            return await opened.desk.receive(inbound, door)

        async with opened.client(receive=receive) as client:
            return await client.post(MESSAGE, content=batch(admission("A"), admission("B")))

    answer = told(tmp_path, story)

    assert answer.status_code == 207
    assert answer.headers["retry-after"]
    assert statuses(answer) == [("A", "accepted")]
    assert [one["rule"] for one in answer.json()["batch"]["issues"]] == ["store-unavailable"]


def test_a_batch_may_be_larger_than_a_message(tmp_path: Path) -> None:
    one = len(admission("0000"))

    async def chunks() -> AsyncIterator[bytes]:
        for number in range(20):
            yield admission(f"{number:04}", f"P{number}")
            await asyncio.sleep(0)

    async def story(opened: House) -> httpx.Response:
        async with opened.client(max_body=one + 50) as client:
            answer: httpx.Response = await client.post(MESSAGE, content=chunks())
        return answer

    assert told(tmp_path, story).json()["batch"]["statuses"] == {"accepted": 20}


def test_who_asks_for_lines_and_sends_one_message_is_answered_as_ever(tmp_path: Path) -> None:
    answer: Any = post(tmp_path, admission("A"), **LINES)

    assert answer.status_code == 201
    assert answer.json()["controlId"] == "A"
