"""An event written down as text at once is the event, letter for letter.

https://profiles.ihe.net/ITI/BALP/
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.audit import Access, read_event, search_event
from gateway.audit.incoming import ingest_event
from gateway.audit.lines import Lines, ingest_line
from gateway.fhirjson import encode
from gateway.model import Caller, Decision, Inbound, Receipt, Status

WHO = Caller('lab "Nord" 100%', authenticated=True)
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize("patient", ["", "p-1"])
@pytest.mark.parametrize("at", [NOON, NOON.replace(microsecond=123_456)])
@pytest.mark.parametrize(
    "decision",
    [Decision(allowed=True, reason="read by token"), Decision(allowed=False, reason="")],
)
def test_a_line_is_its_event(patient: str, at: datetime, decision: Decision) -> None:
    access = Access(WHO, decision, at, "n-1", "127.0.0.1")
    read = read_event(access, "Patient", "a.b-1", patient)
    lines = Lines(WHO, decision, "127.0.0.1")
    assert lines.read(at, "n-1", "Patient", "a.b-1", patient) == encode(read)
    query = "GET /fhir/Observation?code=é%7C&x=%s"
    found = search_event(access, "Observation", query, patient)
    assert lines.searches(at, "n-1", "Observation", query, [patient]) == [encode(found)]


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize(
    ("kind", "resources"),
    [
        ("ADT^A08", ("Patient/p/_history/2",)),
        ("transaction", ("Patient/p/_history/1", "Condition/c/_history/1")),
        ("update Patient/p", ("Patient/p/_history/3",)),
        ("delete Observation?0123456789abcdef", ()),
        ("ADT^\4", ()),
        ("", ()),
    ],
)
@pytest.mark.parametrize("key", ["MSG%s1", 'a"b\\c', "\1\6", "ü"])
@pytest.mark.parametrize("patient", ["", "p", '"%b"'])
def test_a_line_of_what_came_in_is_the_event_itself(
    status: Status, kind: str, resources: tuple[str, ...], key: str, patient: str
) -> None:
    inbound = Inbound("parc", "hl7v2", b"MSH|", NOON)
    receipt = Receipt("parc", key, key, status, kind, NOON, "0" * 64, resources=resources)
    event = ingest_event(inbound, receipt, patient)
    assert ingest_line(inbound, receipt, patient) == encode(event)
