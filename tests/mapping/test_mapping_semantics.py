"""What rows, events and identities mean, on small maps of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.mapping.mapper import Mapper
from gateway.model import Document, Fate, Mapped, Mode, Sender, Severity

Say = Callable[..., Mapped]
MSH = "MSH|^~\\&|A|NORD|||20261121101500||{}|77|P|2.5.1\n"
PID = """
  - map: PID -> Patient
    id: {identifiers: identifier}
    rows:
      - {id: pid-1, src: PID-1, ignore: position}
      - {id: pid-3, src: "PID-3[]", to: "identifier[]", as: CX}
      - {id: pid-5, src: "PID-5[]", to: "name[]", as: XPN}
      - {id: pid-7, src: PID-7, to: birthDate, as: TS}
      - {id: pid-13, src: "PID-13[]", to: "telecom[]", as: XTN}
"""
PV1 = """
  - map: PV1 -> Encounter
    id: {key: [[PV1-19]]}
    rows:
      - {id: subject, ref: PID, to: subject}
      - {id: pv1-44, src: PV1-44, to: period.start, as: TS}
      - {id: pv1-45, src: PV1-45, to: period.end, as: TS}
"""
OBX = """
  - map: OBR -> DiagnosticReport
    id: {key: [[OBR-3, ordinal]]}
    rows:
      - {id: obr-4, src: OBR-4, to: code, as: CWE}
  - map: OBX -> Observation
    id: {key: [[{ref: OBR}, OBX-3, OBX-4, ordinal], [{ref: OBR}, OBX-3, ordinal]]}
    rows:
      - {id: obx-3, src: OBX-3, to: code, as: CWE}
      - {id: obx-5, src: OBX-5, to: valueString, as: ST}
  - map: OBX of OBR -> DiagnosticReport
    rows:
      - {id: result, ref: OBX, to: "result[]"}
  - map: NTE of OBX -> Observation
    rows:
      - {id: nte-3, src: NTE-3, to: "note[].text", as: FT}
  - map: NTE of OBR -> DiagnosticReport
    rows:
      - {id: nte-3, src: NTE-3, to: conclusion, as: FT}
"""
MRG = """
  - map: MRG -> Patient
    mode: merge
    id: {identifiers: identifier}
    rows:
      - {id: mrg-1, src: "MRG-1[]", to: "identifier[]", as: CX}
"""


def test_empty_field_removes(say: Say) -> None:
    """`""` empties the element; an empty field says nothing."""
    said = say(f"maps:{PID}", MSH.format("ADT^A08") + 'PID|1||4^^^1.2.3||||||||||""')

    assert [(change.removed, "telecom" in change.body) for change in said.changes] == [
        (("telecom",), False)
    ]


def test_bad_date_is_an_error_with_its_place(say: Say) -> None:
    """The sender hears the place in the message and in the resource."""
    said = say(f"maps:{PID}", MSH.format("ADT^A08") + "PID|1||4^^^1.2.3||||2026133")

    assert [(one.rule, one.severity, one.source, one.target) for one in said.issues] == [
        ("value-invalid-date", Severity.ERROR, "PID-7", "Patient.birthDate")
    ]


LINES = """
  - map: OBX -> Observation
    id: {key: [[control, ordinal]]}
    rows:
      - {id: obx-5, src: "OBX-5[]", to: valueString, as: TX, join: "\\n"}
      - {id: obx-17, src: "OBX-17[]", to: method.text, as: ST, join: ", "}
"""


@pytest.mark.parametrize(
    ("sent", "text"),
    [("a~~b", "a\n\nb"), ("~~a~ ~b~", "a\n\nb"), ("~~", None), ('a~""~b', "a\n\nb")],
)
def test_a_blank_repetition_of_a_text_is_a_blank_line(
    say: Say, sent: str, text: str | None
) -> None:
    """Inside the text, not before or behind it."""
    said = say(f"maps:{LINES}", MSH.format("ORU^R01") + f"OBX|1||||{sent}||||||||||||x")

    assert said.changes[0].body.get("valueString") == text


def test_a_blank_repetition_of_other_fields_is_nothing(say: Say) -> None:
    said = say(f"maps:{LINES}", MSH.format("ORU^R01") + "OBX|1||||a||||||||||||x~~y")

    assert said.changes[0].body["method"] == {"text": "x, y"}


SAME = """
  - map: OBR -> ServiceRequest
    id: {key: [[control, ordinal]]}
    rows:
      - {id: code, src: OBR-4, to: code, as: CWE}
      - {id: again, src: OBR-16, ignore: duplicate, when: "OBR-16.1 = ORC-12.1"}
      - {id: other, src: OBR-16.1, to: "note[].text", as: ST, when: "OBR-16.1 != ORC-12.1"}
