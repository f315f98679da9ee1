"""Where converters of HL7 v2 invert or lose results, and what must come of each such place.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/hl7v251.htm · https://build.fhir.org/ig/HL7/v2-to-fhir/
"""

from __future__ import annotations

import pytest

from tests.safety.v2_said import GLUCOSE, OBR, PID, Say, every, only


def test_two_isolates_stay_two(say: Say) -> None:
    """Same code, same time, other sub-id: two results, each with its own finding."""
    line = "OBX|{n}|CWE|11475-1^Microorganism^LN|{n}|{code}^x^SCT||||||F|||20261121080000+0100"
    changes = say(
        "ORU^R01", PID, OBR, line.format(n=1, code="112283007"), line.format(n=2, code="3092008")
    )
    found = every(changes, "Observation")

    assert len({one.id for one in found}) == 2
    assert [one.body["valueCodeableConcept"]["coding"][0]["code"] for one in found] == [
        "112283007",
        "3092008",
    ]


def test_results_without_sub_id_stay_two(say: Say) -> None:
    """Same code and no sub-id: the place among equals keeps them apart."""
    found = every(
        say("ORU^R01", PID, OBR, GLUCOSE, GLUCOSE.replace("|75|", "|76|")), "Observation"
    )

    assert len({one.id for one in found}) == 2


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("D", "entered-in-error"),
        ("W", "entered-in-error"),
        ("X", "cancelled"),
        ("N", "cancelled"),
        ("C", "corrected"),
        ("P", "preliminary"),
        ("I", "registered"),
        ("?", "unknown"),
        ("F", "final"),
    ],
)
def test_the_state_of_a_result_is_not_bettered(say: Say, sent: str, status: str) -> None:
    """A deleted, wrong, missing or unknown result never comes out as final."""
    result = only(say("ORU^R01", PID, OBR, GLUCOSE.format(status=sent)), "Observation")

    assert result["status"] == status


def test_no_state_is_unknown_and_only_where_nothing_stands(say: Say) -> None:
    """Without OBX-11 and OBR-25 nothing is said; `unknown` serves where nothing stands."""
    changes = say("ORU^R01", PID, OBR.removesuffix("|F"), GLUCOSE.format(status=""))

    for kind in ("DiagnosticReport", "Observation"):
        (change,) = every(changes, kind)
        assert "status" not in change.body
        assert change.defaults["status"] == "unknown"


@pytest.mark.parametrize(
    ("value", "unlike"),
    [("<^5", "<"), (">=^5", ">="), ("<=^5", "<="), (">^5", ">")],
)
def test_a_bound_is_not_a_number(say: Say, value: str, unlike: str) -> None:
    """`<5` keeps its comparator: without it, it would be 5."""
    line = f"OBX|1|SN|1988-5^CRP^LN||{value}|mg/L^^UCUM|||||F"
    quantity = only(say("ORU^R01", PID, OBR, line), "Observation")["valueQuantity"]

    assert (quantity["comparator"], str(quantity["value"])) == (unlike, "5")


@pytest.mark.parametrize("value", ["<>^5", "~^5", "^2^+", "≈^5"])
def test_a_bound_that_fhir_cannot_say_is_no_number(say: Say, value: str) -> None:
    """What has no comparator in FHIR is kept as text, not as a bare number."""
    line = f"OBX|1|SN|1988-5^CRP^LN||{value}|mg/L^^UCUM|||||F"

    assert "valueQuantity" not in only(say("ORU^R01", PID, OBR, line), "Observation")


def test_digits_stay_exact(say: Say) -> None:
    """72.50 is measured to the hundredth; it does not become 72.5."""
    result = only(say("ORU^R01", PID, OBR, GLUCOSE.replace("|75|", "|72.50|")), "Observation")

    assert str(result["valueQuantity"]["value"]) == "72.50"


def test_a_second_value_is_not_lost(say: Say) -> None:
    """Two values in one OBX-5 both stay."""
    line = "OBX|1|CWE|600-7^Bacteria^LN||1^alpha^99LAB~2^beta^99LAB||||||F"
    result = only(say("ORU^R01", PID, OBR, line), "Observation")
    values = [one["valueCodeableConcept"]["coding"][0]["display"] for one in result["component"]]

    assert values == ["alpha", "beta"]
    assert "valueCodeableConcept" not in result


@pytest.mark.parametrize("kind", ["ST", "TX", "FT"])
def test_a_text_is_not_cut_at_a_delimiter(say: Say, kind: str) -> None:
    """Senders forget to escape: what stands behind an ampersand is still part of the finding."""
    line = f"OBX|1|{kind}|X1^texte^99LAB||pas de métastase & tumeur^résiduelle||||||F"
    result = only(say("ORU^R01", PID, OBR, line, "NTE|1||vu & signé"), "Observation")

    assert [word in result["valueString"] for word in ("métastase", "tumeur", "résiduelle")] == [
        True
    ] * 3
    assert "signé" in result["note"][0]["text"]


def test_a_comment_stays_with_what_it_comments(say: Say) -> None:
    """A note behind the first result is the first result's, and no other's."""
    first, second = (
        GLUCOSE.format(status="F"),
        GLUCOSE.replace("2345-7", "2160-0").format(status="F"),
    )
    noted, plain = every(say("ORU^R01", PID, OBR, first, "NTE|1||hémolysé", second), "Observation")

    assert [note["text"] for note in noted.body["note"]] == ["hémolysé"]
    assert "note" not in plain.body


def test_results_stay_in_their_report_and_with_their_patient(say: Say) -> None:
    """Two reports of two patients in one message: nothing crosses over."""
    other = PID.replace("10024", "20048")
    changes = say("ORU^R01", PID, OBR, GLUCOSE, other, OBR.replace("LAB1", "LAB2"), GLUCOSE)
    reports, results = every(changes, "DiagnosticReport"), every(changes, "Observation")
    patients = [f"Patient/{one.id}" for one in every(changes, "Patient")]

    assert [one.body["subject"]["reference"] for one in reports] == patients
    assert [one.body["subject"]["reference"] for one in results] == patients
    assert [one.body["result"] for one in reports] == [
        [{"reference": f"Observation/{one.id}"}] for one in results
    ]


@pytest.mark.parametrize(("role", "told"), [("P", True), ("", True), ("Q", False), ("C", False)])
def test_what_a_control_gives_is_no_result_of_the_patient(
    say: Say, *, role: str, told: bool
) -> None:
    """SPM-11: of a control specimen or a calibrator nothing is said of whom PID names."""
    changes = say(
        "OUL^R22^OUL_R22",
        PID,
        f"SPM|1|S1&LABO^S1&LABO||SER^Serum^HL70487|||||||{role}||||||20261121080000+0100",
        OBR,
        GLUCOSE.format(status="F"),
    )

    made = {change.type for change in changes}
    assert made & {"Observation", "DiagnosticReport", "Specimen"} == (
        {"Observation", "DiagnosticReport", "Specimen"} if told else set()
    )
