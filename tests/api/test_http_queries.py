"""Queries over HTTP: answered in HL7 v2 under 200, or 422 where the query is wrong.

https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html · https://www.rfc-editor.org/rfc/rfc9110
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from gateway.model import Unavailable
from tests.api.http_house import MESSAGE, Failing, House, admission, batch, house, told

HEAD = (
    "MSH|^~\\&|HIS|NORD|GATEWAY|LU|20260105083000+0100||QBP^{}^QBP_Q21|Q1|P|2.5||||||"
    "UNICODE UTF-8\r"
)
PIX = HEAD.format("Q23") + "QPD|IHE PIX Query|T1|P100045^^^HOPITALNORD|^^^HOPITALNORD\rRCP|I\r"
PDQ = HEAD.format("Q22") + "QPD|IHE PDQ Query|T2|@PID.3.1^P100045~@PID.5.1^WEBER\rRCP|I\r"


def asked(folder: Path, *bodies: str | bytes, **said: str) -> list[httpx.Response]:
    """The answers to these, after an admission."""
    headers = {name.replace("_", "-"): value for name, value in said.items()}

    async def story(opened: House) -> list[httpx.Response]:
        async with opened.client() as client:
            await client.post(MESSAGE, content=admission())
            return [await client.post(MESSAGE, content=body, headers=headers) for body in bodies]

    return told(folder, story)


def test_a_query_is_answered_in_hl7_v2(tmp_path: Path) -> None:
    pix, pdq = asked(tmp_path, PIX, PDQ)

    assert pix.status_code == pdq.status_code == 200
    assert pix.headers["content-type"] == "application/hl7-v2"
    assert "location" not in pix.headers
    assert "\rPID|1||P100045^^^HOPITALNORD^PI||~^^^^^^S\r" in pix.text
    assert "\rPID|1||P100045^^^HOPITALNORD^PI||Weber^Anna^^^^^L||19870423|F\r" in pdq.text


def test_what_is_wrong_is_told_in_the_readers_language(tmp_path: Path) -> None:
    unclear = PDQ.replace("@PID.3.1^P100045~@PID.5.1^WEBER", "@PID.8^F")
    (found,) = asked(tmp_path, unclear, Accept_Language="fr")

    assert found.status_code == 422
    assert found.headers["content-language"] == "fr"
    assert "\rMSA|AE|Q1\r" in found.text
    assert "|query-needs-identifier^^99GATEWAY|||La requête ne dit de personne" in found.text


def test_a_caller_that_takes_no_hl7_v2_is_told_so(tmp_path: Path) -> None:
    (found,) = asked(tmp_path, PIX, Accept="application/json")

    assert found.status_code == 406


@pytest.mark.parametrize("name", ["x-application/hl7-v2+er7", "application/edi-hl7v2"])
def test_its_other_names_are_taken(tmp_path: Path, name: str) -> None:
    (found,) = asked(tmp_path, PIX, Accept=f"application/json, {name}")

    assert found.headers["content-type"] == name


def test_in_a_batch_and_in_xml_a_query_is_refused_by_name(tmp_path: Path) -> None:
    xml = (
        '<QBP_Q21 xmlns="urn:hl7-org:v2xml"><MSH><MSH.1>|</MSH.1><MSH.2>^~\\&amp;</MSH.2>'
        "<MSH.9><MSG.1>QBP</MSG.1><MSG.2>Q23</MSG.2></MSH.9><MSH.10>X1</MSH.10>"
        "<MSH.11><PT.1>P</PT.1></MSH.11><MSH.12><VID.1>2.5</VID.1></MSH.12></MSH></QBP_Q21>"
    )

    many, alone = asked(tmp_path, batch(PIX.encode()), xml)

    assert many.json()["receipts"][0]["status"] == "unsupported"
    assert alone.status_code == 422
    assert [one["rule"] for one in alone.json()["issues"]] == ["unsupported-type"]


def test_a_token_says_who_asks_and_in_whose_names(tmp_path: Path) -> None:
    """Without a token nobody is told anything."""

    async def story() -> list[httpx.Response]:
        async with (
            house(
                tmp_path, {"nord": "secret"}, authorities={"HOPITALNORD": "https://n.example/id"}
            ) as opened,
            opened.client() as client,
        ):
            known = {"Authorization": "Bearer secret"}
            await client.post(MESSAGE, content=admission(), headers=known)
            return [
                await client.post(MESSAGE, content=PIX, headers=shown) for shown in (known, {})
            ]

    found, stranger = asyncio.run(story())

    assert "|P100045^^^HOPITALNORD^PI|" in found.text
    assert stranger.status_code == 401


def test_what_cannot_be_written_down_is_not_told(tmp_path: Path) -> None:
    async def story(opened: House) -> httpx.Response:
        async def gone(*_: object) -> None:
            raise Unavailable("the disk is full")

        async with opened.client(ask=gone) as client:
            return await client.post(MESSAGE, content=PIX)

    found = told(tmp_path, story)

    assert found.status_code == 503
    assert "PID" not in found.text


def test_a_fault_tells_nothing(tmp_path: Path) -> None:
    async def story(opened: House) -> httpx.Response:
        async with opened.client(ask=Failing(KeyError("P100045"))._fail) as client:
            return await client.post(MESSAGE, content=PIX)

    found = told(tmp_path, story)

    assert found.status_code == 500
    assert "P100045" not in found.text


def test_queries_are_counted_apart(tmp_path: Path) -> None:
    async def story(opened: House) -> str:
        async with opened.client() as client:
            await client.post(MESSAGE, content=admission())
            await client.post(MESSAGE, content=PIX)
            await client.post(MESSAGE, content=PDQ.replace("P100045", "P1"))
            return (await client.get("/metrics")).text

    metrics = told(tmp_path, story)

    line = 'gateway_queries_total{{door="http",outcome="{}",sender="default"}} 1.0'
    assert line.format("found") in metrics
    assert line.format("none") in metrics
    assert 'status="accepted"} 1.0' in metrics
