"""What is sent to be checked, and how each fault of a message or a resource is told.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.fhirjson import decode
from tests.api.http_house import MESSAGE, admission, ask

HOSTILE = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b"\xff\xfe{",
    b'{"resourceType":"Patient"',
    b'{"resourceType":5}',
    b'{"resourceType":"Nonsense"}',
    b'{"resourceType":"Patient","identifier":5,"name":[[]],"contact":{"a":1}}',
    b'{"resourceType":"Patient","id":"1","id":"2"}',
    b'{"resourceType":"Patient","meta":{"profile":[5]}}',
    b'{"resourceType":"Patient","meta":5}',
    b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":[]}}]}',
    b'{"resourceType":"Observation","valueQuantity":{"value":1e999999}}',
    b'{"resourceType":"Parameters"}',
    b'{"resourceType":"Parameters","parameter":5}',
    b'{"resourceType":"Parameters","parameter":{"name":"resource"}}',
    b'{"resourceType":"Parameters","parameter":[{"name":"resource","resource":5}]}',
    b'{"resourceType":"Parameters","parameter":null}',
    b'{"resourceType":"Parameters","parameter":[{"name":[]}]}',
    b"[" * 100_000,
    b'{"resourceType":"Patient","text":{"div":"' + b"<" * 10_000 + b'"}}',
)


@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: body[:40].decode("latin-1"))
def test_no_json_makes_the_door_fail(tmp_path: Path, body: bytes) -> None:
    """Whatever is sent to be validated is answered, as an OperationOutcome that finds fault."""
    answer = ask(tmp_path, "POST", "/fhir/$validate", content=body)

    assert answer.status_code in (200, 400), answer.text
    assert decode(answer.content)["issue"][0]["severity"] in ("error", "fatal")


def test_what_is_validated_may_come_in_parameters(tmp_path: Path) -> None:
    """With profiles beside it; one that nobody knows is said."""
    known = "https://fhir.gateway.example/lu/StructureDefinition/lu-patient"
    patient = {"resourceType": "Patient", "gender": "female"}
    sent = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "resource", "resource": patient},
            {"name": "profile", "valueUri": known},
            {"name": "profile", "valueCanonical": "http://example.org/unknown"},
        ],
    }
    answer = ask(tmp_path, "POST", "/fhir/Patient/$validate", json=sent)
    rules = [issue["details"]["coding"][0]["code"] for issue in answer.json()["issue"]]

    assert rules.count("profile-unknown") == 1


def test_a_resource_of_another_type_is_said(tmp_path: Path) -> None:
    """The address names one type, the body is of another."""
    sent = {"resourceType": "Patient"}
    answer = ask(tmp_path, "POST", "/fhir/Observation/$validate", json=sent)
    rules = [issue["details"]["coding"][0]["code"] for issue in answer.json()["issue"]]

    assert "resource-type-other" in rules


def test_the_whole_reason_is_said_with_both_places(tmp_path: Path) -> None:
    """A rejected message's receipt names segment, element, rule and bytes, and no value."""
    sent = admission().replace(b"19870423", b"19871323")
    issues = ask(tmp_path, "POST", MESSAGE, content=sent).json()["issues"]
    wrong = next(issue for issue in issues if issue["source"].startswith("PID-7"))
    start, end = wrong["bytes"]

    assert wrong["target"] == "Patient.birthDate"
    assert sent[start:end] == b"19871323"
    assert "19871323" not in wrong["text"]
