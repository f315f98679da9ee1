"""Rows for FHIR that others send: what they change, what the ledger tells, and which are wrong.

`docs/how-to/send-fhir.md`
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.adapters import ADAPTERS
from gateway.definitions import Definitions
from gateway.fhirxml.shapes import Shapes
from gateway.identity.names import Identify
from gateway.mapping.fhir.mapper import Broken, FhirMapper, made
from gateway.mapping.fhir.versions import ELEMENTS, R4B, R5
from gateway.mapping.files import gathered
from gateway.model import Rejected, Resource, Sender, Trace

FHIR = ADAPTERS["fhir"]
WARD = Sender("ward")
TABLE = """# system: https://ward.example/tests
code,target,system,display,deviation
T1,8310-5,http://loinc.org,Body temperature,
"""
SEX = """code,target,system,display,deviation
f,female,,,
"""
ROWS = """
rows:
  - {id: loinc, system: "urn:oid:2.16.840.1.113883.6.1", to: "http://loinc.org"}
  - {id: number, identifier: "http://ward.example/pid", to: "urn:oid:1.2.3"}
  - {id: tests, codes: Observation.code, table: TESTS}
  - {id: sex, codes: Patient.gender, table: SEX, else: unknown}
  - {id: mine, profile: "http://ward.example/p", to: "http://other.example/p"}
  - {id: no, profile: "http://ward.example/q"}
  - {id: noise, ignore: Patient.extension, url: "http://ward.example/noise", reason: transport}
"""


def mapper(folder: Path, definitions: Definitions, rows: str = ROWS, own: str = "") -> FhirMapper:
    """The mapper of these rows, and of a sender's own."""
    (folder / "fhir" / "tables").mkdir(parents=True, exist_ok=True)
    (folder / "senders").mkdir(exist_ok=True)
    (folder / "fhir" / "rows.yaml").write_text(rows)
    (folder / "fhir" / "tables" / "TESTS.csv").write_text(TABLE)
    (folder / "fhir" / "tables" / "SEX.csv").write_text(SEX)
    (folder / "senders" / "ward.yaml").write_text(own)
    return made(gathered([folder], "fhir"), WARD, definitions, Identify())


def said(mapper: FhirMapper, **resource: Any) -> tuple[Resource, dict[str, Trace]]:
    """What becomes of a resource, and the ledger by place."""
    document = FHIR.parse(json.dumps(resource).encode(), WARD)
    mapped = mapper.apply(document)
    traces = {one.source: one for one in mapper.traces(document, mapped.tape)}
    found = [one for one in mapped.changes if one.source == resource["resourceType"]]
    return found[0].body, traces


def test_systems_are_called_as_they_are_here(tmp_path: Path, definitions: Definitions) -> None:
    """Of codes and of identifiers, each by its own rows."""
    coding = {"system": "urn:oid:2.16.840.1.113883.6.1", "code": "8310-5"}
    body, traces = said(
        mapper(tmp_path, definitions),
        resourceType="Observation",
        identifier=[{"system": "http://ward.example/pid", "value": "1"}],
        code={"coding": [coding]},
    )

    assert body["code"]["coding"][0]["system"] == "http://loinc.org"
    assert body["identifier"][0]["system"] == "urn:oid:1.2.3"
    assert traces["Observation.code.coding[0].system"].row == "fhir/rows.yaml#loinc"


def test_a_translation_stands_beside_the_code_that_was_sent(
    tmp_path: Path, definitions: Definitions
) -> None:
    """In place of it only where there is room for one."""
    coding = {"system": "https://ward.example/tests", "code": "T1"}
    body, traces = said(
        mapper(tmp_path, definitions), resourceType="Observation", code={"coding": [coding]}
    )
    patient, _ = said(mapper(tmp_path, definitions), resourceType="Patient", id="1", gender="f")
    other, _ = said(mapper(tmp_path, definitions), resourceType="Patient", id="1", gender="z")

    assert [one["code"] for one in body["code"]["coding"]] == ["T1", "8310-5"]
    assert traces["Observation.code.coding[0].code"].fate == "translated"
    assert (patient["gender"], other["gender"]) == ("female", "unknown")


