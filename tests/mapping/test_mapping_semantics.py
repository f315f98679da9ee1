"""What rows, events and identities mean, on small maps of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.mapping.mapper import Mapper
from gateway.model import Document, Fate, Sender, Severity
from tests.mapping.small_maps import MSH, PID, PV1, Say


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
        ("identity-missing", Severity.ERROR, "PID-3")
    ]


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


AROUND = """
  - map: OBR -> ServiceRequest
    id: {key: [[control, ordinal]]}
    rows:
      - {id: code, src: OBR-4, to: code, as: CWE}
  - map: OBX -> Observation
    id: {key: [[{ref: OBR}, OBX-3, ordinal]]}
    rows:
      - {id: code, src: OBX-3, to: code, as: CWE}
      - {id: value, src: OBX-5, to: valueString, as: ST}
      - {id: interpretation, src: "OBX-8[]", to: "interpretation[]", as: CWE}
      - {id: absent, src: OBX-9, to: dataAbsentReason, as: CWE}
      - {id: category, src: OBX-10, to: "category[]", as: CWE}
      - {id: method, src: OBX-17, to: method, as: CWE, when: "not anywhere(NTE)"}
      - {id: site, src: OBX-20, to: bodySite, as: CWE, when: "not anywhere(NTE)"}
      - {id: words, src: OBX-17, to: method.text, as: ST, when: "anywhere(NTE)"}
"""


@pytest.mark.parametrize("plain", [False, True])
def test_a_row_may_ask_what_stands_anywhere_in_the_message(
    mapper: Callable[..., Mapper], read: Callable[..., Document], *, plain: bool
) -> None:
    """Behind it, too; and what was learnt of the one message is not said of the other."""
    result = "OBX|1||K^Kalium^99X||4.1|||H^H^X|Z^Z^X|C^C^X|||||||M^Method^99X|||S^Site^99X"
    alone = MSH.format("ORU^R01") + f"OBR|1|||X^x^LN\n{result}\n{result}"
    made = mapper(f"maps:{AROUND}", plain=plain)
    sent = (alone, alone, f"{alone}\nNTE|1||seen", alone)
    _, before, noted, after = (made.apply(read(one)).changes[1:] for one in sent)

    assert before == after
    assert ["coding" in one.body["method"] for one in before] == [True, True]
    assert [one.body["method"] for one in noted] == [{"text": "M"}] * 2
    assert not any("bodySite" in one.body for one in noted)