"""


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [("7", "7", 0), ("7", "8", 1), ("", "8", 1), ("7^A", "7^B", 0), ("7~8", "7~9", 0)],
)
def test_what_two_places_say_may_be_compared(say: Say, first: str, second: str, kept: int) -> None:
    """Their texts: the first repetition, component and subcomponent."""
    order = f"ORC|NW|||||||||||{first}\nOBR|1|||X^x^LN||||||||||||{second}"
    said = say(f"maps:{SAME}", MSH.format("ORM^O01") + order)

    assert len(said.changes[0].body.get("note", ())) == kept


def test_patient_without_identifier_is_an_error(say: Say) -> None:
    """Nobody can be kept whom nothing names."""
    said = say(f"maps:{PID}", MSH.format("ADT^A08") + "PID|1||||DOE^Jane")

    assert not said.changes
    assert [(one.rule, one.severity, one.source) for one in said.issues] == [
        ("identity-missing", Severity.ERROR, "PID")
    ]


def test_event_sets_status_and_mode(say: Say) -> None:
    """A11 cancels; the status is the event's."""
    said = say(
        f"maps:{PID}{PV1}",
        MSH.format("ADT^A11")
        + "PID|1||4^^^1.2.3\nPV1|1||||||||||||||||||S1|||||||||||||||||||||||||20261101",
    )
    stay = said.changes[1]

    assert (stay.mode, stay.body["status"]) == (Mode.CANCEL, "cancelled")


def test_unknown_event_touches_no_status(say: Say) -> None:
    """A08 says nothing of the stay's status."""
    said = say(
        f"maps:{PID}{PV1}",
        MSH.format("ADT^A08")
        + "PID|1||4^^^1.2.3\nPV1|1||||||||||||||||||S1|||||||||||||||||||||||||20261101",
    )

    assert "status" not in said.changes[1].body


def test_event_removes_below_an_element(say: Say) -> None:
    """A13 takes the discharge away, and leaves the admission."""
    said = say(
        f"maps:{PV1.replace('ref: PID', 'const: {display: x}')}",
        MSH.format("ADT^A13")
        + "PV1|1||||||||||||||||||S1|||||||||||||||||||||||||20261101|20261103",
    )
    stay = said.changes[0]

    assert (stay.removed, stay.body["period"]) == (("period.end",), {"start": "2026-11-01"})


def test_stay_without_a_number_is_not_kept(say: Say) -> None:
    """No key, no resource, and the sender is warned."""
    said = say(
        f"maps:{PV1.replace('ref: PID', 'const: {display: x}')}", MSH.format("ADT^A08") + "PV1|1|I"
    )

    assert not said.changes
    assert [(one.rule, one.severity) for one in said.issues] == [
        ("identity-missing", Severity.WARNING)
    ]


@pytest.mark.parametrize("words", ["OBX-5", "OBX-6"])
def test_of_two_forms_of_a_choice_one_is_written(say: Say, words: str) -> None:
    """Also where the second comes again and again, is remembered by its text, and is read last."""
    rows = f"""maps:{PID}
  - map: OBX -> Condition
    id: {{key: [[{{ref: PID}}, OBX-3, ordinal]]}}
    rows:
      - {{id: obx-3, src: OBX-3, to: code, as: CWE}}
      - {{id: obx-14, src: OBX-14, to: onsetDateTime, as: TS}}
      - {{id: words, src: {words}, to: onsetString, as: ST}}
      - {{id: obx-8, src: OBX-8, to: severity, as: CWE}}
      - {{id: obx-17, src: OBX-17, to: "bodySite[]", as: CWE}}
      - {{id: obx-20, src: OBX-20, to: "category[]", as: CWE}}
"""
    rest = "B||||||20260301|||C|||D"
    lines = [f"OBX|{at}|ST|A||since spring|since spring||{rest}" for at in (1, 2)]

    said = say(rows, MSH.format("ORU^R01") + "PID|1||4^^^1.2.3\n" + "\n".join(lines))

    found = [change.body for change in said.changes if change.type == "Condition"]
    assert [one.get("onsetDateTime") for one in found] == ["2026-03-01", "2026-03-01"]
    assert not any("onsetString" in one for one in found)


