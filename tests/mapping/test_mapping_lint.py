"""Each kind of fault in a mapping file is found, with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.adapters.hl7v2.paths import HL7v2
from gateway.definitions import Definitions
from gateway.mapping.lint import lint
from gateway.mapping.senders import senders

HEAD = """map: PID -> Patient
id: {identifiers: identifier}
rows:
  - {id: pid-3, src: 'PID-3[]', to: 'identifier[]', as: CX}
"""
ROWS = {
    "{id: a, src: PID-8, to: gender, as: IS, colour: red}": "mapping-shape",
    "{id: a, src: PID-8, ignore: because}": "mapping-shape",
    "{id: a, src: PID-0, to: gender, as: IS}": "path-syntax",
    "{id: a, src: PID-8, to: 'gen der', as: IS}": "target-syntax",
    "{id: a, src: PID-8, to: sex, as: IS}": "target-unknown",
    "{id: a, src: PID-8, to: gender.value, as: IS}": "target-unknown",
    "{id: a, src: PID-5, to: name, as: XPN}": "target-list",
    "{id: a, src: PID-8, to: 'gender[]', as: IS}": "target-list",
    "{id: a, src: 'PID-8[]', to: gender, as: IS}": "target-single",
    "{id: a, src: 'PID-8[]', to: gender, as: IS, join: '~'}": "join-type",
    "{id: a, src: 'PID-5[]', to: 'name[].extension(http://x.example/y).valueString', as: ST}": (
        "target-loose"
    ),
    "{id: a, src: PID-8, to: gender, as: IS, when: 'PID-8 = 7'}": "guard-syntax",
    "{id: a, src: PID-5, to: 'name[]', as: XYZ}": "datatype-missing",
    "{id: a, src: PID-5, to: 'name[]', as: ST}": "datatype-missing",
    "{id: a, src: PID-5, to: 'name[].text', call: shout}": "function-unknown",
    "{id: a, src: PID-5, to: 'photo[].url', call: authority, with: {x: PID-6}}": (
        "function-argument"
    ),
    "{id: a, src: PID-5, to: active, call: joined}": "function-type",
    "{id: a, src: PID-8, to: gender, as: IS, code: HL79999}": "table-missing",
    "{id: a, src: PID-8, to: gender, as: IS, code: HL70001, else: neither}": "code-not-allowed",
    "{id: a, const: neither, to: gender}": "code-not-allowed",
    "{id: a, const: {coding: ["
    "{system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: XYZW}]}"
    ", to: maritalStatus}": "code-unlisted",
    "{id: a, src: PID-8, to: gender, as: IS, code: HL70136}": "table-code-not-allowed",
    "{id: pid-3, src: PID-8, to: gender, as: IS}": "row-duplicate",
    "{id: a, src: 'PID-3[]', ignore: duplicate}": "row-both",
    "{id: a, src: PID-8, to: gender, as: IS, when: 'PID-8 like x'}": "guard-syntax",
    "{id: a, src: PID-8, to: gender, as: IS, when: 'file(PID-8.1)'}": "guard-syntax",
    "{id: a, src: PID-8, to: gender, as: IS, when: 'anywhere(PID-8)'}": "guard-syntax",
    "{id: a, ref: PV1, to: 'link[0].other'}": "ref-unknown",
    "{id: a, ref: PID, to: managingOrganization}": "reference-type",
    "{id: a, ref: PID, to: 'extension(http://hl7.org/fhir/StructureDefinition/patient-preferenceType)"
    ".valueReference'}": "extension-value",
    "{id: a, src: PID-7, to: 'extension(http://hl7.org/fhir/StructureDefinition/patient-birthTime)"
    ".valueString', as: ST}": "extension-value",
    "{id: a, src: PID-7, to: 'extension(http://hl7.org/fhir/StructureDefinition/patient-nationality)"
    ".valueString', as: ST}": "extension-value",
    "{id: a, src: PID-7, to: 'extension(http://hl7.org/fhir/StructureDefinition/patient-nationality)"
    ".extension(kode).valueString', as: ST}": "extension-value",
    "{id: a, src: PID-7, to: 'extension(http://hl7.org/fhir/StructureDefinition/patient-nationality)"
    ".extension(code).valueString', as: ST}": "extension-value",
    "{id: a, switch: PID-8, cases: {M: {src: PID-8, ignore: empty}, M N: {ignore: empty}}}": (
        "case-unreachable"
    ),
    "{id: a, src: PID-8}": "row-incomplete",
}
XCN = """maps:
  - map: XCN -> Practitioner
    rows: [{id: name, src: XCN.2, to: "name[0].family", as: ST}]
  - map: XCN -> Reference
    mention: Practitioner
    rows: [{id: display, src: XCN.2, to: display, as: ST}]
