"""Plain reads and searches are answered where they arrive: the same answer, the same audit event.

https://hl7.org/fhir/R4/http.html · https://www.rfc-editor.org/rfc/rfc9112#name-pipelining
"""

from __future__ import annotations

import asyncio
import gzip
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from gateway import fhirjson
from gateway.api import straight
from gateway.api.heads import Ask
from gateway.api.quick import Quick
from gateway.api.straight import Answer
from gateway.disclosure.near import Shape
from gateway.model import Decision, Near, Resource
from gateway.store import codec
from tests.api.filled_house import filled
from tests.api.http_house import MESSAGE, House, admission, first, house, told
from tests.search.search_house import BASE, NOW, library

HEADERS = {"Host": "127.0.0.1:8080", "Accept": "application/fhir+json"}
PLAIN = (
    "/fhir/Patient/{id}",
    "/fhir/Patient?identifier=P100045",
    "/fhir/Patient?_id={id}&_count=1",
    "/fhir/Patient?identifier=urn:x|P100045&_count=3",
    "/fhir/Patient?identifier=urn:x%7CP100045&&gender=female",
    "/fhir/Patient?family=weber&birthdate=1987-04-23",
    "/fhir/Patient?birthdate=1987-04-23",
    "/fhir/Patient?family=O'Neil+%C3%A9",
    "/fhir/Patient?_lastUpdated=gt2020-01-01",
    "/fhir/Patient?birthdate=gt1980&_total=none",
    "/fhir/Observation?patient={id}",
    "/fhir/Observation?patient=Patient/{id}&code=2345-7",
    "/fhir/Observation?subject=Patient/{id}&_count=1",
    "/fhir/Observation?code=http://loinc.org%7C2345-7&patient={id}",
    "/fhir/Observation?patient=nobody",
    "/fhir/Encounter?status=in-progress,finished",
)
LONG = (
    "/fhir/Patient/none",
    "/fhir/Patient/{id}?_format=json",
    "/fhir/Patient/{id}/_history",
    "/fhir/Patient/_history",
    "/fhir/Nothing/1",
    "/fhir/Binary/1",
    "/fhir/Patient?colour=red",
    "/fhir/Patient?_summary=true&family=weber",
    "/fhir/Patient?family=we%ZZ",
    "/fhir/Patient?family=weber&_sort=family",
    "/fhir/Observation?patient.family=weber",
    "/fhir/Observation?patient={id}&_include=Observation:patient",
    "/fhir/Patient",
    "/fhir/metadata",
    "/live",
)
SAID = (
    {"If-None-Match": 'W/"1"'},
    {"If-Modified-Since": "Sun, 29 Nov 2026 07:35:26 GMT"},
    {"Prefer": "handling=lenient"},
    {"Prefer": "respond-async"},
    {"Accept": "application/fhir+xml"},
    {"X-Forwarded-For": "192.0.2.1"},
    {"Host": "gateway.example"},
    {"Authorization": "Bearer x", "Content-Length": "1"},
)
_OWN = {"x-request-id", "server-timing", "date", "content-length"}


async def quickly(house: House, path: str, **said: str) -> Answer | None:
    """The answer where it arrives; None: it was not taken, and nothing was done."""
    assert house.desk.near is not None
    names = {**HEADERS, **{name.replace("_", "-"): text for name, text in said.items()}}
    headers = [(name.lower().encode(), text.encode()) for name, text in names.items()]
    heard: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
    ask = Ask(path.encode(), headers, "http", "127.0.0.1")
    taken = Quick(house.desk, house.desk.near).taken(ask, heard.set_result)
    return await heard if taken else None


def lines(head: bytes) -> dict[str, str]:
    """Header lines by name."""
    said = [line.split(": ", 1) for line in head.decode().split("\r\n") if line]
    return {name: text for name, text in said if name not in _OWN}


def audited(folder: Path) -> list[Resource]:
    """Every audit event that stands alone in the store, without what differs each time."""
    with sqlite3.connect(folder / "gateway.sqlite") as store:
        rows = store.execute("SELECT body FROM audit WHERE seq IS NULL ORDER BY number").fetchall()
    store.close()
    texts = [line for (body,) in rows for line in codec.unpack(body).split(b"\n")]
    return [_alike(fhirjson.decode(text)) for text in texts]


def _alike(event: Any) -> Resource:
    del event["id"], event["recorded"], event["entity"][-1]["what"]
    return dict(event)


