"""What is written down before anything is told, and what an id that gave way still finds.

https://hl7.org/fhir/R4/auditevent.html
"""

from __future__ import annotations

import asyncio
from base64 import b64decode
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.model import Severity, Unavailable
from tests.api.http_house import (
    MESSAGE,
    Failing,
    House,
    Listening,
    admission,
    first,
    house,
    told,
)

TOKENS = {"clinique-fictive": "abc"}
READS = (
    ("/fhir/Patient/{patient}", "read"),
    ("/fhir/Patient?identifier=P100045", "search-type"),
    ("/fhir/Encounter?patient={patient}", "search-type"),
    ("/fhir/Patient/{patient}/$summary", "operation"),
)


@pytest.mark.parametrize(("path", "interaction"), READS)
def test_an_access_is_written_down(tmp_path: Path, path: str, interaction: str) -> None:
    """One valid AuditEvent: who, what, whom, and the number of the request."""

    async def story(opened: House) -> tuple[str, list[Any], list[Any]]:
        journal = Listening(opened.store)
        async with opened.client(journal=journal) as client:
            patient = first(await client.post(MESSAGE, content=admission()), "Patient")
            head = {"X-Request-Id": "app-7"}
            await client.get(path.format(patient=patient), headers=head)
        check = opened.desk.ruleset.validator.check
        wrong = [issue for event in journal.events for issue in check(event)]
        return patient, journal.events, wrong

    patient, events, wrong = told(tmp_path, story)
    whats = [entity.get("what", {}) for entity in events[0]["entity"]]

    assert len(events) == 1
    assert events[0]["subtype"][0]["code"] == interaction
    assert {"reference": f"Patient/{patient}"} in whats
    assert {"identifier": {"value": "app-7"}} in whats
    assert [issue for issue in wrong if issue.severity in (Severity.ERROR, Severity.FATAL)] == []


def test_a_search_is_written_down_in_its_own_words(tmp_path: Path) -> None:
    """Also one that finds nothing; as the audit pattern wants it, in base64."""

    async def story(opened: House) -> Any:
        journal = Listening(opened.store)
        async with opened.client(journal=journal) as client:
            await client.get("/fhir/Patient?identifier=P7")
        return journal.events[0]["entity"][0]["query"]

    asked = b64decode(told(tmp_path, story))

    assert asked == b"GET /fhir/Patient?identifier=P7"


@pytest.mark.parametrize("path", [path for path, _ in READS])
def test_what_cannot_be_written_down_is_not_told(tmp_path: Path, path: str) -> None:
    """With the record at hand and the audit trail away, the answer is 503 and says nothing."""

    async def story(opened: House) -> httpx.Response:
        async with opened.client() as client:
            patient = first(await client.post(MESSAGE, content=admission()), "Patient")
        async with opened.client(journal=Failing(Unavailable("full"))) as client:
            return await client.get(path.format(patient=patient))

    answer = told(tmp_path, story)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "Weber" not in answer.text
    assert "etag" not in answer.headers


MERGE = (
    b"MSH|^~\\&|HIS|NORD|GATEWAY|LU|20260106083000+0100||ADT^A40^ADT_A39|M-1|P|2.5.1\r"
    b"EVN||20260106083000+0100\r"
    b"PID|1||P2^^^HOPITALNORD^PI||Weber^Anna^^^^^L||19870423|F\r"
    b"MRG|P1^^^HOPITALNORD^PI\r"
)


def test_an_id_that_gave_way_still_finds(tmp_path: Path) -> None:
    """After a merge, searches and summaries under the old id tell what stands under the new."""
    own = ["https://fhir.gateway.example/lu/sid/clinique-fictive/HOPITALNORD"]

    async def whole() -> tuple[Any, ...]:
        async with house(tmp_path, TOKENS, own=own) as opened, opened.client() as client:
            client.headers["authorization"] = "Bearer abc"
            gone, kept = [
                first(await client.post(MESSAGE, content=admission(n, n)), "Patient")
                for n in ("P1", "P2")
            ]
            merged = await client.post(MESSAGE, content=MERGE)
            stays = await client.get(f"/fhir/Encounter?patient={gone}")
            summary = await client.get(f"/fhir/Patient/{gone}/$summary")
            patient = await client.get(f"/fhir/Patient/{gone}")
        return merged, kept, stays.json(), summary.json(), patient.json()

    merged, kept, stays, summary, patient = asyncio.run(whole())

    assert merged.status_code == 201, merged.text
    assert patient["link"][0]["other"]["reference"] == f"Patient/{kept}"
    assert stays["total"] == 2
    assert summary["entry"][1]["resource"]["id"] == kept


def test_nothing_of_a_patient_is_logged(tmp_path: Path) -> None:
    """Not by a message, a read, a search, a summary, nor by what goes wrong on the way."""

    async def story(opened: House) -> str:
        fault = RuntimeError("Weber P100045")
        async with opened.client() as client:
            patient = first(await client.post(MESSAGE, content=admission()), "Patient")
            for path in (f"Patient/{patient}", "Patient?identifier=P100045", "Patient?Weber=1"):
                await client.get(f"/fhir/{path}")
            metrics = (await client.get("/metrics")).text
        async with opened.client(record=Failing(fault), journal=Failing(fault)) as client:
            await client.get("/fhir/Patient?identifier=P100045")
        return opened.log.getvalue() + metrics

    written = told(tmp_path, story)

    assert "fault" in written
    assert "gateway_reads_total" in written
    assert "Weber" not in written
    assert "P100045" not in written
