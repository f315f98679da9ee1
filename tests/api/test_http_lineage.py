"""Every element of a kept resource names the field of the message that it came from, newest first.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from gateway.api import lineage
from gateway.bootstrap.rules import DIALECTS
from gateway.cli import app
from gateway.intake.lineage import Attempt, _renamed, attempt, attempting
from gateway.model import Fate, Trace
from tests.api.http_house import MESSAGE, House, admission, first, house, result, told
from tests.pace import within


def parts(answer: httpx.Response) -> dict[str, dict[str, Any]]:
    """Element -> the rest of what is said of it."""
    found = {}
    for one in answer.json().get("parameter", ()):
        said = {p["name"]: p.get("valueString", p.get("valueInteger")) for p in one["part"]}
        found[said.pop("path", "")] = said
    return found


def moved(control: str) -> bytes:
    """The same admission a day later, with another birth date and no sex."""
    later = admission(control).replace(b"20260105083000", b"20260106083000")
    return later.replace(b"|19870423|F", b"|19870424|").replace(b"ADT^A01", b"ADT^A08")


async def asked(opened: House, query: str = "") -> dict[str, dict[str, Any]]:
    async with opened.client() as client:
        answer = await client.post(MESSAGE, content=admission("A"))
        await client.post(MESSAGE, content=moved("B"))
        found = await client.get(f"/fhir/Patient/{first(answer, 'Patient')}/$lineage{query}")
    assert found.status_code == 200
    return parts(found)


def test_an_element_names_the_newest_message_that_says_it(tmp_path: Path) -> None:
    found = told(tmp_path, asked)

    birth, sex = found["Patient.birthDate"], found["Patient.gender"]
    assert (birth["source"], birth["controlId"], birth["version"]) == ("PID-7", "B", 2)
    assert birth["row"] == "hl7v2/segments/PID.yaml#pid-7"
    assert (sex["source"], sex["controlId"], sex["fate"]) == ("PID-8", "A", "translated")
    start, end = map(int, birth["bytes"].split("-"))
    assert moved("B")[start:end] == b"19870424"
    code, system = (
        found[f"Patient.identifier[0].type.coding[0].{one}"] for one in ("code", "system")
    )
    assert (system["source"], system) == ("PID-3.5", code)


def test_a_path_and_a_field_narrow_it(tmp_path: Path) -> None:
    by_path = told(tmp_path / "1", lambda opened: asked(opened, "?path=name"))
    by_field = told(tmp_path / "2", lambda opened: asked(opened, "?source=PID-5"))

    assert {"Patient.name[0].family", "Patient.name[0].given[0]"} <= by_path.keys()
    assert all(place.startswith("Patient.name") for place in by_path)
    assert {one["source"].partition(".")[0] for one in by_field.values()} == {"PID-5"}


def test_the_other_way_is_told_to_the_sender(tmp_path: Path) -> None:
    async def story(opened: House) -> tuple[str, httpx.Response, httpx.Response]:
        async with opened.client() as client:
            answer = await client.post(MESSAGE, content=admission("A"))
            wrong = admission("B").replace(b"|ADT^A01^ADT_A01|", b"||")
            await client.post(MESSAGE, content=wrong)
            found = await client.get("/receipts/default/A/$lineage?source=PID-7")
            unread = await client.get("/receipts/default/B/$lineage")
        return f"Patient/{first(answer, 'Patient')}", found, unread

    patient, found, unread = told(tmp_path, story)

    birth = parts(found)["Patient.birthDate"]
    assert (birth["resource"], birth["source"], birth["fate"]) == (patient, "PID-7", "mapped")
    assert unread.json() == {"resourceType": "Parameters"}


def test_no_value_is_told(tmp_path: Path) -> None:
    found = json.dumps(told(tmp_path, asked))

    assert "Weber" not in found
    assert "1987" not in found


def command(folder: Path, *words: str) -> Result:
    return CliRunner(env={"GATEWAY_DATA": str(folder)}).invoke(app, ["lineage", *words])


def test_the_command_reads_beside_a_running_gateway_both_ways(tmp_path: Path) -> None:
    async def story(opened: House) -> tuple[Result, Result, Result]:
        async with opened.client() as client:
            answer = await client.post(MESSAGE, content=admission("A"))
        patient = f"Patient/{first(answer, 'Patient')}"
        return (
            command(tmp_path, patient, "birthDate"),
            command(tmp_path, "--message", "default/A", "PID-7"),
            command(tmp_path, patient, "--format", "json"),
        )

    one, other, whole = told(tmp_path, story)

    assert one.exit_code == 0, one.output
    cells = one.stdout.splitlines()[0].split("\t")
    assert cells[1:4] == ["Patient.birthDate", "PID-7", "mapped"]
    assert cells[5] == "default/A"
    assert "\tPatient.birthDate\tPID-7\t" in other.stdout
    assert other.stdout.split("\t")[0] == cells[0]
    assert {line["path"] for line in json.loads(whole.stdout)} >= {"Patient.gender"}


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert command(tmp_path, "Patient/x").exit_code == 2

    async def story(_: House) -> tuple[Result, Result]:
        return command(tmp_path, "Patient/x"), command(tmp_path, "--message", "default/Z")

    for shown in told(tmp_path, story):
        assert shown.exit_code == 2
        assert "there is no" in shown.stderr


def test_messages_of_an_older_mapper_are_read_by_its_catalogue(tmp_path: Path) -> None:
    async def story() -> dict[str, dict[str, Any]]:
        async with house(tmp_path) as opened, opened.client() as client:
            rules = opened.desk.ruleset
            mapper = rules.mappers("hl7v2", "default")
            await opened.store.keep_catalogue(mapper.version, mapper.catalogue)
            answer = await client.post(MESSAGE, content=admission("A"))
            made = mapper.version
            try:
                mapper.version = "another"
                found = await client.get(f"/fhir/Patient/{first(answer, 'Patient')}/$lineage")
            finally:
                mapper.version = made
        return parts(found)

    found = asyncio.run(story())

    assert found["Patient.birthDate"]["source"] == "PID-7"


def test_the_bytes_of_a_document_name_the_field_that_brought_them(tmp_path: Path) -> None:
    pdf = "OBX|9|ED|11502-2^Report^LN|1|^application^pdf^Base64^JVBERg==||||||F\r"

    async def story(opened: House) -> dict[str, dict[str, Any]]:
        async with opened.client() as client:
            answer = await client.post(MESSAGE, content=result() + pdf.encode())
            found = await client.get(f"/fhir/Binary/{first(answer, 'Binary')}/$lineage")
        return parts(found)

    found = told(tmp_path, story)

    assert found["Binary.data"]["source"].startswith("OBX[2]-5")
    assert found["Binary.contentType"]["source"] == "OBX[2]-5.3"


def long(control: str, results: int) -> bytes:
    """A report of so many results."""
    head, _, obx = result(control).rstrip(b"\r").rpartition(b"\r")
    each = [
        obx.replace(b"OBX|1|", b"OBX|%d|" % number).replace(b"G-77", b"G-%d" % number)
        for number in range(1, results + 1)
    ]
    return b"\r".join([head, *each, b""])


def test_what_a_long_message_was_made_into_is_told_in_steps(tmp_path: Path) -> None:
    """Nobody is to wait for a ledger of many thousand leaves, acknowledgements least of all."""

    async def story(opened: House) -> tuple[Attempt, Attempt, int]:
        async with opened.client() as client:
            await client.post(MESSAGE, content=long("L", 100))
        origin = await opened.store.lineage("default", "L")
        assert origin is not None
        rules, steps = opened.desk.rules(), 0
        gone = attempting(origin, None, rules, DIALECTS)
        while True:
            try:
                next(gone)
            except StopIteration as done:
                return done.value, attempt(origin, None, rules, DIALECTS), steps
            steps += 1

    stepped, whole, steps = told(tmp_path, story)
    assert stepped == whole
    assert steps > len(whole.traces) // 100


def test_a_long_answer_is_written_beside_other_requests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: list[bool] = []

    def noted(*given: Any) -> Any:
        where.append(threading.current_thread() is threading.main_thread())
        return written(*given)

    async def story(opened: House) -> list[int]:
        async with opened.client() as client:
            for control, count in (("S", 2), ("L", 60)):
                await client.post(MESSAGE, content=long(control, count))
            asked = [f"/receipts/default/{control}/$lineage" for control in "SL"]
            return [(await client.get(one)).status_code for one in asked]

    written = lineage._written
    monkeypatch.setattr(lineage, "_written", noted)
    assert told(tmp_path, story) == [200] * 2
    assert where == [True, False]


def test_a_ledger_is_named_by_the_record_in_as_much_time_as_it_is_long() -> None:
    """Each place was looked for among all resources that the message had made."""
    names = [f"Observation/{number}" for number in range(20_000)]
    traces = [Trace("OBX-5", Fate.MAPPED, "Observation.value", name) for name in names]
    person = Trace("PID-7", Fate.MAPPED, "Patient.birthDate", "Patient/drawn")
    kept = [f"{name}/_history/1" for name in ("Patient/served", *names)]

    with within(0.3):
        *same, served = _renamed([*traces, person], kept)

    assert (same, served.resource) == (traces, "Patient/served")
