"""What an event does to what its message says, and what is the same or stands apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.model import Mode, Severity
from tests.mapping.small_maps import MSH, PID, PV1, Say

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
