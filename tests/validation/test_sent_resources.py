"""A resource as it was sent: JSON and XML are judged alike, each issue with line and column.

https://hl7.org/fhir/R4/xml.html · https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import gateway
from gateway.definitions import Definitions
from gateway.fhirxml import FhirXml
from gateway.model import Issue, Rejected, Validator
from gateway.validation.sent import Form, form, read


@pytest.fixture(scope="module")
def xml(national: Definitions) -> FhirXml:
    """Reads and writes FHIR XML."""
    return FhirXml(national)


WRONG = """{
  "resourceType": "Observation",
  "text": {"status": "generated", "div": "<div>x</div>"},
  "status": "finished",
  "category": [{"coding": [{"system": "x y"}]}],
  "code": {"coding": [{"code": " a"}], "text": ""},
  "_issued": {"extension": [{"url": "u"}]},
  "valueQuantity": {"value": 1.10, "comparator": "=>"},
  "component": [{"valueBoolean": true}]
}"""


def _rules(issues: list[Issue]) -> list[tuple[str, str]]:
    return sorted((issue.rule, issue.target) for issue in issues)


def test_json_and_xml_break_the_same_rules(validator: Validator, xml: FhirXml) -> None:
    """At the same elements."""
    sent = read(WRONG.encode(), xml)
    again = read(xml.write(sent.resource), xml)

    assert again.form is Form.XML
    assert again.resource == sent.resource
    assert len(list(validator.check(sent.resource))) > 5
    assert _rules(list(validator.check(again.resource))) == _rules(
        list(validator.check(sent.resource))
    )


def test_each_issue_lies_in_the_line_of_its_element(validator: Validator, xml: FhirXml) -> None:
    """What is missing lies in the line of what should hold it."""
    sent = read(WRONG.encode(), xml)
    lines = {
        issue.target: WRONG.splitlines()[int(issue.source.split(":")[0]) - 1]
        for issue in sent.located(validator.check(sent.resource))
    }

    assert '"status": "finished"' in lines["Observation.status"]
    assert '"div"' in lines["Observation.text.div"]
    assert '"component"' in lines["Observation.component[0].code"]
    assert '"code"' in lines["Observation.code.text"]


@pytest.mark.parametrize(
    ("body", "rule", "place"),
    [
        (b'{"resourceType": "Patient",\n "a" 1}', "json-syntax", "2:6"),
        (b'{"resourceType": "Patient",', "json-syntax", "1:28"),
        (b"", "json-syntax", "1:1"),
        ('{"resourceType": "Patient",\n "a": "é"}'.encode("latin-1"), "json-syntax", "2:8"),
        (b'{"resourceType": "Patient",\n "id": "1",\n "id": "2"}', "json-duplicate-key", "3:2"),
        (b'{"resourceType": "Patient",\n "a": 1e99999}', "json-number", "2:7"),
        (b'{"a":\n' + b"[" * 80 + b"]" * 80 + b"}", "json-depth", "2:64"),
        (b"[]", "resource-type", "1:1"),
        (b"<Patient>\n<a></Patient>", "xml-syntax", "2:6"),
    ],
    ids=lambda one: str(one)[:24],
)
def test_what_cannot_be_read_tells_where(xml: FhirXml, body: bytes, rule: str, place: str) -> None:
    """The line and column at which the reading ends, or of what may not be."""
    with pytest.raises(Rejected) as caught:
        read(body, xml)

    assert [(issue.rule, issue.source) for issue in caught.value.issues] == [(rule, place)]


def test_a_mark_before_the_text_is_passed_over(xml: FhirXml) -> None:
    """Windows writes one."""
    mark = b"\xef\xbb\xbf"

    assert read(mark + b'{"resourceType":"Basic"}', xml).resource == {"resourceType": "Basic"}
    assert form(mark + b' <Basic xmlns="http://hl7.org/fhir"/>') is Form.XML


def test_a_resource_inside_another_is_placed_in_the_whole(
    validator: Validator, xml: FhirXml
) -> None:
    """As the one that is checked of a Parameters."""
    inner = {"resourceType": "Patient", "gender": "x"}
    whole = {"resourceType": "Parameters", "parameter": [{"name": "a"}, {"resource": inner}]}
    text = json.dumps(whole, indent=1)
    sent = read(text.encode(), xml)
    (found,) = sent.located(validator.check(inner), "Parameters.parameter[1].resource")
    line = text.splitlines()[int(found.source.split(":")[0]) - 1]

    assert found.target == "Patient.gender"
    assert '"gender"' in line


def test_the_library_reads_xml_and_tells_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`gateway.validate` takes what the command line takes."""
    monkeypatch.setenv("GATEWAY_DATA", str(tmp_path))
    sent = '<Patient xmlns="http://hl7.org/fhir">\n <gender value="x"/>\n</Patient>'
    found = {issue.rule: issue.source for issue in gateway.validate(sent)}

    assert found["code-not-in-value-set"] == "2:2"


def test_xml_in_two_bytes_is_xml() -> None:
    """And no broken JSON."""
    body = '<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>'
    assert form(body.encode("utf-16")) is form(body.encode()) is Form.XML
    assert form('{"resourceType": "Patient"}'.encode("utf-16")) is Form.JSON