"""
MAPS = {
    "map: OBX -> Observation\nid: {key: [[control, OBX-3]]}\nrows: []\n": "identity-occurrence",
    "map: OBX -> Observation\nrows: []\n": "identity-undeclared",
    "map: OBX -> Observed\nid: {key: [[control, ordinal]]}\nrows: []\n": "map-type",
    "map: NTE of OBX -> Observation\nrows: []\n": "owner-unknown",
    "map: MRG -> Patient\nmode: merge\nid: {identifiers: identifier}\nrows: []\n": "merge-alone",
    "map: PV1 -> Encounter\nid: {key: [[{ref: OBR}]]}\nrows: []\n": "ref-unknown",
    "map: PV1 - Encounter\nid: {key: [[control]]}\nrows: []\n": "map-name",
    "map: PV1 -> Encounter\nid: {key: [[control]]}\ndefaults: {state: x}\n": "target-unknown",
    "map: [\n": "yaml-syntax",
    "map: MSH\nmap: MSH\nrows: []\n": "yaml-duplicate-key",
}


@pytest.mark.parametrize(("row", "rule"), ROWS.items())
def test_fault_of_a_row(row: str, rule: str, folder: Path, definitions: Definitions) -> None:
    """The fault names the row's file and line."""
    (folder / "hl7v2/segments/PID.yaml").write_text(f"{HEAD}  - {row}\n", "utf-8")
    found = list(lint([folder], "hl7v2", {}, definitions, HL7v2()))

    expected = (
        ("hl7v2/tables/HL70136.csv", 4)
        if rule == "table-code-not-allowed"
        else ("hl7v2/segments/PID.yaml", 5)
    )
    assert (rule, *expected) in [(one.rule, one.file, one.line) for one in found]


@pytest.mark.parametrize(("text", "rule"), MAPS.items())
def test_fault_of_a_map(text: str, rule: str, folder: Path, definitions: Definitions) -> None:
    """The fault names the map's file."""
    (folder / "hl7v2/segments/one.yaml").write_text(text, "utf-8")
    found = list(lint([folder], "hl7v2", {}, definitions, HL7v2()))

    assert (rule, "hl7v2/segments/one.yaml") in [(one.rule, one.file) for one in found]


def test_a_table_translates_into_a_code_that_there_is_not(
    folder: Path, definitions: Definitions
) -> None:
    table = folder / "hl7v2/tables/HL70136.csv"
    system = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"
    lines = ("# origin: ours", "code,target,system,display,deviation", f"M,MM,{system},,")
    table.write_text("\n".join((*lines, f"S,S,{system},,", "")), "utf-8")

    found = list(lint([folder], "hl7v2", {}, definitions, HL7v2()))

    assert [(one.file, one.line) for one in found if one.rule == "table-code-unlisted"] == [
        ("hl7v2/tables/HL70136.csv", 3)
    ]


def test_a_national_number_is_a_kind_by_its_form(folder: Path, definitions: Definitions) -> None:
    table = folder / "hl7v2/tables/HL70136.csv"
    system = "http://terminology.hl7.org/CodeSystem/v2-0203"
    table.write_text(f"code,target,system,display,deviation\nN,NNLUX,{system},,\n", "utf-8")

    found = list(lint([folder], "hl7v2", {}, definitions, HL7v2()))

    assert "table-code-unlisted" not in {one.rule for one in found}