def test_equal_keys_stay_apart(say: Say) -> None:
    """Two isolates with one code are two observations, and the report names both."""
    said = say(
        f"maps:{OBX}",
        MSH.format("ORU^R01") + "OBR|1||F1|X^Culture\n"
        "OBX|1|ST|600-7^Bacteria||E. coli\nOBX|2|ST|600-7^Bacteria||Proteus",
    )
    report, *found = said.changes

    assert [change.id for change in found] == [
        f"observation/diagnosticreport/f1/1/600-7/{n}" for n in (1, 2)
    ]
    assert [one["reference"] for one in report.body["result"]] == [
        f"Observation/{one.id}" for one in found
    ]


def test_comment_belongs_to_what_stands_before_it(say: Say) -> None:
    """A note under the order is no note of the results before it."""
    said = say(
        f"maps:{OBX}",
        MSH.format("ORU^R01")
        + "OBR|1||F1|X^Y\nNTE|1||of the report\nOBX|1|ST|A||v\nNTE|1||of the result\n"
        "OBR|2||F2|X^Y\nNTE|1||of the second",
    )
    told = [
        (change.type, change.body.get("conclusion"), change.body.get("note"))
        for change in said.changes
    ]

    assert told == [
        ("DiagnosticReport", "of the report", None),
        ("Observation", None, [{"text": "of the result"}]),
        ("DiagnosticReport", "of the second", None),
    ]


def test_shell_is_no_change(say: Say) -> None:
    """A segment that wrote nothing but constants makes nothing."""
    said = say(
        f"maps:{PV1.replace('ref: PID', 'const: {display: x}')}",
        MSH.format("ADT^A08") + "PV1|1||||||||||||||||||S1",
    )

    assert not said.changes


@pytest.mark.parametrize(
    ("kind", "modes"), [("ADT^A40", [Mode.DELTA, Mode.MERGE]), ("ADT^A45", [Mode.DELTA])]
)
def test_merge_only_where_the_event_says_so(
    kind: str, modes: list[Mode], say: Say, folder: Path
) -> None:
    """MRG in a message that moves a stay merges nobody."""
    events = folder / "hl7v2/events.yaml"
    text = events.read_text("utf-8")
    events.write_text(text.replace('  "*": {}', '  ADT^A40: {MRG: merge}\n  "*": {}'), "utf-8")
    said = say(f"maps:{PID}{MRG}", MSH.format(kind) + "PID|1||4^^^1.2.3\nMRG|9^^^1.2.3")

    assert [change.mode for change in said.changes] == modes
    assert [change.into for change in said.changes[1:]] == [said.changes[0].id] * (len(modes) - 1)


def test_type_that_is_not_taken(say: Say) -> None:
    """A type that is not among `types` is mapped all the same: the intake refuses it."""
    said = say(f"maps:{PID}", MSH.format("SIU^S12") + "PID|1||4^^^1.2.3")

    assert ([change.type for change in said.changes], said.issues) == (["Patient"], ())


def test_ledger_tells_every_leaf(
    mapper: Callable[..., Mapper], read: Callable[..., Document]
) -> None:
    """Each leaf once, in order, with row, target and bytes."""
    made = mapper(f"maps:{PID}")
    document = read(MSH.format("ADT^A08") + "PID|1||4^^^1.2.3~5|| DOE&x^Jane^^ |m&n|20260231")
    told = {one.source: one for one in made.traces(document, made.apply(document).tape)}

    assert told["PID-1"].fate is Fate.IGNORED
    assert told["PID-1"].reason == "position"
    assert (told["PID-3[2]"].target, told["PID-3[2]"].row) == (
        "Patient.identifier[1].value",
        "hl7v2/datatypes/CX.yaml#cx-1",
    )
    assert told["PID-3.4"].target == "Patient.identifier[0].system"
    assert told["PID-5.1.1"].target == "Patient.name[0].family"
    assert told["PID-5.2"].target == "Patient.name[0].given[0]"
    assert (told["PID-5.4"].fate, told["PID-5.4"].reason) == (Fate.IGNORED, "empty")
    assert told["PID-6.1.2"].fate is Fate.UNMAPPED
    assert (told["PID-7"].fate, told["PID-7"].reason) == (Fate.DEGRADED, "not a date")
    assert told["PID-5.2"].resource == "Patient/patient/urn:oid:1.2.3/4"
    assert document.tree.body[slice(*told["PID-3.4"].span)] == b"1.2.3"


