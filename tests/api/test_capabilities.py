"""What the CapabilityStatement says works, and nothing else does.

https://hl7.org/fhir/R4/capabilitystatement.html
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.fhirjson import encode
from gateway.model import Issue
from tests.api.http_house import HERE, admission, first, house, result

OPERATIONS = {
    "convert": ("/fhir/$convert", admission()),
    "validate": ("/fhir/{type}/$validate", None),
    "summary": ("/fhir/Patient/{patient}/$summary", None),
}
"""How each operation is asked; without a body of its own, `validate` is sent what was read."""


FHIR = {"Accept": "application/fhir+json"}
MESSAGES = Path(__file__).parents[1] / "messages" / "hl7v2"
EXAMPLES = (
    "OML_O21/an-order-with-its-specimen.hl7",
    "RDE_O11/dose-route-and-timing-are-one-instruction.hl7",
    "RDS_O13/what-a-pharmacy-gave-out.hl7",
    "RAS_O17/what-a-patient-was-given.hl7",
    "VXU_V04/a-vaccine-that-was-refused.hl7",
    "SIU_S12/an-appointment-is-booked.hl7",
    "MDM_T02/a-letter-with-its-consent.hl7",
    "PPR_PC1/a-problem-and-its-goal.hl7",
    "ORU_R01/who-made-the-result-and-where.hl7",
    "ADT_A60/an-allergy-is-deleted-another-inactive.hl7",
    "ADT_A01/a-diagnosis-and-a-procedure-with-their-people.hl7",
    "BAR_P01/an-account-is-opened.hl7",
    "DFT_P03/a-charge-with-its-procedure.hl7",
    "MFN_M05/a-bed-of-a-ward.hl7",
)
NOBODYS = frozenset({("Device", "patient")})
"""A device that made a result is nobody's."""


@dataclass(frozen=True)
class Told:
    """What one gateway said of itself, and what it did."""

    statement: dict[str, Any]
    issues: tuple[Issue, ...]
    read: dict[str, int]
    """Type -> status of reading one."""
    found: dict[tuple[str, str, bool], list[str]]
    """(type, parameter, of something there) -> ids."""
    operations: dict[tuple[str, str], int]
    """(type, name) -> status."""
    ids: dict[str, str]
    """Type -> id of one that is there."""


async def _tell(folder: Path) -> Told:
    async with house(folder) as opened, opened.client() as client:
        sent = [
            await client.post("/messages/hl7v2", content=message)
            for message in (admission(), _signed(result()), *_others())
        ]
        statement = (await client.get("/fhir/metadata")).json()
        stated = {each["type"]: each for each in statement["rest"][0]["resource"]}
        ids = {
            type_: first(next(one for one in _order(sent, type_) if _names(one, type_)), type_)
            for type_ in stated
        }
        bodies = {
            type_: await client.get(f"/fhir/{type_}/{id_}", headers=FHIR)
            for type_, id_ in ids.items()
        }
        told = Told(
            statement,
            tuple(opened.desk.ruleset.validator.check(statement)),
            {type_: answer.status_code for type_, answer in bodies.items()},
            {},
            {},
            ids,
        )
        for type_, each in stated.items():
            for parameter in each["searchParam"]:
                name = parameter["name"]
                if name == "identifier" and "identifier" not in bodies[type_].json():
                    continue  # the example has no number of its own
                value = _value(name, bodies[type_].json(), ids["Patient"])
                for there in (True, False):
                    query = {name: value if there else "nothing-has-this"}
                    answer = await client.get(f"/fhir/{type_}", params=query)
                    entries = answer.json().get("entry", [])
                    told.found[type_, name, there] = [e["resource"]["id"] for e in entries]
            for operation in each["operation"]:
                answer = await _operate(client, operation["name"], type_, bodies[type_].json())
                told.operations[type_, operation["name"]] = answer.status_code
        for operation in statement["rest"][0]["operation"]:
            answer = await _operate(client, operation["name"], "", bodies["Patient"].json())
            told.operations["", operation["name"]] = answer.status_code
    return told