def test_mention_of_what_no_map_makes(folder: Path, definitions: Definitions) -> None:
    """A mention needs a map of the same datatype to the resource."""
    rows = "  rows:\n    - {id: a, src: XYZ.1, to: display, as: ST}\n"
    text = f"maps:\n- map: XYZ -> Reference\n  mention: Practitioner\n{rows}"
    (folder / "hl7v2/datatypes/XYZ.yaml").write_text(text, "utf-8")
    found = list(lint([folder], "hl7v2", {}, definitions, HL7v2()))

    place = "hl7v2/datatypes/XYZ.yaml"
    assert ("mention-unknown", place, 3) in [(one.rule, one.file, one.line) for one in found]


def test_fault_of_the_event_table(folder: Path, definitions: Definitions) -> None:
    """Unknown elements, codes, structures and segments are found."""
    (folder / "hl7v2/events.yaml").write_text(
        "types: [ADT]\nstructures: {'*': none}\nevents:\n"
        "  ADT^A01: {Encounter: {set: {status: there}}}\n"
        "  ADT^A02: {Encounter: {set: {state: x}}}\n"
        "  ADT^A03: {ZZZ: merge}\n",
        "utf-8",
    )
    found = {(one.rule, one.line) for one in lint([folder], "hl7v2", {}, definitions, HL7v2())}

    assert found == {
        ("code-not-allowed", 4),
        ("target-unknown", 5),
        ("event-segment", 6),
        ("structure-missing", 2),
    }


def test_patch_of_a_row_that_is_not_there(folder: Path, definitions: Definitions) -> None:
    """A change that meets no row is a fault of the sender's file."""
    (folder / "hl7v2/segments/PID.yaml").write_text(HEAD, "utf-8")
    (folder / "senders").mkdir()
    (folder / "senders/nord.yaml").write_text(
        "rows:\n  PID:\n    - {patch: pid-99, else: x}\n", "utf-8"
    )
    known, faults = senders([folder])
    found = list(lint([folder], "hl7v2", known, definitions, HL7v2()))

    assert not faults
    assert [(one.rule, one.file, one.line) for one in found] == [
        ("patch-unknown", "senders/nord.yaml", 3)
    ]


def test_senders_files(tmp_path: Path) -> None:
    """A wrong zone, token or key is named with its line; sound senders are read all the same."""
    (tmp_path / "senders").mkdir()
    (tmp_path / "senders/good.yaml").write_text(
        "rank: 10\nzone: Europe/Luxembourg\nkey: [MSH-10, MSH-7]\n", "utf-8"
    )
    (tmp_path / "senders/zone.yaml").write_text("rank: 10\nzone: Europe/Nowhere\n", "utf-8")
    (tmp_path / "senders/token.yaml").write_text("tokens: [secret]\n", "utf-8")
    (tmp_path / "senders/shape.yaml").write_text("colour: red\n", "utf-8")
    known, faults = senders([tmp_path])

    assert list(known) == ["good"]
    assert (known["good"].rank, known["good"].key) == (10, ("MSH-10", "MSH-7"))
    assert {(one.file, one.line, one.rule) for one in faults} == {
        ("senders/zone.yaml", 2, "sender-zone"),
        ("senders/token.yaml", 1, "sender-token"),
        ("senders/shape.yaml", 1, "mapping-shape"),
    }


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("clinic", "key: [PID-3]\n", "sender-key"),
        ("clinic", "authorities: {A: not a uri}\n", "sender-system"),
        ("clinic", "systems: {99LAB: lab}\n", "sender-system"),
        ("clinic", "own: [lab]\n", "sender-system"),
        ("clinic", "default_authority: lab\n", "sender-system"),
        ("My clinic", "rank: 5\n", "sender-name"),
    ],
)
def test_what_would_fail_with_the_first_message_is_told_before(
    tmp_path: Path, name: str, text: str, rule: str
) -> None:
    (tmp_path / "senders").mkdir()
    (tmp_path / f"senders/{name}.yaml").write_text(text, "utf-8")

    known, faults = senders([tmp_path])

    assert (dict(known), [one.rule for one in faults]) == ({}, [rule])