def test_profiles_are_claimed_as_rows_say(tmp_path: Path, definitions: Definitions) -> None:
    """What is not claimed is told as degraded."""
    body, traces = said(
        mapper(tmp_path, definitions),
        resourceType="Observation",
        meta={"profile": ["http://ward.example/q", "http://ward.example/p"], "versionId": "2"},
    )

    assert body["meta"] == {"profile": ["http://other.example/p"]}
    assert traces["Observation.meta.profile[0]"].fate == "degraded"
    assert traces["Observation.meta.profile[1]"].target == "Observation.meta.profile[0]"
    assert traces["Observation.meta.versionId"].fate == "ignored"


def test_what_nobody_needs_is_left_out_with_its_reason(
    tmp_path: Path, definitions: Definitions
) -> None:
    """An extension by its address; others stay."""
    noise = {"url": "http://ward.example/noise", "valueString": "x"}
    other = {"url": "http://ward.example/other", "valueString": "x"}
    body, traces = said(
        mapper(tmp_path, definitions), resourceType="Patient", id="1", extension=[noise, other]
    )

    assert body["extension"] == [other]
    assert traces["Patient.extension[0].valueString"].reason == "transport"


def test_a_sender_has_rows_of_its_own(tmp_path: Path, definitions: Definitions) -> None:
    """One stands in place of the shared one of its id, or takes it away."""
    own = """
fhir:
  base: ["https://his.ward.example/fhir/"]
  rows:
    - {id: number, identifier: "http://ward.example/pid", to: "urn:oid:9.9"}
    - {id: sex, drop: true}
"""
    made = mapper(tmp_path, definitions, own=own)
    body, _ = said(
        made,
        resourceType="Observation",
        identifier=[{"system": "http://ward.example/pid", "value": "1"}],
        performer=[{"reference": "https://his.ward.example/fhir/Practitioner/7"}],
    )
    patient, _ = said(made, resourceType="Patient", id="1", gender="f")

    assert body["identifier"][0]["system"] == "urn:oid:9.9"
    assert patient["gender"] == "f"
    assert body["performer"][0]["identifier"]["value"] == "7"


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("{id: a}", "row-kind"),
        ("{id: a, system: x}", "row-to"),
        ("{id: a, codes: Observation.cod, table: TESTS}", "target-unknown"),
        ("{id: a, codes: Observation.subject, table: TESTS}", "target-type"),
        ("{id: a, codes: Observation.code, table: NONE}", "table-unknown"),
        ("{id: a, ignore: Patient.photo}", "row-reason"),
        ("{id: a, system: x, to: y, too: z}", "mapping-shape"),
    ],
)
def test_a_wrong_row_is_found_before_the_first_message(
    tmp_path: Path, definitions: Definitions, row: str, rule: str
) -> None:
    """With its file and line."""
    with pytest.raises(Broken) as error:
        mapper(tmp_path, definitions, f"rows:\n  - {row}\n")

    assert [(one.file, one.line, one.rule) for one in error.value.faults] == [
        ("fhir/rows.yaml", 2, rule)
    ]


@pytest.mark.parametrize(
    ("resource", "sign"),
    [
        ({"resourceType": "Encounter", "actualPeriod": {}}, "R5 Encounter.actualPeriod"),
        ({"resourceType": "Transport"}, "R5 Transport"),
        ({"resourceType": "Encounter", "class": [{}]}, "R5 Encounter.class[]"),
        ({"resourceType": "Ingredient"}, "R4B Ingredient"),
        ({"resourceType": "Goal", "acceptance": [{}]}, "R5 Goal.acceptance"),
        ({"resourceType": "ImagingStudy", "partOf": [{}]}, "R5 ImagingStudy.partOf"),
        ({"resourceType": "ServiceRequest", "code": {"concept": {}}}, "R5 CodeableReference"),
        ({"resourceType": "CapabilityStatement", "fhirVersion": "5.0.0"},
         "R5 CapabilityStatement.fhirVersion"),
    ],
)  # fmt: skip
def test_other_versions_are_refused_by_name(
    tmp_path: Path, definitions: Definitions, resource: Resource, sign: str
) -> None:
    """R4B is taken where it is the same."""
    with pytest.raises(Rejected) as error:
        said(mapper(tmp_path, definitions), **resource)

    issue = error.value.issues[0]
    assert (issue.rule, " ".join(issue.facts)) == ("fhir-version", sign)


