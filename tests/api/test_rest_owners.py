"""Who may change what stands: its one source, also of what its messages made.

https://hl7.org/fhir/R4/http.html#update
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from tests.api.http_house import MESSAGE, House, admission, first
from tests.api.rest_house import basic, issue, told


def test_only_its_source_changes_a_resource(tmp_path: Path) -> None:
    """Another sender's token is told 403, whatever it wants."""

    async def story(client: httpx.AsyncClient, _: House) -> list[Any]:
        mine, theirs = {"Authorization": "Bearer a"}, {"Authorization": "Bearer b"}
        await client.put("/fhir/Basic/b1", json=basic(id="b1"), headers=mine)
        changed = basic(id="b1", created="2026")
        return [
            await client.put("/fhir/Basic/b1", json=changed, headers=theirs),
            await client.delete("/fhir/Basic/b1", headers=theirs),
            await client.put("/fhir/Basic/b1", json=changed, headers=mine),
        ]

    put, delete, own = told(tmp_path, story, tokens={"clinic-a": "a", "clinic-b": "b"})
    assert issue(put)[:2] == issue(delete)[:2] == (403, "http-403")
    assert own.status_code == 200


def test_what_messages_made_is_changed_by_its_source_alone(tmp_path: Path) -> None:
    """Its one source may put what its message said; the next message meets that."""

    async def story(client: httpx.AsyncClient, _: House) -> list[Any]:
        patient = first(await client.post(MESSAGE, content=admission("C-1")), "Patient")
        body = (await client.get(f"/fhir/Patient/{patient}")).json()
        changed = await client.put(f"/fhir/Patient/{patient}", json={**body, "active": True})
        await client.post(MESSAGE, content=admission("C-2", family="Klein"))
        return [changed, await client.get(f"/fhir/Patient/{patient}")]

    changed, after = told(tmp_path, story)
    assert changed.status_code == 200
    assert after.json()["name"][0]["family"] == "Klein"
    assert after.json()["active"] is True


def test_ids_that_are_drawn_from_numbers_cannot_be_taken(tmp_path: Path) -> None:
    """Nobody may sit where the next message of a hospital will want to write."""
    reserved = "5d0c4d0e-3a26-5b6f-9a43-0f6f1a3b7a10"

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        return await client.put(f"/fhir/Basic/{reserved}", json=basic(id=reserved))

    assert issue(told(tmp_path, story))[:2] == (422, "http-422")


def test_what_is_about_a_patient_of_a_message_is_patched_and_deleted(tmp_path: Path) -> None:
    """Whose it is stands in the record alone: neither a patch nor a DELETE says so."""
    kind = {"Content-Type": "application/json-patch+json"}

    async def story(client: httpx.AsyncClient, _: House) -> list[int]:
        people = [
            first(await client.post(MESSAGE, content=admission(f"C-{n}", n)), "Patient")
            for n in ("P1", "P2")
        ]
        about, other = ({"reference": f"Patient/{one}"} for one in people)
        made = await client.put("/fhir/Basic/b1", json=basic(id="b1", subject=about))
        moved = f'[{{"op":"replace","path":"/subject/reference","value":"{other["reference"]}"}}]'
        change = await client.patch("/fhir/Basic/b1", content=moved, headers=kind)
        found = await client.get(f"/fhir/Basic?patient={people[1]}")
        gone = await client.delete("/fhir/Basic/b1")
        assert change.json()["subject"] == other
        assert found.json()["total"] == 1
        return [made.status_code, change.status_code, gone.status_code]

    assert told(tmp_path, story) == [201, 200, 204]