def test_shipped_mappings_are_sound(definitions: Definitions, shipped: Path) -> None:
    """What we ship has no fault."""
    known, faults = senders([shipped])

    assert not faults
    assert not list(lint([shipped], "hl7v2", known, definitions, HL7v2()))


@pytest.mark.parametrize(
    "row",
    [
        "{id: a, src: PID-7, to: 'extension(http://x.example/y).valueString', as: ST}",
        (
            "{id: a, src: PID-7, to: 'extension(http://hl7.org/fhir/StructureDefinition/"
            "patient-birthTime).valueDateTime', as: TS}"
        ),
        "{id: a, ref: PID, to: 'link[0].other'}",
    ],
)
def test_what_no_definition_forbids_is_no_fault(
    row: str, folder: Path, definitions: Definitions
) -> None:
    """An extension that nobody describes may hold anything; a Patient may lead to a Patient."""
    (folder / "hl7v2/segments/PID.yaml").write_text(f"{HEAD}  - {row}\n", "utf-8")

    found = {one.rule for one in lint([folder], "hl7v2", {}, definitions, HL7v2())}

    assert not found & {"extension-value", "reference-type"}


def test_a_person_whom_a_datatype_mentions_must_be_what_the_element_refers_to(
    folder: Path, definitions: Definitions
) -> None:
    """`as: XCN` names a Practitioner: an organization's place cannot hold one."""
    (folder / "hl7v2/datatypes").mkdir(exist_ok=True)
    (folder / "hl7v2/datatypes/XCN.yaml").write_text(XCN, "utf-8")
    row = "{id: a, src: PID-5, to: managingOrganization, as: XCN}"
    (folder / "hl7v2/segments/PID.yaml").write_text(f"{HEAD}  - {row}\n", "utf-8")

    found = [(one.rule, one.line) for one in lint([folder], "hl7v2", {}, definitions, HL7v2())]

    assert ("reference-type", 5) in found


@pytest.mark.parametrize("when", ["PID-8 = NO", "PID-8 = J", "PID-8 = 1", "PID-8 in (A, 'B')"])
def test_a_word_without_quotes_is_told_and_not_taken_for_a_place(
    when: str, folder: Path, definitions: Definitions
) -> None:
    """`NO` reads like the name of a datatype: the row would never hold, and nobody see why."""
    row = f'{{id: a, src: PID-8, to: gender, as: IS, when: "{when}"}}'
    (folder / "hl7v2/segments/PID.yaml").write_text(f"{HEAD}  - {row}\n", "utf-8")

    found = list(lint([folder], "hl7v2", {}, definitions, HL7v2()))

    (text,) = [one.text for one in found if one.rule == "guard-syntax"]
    assert "a word stands in quotes: write `'" in text


def test_words_in_double_quotes_are_told(folder: Path, definitions: Definitions) -> None:
    row = """{id: a, src: PID-8, to: gender, as: IS, when: 'PID-8 = "M"'}"""
    (folder / "hl7v2/segments/PID.yaml").write_text(f"{HEAD}  - {row}\n", "utf-8")

    found = list(lint([folder], "hl7v2", {}, definitions, HL7v2()))

    (text,) = [one.text for one in found if one.rule == "guard-syntax"]
    assert text.endswith("words stand in single quotes")


@pytest.mark.parametrize("row", ["W ,female", "\u00a0W,female", "W, female"])
def test_a_blank_around_a_code_is_told(row: str, folder: Path, definitions: Definitions) -> None:
    """It comes along where a table is copied; the code would fit nothing that is sent."""
    system = "http://hl7.org/fhir/administrative-gender"
    table = folder / "hl7v2/tables/SUD-sex.csv"
    table.write_text(
        f"code,target,system,display,deviation\nM,male,{system},,\n{row},{system},,\n", "utf-8"
    )

    found = list(lint([folder], "hl7v2", {}, definitions, HL7v2()))

    assert ("table-blank", "hl7v2/tables/SUD-sex.csv", 3) in [
        (one.rule, one.file, one.line) for one in found
    ]
