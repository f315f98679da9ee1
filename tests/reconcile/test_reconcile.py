"""A change meets what stands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.model import Change, Contribution, Mode
from gateway.reconcile import State, compose, effective, pointed, same, say, stub

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "zone", "expected"),
    [
        ("20261121101500+0100", None, "20261121091500.000000"),
        ("20261121101500.25+0100", None, "20261121091500.250000"),
        ("20261121101500", "Europe/Luxembourg", "20261121091500.000000"),
        ("20261121101500", None, "20261121101500.000000"),
        ("20261121", None, "20261121000000.000000"),
        ("2026", None, "20260101000000.000000"),
        ("", None, "20261121120000.000000"),
        ("20261399", None, "20261121120000.000000"),
        ("yesterday", None, "20261121120000.000000"),
    ],
)
def test_when_a_source_said_it_sorts_as_text(sent: str, zone: str | None, expected: str) -> None:
    """An offset or a declared zone is honoured; what cannot be read sorts by arrival."""
    assert effective(sent, zone, NOON) == expected


def change(mode: Mode = Mode.DELTA, **said: object) -> Change:
    """A change of a Patient, with parts, removals and defaults where named."""
    extra = {key: said.pop(key) for key in ("removed", "parts", "defaults") if key in said}
    return Change("Patient", "p", mode, {"resourceType": "Patient", **said}, **extra)  # type: ignore[arg-type]


def test_empty_says_nothing() -> None:
    standing = State({"resourceType": "Patient", "gender": "female", "birthDate": "1985"})

    assert say(change(birthDate="1985-04-17"), standing).body == {
        "resourceType": "Patient",
        "gender": "female",
        "birthDate": "1985-04-17",
    }


def test_two_double_quotes_remove() -> None:
    standing = State({"resourceType": "Patient", "gender": "female", "birthDate": "1985"})

    assert "birthDate" not in say(change(removed=("birthDate",)), standing).body


def test_a_valued_repeating_field_replaces_only_what_it_said_before() -> None:
    """PID-13 says one number now; the number that PID-14 said stays."""
    home, mobile, work = ({"value": value} for value in ("1", "2", "3"))
    first = change(telecom=[home, mobile, work], parts={"telecom": ("PID-13", "PID-13", "PID-14")})
    second = change(telecom=[{"value": "4"}], parts={"telecom": ("PID-13",)})

    after = say(second, say(first, None))

    assert after.body["telecom"] == [{"value": "4"}, work]
    assert after.parts["telecom"] == ("PID-13", "PID-14")


def test_an_emptied_field_takes_only_its_own_items() -> None:
    first = change(
        telecom=[{"value": "1"}, {"value": "3"}], parts={"telecom": ("PID-13", "PID-14")}
    )

    after = say(change(removed=("telecom@PID-13",)), say(first, None))

    assert after.body["telecom"] == [{"value": "3"}]
    assert after.parts["telecom"] == ("PID-14",)


def test_the_last_item_emptied_takes_the_list_along() -> None:
    first = change(telecom=[{"value": "1"}], parts={"telecom": ("PID-13",)})

    assert "telecom" not in say(change(removed=("telecom@PID-13",)), say(first, None)).body


def test_what_stood_beside_a_code_goes_with_it() -> None:
    """An element and what is said beside it (`_gender`) are one: the newer word is whole."""
    as_sent = {"extension": [{"url": "https://x.example/as-sent", "valueString": "I"}]}
    standing = State({"resourceType": "Patient", "gender": "unknown", "_gender": as_sent})

    assert say(change(gender="female"), standing).body == {
        "resourceType": "Patient",
        "gender": "female",
    }


def test_a_default_is_used_only_where_nothing_stands() -> None:
    said = change(defaults={"active": True})

    assert say(said, None).body["active"] is True
    assert "active" not in say(said, State({"resourceType": "Patient"})).body


def test_a_mention_leaves_alone_what_stands() -> None:
    standing = State({"resourceType": "Patient", "gender": "female"})

    assert say(change(Mode.MENTION, gender="male"), standing) is standing


def test_a_cancel_touches_the_status_alone() -> None:
    standing = State(
        {"resourceType": "Encounter", "status": "in-progress", "class": {"code": "IMP"}}
    )
    said = Change("Encounter", "e", Mode.CANCEL, {"status": "cancelled", "class": {"code": "AMB"}})

    assert say(said, standing).body == {
        "resourceType": "Encounter",
        "status": "cancelled",
        "class": {"code": "IMP"},
    }


def test_the_end_of_a_stay_does_not_take_its_beginning_away() -> None:
    standing = State({"resourceType": "Encounter", "period": {"start": "2026-11-20"}})
    said = Change("Encounter", "e", Mode.DELTA, {"period": {"end": "2026-11-21"}})

    assert say(said, standing).body["period"] == {"start": "2026-11-20", "end": "2026-11-21"}


def test_a_snapshot_leaves_nothing_of_what_stood() -> None:
    standing = State({"resourceType": "Patient", "gender": "female"})

    assert say(change(Mode.SNAPSHOT, birthDate="1985"), standing).body == {
        "resourceType": "Patient",
        "birthDate": "1985",
    }


def test_extensions_are_replaced_one_url_at_a_time() -> None:
    religion, maiden = {"url": "r", "valueString": "1"}, {"url": "m", "valueString": "2"}
    newer = {"url": "r", "valueString": "3"}

    after = say(change(extension=[newer]), State({"extension": [religion, maiden]}))

    assert after.body["extension"] == [maiden, newer]


def test_a_served_patient_has_all_identifiers_and_the_best_senders_words() -> None:
    """Identifiers are the union; all else comes from the best-ranked sender that says it."""
    one = {"system": "a", "value": "1"}
    two = {"system": "b", "value": "2"}
    said = [
        Contribution("x", "clinic", "2026", {"identifier": [one], "gender": "unknown"}),
        Contribution("y", "registry", "2020", {"identifier": [two, one], "birthDate": "1985"}),
        Contribution("y", "clinic", "2027", {"gender": "female", "birthDate": "1986"}),
    ]

    body = compose(said, {"registry": 1, "clinic": 50})

    assert body == {
        "resourceType": "Patient",
        "birthDate": "1985",
        "identifier": [two, one],
        "gender": "female",
    }


def test_an_id_that_gave_way_points_to_the_survivor() -> None:
    body = stub({"resourceType": "Patient", "id": "old", "meta": {}, "gender": "female"}, "new")

    assert body == {
        "resourceType": "Patient",
        "gender": "female",
        "active": False,
        "link": [{"other": {"reference": "Patient/new"}, "type": "replaced-by"}],
    }


def test_a_patient_who_is_named_twice_in_a_resource_is_the_survivor_in_both_places() -> None:
    patient = {"reference": "Patient/old"}
    other = {"reference": "Patient/other"}
    insured = {"resourceType": "Coverage", "beneficiary": patient, "policyHolder": patient}
    assert pointed({**insured, "payor": [patient, other]}, "new") == {
        "resourceType": "Coverage",
        "beneficiary": {"reference": "Patient/new"},
        "policyHolder": {"reference": "Patient/new"},
        "payor": [{"reference": "Patient/new"}, other],
    }


def test_a_resource_is_pointed_at_the_survivor() -> None:
    subject = {"reference": "Patient/old", "display": "x"}
    body = {"resourceType": "Observation", "subject": subject}

    assert pointed(body, "new")["subject"] == {"reference": "Patient/new", "display": "x"}
    assert subject["reference"] == "Patient/old"


def test_no_change_is_recognised_whatever_its_version() -> None:
    standing = {
        "resourceType": "Patient",
        "id": "p",
        "meta": {"versionId": "3"},
        "gender": "female",
    }

    assert same({"resourceType": "Patient", "gender": "female"}, standing)
    assert not same({"resourceType": "Patient", "gender": "male"}, standing)
    assert not same({"resourceType": "Patient"}, None)


def test_a_cancelled_discharge_takes_the_end_of_the_stay_away_and_nothing_else() -> None:
    period = {"start": "2026-11-20", "end": "2026-11-21"}
    standing = State({"resourceType": "Encounter", "status": "finished", "period": period})
    said = Change("Encounter", "e", Mode.DELTA, {"status": "in-progress"}, removed=("period.end",))

    assert say(said, standing).body == {
        "resourceType": "Encounter",
        "status": "in-progress",
        "period": {"start": "2026-11-20"},
    }


def test_a_report_sent_again_in_part_keeps_its_earlier_results() -> None:
    one, two = {"reference": "Observation/1"}, {"reference": "Observation/2"}
    standing = State({"resourceType": "DiagnosticReport", "result": [one, two]})
    said = Change("DiagnosticReport", "d", Mode.DELTA, {"status": "corrected", "result": [two]})

    assert say(said, standing).body["result"] == [one, two]


def test_a_snapshot_leaves_the_status_of_a_stay_to_the_events() -> None:
    standing = State({"resourceType": "Encounter", "status": "finished", "period": {}})
    said = Change("Encounter", "e", Mode.SNAPSHOT, {"resourceType": "Encounter"})

    assert say(said, standing).body == {"resourceType": "Encounter", "status": "finished"}


def test_an_emptied_extension_goes_and_the_others_stay() -> None:
    religion = {"url": "https://e.org/a.b/religion", "valueString": "1"}
    maiden = {"url": "https://e.org/a.b/maiden", "valueString": "2"}
    standing = State({"resourceType": "Patient", "extension": [religion, maiden]})

    after = say(change(removed=("extension(https://e.org/a.b/religion)",)), standing)

    assert after.body["extension"] == [maiden]
    gone = say(change(removed=("extension(https://e.org/a.b/maiden)",)), after)
    assert "extension" not in gone.body
    assert standing.body["extension"] == [religion, maiden]
