"""An audit event says who asked, about whom, for what, when, from where, and how it ended."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from msgspec import structs

from gateway.audit import Access, read_event, search_event, summary_event
from gateway.audit.incoming import ingest_event
from gateway.model import Caller, Decision, Inbound, Receipt, Resource, Status

AT = datetime(2026, 11, 21, 8, 30, 0, 120_000, tzinfo=UTC)
ACCESS = Access(
    caller=Caller("ward-app", authenticated=True),
    decision=Decision(allowed=True, reason="read by token"),
    at=AT,
    request_id="7d3e1b0c",
    address="192.0.2.14",
)
INBOUND = Inbound("parc", "hl7v2", b"MSH|", AT)
RECEIPT = Receipt(
    "parc", "MSG1", "MSG1", Status.ACCEPTED, "ORU^R01", AT, "0" * 64,
    resources=("Patient/p/_history/1", "Observation/o/_history/1"),
)  # fmt: skip


def details(event: Resource, kind: str) -> list[str]:
    said = (item for entity in event["entity"] for item in entity.get("detail", ()))
    return [item["valueString"] for item in said if item["type"] == kind]


def entity(event: Resource, code: str) -> Resource:
    entities: list[Resource] = event["entity"]
    return next(item for item in entities if item["type"]["code"] == code)


def agent(event: Resource, role: str) -> Resource:
    agents: list[Resource] = event["agent"]
    return next(item for item in agents if item["type"]["coding"][0]["code"] == role)


def test_a_read_says_who_whose_what_when_and_from_where() -> None:
    event = read_event(ACCESS, "Observation", "o", patient="p")
    assert agent(event, "110152")["who"]["display"] == "ward-app"
    assert agent(event, "110152")["network"] == {"address": "192.0.2.14", "type": "2"}
    assert entity(event, "1")["what"] == {"reference": "Patient/p"}
    assert entity(event, "2")["what"] == {"reference": "Observation/o"}
    assert details(event, "data-category") == ["laboratory"]
    assert event["recorded"] == "2026-11-21T08:30:00.120+00:00"
    assert (event["action"], event["outcome"]) == ("R", "0")


def test_a_search_keeps_the_query_as_it_was_asked() -> None:
    event = search_event(ACCESS, "Observation", "GET Observation?patient=p&code=é", patient="p")
    assert b64decode(entity(event, "2")["query"]).decode() == "GET Observation?patient=p&code=é"
    assert event["subtype"][0]["code"] == "search-type"


def test_a_query_has_neither_subject_nor_details_of_its_own() -> None:
    """IHE's pattern for a search forbids both on the query's entity."""
    assert entity(search_event(ACCESS, "Patient", "GET Patient"), "2").keys() == {
        "query",
        "type",
        "role",
    }


def test_a_search_without_a_patient_names_none() -> None:
    event = search_event(ACCESS, "Patient", "GET Patient?identifier=x|1")
    assert [item["type"]["code"] for item in event["entity"]] == ["2", "4", "XrequestId"]


def test_a_summary_is_about_its_patient() -> None:
    event = summary_event(ACCESS, "p")
    assert entity(event, "1")["what"] == {"reference": "Patient/p"}
    assert details(event, "data-category") == ["patient-summary"]


def test_a_refusal_is_recorded_with_its_reason() -> None:
    refused = replace(ACCESS, decision=Decision(allowed=False, reason="no token was shown"))
    event = read_event(refused, "Patient", "p", patient="p")
    assert (event["outcome"], event["outcomeDesc"]) == ("4", "no token was shown")


def test_each_request_leaves_an_event_of_its_own() -> None:
    first = read_event(ACCESS, "Patient", "p")
    other = read_event(replace(ACCESS, request_id="another"), "Patient", "p")
    assert first["id"] == read_event(ACCESS, "Patient", "p")["id"]
    assert first["id"] != other["id"]


def test_two_resources_read_in_one_request_are_two_events() -> None:
    first = read_event(ACCESS, "Observation", "a", patient="p")
    assert first["id"] != read_event(ACCESS, "Observation", "b", patient="p")["id"]


def test_an_address_that_is_not_known_is_said_to_be_unknown() -> None:
    event = read_event(replace(ACCESS, address=""), "Patient", "p")
    assert agent(event, "110152")["network"]["extension"][0]["valueCode"] == "unknown"


def test_a_message_is_an_import_of_its_event() -> None:
    event = ingest_event(INBOUND, RECEIPT, patient="p")
    assert (event["type"]["code"], event["subtype"][0]["code"]) == ("110107", "R01")
    assert agent(event, "110153")["who"]["display"] == "parc"
    assert entity(event, "2")["what"]["identifier"]["value"] == "MSG1"
    assert details(event, "data-category") == ["identity", "laboratory"]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (Status.ACCEPTED, "0"),
        (Status.DUPLICATE, "0"),
        (Status.REJECTED, "4"),
        (Status.CONFLICT, "4"),
        (Status.FAULTED, "8"),
    ],
)
def test_what_became_of_a_message_is_recorded(status: Status, outcome: str) -> None:
    event = ingest_event(INBOUND, structs.replace(RECEIPT, status=status))
    assert (event["outcome"], event["outcomeDesc"]) == (outcome, status.value)