def _others() -> list[bytes]:
    """An example of each other kind of message, about the same patient, with an account."""
    segment = admission().split(b"\r")[2]
    segment += b"|" * (18 - segment.count(b"|")) + b"A77^^^NORD^AN"
    return [
        re.sub(rb"\rPID\|[^\r]*", lambda _: b"\r" + segment, (MESSAGES / name).read_bytes())
        for name in EXAMPLES
    ]


def _names(answer: httpx.Response, type_: str) -> bool:
    return any(one.startswith(f"{type_}/") for one in answer.json()["resources"])


def _order(sent: list[httpx.Response], type_: str) -> list[httpx.Response]:
    """The admission for what it alone says whole, else the messages after it."""
    return sent if type_ in ("Patient", "Encounter", "Provenance") else sent[1:]


def _signed(report: bytes) -> bytes:
    """The report, with the doctor (OBX-16) and the laboratory (OBX-23) behind its result."""
    doctor, laboratory = b"7001^Thill^Claire^^^Dr^^^NORD", b"Labo Nord^^^^^NORD^^^^L9"
    return report.replace(b"|||||||G-77^LIS", b"||" + doctor + b"|||||G-77^LIS||" + laboratory)


def _value(name: str, body: dict[str, Any], patient: str) -> str:
    found = {"_id": body["id"], "patient": patient}
    if name == "identifier":
        found["identifier"] = body["identifier"][0]["value"]
    return str(found[name])


async def _operate(
    client: httpx.AsyncClient, name: str, type_: str, body: dict[str, Any]
) -> httpx.Response:
    path, content = OPERATIONS[name]
    path = path.format(type=type_, patient=body["id"]).replace("//", "/")
    if name == "summary":
        return await client.get(path)
    return await client.post(path, content=content or encode(body))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """One gateway with a stay and a result in it, asked for all that it says it can do."""
    return asyncio.run(_tell(tmp_path_factory.mktemp("capabilities")))


def test_the_statement_is_valid(told: Told) -> None:
    """Our own validator finds nothing to say about it."""
    assert told.issues == ()


def test_the_statement_is_of_this_server(told: Told) -> None:
    """FHIR R4, at the address under which it was asked."""
    assert told.statement["fhirVersion"] == "4.0.1"
    assert told.statement["implementation"]["url"] == f"{HERE}/fhir"


def test_every_type_can_be_read(told: Told) -> None:
    """One of each is there."""
    assert told.read == dict.fromkeys(told.ids, 200)


def test_every_parameter_finds_what_is_there(told: Told) -> None:
    """Each parameter, of each type, with a value that something has."""
    missed = [
        (type_, name)
        for (type_, name, there), found in told.found.items()
        if there and (type_, name) not in NOBODYS and told.ids[type_] not in found
    ]

    assert missed == []
    assert len(told.found) > 20


def test_no_parameter_finds_what_is_not_there(told: Told) -> None:
    """Each parameter, of each type, with a value that nothing has."""
    assert [key for key, found in told.found.items() if not key[2] and found] == []


def test_every_operation_answers(told: Told) -> None:
    """At the level at which it is stated."""
    assert set(told.operations.values()) == {200}
    assert ("Patient", "summary") in told.operations
    assert ("", "convert") in told.operations


def test_parameters_are_those_of_r4(told: Told) -> None:
    """A parameter that R4 does not give a type is not claimed: a Provenance has no identifier."""
    stated = {
        each["type"]: [parameter["name"] for parameter in each["searchParam"]]
        for each in told.statement["rest"][0]["resource"]
    }

    assert stated["Patient"] == ["_id", "identifier"]
    assert stated["Provenance"] == ["_id", "patient"]
    assert stated["Observation"] == ["_id", "identifier", "patient"]