def test_the_quick_way_tells_and_writes_down_the_same(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        id_ = await filled(house)
        async with house.client() as client:
            for path in (one.format(id=id_) for one in PLAIN):
                before = len(audited(tmp_path))
                long = await client.get(path, headers={**HEADERS, "Accept-Encoding": "identity"})
                middle = len(audited(tmp_path))
                found = await quickly(house, path)
                assert found is not None, path
                assert long.status_code == 200
                assert found[1] == long.content, path
                theirs = {name: text for name, text in long.headers.items() if name not in _OWN}
                assert lines(found[0]) == theirs
                events = audited(tmp_path)
                assert events[middle:] == events[before:middle], path

    told(tmp_path, story)


def test_what_is_not_plain_goes_the_long_way(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        id_ = await filled(house)
        before = audited(tmp_path)
        for path in LONG:
            assert await quickly(house, path.format(id=id_)) is None, path
        for said in SAID:
            assert await quickly(house, f"/fhir/Patient/{id_}", **said) is None, said
        assert audited(tmp_path) == before

    told(tmp_path, story)


def test_it_is_packed_where_that_pays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(straight, "LEAST", 500)

    async def story(house: House) -> None:
        id_ = await filled(house)
        path = f"/fhir/Patient?_id={id_}"
        plain = await quickly(house, path)
        packed = await quickly(house, path, Accept_Encoding="gzip, deflate")
        assert plain and packed  # noqa: PT018 - both are there
        assert b"content-encoding: gzip" in packed[0]
        assert gzip.decompress(packed[1]) == plain[1]

    told(tmp_path, story)


def test_only_who_shows_a_token_is_told(tmp_path: Path) -> None:
    async def story() -> None:
        async with house(tmp_path, {"lab": "secret"}) as opened:
            await shown(opened)

    async def shown(house: House) -> None:
        async with house.client() as client:
            bearer = {"Authorization": "Bearer secret"}
            sent = await client.post(MESSAGE, content=admission(), headers=bearer)
        path = f"/fhir/Patient/{first(sent, 'Patient')}"
        assert await quickly(house, path) is None
        assert await quickly(house, path, Authorization="Bearer other") is None
        assert await quickly(house, path, Authorization="Bearer secret") is not None
        assert audited(tmp_path)[0]["agent"][1]["who"]["display"] == "lab"

    asyncio.run(story())


@dataclass
class Moved:
    """A record in which one Patient gave way to another at some time."""

    changes: int = 0
    asked: int = 0
    gave: bool = False

    def read_at_once(self, decision: Decision, type: str, id: str) -> bytes | None:
        """Patient `old` links to `new` once it gave way; each reading is counted."""
        assert decision.allowed and type == "Patient"  # noqa: PT018 - both hold
        self.asked += 1
        link = {"type": "replaced-by", "other": {"reference": "Patient/new"}}
        meta = {"versionId": "1", "lastUpdated": "2026-11-29T10:00:00Z"}
        body = {"resourceType": type, "id": id, "meta": meta}
        return fhirjson.encode(body | {"link": [link]} if self.gave and id == "old" else body)


def test_who_is_served_is_looked_at_again_when_something_has_changed() -> None:
    alike = library().alike("Observation", ["patient"], (BASE,), NOW)
    shape = Shape(alike, frozenset({("Observation", "patient")}))
    near = Moved()

    def target() -> object:
        found = shape.query(cast("Near", near), Decision(allowed=True, reason=""), ["old"])
        return found and found.criteria[0].values

    assert [target(), target(), near.asked] == [(("Patient/old",),), (("Patient/old",),), 1]
    near.gave, near.changes = True, 1
    assert target() == (("Patient/new",),)


@pytest.mark.parametrize("path", ["/fhir/Patient/{id}", "/fhir/Patient?_id={id}"])
def test_what_has_changed_is_told_as_it_stands_now(tmp_path: Path, path: str) -> None:
    async def story(house: House) -> None:
        id_ = await filled(house)
        old = await quickly(house, path.format(id=id_))
        async with house.client() as client:
            kept = (await client.get(f"/fhir/Patient/{id_}")).json()
            kept["telecom"] = [{"system": "phone", "value": "12345"}]
            changed = await client.put(f"/fhir/Patient/{id_}", json=kept)
        assert changed.status_code == 200, changed.text
        new = await quickly(house, path.format(id=id_))
        assert old and new  # noqa: PT018 - both are there
        assert (b"12345" in old[1], b"12345" in new[1]) == (False, True)

    told(tmp_path, story)
