"""FHIR XML in and out: nothing is lost, and what XML may not hold is told with its place.

https://hl7.org/fhir/R4/xml.html
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gateway import fhirjson
from gateway.definitions import Definitions
from gateway.fhirxml import FhirXml, resource
from gateway.model import Rejected
from gateway.settings import Settings

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "suites"
FOLDERS = ("fhir-examples", "fhir-profiles")


@pytest.fixture(scope="module")
def form() -> FhirXml:
    """Reads and writes by the base definitions."""
    return FhirXml(Definitions.open(Settings().definitions))


def fhir(inside: str, kind: str = "Patient") -> bytes:
    """A resource of this kind as XML."""
    return f'<{kind} xmlns="http://hl7.org/fhir">{inside}</{kind}>'.encode()


SAYINGS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("a text", '<gender value="female"/>', {"gender": "female"}),
    ("a boolean", '<active value="true"/>', {"active": True}),
    ("a choice", '<multipleBirthInteger value="2"/>', {"multipleBirthInteger": 2}),
    (
        "a list of one",
        '<name><given value="A"/></name>',
        {"name": [{"given": ["A"]}]},
    ),
    (
        "what stands beside a value",
        (
            '<birthDate id="b" value="1987"><extension url="u"><valueCode value="x"/></extension>'
            "</birthDate>"
        ),
        {
            "birthDate": "1987",
            "_birthDate": {"id": "b", "extension": [{"url": "u", "valueCode": "x"}]},
        },
    ),
    (
        "an extension in place of a value",
        '<birthDate><extension url="u"><valueCode value="x"/></extension></birthDate>',
        {"_birthDate": {"extension": [{"url": "u", "valueCode": "x"}]}},
    ),
    (
        "gaps in a list",
        '<name><given value="A"/><given id="g"/><given value="C"/></name>',
        {"name": [{"given": ["A", None, "C"], "_given": [None, {"id": "g"}, None]}]},
    ),
    (
        "an id that is an attribute",
        '<name id="n"><family value="W"/></name>',
        {"name": [{"id": "n", "family": "W"}]},
    ),
    (
        "a resource inside",
        '<contained><Basic><id value="b"/></Basic></contained>',
        {"contained": [{"resourceType": "Basic", "id": "b"}]},
    ),
    (
        "spaces of every kind",
        '<name><text value="a&#xA;b&#x9;c&#xD;d &lt;&amp;&quot;"/></name>',
        {"name": [{"text": 'a\nb\tc\rd <&"'}]},
    ),
    (
        "a narrative as it was written",
        (
            '<text><status value="generated"/>'
            '<div xmlns="http://www.w3.org/1999/xhtml"><p>é&#160;<br/> x</p></div></text>'
        ),
        {
            "text": {
                "status": "generated",
                "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>é&#160;<br/> x</p></div>',
            }
        },
    ),
)


@pytest.mark.parametrize(
    ("inside", "said"), [row[1:] for row in SAYINGS], ids=[row[0] for row in SAYINGS]
)
def test_xml_and_json_say_the_same(form: FhirXml, inside: str, said: dict[str, Any]) -> None:
    """Both ways, sign for sign."""
    whole = {"resourceType": "Patient", **said}
    sent = form.read(fhir(inside))

    assert (sent.resource, sent.issues) == (whole, ())
    assert form.write(whole).endswith(fhir(inside))


@pytest.mark.parametrize("digits", ["72.50", "0.00", "1.0E+2", "-5", "100000000000000000.1"])
def test_no_digit_is_lost(form: FhirXml, digits: str) -> None:
    """A number keeps its precision, from XML to JSON and back."""
    inside = f'<valueQuantity><value value="{digits}"/></valueQuantity>'
    sent = form.read(fhir(inside, "Observation"))
    value = sent.resource["valueQuantity"]["value"]

    assert isinstance(value, int if digits == "-5" else Decimal)
    assert digits.encode() in fhirjson.encode(sent.resource)
    assert form.write(sent.resource).endswith(fhir(inside, "Observation"))


@pytest.mark.parametrize("digits", ["007", "+1", "1,5", "NaN", " 1", "1e9999", "9" * 5000])
def test_what_is_no_number_stays_a_text(form: FhirXml, digits: str) -> None:
    """So that a validator says that it is none."""
    sent = form.read(
        fhir(f'<valueQuantity><value value="{digits}"/></valueQuantity>', "Observation")
    )

    assert sent.resource["valueQuantity"]["value"] == digits


def test_elements_are_written_in_the_order_of_their_definition(form: FhirXml) -> None:
    """Whatever the order in JSON is: extensions first, `_birthDate` alone in its place."""
    said = {
        "resourceType": "Patient",
        "_birthDate": {"id": "b"},
        "gender": "female",
        "extension": [{"valueCode": "x", "url": "u"}],
        "id": "p",
    }
    written = form.write(said).decode()
    places = [written.index(f"<{name}") for name in ("id", "extension", "gender", "birthDate")]

    assert places == sorted(places)


def test_a_narrative_keeps_prefixes_that_are_declared_around_it(form: FhirXml) -> None:
    """It stands alone in JSON, and must be read there."""
    sent = form.read(
        b'<f:Patient xmlns:f="http://hl7.org/fhir" xmlns:h="http://www.w3.org/1999/xhtml"><f:text>'
        b'<f:status value="generated"/><h:div>x</h:div></f:text></f:Patient>'
    )

    assert sent.issues == ()
    assert sent.resource["text"]["div"] == (
        '<h:div xmlns:h="http://www.w3.org/1999/xhtml">x</h:div>'
    )


FAULTY = (
    ('<gender value="female" code="x"/>', "xml-attribute-unknown", "Patient.gender"),
    (
        '<gender xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true" value="x"/>',
        "xml-attribute-unknown",
        "Patient.gender",
    ),
    (
        '<extension><url value="http://e.org/x"/><valueCode value="a"/></extension>',
        "xml-attribute-expected",
        "Patient.extension[0].url",
    ),
    ("<gender/>\n text", "xml-text", "Patient"),
    ('<birthDate value="1987"/><gender value="female"/>', "xml-order", "Patient.gender"),
    ('<name xmlns="urn:x"/>', "xml-namespace", "Patient.name"),
    ('<gender value="a"/><gender value="b"/>', "element-too-many", "Patient.gender"),
    ("<contained/>", "xml-resource", "Patient.contained[0]"),
    ("<contained><Basic/><Basic/></contained>", "xml-resource", "Patient.contained[0]"),
)


@pytest.mark.parametrize(("inside", "rule", "target"), FAULTY, ids=[row[1] for row in FAULTY])
def test_what_xml_may_not_hold_is_told(form: FhirXml, inside: str, rule: str, target: str) -> None:
    """With the element and the place; nothing else is found."""
    issues = form.read(fhir(inside)).issues

    assert [(issue.rule, issue.target) for issue in issues] == [(rule, target)]
    assert issues[0].source.startswith("1:")


def test_a_reader_who_wants_no_faults_is_told_of_them() -> None:
    """`resource` gives a resource or raises."""
    with pytest.raises(Rejected, match="xml-order"):
        resource(
            fhir('<birthDate value="1987"/><gender value="male"/>'),
            Definitions.open(Settings().definitions),
        )


def test_what_fhir_does_not_know_stays_for_the_validator(form: FhirXml) -> None:
    """An unknown element, a type that does not exist."""
    assert form.read(fhir('<foo value="x"/>')).resource["foo"] == "x"
    assert form.read(fhir("<a/>", "Foo")).resource == {"resourceType": "Foo"}


UNSAYABLE: tuple[tuple[dict[str, Any], str], ...] = (
    ({"foo": 1}, "Patient.foo"),
    ({"active": "yes\x01"}, "Patient.active"),
    ({"multipleBirthInteger": True}, "Patient.multipleBirthInteger"),
    ({"name": [{"text": "\ud800"}]}, "Patient.name[0].text"),
    ({"name": {"text": "x"}}, "Patient.name"),
    ({"text": {"div": "<div>"}}, "Patient.text.div"),
    ({"text": {"div": "<div/><x/>"}}, "Patient.text.div"),
    ({"text": {"div": "<!DOCTYPE a><div/>"}}, "Patient.text.div"),
    ({"contained": [{"resourceType": "Foo"}]}, "Patient.contained[0]"),
)


@pytest.mark.parametrize(("said", "target"), UNSAYABLE, ids=lambda one: str(one)[:40])
def test_what_cannot_be_said_in_xml_is_refused(
    form: FhirXml, said: dict[str, Any], target: str
) -> None:
    """With its place; never written in part, never breaking out of its element."""
    with pytest.raises(Rejected) as caught:
        form.write({"resourceType": "Patient", **said})

    assert [issue.target for issue in caught.value.issues] == [target]


def _published() -> list[Path]:
    return [
        file
        for folder in FOLDERS
        for file in sorted((SHARED / folder).rglob("*.json"))
        if file.stat().st_size < 100_000
    ]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared examples are not here")
def test_published_examples_come_back_as_they_were(form: FhirXml) -> None:
    """JSON to XML to JSON: the same, to the last digit."""
    changed, count = [], 0
    for file in _published():
        try:
            said = fhirjson.resource(file.read_bytes())
        except Rejected:
            continue
        sent = form.read(form.write(said))
        count += 1
        if sent.issues or _sorted(sent.resource) != _sorted(said):
            changed.append(file.name)

    assert count > 200
    assert changed == []


def _sorted(value: Any) -> Any:
    """The same with every key in its place and every number as its digits."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_sorted(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared examples are not here")
def test_published_xml_is_read_and_written_back(form: FhirXml) -> None:
    """XML to JSON to XML to JSON: the same; what R4 does not know is passed over."""
    count = 0
    for file in sorted((SHARED / "fhir-validator").rglob("*.xml")):
        try:
            sent = form.read(file.read_bytes())
            again = form.read(form.write(sent.resource))
        except Rejected:
            continue
        count += 1
        assert _sorted(again.resource) == _sorted(sent.resource), file.name

    assert count > 80
