"""Where converters of HL7 v2 invert or lose meaning, and what must come of each such place.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/hl7v251.htm · https://build.fhir.org/ig/HL7/v2-to-fhir/
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.adapters.hl7v2.adapter import ADAPTER
from gateway.model import Fate, Mode, Sender
from tests.safety.v2_said import GLUCOSE, OBR, OWN, PID, PV1, Say, body, every, only

EVENTS_WITHOUT_STATUS = ("A02", "A06", "A07", "A08", "A12", "A28", "A31", "A52", "A53", "A99")


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


def test_what_no_row_reads_is_unmapped_and_never_gone(speaker: tuple[Any, Sender]) -> None:
    """A segment without rows is in the ledger, leaf by leaf."""
    mapper, sender = speaker
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
