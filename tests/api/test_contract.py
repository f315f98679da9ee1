"""The running gateway against openapi/gateway.yaml, both ways: nothing missing, nothing besides.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_spec_validator import validate

from gateway.api.app import ROUTES
from gateway.api.negotiation import FHIR_JSON
from gateway.api.served import TYPES
from gateway.fhirjson import decode
from gateway.intake.rest import Write, Written
from gateway.model import Inbound, Receipt, Resource, Severity, Status, Unavailable, Validator
from gateway.telemetry import Telemetry
from gateway.wording import told
from tests.api.contract_cases import CASES
from tests.api.contract_checks import OPERATIONS, undocumented
from tests.api.contract_later import STATES as LATER_STATES
from tests.api.contract_later import Hurried
from tests.api.http_house import CONTRACT, Failing, House, first, house

BAD = (Severity.FATAL, Severity.ERROR)
CANARY = "Xylophonius"
"""Stands for whatever an unexpected fault may say of a patient."""


class Broken(Telemetry):
    """Metrics that cannot be told."""

    def text(self) -> bytes:
        """Fail."""
        raise RuntimeError(CANARY)


def _fail(*_: object) -> Any:
    raise RuntimeError(CANARY)


def _verdict(status: Status, error: Exception | None = None) -> Any:
    async def receive(inbound: Inbound, *_: object) -> Receipt:
        if error:
            raise error
        return Receipt(
            "default", "C-1", "C-1", status, "ADT^A01", inbound.received_at, "0" * 64, seq=1
        )

    return receive


def _unanswered(error: Exception) -> Any:
    async def ask(*_: object) -> None:
        raise error

    return ask


async def _foreign(asked: Write, *_: object) -> Written:
    """Whatever is asked for is another source's."""
    at = asked.inbound.received_at
    issues = (told("http-403.foreign", code="forbidden"),)
    receipt = Receipt("default", "K", "K", Status.REJECTED, asked.kind, at, "0" * 64, issues)
    return Written(receipt, ())


@asynccontextmanager
async def _states(opened: House, folder: Path) -> AsyncIterator[Mapping[str, httpx.AsyncClient]]:
    """The same gateway in every state in which the contract says how it answers."""
    away, fault = Unavailable("gone"), RuntimeError(CANARY)
    rules = opened.desk.ruleset
    broken = {
        "receive": _verdict(Status.FAULTED, fault),
        "write": _unanswered(fault),
        "journal": Failing(fault),
        "record": Failing(fault),
        "lineage": Failing(fault),
        "clock": _fail,
        "telemetry": Broken("debug", opened.log),
        "contract": folder / "missing.yaml",
        "rules": lambda: replace(rules, validator=Failing(fault)),
    }
    async with house(folder / "token", {"clinique-fictive": "abc"}) as closed:
        yield {
            "open": opened.client(),
            "token": closed.client(),
            "small": opened.client(max_body=64),
            "parked": opened.client(receive=_verdict(Status.PARKED)),
            "faulted": opened.client(receive=_verdict(Status.FAULTED)),
            "foreign": opened.client(write=_foreign),
            **{name: opened.client(postponed=it) for name, it in LATER_STATES.items()},
            "hasty": opened.client(patience=Hurried()),
            "broken": opened.client(**broken),
            "away": opened.client(
                receive=_verdict(Status.FAULTED, away),
                write=_unanswered(away),
                ask=_unanswered(away),
                journal=Failing(away),
                record=Failing(away),
                lineage=Failing(away),
                postponed=Failing(away),
            ),
        }


@dataclass(frozen=True)
class Asked:
    """Every case asked once, in order, of one gateway."""

    answers: tuple[httpx.Response, ...]
    log: str
    validator: Validator


async def _ask(folder: Path) -> Asked:
    answers: list[httpx.Response] = []
    async with house(folder) as opened, _states(opened, folder) as states:
        patient = ""
        for case in CASES:
            method, _, _ = OPERATIONS[case.operation]
            answer = await states[case.state].request(
                method, case.path.format(patient=patient), content=case.body, headers=case.headers
            )
            patient = patient or first(answer, "Patient")
            answers.append(answer)
    return Asked(tuple(answers), opened.log.getvalue(), opened.desk.ruleset.validator)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The answers to all cases, and what was logged."""
    return asyncio.run(_ask(tmp_path_factory.mktemp("contract")))


def test_the_contract_is_openapi() -> None:
    """The document meets the specification that it claims."""
    validate(CONTRACT)


def test_the_contract_has_the_routes_and_no_others() -> None:
    """Every address and method of the application stands in the contract, and the other way."""
    routes = {(method, path.replace(":path", "")) for method, path, _ in ROUTES}

    assert routes == {(method.upper(), path) for method, path, _ in OPERATIONS.values()}


def test_the_contract_names_the_types_that_are_kept() -> None:
    """The types in the contract are those of the table."""
    assert tuple(CONTRACT["components"]["parameters"]["type"]["schema"]["enum"]) == TYPES


def test_every_documented_status_is_produced() -> None:
    """No status stands in the contract that no request leads to."""
    documented = {
        (name, int(status))
        for name, (_, _, operation) in OPERATIONS.items()
        for status in operation["responses"]
    }

    assert documented == {(case.operation, case.status) for case in CASES}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[str(case) for case in CASES])
def test_the_answer_is_as_documented(asked: Asked, number: int) -> None:
    """Status, media type, headers and body are what the contract says of this request."""
    case, answer = CASES[number], asked.answers[number]

    assert answer.status_code == case.status, answer.text
    assert list(undocumented(case.operation, answer)) == []


def test_what_claims_to_be_fhir_is(asked: Asked) -> None:
    """Every FHIR answer is valid in the eyes of our own validator."""
    bodies = [
        decode(answer.content)
        for answer in asked.answers
        if answer.headers.get("content-type", "").startswith(FHIR_JSON)
    ]
    found = [
        issue
        for body in bodies
        for issue in asked.validator.check(body)
        if not (_in_part(body) and issue.code == "invariant")
    ]

    assert len(bodies) > 50
    assert [issue for issue in found if issue.severity in BAD] == []


def _in_part(body: Resource) -> bool:
    """Of a resource in part, what hangs on several elements need not hold."""
    tags = body.get("meta", {}).get("tag", ())
    return any(tag["code"] == "SUBSETTED" for tag in tags)


def test_a_fault_tells_nothing_of_what_it_was_about(asked: Asked) -> None:
    """Neither an answer nor the log repeats what an unexpected exception says."""
    assert "RuntimeError" in asked.log
    assert CANARY not in asked.log + "".join(answer.text for answer in asked.answers)


def test_every_answer_has_its_number_and_is_not_kept(asked: Asked) -> None:
    """X-Request-Id, no-store and nosniff are on every answer, good or bad."""
    names = ("x-request-id", "cache-control", "x-content-type-options")
    lacking = [
        answer.url for answer in asked.answers if not all(n in answer.headers for n in names)
    ]

    assert lacking == []
