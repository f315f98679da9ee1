"""Where converters of HL7 v2 invert or lose meaning, and what must come of each such place.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/hl7v251.htm · https://build.fhir.org/ig/HL7/v2-to-fhir/
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from gateway.adapters.hl7v2 import paths
from gateway.adapters.hl7v2.adapter import ADAPTER
from gateway.definitions import Definitions
from gateway.identity.names import Identify
from gateway.mapping.load import load
from gateway.mapping.senders import senders
from gateway.model import Change, Fate, Mode, Resource, Sender
from gateway.settings import Settings

PID = "PID|1||10024^^^HOPITALNORD^MR||Weber^Anouk||19850312|F"
PV1 = "PV1|1|I|||||||||||||||||V5001^^^HOPITALNORD^VN"
OBR = (
    "OBR|1||LAB1^LABO^1.3.182.9.1^ISO|24323-8^Panel^LN|||20261121080000+0100|||||||||||||||||CH|F"
)
GLUCOSE = "OBX|1|NM|2345-7^Glucose^LN||75|mg/dL^^UCUM|||||{status}"
OWN = "https://fhir.gateway.example/lu/sid/hopital-du-nord"
EVENTS_WITHOUT_STATUS = ("A02", "A06", "A07", "A08", "A12", "A28", "A31", "A52", "A53", "A99")

Say = Callable[..., Sequence[Change]]


@pytest.fixture(scope="module")
def house() -> tuple[Any, Sender]:
    """The mapper of the invented hospital, and the hospital."""
    settings = Settings()
    definitions = Definitions.open(settings.definitions, settings.profiles)
    sender = senders(settings.mappings)[0]["hopital-du-nord"]
    made = load(settings.mappings, "hl7v2", sender, definitions, paths.HL7v2(), Identify(), None)
    return made, sender


@pytest.fixture
def say(house: tuple[Any, Sender]) -> Say:
    """The changes that a message of this kind and these segments makes."""

    def changes(
        kind: str, *segments: str, charset: str = "UNICODE UTF-8", encoding: str = "utf-8"
    ) -> Sequence[Change]:
        mapper, sender = house
        document = ADAPTER.parse(body(kind, segments, charset, encoding), sender)
        made: Sequence[Change] = mapper.apply(document).changes
        return made

    return changes


def body(kind: str, segments: Sequence[str], charset: str, encoding: str) -> bytes:
    """A message as bytes."""
    head = f"MSH|^~\\&|HIS|HOPITALNORD|GW|NAT|20261121101500||{kind}|N1|P|2.5.1||||||{charset}"
    return "\r".join([head, *segments, ""]).encode(encoding)


def only(changes: Sequence[Change], kind: str) -> Resource:
    """The one resource of a type."""
    (found,) = (change for change in changes if change.type == kind)
    return found.body


def every(changes: Sequence[Change], kind: str) -> list[Change]:
    """All changes of a type."""
    return [change for change in changes if change.type == kind]


def test_a_cancelled_admission_is_cancelled(say: Say) -> None:
    """A11 takes the stay back; it must not come out as in progress."""
    (stay,) = every(say("ADT^A11", "EVN|A11|20261121", PID, PV1), "Encounter")

    assert (stay.mode, stay.body["status"]) == (Mode.CANCEL, "cancelled")


@pytest.mark.parametrize("event", EVENTS_WITHOUT_STATUS)
def test_an_update_never_says_the_status_of_the_stay(say: Say, event: str) -> None:
    """A transfer, an update or an unknown event leaves the status as it stands."""
    (stay,) = every(say(f"ADT^{event}", "EVN||20261121", PID, PV1), "Encounter")

    assert "status" not in stay.body
    assert stay.mode in (Mode.DELTA, Mode.RESTORE)
    assert stay.defaults["status"] == "unknown"


def test_an_end_in_the_segment_finishes_nothing(say: Say) -> None:
    """PV1-45 in an A08 may be planned: only a discharge finishes a stay."""
    ended = PV1 + "|" * 25 + "20261120100000+0100|20261122100000+0100"

    assert "status" not in only(say("ADT^A08", "EVN||20261121", PID, ended), "Encounter")


def test_a_merge_points_the_old_number_to_the_new(say: Say) -> None:
    """The number in MRG gives way to the one in PID, and neither moves to the other."""
    changes = say("ADT^A40", "EVN|A40|20261121", PID, "MRG|10099^^^HOPITALNORD^MR")
    patient, merged = every(changes, "Patient")
    (known,) = every(say("ADT^A08", "EVN||20261121", PID.replace("10024", "10099")), "Patient")

    assert (merged.mode, merged.into) == (Mode.MERGE, patient.id)
    assert merged.id == known.id
    assert [one["value"] for one in patient.body["identifier"]] == ["10024"]


def test_a_prior_number_merges_nothing_outside_a_merge(say: Say) -> None:
    """An MRG in an update is no merge."""
    changes = say("ADT^A08", "EVN||20261121", PID, "MRG|10099^^^HOPITALNORD^MR")

    assert [change.mode for change in every(changes, "Patient")] == [Mode.DELTA]


def test_quote_quote_removes_and_is_no_number(say: Say) -> None:
    """`""` in PID-13 empties the telephone numbers; it is not stored as one."""
    (patient,) = every(say("ADT^A08", "EVN||20261121", PID + '|||||""'), "Patient")

    assert [name.partition("@")[0] for name in patient.removed] == ["telecom"]
    assert "telecom" not in patient.body


def test_empty_removes_nothing(say: Say) -> None:
    """A field that is not sent says nothing."""
    (patient,) = every(say("ADT^A08", "EVN||20261121", PID), "Patient")

    assert patient.removed == ()


def test_a_removed_component_is_absent(say: Say) -> None:
    """`""` in a component is neither text nor the end of the whole name."""
    (patient,) = every(
        say("ADT^A08", "EVN||20261121", PID.replace("^Anouk", '^Anouk^""')), "Patient"
    )

    assert patient.body["name"] == [{"family": "Weber", "given": ["Anouk"]}]
    assert patient.removed == ()


def test_escapes_are_decoded_once(say: Say) -> None:
    """An escaped ampersand is an ampersand: not left escaped, nor escaped for another format."""
    patient = only(say("ADT^A08", "EVN||20261121", PID.replace("Weber", "O\\T\\DOE")), "Patient")

    assert patient["name"][0]["family"] == "O&DOE"


def test_latin_1_bytes_are_read_as_declared(say: Say) -> None:
    """Bytes in ISO 8859-1 are letters, not mojibake and no failure."""
    sent = PID.replace("Weber", "Müller")
    patient = only(
        say("ADT^A08", "EVN||20261121", sent, charset="8859/1", encoding="latin-1"), "Patient"
    )

    assert patient["name"][0]["family"] == "Müller"


def test_two_names_and_two_numbers_stay_two(say: Say) -> None:
    """Every repetition is kept, each number with its own authority."""
    sent = "PID|1||1^^^HOPITALNORD^MR~1^^^AILLEURS^MR||Weber^Anouk^^^^^L~Klein^Anouk^^^^^M||1985|F"
    patient = only(say("ADT^A08", "EVN||20261121", sent), "Patient")

    assert [name["family"] for name in patient["name"]] == ["Weber", "Klein"]
    assert [one["system"] for one in patient["identifier"]] == [OWN, f"{OWN}/AILLEURS"]


@pytest.mark.parametrize("country", ["32", "352", "+33"])
def test_a_country_code_is_kept(say: Say, country: str) -> None:
    """XTN.5 is part of the number that somebody will dial."""
    patient = only(
        say("ADT^A08", "EVN||20261121", f"{PID}|||||^PRN^PH^^{country}^2^1234"), "Patient"
    )
    (phone,) = patient["telecom"]

    assert phone["value"] == f"+{country.lstrip('+')} 2 1234"
    assert phone["system"] == "phone"


def test_an_address_of_mail_is_no_telephone(say: Say) -> None:
    """XTN.4 of an Internet address is the value, and a mailbox its system."""
    patient = only(
        say("ADT^A08", "EVN||20261121", f"{PID}|||||^NET^Internet^a@example.lu"), "Patient"
    )

    assert patient["telecom"] == [{"system": "email", "value": "a@example.lu", "use": "home"}]


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


def test_a_mothers_number_is_not_her_childs(say: Say) -> None:
    """PID-21 is the mother's: it must not make one person of the two."""
    sent = PID + "|" * 13 + "10040^^^HOPITALNORD^MR"

    assert [
        one["value"]
        for one in only(say("ADT^A01", "EVN||20261121", sent), "Patient")["identifier"]
    ] == ["10024"]


