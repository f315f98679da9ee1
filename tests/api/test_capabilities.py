"""What the CapabilityStatement says works, and nothing else does.

That each parameter finds what it should is held in tests/search/test_every_parameter.py.
https://hl7.org/fhir/R4/capabilitystatement.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pytest

from gateway.model import Issue
from tests.api.http_house import HERE, admission, first, house

NAME = "/fhir/Basic/b1"
BASIC = {"resourceType": "Basic", "id": "b1", "code": {"text": "x"}}
PATCH = {"Content-Type": "application/json-patch+json"}
RENAME = b'[{"op":"replace","path":"/code/text","value":"y"}]'
Ask = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]
DONE: Mapping[str, tuple[Ask, int]] = MappingProxyType(
    {
        "create": (lambda client: client.post("/fhir/Basic", json=BASIC), 201),
        "update": (lambda client: client.put(NAME, json=BASIC), 201),
        "read": (lambda client: client.get(NAME), 200),
        "patch": (lambda client: client.patch(NAME, content=RENAME, headers=PATCH), 200),
        "vread": (lambda client: client.get(f"{NAME}/_history/1"), 200),
        "history-instance": (lambda client: client.get(f"{NAME}/_history"), 200),
        "history-type": (lambda client: client.get("/fhir/Basic/_history"), 200),
        "history-system": (lambda client: client.get("/fhir/_history"), 200),
        "search-system": (lambda client: client.get("/fhir?_id=b1"), 200),
        "search-type": (lambda client: client.get("/fhir/Basic"), 200),
        "delete": (lambda client: client.delete(NAME), 204),
        "batch": (lambda client: client.post("/fhir", json=bundle("batch")), 200),
        "transaction": (lambda client: client.post("/fhir", json=bundle("transaction")), 200),
        "convert": (lambda client: client.post("/fhir/$convert", content=admission()), 200),
        "validate": (lambda client: client.post("/fhir/Basic/$validate", json=BASIC), 200),
    }
)
"""Interaction or operation -> how it is asked, and what it is answered."""


def bundle(kind: str) -> dict[str, Any]:
    """A Bundle that reads one resource."""
    return {
        "resourceType": "Bundle",
        "type": kind,
        "entry": [{"request": {"method": "GET", "url": "Basic?_id=b1"}}],
    }


@dataclass(frozen=True)
class Told:
    """What one gateway said of itself, and what it did."""

    statement: dict[str, Any]
    issues: tuple[Issue, ...]
    done: dict[str, int]
    """Interaction or operation -> status."""
    types: dict[str, int]
    """Type -> status of searching it."""


async def _tell(folder: Path) -> Told:
    async with house(folder) as opened, opened.client() as client:
        patient = first(await client.post("/messages/hl7v2", content=admission()), "Patient")
        statement = (await client.get("/fhir/metadata")).json()
        done = {name: (await ask(client)).status_code for name, (ask, _) in DONE.items()}
        summary = await client.get(f"/fhir/Patient/{patient}/$summary")
        types = [one["type"] for one in statement["rest"][0]["resource"]]
        return Told(
            statement,
            tuple(opened.desk.ruleset.validator.check(statement)),
            {**done, "summary": summary.status_code},
            {one: (await client.get(f"/fhir/{one}?_count=0")).status_code for one in types},
        )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """One gateway, asked for all that it says it can do."""
    return asyncio.run(_tell(tmp_path_factory.mktemp("capabilities")))


def test_the_statement_is_valid(told: Told) -> None:
    """Our own validator finds nothing to say about it."""
    assert [one for one in told.issues if one.severity.value in ("error", "fatal")] == []


def test_the_statement_is_of_this_server(told: Told) -> None:
    """FHIR R4, at the address under which it was asked."""
    assert told.statement["fhirVersion"] == "4.0.1"
    assert told.statement["implementation"]["url"] == f"{HERE}/fhir"


def test_everything_that_is_named_works(told: Told) -> None:
    """Each interaction and operation, of whatever type; and what is tried here is named there."""
    (rest,) = told.statement["rest"]
    parts = [rest, *rest["resource"]]
    named = {one["code"] for part in parts for one in part["interaction"]}
    named |= {one["name"] for part in parts for one in part["operation"]}

    assert named == told.done.keys()
    assert {name: told.done[name] for name in DONE} == {name: at for name, (_, at) in DONE.items()}
    assert told.done["summary"] == 200


def test_every_type_can_be_searched(told: Told) -> None:
    """All types of R4 but the one that is never kept."""
    assert len(told.types) == 145
    assert "Parameters" not in told.types
    assert set(told.types.values()) == {200}


def test_a_parameter_that_is_bounded_says_so(told: Told) -> None:
    """What has index rows finds however much there is; what has none says what it takes."""
    (patient,) = [one for one in told.statement["rest"][0]["resource"] if one["type"] == "Patient"]
    said = {one["name"]: "documentation" in one for one in patient["searchParam"]}

    assert said["identifier"] is said["birthdate"] is said["_id"] is False
    assert said["_text"] is True


def test_it_says_whether_pages_of_others_may_ask_and_that_all_may_be_included(
    tmp_path: Path,
) -> None:
    """Both work, where they are said; a client looks here before it tries."""

    async def story() -> list[dict[str, Any]]:
        async with house(tmp_path) as opened:
            clients = opened.client(), opened.client(origins=("https://app.example",))
            return [(await one.get("/fhir/metadata")).json()["rest"][0] for one in clients]

    alone, others = asyncio.run(story())

    assert (alone["security"]["cors"], others["security"]["cors"]) == (False, True)
    assert all("*" in one["searchInclude"] for one in alone["resource"])
