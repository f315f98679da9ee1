"""Every format has its address, is answered by receipts, and is told from others by its type.

https://www.rfc-editor.org/rfc/rfc9110#name-content-type
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.api.http_house import House, admission, ask, batch, in_xml, told
from tests.api.letters import TYPE
from tests.archives.made import package, tarred, zipped

LETTERS = "/messages/letters"
CONVERT = "/fhir/$convert"


def post(folder: Path, body: bytes, path: str = LETTERS, **headers: str) -> httpx.Response:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(folder, "POST", path, content=body, headers=said)


def rules(answer: httpx.Response) -> list[str]:
    return [one["details"]["coding"][0]["code"] for one in answer.json()["issue"]]


def test_a_document_is_answered_with_its_receipt(tmp_path: Path) -> None:
    answer = post(tmp_path, admission("A"), content_type=TYPE)

    assert answer.status_code == 201
    assert answer.headers["location"] == "/receipts/default/A"
    assert (answer.json()["controlId"], answer.json()["status"]) == ("A", "accepted")


def test_the_same_document_again_is_a_duplicate(tmp_path: Path) -> None:
    async def story(opened: House) -> list[int]:
        async with opened.client() as client:
            return [
                (await client.post(LETTERS, content=admission("A"))).status_code for _ in range(2)
            ]

    assert told(tmp_path, story) == [201, 200]


def test_a_format_that_is_not_read_is_refused_by_name(tmp_path: Path) -> None:
    answer = post(tmp_path, admission("A"), "/messages/edifact")

    assert answer.status_code == 404
    assert rules(answer) == ["http-404"]
    assert "hl7v2, kmehr, letters" in answer.json()["issue"][0]["details"]["text"]


def test_a_format_without_acknowledgements_gives_none(tmp_path: Path) -> None:
    answer = post(tmp_path, admission("A"), accept="application/hl7-v2")

    assert answer.status_code == 406


@pytest.mark.parametrize(("version", "status"), [("3.0", 415), ("5.0", 415), ("4.0", 201)])
def test_fhir_that_says_it_is_another_version_is_refused(
    tmp_path: Path, version: str, status: int
) -> None:
    body = b'{"resourceType": "Organization", "id": "o", "name": "Ward"}'
    type_ = f"application/fhir+json; fhirVersion={version}"

    assert post(tmp_path, body, "/messages/fhir", content_type=type_).status_code == status


@pytest.mark.parametrize("type_", ["application/hl7-v2", "image/png", "video/mp4"])
def test_the_type_of_another_format_is_refused(tmp_path: Path, type_: str) -> None:
    answer = post(tmp_path, admission("A"), content_type=type_)

    assert answer.status_code == 415
    assert TYPE in answer.json()["issue"][0]["details"]["text"]


@pytest.mark.parametrize(
    "type_",
    [
        TYPE,
        "Application/X-Letters; charset=utf-8",
        "application/octet-stream",
        "application/x-www-form-urlencoded",
        "text/xml",
        "application/vnd.nobody-knows",
    ],
)
def test_a_type_that_says_nothing_else_is_taken(tmp_path: Path, type_: str) -> None:
    assert post(tmp_path, admission("A"), content_type=type_).status_code == 201


def test_hl7_v2_keeps_its_address_and_refuses_what_is_another_formats(tmp_path: Path) -> None:
    taken = post(tmp_path / "a", in_xml("A"), "/messages/hl7v2", content_type="text/xml")
    refused = post(tmp_path / "b", admission("A"), "/messages/hl7v2", content_type=TYPE)

    assert (taken.status_code, refused.status_code) == (201, 415)


def test_several_in_one_body_are_answered_one_by_one(tmp_path: Path) -> None:
    body = batch(admission("A"), admission("B", "P2"))

    answer = post(tmp_path, body, accept="application/x-ndjson")

    *receipts, last = map(json.loads, answer.text.splitlines())
    assert answer.status_code == 207
    assert [one["controlId"] for one in receipts] == ["A", "B"]
    assert last["batch"]["statuses"] == {"accepted": 2}


def test_a_document_that_cannot_be_read_is_refused_with_a_receipt(tmp_path: Path) -> None:
    answer = post(tmp_path, b"good morning")

    assert (answer.status_code, answer.json()["status"]) == (422, "rejected")


@pytest.mark.parametrize("made", [zipped, tarred, package])
def test_each_document_of_an_archive_has_its_receipt(
    tmp_path: Path, made: Callable[[dict[str, bytes]], bytes]
) -> None:
    many = batch(admission("B", "P2"), admission("C", "P3"))
    body = made({"A.HL7": admission("A"), "B.HL7": many, "C.HL7": b"good morning"})

    answer = post(tmp_path, body, content_type="application/zip")

    found = [(one["controlId"], one["status"]) for one in answer.json()["receipts"]]
    assert answer.status_code == 207
    assert found == [("A", "accepted"), ("B", "accepted"), ("C", "accepted"), ("", "rejected")]
    entries = [one["entry"] for one in answer.json()["receipts"]]
    assert entries == sorted(entries)
    assert [entries[1], entries[2]] == [entries[0] + 1] * 2
    assert answer.json()["batch"]["statuses"] == {"accepted": 3, "rejected": 1}


def test_an_archive_that_is_wrong_is_refused_whole(tmp_path: Path) -> None:
    answer = post(tmp_path, zipped({"A.HL7": admission("A"), "../B.HL7": admission("B")}))

    assert answer.status_code == 400
    assert rules(answer) == ["archive-path"]


@pytest.mark.parametrize(
    ("query", "type_"), [("?format=letters", ""), ("", TYPE), ("?format=hl7v2", TYPE), ("", "")]
)
def test_a_conversion_takes_any_format(tmp_path: Path, query: str, type_: str) -> None:
    answer = post(tmp_path, admission("A"), CONVERT + query, content_type=type_)

    assert answer.status_code == 200
    assert answer.json()["parameter"][1]["valueCode"] == "accepted"


def test_a_conversion_of_a_format_that_is_not_read_is_refused_by_name(tmp_path: Path) -> None:
    answer = post(tmp_path, admission("A"), CONVERT + "?format=edifact")

    assert answer.status_code == 400
    assert "hl7v2, kmehr, letters" in answer.json()["issue"][0]["details"]["text"]


@pytest.mark.parametrize("made", [batch, lambda one, two: zipped({"a": one, "b": two})])
def test_of_several_each_is_converted(
    tmp_path: Path, made: Callable[[bytes, bytes], bytes]
) -> None:
    answer = post(tmp_path, made(admission("A"), admission("B", "P2")), CONVERT)

    found = answer.json()["parameter"]
    assert [one["name"] for one in found] == ["message", "message"]
    assert [one["part"][1]["valueCode"] for one in found] == ["accepted", "accepted"]
    assert [one["part"][0]["resource"]["type"] for one in found] == ["collection", "collection"]


def test_what_is_wrong_with_the_whole_stands_beside_each(tmp_path: Path) -> None:
    answer = post(tmp_path, batch(admission("A"), count="7"), CONVERT)

    message, told_ = answer.json()["parameter"]
    assert (message["name"], told_["name"]) == ("message", "outcome")
    assert told_["resource"]["issue"][0]["details"]["coding"][0]["code"] == "batch-count"


def test_no_more_are_converted_at_once_than_a_hundred(tmp_path: Path) -> None:
    answer = post(tmp_path, b"".join(admission(f"{n}") for n in range(101)), CONVERT)

    assert answer.status_code == 413
