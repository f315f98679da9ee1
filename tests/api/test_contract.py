"""The running gateway against openapi/gateway.yaml, both ways: nothing missing, nothing besides.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from gateway.api.app import ROUTES
from gateway.api.negotiation import FHIR_JSON, NDJSON
from gateway.api.served import TYPES
from gateway.fhirjson import decode
from gateway.intake.rest import Write, Written
from gateway.model import Inbound, Receipt, Resource, Severity, Status, Unavailable, Validator
from gateway.telemetry import Telemetry
from gateway.wording import told
from tests.api.contract_cases import CASES
from tests.api.contract_later import STATES as LATER_STATES
from tests.api.contract_later import Hurried
from tests.api.http_house import CONTRACT, MESSAGE, Failing, House, first, house

BAD = (Severity.FATAL, Severity.ERROR)
CANARY = "Xylophonius"
"""Stands for whatever an unexpected fault may say of a patient."""


OPERATIONS = MappingProxyType(
    {
        operation["operationId"]: (method, path, operation)
        for path, item in CONTRACT["paths"].items()
        for method, operation in item.items()
    }
)


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
    assert list(_undocumented(case.operation, answer)) == []


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


@pytest.mark.parametrize("place", sorted(CONTRACT["components"]["examples"]))
def test_the_examples_are_as_they_say(place: str) -> None:
    """The receipts shown in the contract meet its schema."""
    example = CONTRACT["components"]["examples"][place]["value"]

    assert list(_wrong({"$ref": "#/components/schemas/Receipt"}, example)) == []


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_example_in_an_answer_meets_its_schema(name: str) -> None:
    """An example that breaks its own schema would teach people wrong."""
    found = [
        wrong
        for answer in OPERATIONS[name][2]["responses"].values()
        for content in _content(answer).values()
        for example in content.get("examples", {}).values()
        for wrong in _wrong(content["schema"], _followed(example)["value"])
    ]

    assert found == []


def test_the_message_shown_in_the_contract_is_taken(tmp_path: Path) -> None:
    """Whoever copies the example message is answered 201."""
    content = OPERATIONS["messages"][2]["requestBody"]["content"]["application/hl7-v2"]
    message = content["examples"]["admission"]["value"].encode()

    async def send() -> int:
        async with house(tmp_path) as opened, opened.client() as client:
            answer: httpx.Response = await client.post(MESSAGE, content=message)
        return answer.status_code

    assert asyncio.run(send()) == 201


def _undocumented(name: str, answer: httpx.Response) -> Any:
    documented = _followed(OPERATIONS[name][2]["responses"][str(answer.status_code)])
    for header, stated in documented.get("headers", {}).items():
        pattern = _followed(stated)["schema"].get("pattern", "")
        if not re.search(pattern, answer.headers.get(header, "\0")):
            yield f"{header} is not as documented"
    contents = _content(documented)
    if not contents:
        yield from ["a body where none is documented"] if answer.content else []
        return
    if answer.request.headers.get("prefer") == "return=minimal":
        yield from ["a body where none is wanted"] if answer.content else []
        return
    kind = answer.headers["content-type"].partition(";")[0]
    kind = kind if kind in contents else "*/*"
    if kind not in contents:
        yield f"{kind} is not documented"
        return
    whole = kind.endswith("json") and kind != NDJSON
    value = answer.json() if whole else answer.text
    yield from _wrong(contents[kind]["schema"], value)


def _content(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _followed(answer).get("content", {})
    return found


def _followed(stated: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in stated:
        found: Any = CONTRACT
        for step in stated["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        stated = found
    return stated


def _wrong(schema: Mapping[str, Any], value: Any) -> list[str]:
    rooted = {**schema, "components": CONTRACT["components"]}
    checker = Draft202012Validator(rooted, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(value)]
