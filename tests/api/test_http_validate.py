"""What is sent to be checked, and how each fault of a message or a resource is told.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pytest

from gateway.api import validate
from gateway.definitions import Definitions
from gateway.fhirjson import decode, encode
from gateway.fhirxml import FhirXml
from gateway.model import Issue
from gateway.settings import Settings
from tests.api.http_house import MESSAGE, House, admission, ask, told

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
    b"<",
    b"<a/>",
    b'<!DOCTYPE a [<!ENTITY x "y">]><Patient xmlns="http://hl7.org/fhir">&x;</Patient>',
    b"<a>" * 100_000,
    b'<Foo xmlns="http://hl7.org/fhir"/>',
    b'<Parameters xmlns="http://hl7.org/fhir"><parameter/></Parameters>',
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


XML = MappingProxyType({"Content-Type": "application/fhir+xml"})
CURL = MappingProxyType({"Content-Type": "application/x-www-form-urlencoded"})
PATIENT = b'<Patient xmlns="http://hl7.org/fhir">\n  <gender value="F"/>\n</Patient>'


def _rules(answer: httpx.Response) -> list[str]:
    """The rules that an answer names, in their order."""
    return [issue["details"]["coding"][0]["code"] for issue in answer.json()["issue"]]


@pytest.mark.parametrize(
    ("content", "headers", "place"),
    [
        (b'{"resourceType":"Patient",\n "gender":"F"}', {}, "Line[2] Col[2]"),
        (PATIENT, XML, "Line[2] Col[3]"),
        (PATIENT, {}, "Line[2] Col[3]"),
        (PATIENT, CURL, "Line[2] Col[3]"),
        (
            (
                b'{"resourceType":"Parameters","parameter":[\n{"name":"resource","resource":'
                b'{"resourceType":"Patient",\n\n"gender":"F"}}]}'
            ),
            {},
            "Line[4] Col[1]",
        ),
    ],
    ids=["json", "xml", "xml, unnamed", "as curl sends it", "parameters"],
)
def test_an_issue_tells_line_and_column_of_what_was_sent(
    tmp_path: Path, content: bytes, headers: Mapping[str, str], place: str
) -> None:
    """Of the body as it came, beside the element, the rule and the sentence."""
    answer = ask(tmp_path, "POST", "/fhir/$validate", content=content, headers=headers)
    issue = next(one for one in answer.json()["issue"] if one["code"] == "code-invalid")

    assert issue["location"] == [place]
    assert issue["expression"] == ["Patient.gender"]


def test_an_answer_may_be_xml(tmp_path: Path) -> None:
    """By Accept or `_format`, and it says what JSON says."""
    asked = "/fhir/$validate?_format=xml"
    answer = ask(tmp_path, "POST", asked, content=PATIENT, headers=XML)
    sent = FhirXml(Definitions.open(Settings().definitions)).read(answer.content)
    plain = ask(tmp_path, "POST", "/fhir/$validate", content=PATIENT, headers=XML)

    assert answer.headers["content-type"].startswith("application/fhir+xml")
    assert sent.issues == ()
    assert sent.resource == plain.json()


def test_a_name_that_xml_cannot_carry_is_answered_in_json(tmp_path: Path) -> None:
    """An unknown element may be called anything."""
    sent = b'{"resourceType":"Patient","a\\u0001":1}'
    answer = ask(tmp_path, "POST", "/fhir/$validate?_format=xml", content=sent)

    assert answer.headers["content-type"].startswith("application/fhir+json")
    assert "element-unknown" in _rules(answer)


def test_a_sentence_comes_in_the_language_of_the_reader(tmp_path: Path) -> None:
    """By Accept-Language, in XML too."""
    for asked in ("/fhir/$validate", "/fhir/$validate?_format=xml"):
        headers = {**XML, "Accept-Language": "de-LU, fr;q=0.5"}
        answer = ask(tmp_path, "POST", asked, content=PATIENT, headers=headers)

        assert answer.headers["content-language"] == "de"
        assert "Der Code ist nicht" in answer.text


NATIONAL = "https://fhir.gateway.example/lu/StructureDefinition/lu-patient"
BARE = b'{"resourceType":"Patient","gender":"female"}'
OF_R4 = "http://hl7.org/fhir/StructureDefinition/Patient"
MODES = (
    ("", BARE, "lu-pat-identifier", True),
    ("?mode=create", BARE, "resource-id-required", False),
    ("?mode=update", BARE, "resource-id-required", True),
    ("?mode=update", BARE.replace(b"{", b'{"id":"p",'), "resource-id-required", False),
    (f"?mode=profile&profile={OF_R4}", BARE, "lu-pat-identifier", False),
    (f"?profile={NATIONAL}", BARE, "lu-pat-identifier", True),
    ("?mode=delete", BARE.replace(b"female", b"F"), "code-not-in-value-set", False),
)


@pytest.mark.parametrize(("query", "content", "rule", "told"), MODES, ids=str)
def test_a_mode_says_what_is_meant_to_be_done(
    tmp_path: Path, query: str, content: bytes, rule: str, *, told: bool
) -> None:
    """An update needs an id; a profile that is named stands in place of the national ones."""
    answer = ask(tmp_path, "POST", f"/fhir/Patient/$validate{query}", content=content)
    codes = [
        issue["details"]["coding"][0]["code"]
        for issue in answer.json()["issue"]
        if "details" in issue
    ]

    assert answer.status_code == 200
    assert (rule in codes) == told


def test_the_profile_that_asked_is_named(tmp_path: Path) -> None:
    """For machines and for people."""
    answer = ask(tmp_path, "POST", "/fhir/$validate", content=BARE)
    issue = next(one for one in answer.json()["issue"] if one["code"] == "required")
    asked = [one.get("valueCanonical") for one in issue["extension"]]

    assert NATIONAL in asked
    assert NATIONAL in issue["diagnostics"]


@pytest.mark.parametrize(("names", "apart"), [(1, False), (5_000, True)], ids=["small", "large"])
def test_a_large_body_is_not_judged_between_other_requests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: int, *, apart: bool
) -> None:
    """It has a thread of its own, and the same answer."""
    threads: list[bool] = []

    def judged(*told: Any, **named: Any) -> list[Issue]:
        threads.append(threading.current_thread().name.startswith("AnyIO"))
        return found(*told, **named)

    found = validate._found
    monkeypatch.setattr(validate, "_found", judged)
    body = {"resourceType": "Patient", "name": [{"family": f"Inventé {n}"} for n in range(names)]}

    answer = ask(tmp_path, "POST", "/fhir/$validate", content=encode({**body, "gender": "dog"}))

    codes = [one["details"]["coding"][0]["code"] for one in decode(answer.content)["issue"]]
    assert "code-not-in-value-set" in codes
    assert threads == [apart]


@pytest.mark.parametrize(
    ("content", "media", "format"),
    [
        (b"MSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5\r", "application/fhir+json", "hl7v2"),
        (b'<ClinicalDocument xmlns="urn:hl7-org:v3"/>', "application/fhir+xml", "cda"),
    ],
)
def test_what_is_no_fhir_at_all_is_told_by_its_own_name(
    tmp_path: Path, content: bytes, media: str, format: str
) -> None:
    """And where it can be said in FHIR."""
    headers = {"Content-Type": media}
    answer = ask(tmp_path, "POST", "/fhir/$validate", content=content, headers=headers)
    (issue,) = answer.json()["issue"]

    assert answer.status_code == 400
    assert issue["details"]["text"].startswith(f"This begins like {format}")
    assert "/fhir/$convert" in issue["diagnostics"]


def test_what_stands_is_judged_by_the_profile_that_is_asked_for(tmp_path: Path) -> None:
    """And by those that bind it, where none is: those it met when it came."""
    body = encode({"resourceType": "Basic", "code": {"text": "invented"}})

    async def story(opened: House) -> list[set[str]]:
        async with opened.client() as client:
            made = await client.post("/fhir/Basic", content=body)
            place = made.headers["Location"].partition("/_history")[0]
            asked = ("", f"?profile={NATIONAL}")
            answers = [await client.get(f"{place}/$validate{words}") for words in asked]
        return [{one["severity"] for one in answer.json()["issue"]} for answer in answers]

    by_its_own, by_another = told(tmp_path, story)

    assert by_its_own == {"information"}
    assert "error" in by_another