def test_an_account_is_not_a_person(say: Say) -> None:
    """PID-18 may be shared by a family: it belongs to the stay."""
    changes = say("ADT^A01", "EVN||20261121", PID + "|" * 10 + "ACC9^^^HOPITALNORD^AN", "PV1|1|I")

    assert [one["value"] for one in only(changes, "Patient")["identifier"]] == ["10024"]
    assert only(changes, "Encounter")["account"][0]["identifier"]["value"] == "ACC9"


def test_doubt_about_a_person_is_kept(say: Say) -> None:
    """PID-32 hangs on the patient, for whoever links records."""
    patient = only(say("ADT^A01", "EVN||20261121", PID + "|" * 24 + "UD~AL"), "Patient")

    assert [one["valueCodeableConcept"]["coding"][0]["code"] for one in patient["extension"]] == [
        "UD",
        "AL",
    ]


@pytest.mark.parametrize(("sent", "dead"), [("Y", True), ("N", False)])
def test_a_death_is_not_inverted(say: Say, sent: str, dead: bool) -> None:  # noqa: FBT001 - a row of the table
    """PID-30 N is alive, not dead."""
    patient = only(say("ADT^A01", "EVN||20261121", PID + "|" * 22 + sent), "Patient")

    assert patient["deceasedBoolean"] is dead