def test_zone_of_the_sender(say: Say) -> None:
    """An offset comes from the message or the declared zone, and from nowhere else."""
    rows = PV1.replace("ref: PID", "const: {display: x}")
    line = MSH.format("ADT^A08") + "PV1|1||||||||||||||||||S1|||||||||||||||||||||||||{}"
    zoned = Sender("example", zone="Europe/Luxembourg")
    told = [
        (said.changes[0].body["period"]["start"], [one.rule for one in said.issues])
        for said in (
            say(f"maps:{rows}", line.format("20260701101500")),
            say(f"maps:{rows}", line.format("20260701101500"), zoned),
            say(f"maps:{rows}", line.format("20261025023000"), zoned),
            say(f"maps:{rows}", line.format("202607011015-0500"), zoned),
        )
    ]

    assert told == [
        ("2026-07-01", ["time-cut-to-date"]),
        ("2026-07-01T10:15:00+02:00", []),
        ("2026-10-25T02:30:00+02:00", ["time-ambiguous"]),
        ("2026-07-01T10:15:00-05:00", []),
    ]


def test_overlay_changes_one_sender(folder: Path, say: Say) -> None:
    """A patch, a disabled row and a row of its own hold for that sender only."""
    (folder / "senders").mkdir()
    (folder / "senders/nord.yaml").write_text(
        "rows:\n  PID:\n    - {disable: pid-13}\n    - {patch: pid-7, src: PID-29}\n"
        "    - {id: nord-1, src: PID-8, to: gender, as: IS, code: HL70001}\n",
        "utf-8",
    )
    text = (
        MSH.format("ADT^A08") + "PID|1||4^^^1.2.3||||19800101|F|||||+352 1||||||||||||||||19700101"
    )
    ours, theirs = (
        say(f"maps:{PID}", text, Sender(name)).changes[0].body for name in ("nord", "sud")
    )

    assert (ours["birthDate"], ours["gender"], "telecom" in ours) == (
        "1970-01-01",
        "female",
        False,
    )
    assert (theirs["birthDate"], "gender" in theirs, "telecom" in theirs) == (
        "1980-01-01",
        False,
        True,
    )


TIMED = """
  - map: OBR -> ServiceRequest
    id: {key: [[control, ordinal]]}
    rows:
      - {id: code, src: OBR-4, to: code, as: CWE}
      - {id: first, src: TQ1-2, to: quantityQuantity.value, as: NM}
  - map: TQ1 of OBR -> ServiceRequest
    rows:
      - {id: text, src: TQ1-2, to: "note[].text", as: ST}
"""


@pytest.mark.parametrize(
    ("order", "first", "behind"),
    [
        ("ORC TQ1-1 OBR", 1, []),
        ("ORC TQ1-1 TQ1-2 TQ1-3 OBR", 1, ["2", "3"]),
        ("ORC TQ1-1 TQ1-2 OBR TQ1-3", 2, ["3"]),
        ("ORC OBR TQ1-1 TQ1-2", None, ["1", "2"]),
        ("ORC TQ1-1 TQ1-2 OBR ORC TQ1-3 TQ1-4", 1, ["2"]),
    ],
)
def test_what_stands_several_times_before_its_owner_is_read_behind_it(
    say: Say, order: str, first: int | None, behind: list[str]
) -> None:
    """All but the first, unless the owner has some behind it."""
    lines = [
        f"TQ1||{one[-1]}" if one[:3] == "TQ1" else "OBR||||X^x^LN" if one == "OBR" else one
        for one in order.split()
    ]
    said = say(f"maps:{TIMED}", MSH.format("ORM^O01") + "\n".join(lines))
    body = said.changes[0].body

    assert body.get("quantityQuantity", {}).get("value") == first
    assert [one["text"] for one in body.get("note", ())] == behind
