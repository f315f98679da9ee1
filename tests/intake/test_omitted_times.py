"""A time that had to be left out is told at its own field, where that breaks something.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.15.5, ERR)
"""

from __future__ import annotations

import pytest

from gateway.adapters.hl7v2.acknowledge import acknowledge
from gateway.model import Inbound, Language, Status
from tests.intake.house import House, message, pid

ANNA = pid("1001^^^KLINIK^MR")
NOWHERE = "20261122090000"
"""A time without offset, from a sender that declares no zone."""


def errors(house: House, body: bytes, language: Language = Language.EN) -> list[list[str]]:
    """The fields of each ERR that the sender reads."""
    receipt = house.take(body, "default")
    told = acknowledge(Inbound("default", "hl7v2", body, house.now), receipt, language)
    lines = told.decode().split("\r")
    return [one.split("|") for one in lines if one.startswith("ERR")]


def booking(*segments: str) -> bytes:
    """A SIU^S12 with a time of no offset."""
    when = f"^^30^{NOWHERE}"
    head = f"SCH|AP1^KLINIK|AP1^KLINIK|||||Checkup||30|min|{when}"
    return message("SIU^S12^SIU_S12", "B1", head, ANNA, *segments, sent=NOWHERE)


@pytest.mark.parametrize(
    ("language", "sentence", "hint"),
    [
        (Language.EN, "This time has no offset", "declare `zone`"),
        (Language.FR, "Cette heure n'a pas de décalage", "déclarer `zone`"),
        (Language.DE, "Diese Zeit hat keine Verschiebung", "`zone` in der Datei"),
    ],
)
def test_the_first_error_is_the_field_that_has_no_offset(
    house: House, language: Language, sentence: str, hint: str
) -> None:
    """ERR-2 names the field, ERR-3 a wrong data type, ERR-8 what is wrong and how to mend it."""
    first = errors(house, booking(), language)[0]

    assert first[2] == "SCH^1^11^1^4"
    assert first[3].startswith("102^")
    assert first[8].startswith(sentence)
    assert hint in first[8]


def test_what_breaks_nothing_stays_quiet(house: House) -> None:
    """The day of a document is kept; nobody has to mend anything."""
    letter = message(
        "MDM^T02^MDM_T02", "B2", f"EVN|T02|{NOWHERE}", ANNA,
        f"TXA|1|DS|TX|||{NOWHERE}||||||D1^KLINIK|||||AU||AV",
        "OBX|1|TX|18842-5^Letter^LN||Hello||||||F", sent=NOWHERE,
    )  # fmt: skip

    assert not [one for one in errors(house, letter) if "time-omitted" in one[5]]
    (stated,) = house.only("DocumentReference")["_date"]["extension"]
    assert stated["valueDateTime"] == "2026-11-22"


def test_the_day_of_a_report_without_offset_is_kept(house: House) -> None:
    """OBR-22 is when it was issued: no instant, and a day all the same."""
    report = message(
        "ORU^R01^ORU_R01", "B3", ANNA,
        f"OBR|1||F1^LAB|24323-8^Panel^LN{'|' * 18}{NOWHERE}||CH|F", sent=NOWHERE,
    )  # fmt: skip

    assert house.take(report, "default").status is Status.ACCEPTED
    (stated,) = house.only("DiagnosticReport")["_issued"]["extension"]
    assert stated["valueDateTime"] == "2026-11-22"