def test_an_unreadable_death_is_no_death(say: Say) -> None:
    """PID-30 with a word that no table knows says nothing."""
    patient = only(say("ADT^A01", "EVN||20261121", PID + "|" * 22 + "peut-être"), "Patient")

    assert "deceasedBoolean" not in patient


def test_a_death_that_contradicts_itself_is_not_said(say: Say) -> None:
    """A date of death beside `no`: neither dead nor alive is written."""
    patient = only(say("ADT^A01", "EVN||20261121", f"{PID}{'|' * 21}20261120|N"), "Patient")

    assert not {"deceasedDateTime", "deceasedBoolean"} & patient.keys()


def test_a_death_on_an_unreadable_day_is_a_death(say: Say) -> None:
    """What PID-30 says is not lost with the date that cannot be read."""
    patient = only(say("ADT^A01", "EVN||20261121", f"{PID}{'|' * 21}99999999|Y"), "Patient")

    assert patient["deceasedBoolean"] is True


def test_one_birth_is_not_made_several(say: Say) -> None:
    """An order of birth beside `no` does not make a twin of a single child."""
    patient = only(say("ADT^A01", "EVN||20261121", f"{PID}{'|' * 16}N|1"), "Patient")

    assert patient["multipleBirthBoolean"] is False
    assert "multipleBirthInteger" not in patient


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


def test_an_offset_is_never_invented(say: Say) -> None:
    """A time without offset takes that of the sender's declared zone, in winter and summer."""
    winter = only(say("ORU^R01", PID, OBR.replace("+0100", ""), GLUCOSE), "DiagnosticReport")
    summer = only(
        say("ORU^R01", PID, OBR.replace("20261121080000+0100", "20260721080000"), GLUCOSE),
        "DiagnosticReport",
    )

    assert winter["effectiveDateTime"] == "2026-11-21T08:00:00+01:00"
    assert summer["effectiveDateTime"] == "2026-07-21T08:00:00+02:00"


def test_the_same_input_gives_the_same_ids(say: Say) -> None:
    """Sending again makes nothing new."""
    sent = ("ORU^R01", PID, PV1, OBR, GLUCOSE, GLUCOSE)

    assert [one.id for one in say(*sent)] == [one.id for one in say(*sent)]


def test_a_deleted_person_is_inactive(say: Say) -> None:
    """A29 takes the person out of use and keeps the record."""
    (patient,) = every(say("ADT^A29", "EVN||20261121", PID), "Patient")

    assert (patient.mode, patient.body["active"]) == (Mode.REMOVE, False)


def test_a_document_that_was_wrong_is_not_shown(say: Say) -> None:
    """A pdf in an OBX marked wrong is in error, and no presented form of its report."""
    line = "OBX|1|ED|11502-2^Report^LN||LABO^application^pdf^Base64^JVBERi0xLjQK||||||{}"
    said = say("ORU^R01", PID, OBR, line.format("W"))
    wrong, report = only(said, "DocumentReference"), only(said, "DiagnosticReport")
    right = only(say("ORU^R01", PID, OBR, line.format("F")), "DocumentReference")

    assert "presentedForm" not in report
    assert (wrong["status"], right["status"]) == ("entered-in-error", "current")
    assert right["content"][0]["attachment"]["data"] == "JVBERi0xLjQK"


def test_what_no_row_reads_is_unmapped_and_never_gone(house: tuple[Any, Sender]) -> None:
    """A segment without rows is in the ledger, leaf by leaf."""
    mapper, sender = house
    document = ADAPTER.parse(
        body(
            "ADT^A01", ("EVN||20261121", PID, "ZAL|1|DA|^Pénicilline|SV"), "UNICODE UTF-8", "utf-8"
        ),
        sender,
    )
    mapped = mapper.apply(document)
    fates = {trace.source: trace.fate for trace in mapper.traces(document, mapped.tape)}

    assert [fates[place] for place in ("ZAL-1", "ZAL-2", "ZAL-3.2", "ZAL-4")] == [
        Fate.UNMAPPED
    ] * 4


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