@pytest.mark.parametrize(
    ("bundle", "rule"),
    [
        ({"type": "history"}, "bundle-type-untaken"),
        ({"type": ["batch"]}, "bundle-type-untaken"),
        ({"type": "batch"}, "bundle-empty"),
        ({"type": "batch", "entry": [{}]}, "entry-without-resource"),
        ({"type": "batch", "entry": [{"request": {"method": "GET", "url": "Patient/1"}}]},
         "entry-request-untaken"),
        ({"type": "document", "entry": [{"resource": {"resourceType": "Patient", "id": "1"}}]},
         "bundle-first"),
        ({"type": "batch", "entry": [{"resource": {"resourceType": "Parameters"}}]},
         "resource-untaken"),
        ({"type": "batch", "entry": [{"resource": {"resourceType": "Foo"}}]},
         "resource-type-unknown"),
        ({"type": "batch", "entry": [{"resource": {"resourceType": "Patient"}}]},
         "identity-missing"),
        ({"type": "batch", "entry": 5}, "value-form"),
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused_by_name(
    tmp_path: Path, definitions: Definitions, bundle: Resource, rule: str
) -> None:
    """And by its place."""
    document = FHIR.parse(json.dumps({"resourceType": "Bundle", **bundle}).encode(), WARD)
    with pytest.raises(Rejected) as error:
        mapper(tmp_path, definitions).apply(document)

    assert [issue.rule for issue in error.value.issues] == [rule]
    assert error.value.issues[0].source.startswith("Bundle")


def test_xml_and_json_say_the_same(tmp_path: Path, definitions: Definitions) -> None:
    """Digits, extensions and order included."""
    made = mapper(tmp_path, definitions)
    xml = (
        b'<Observation xmlns="http://hl7.org/fhir"><id value="1"/><status value="final"/>'
        b'<valueQuantity><value value="72.50"/></valueQuantity></Observation>'
    )
    json_ = (
        b'{"resourceType":"Observation","id":"1","status":"final","valueQuantity":{"value":72.50}}'
    )

    one, other = (made.apply(FHIR.parse(body, WARD)).changes[0] for body in (xml, json_))

    assert one.body == other.body
    assert str(one.body["valueQuantity"]["value"]) == "72.50"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_each_leaf_knows_its_bytes(tmp_path: Path, definitions: Definitions, mark: bytes) -> None:
    """Of JSON: the value as it was written, without its quotes."""
    made = mapper(tmp_path, definitions)
    body = mark + (
        b'{"resourceType": "Patient", "id": "1", "active" : true, "gender": null,\n'
        b'"name": [{"given": ["A \\" : B", null], "family": "\xc3\x9c"}], "birthDate":"2000"}'
    )
    document = FHIR.parse(body, WARD)
    found = made.traces(document, made.apply(document).tape)

    assert [body[slice(*one.span)] for one in found] == [
        b"Patient", b"1", b"true", b'A \\" : B', b"\xc3\x9c", b"2000",
    ]  # fmt: skip


def test_each_leaf_has_a_fate(tmp_path: Path, definitions: Definitions) -> None:
    """Whatever stands in what was sent stands in the ledger, once."""
    resource = {
        "resourceType": "Patient",
        "id": "1",
        "name": [{"given": ["A", None], "_given": [None, {"id": "x"}]}],
        "contained": [{"resourceType": "Organization", "id": "o", "name": "O"}],
        "unknown": {"deep": [1]},
    }
    made = mapper(tmp_path, definitions)
    document = FHIR.parse(json.dumps(resource).encode(), WARD)
    tape = made.apply(document).tape
    sources = [one.source for one in made.traces(document, tape)]

    assert sorted(sources) == [
        "Patient.contained[0].id",
        "Patient.contained[0].name",
        "Patient.contained[0].resourceType",
        "Patient.id",
        "Patient.name[0]._given[1].id",
        "Patient.name[0].given[0]",
        "Patient.resourceType",
        "Patient.unknown.deep[0]",
    ]


def test_no_sign_of_another_version_is_a_word_of_ours(definitions: Definitions) -> None:
    """What is refused as R5 or R4B is nowhere in R4."""
    shapes = Shapes(definitions)

    assert not [one for one in R4B | R5 if shapes.is_resource(one)]
    assert not {type_: names & shapes.of(type_).keys() for type_, names in ELEMENTS.items()
                if names & shapes.of(type_).keys()}  # fmt: skip
    assert all(map(shapes.is_resource, ELEMENTS))
