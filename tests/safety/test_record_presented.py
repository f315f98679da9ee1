"""Who opens a report finds the letter that was sent with it, and no letter that was withdrawn.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://hl7.org/fhir/R4/diagnosticreport.html (presentedForm)
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from itertools import permutations

import pytest

from tests.intake.house import House, obr, pid

ANNA = pid("1001^^^KLINIK^MR")
ORU = "ORU^R01^ORU_R01"


def letter(words: str, status: str = "F", code: str = "PDF^Letter^L") -> str:
    """An OBX that holds a file."""
    held = b64encode(f"%PDF-1.4 {words} %%EOF".encode()).decode()
    return f"OBX|1|ED|{code}||^application^pdf^Base64^{held}||||||{status}"


def shown(house: House) -> list[str]:
    """The words of the files that the report names, each read where its address leads."""
    found = []
    for form in house.only("DiagnosticReport").get("presentedForm", ()):
        binary = house.read(*form["url"].split("/"))
        assert binary is not None
        assert form["contentType"] == binary["contentType"] == "application/pdf"
        found.append(b64decode(binary["data"]).decode().split()[1])
    return sorted(found)


def test_a_report_with_only_a_letter_names_it(house: House) -> None:
    """There is no result: the letter is all there is to read."""
    house.say(ORU, ANNA, obr(), letter("first"))

    assert shown(house) == ["first"]
    document = house.only("DocumentReference")
    report = f"DiagnosticReport/{house.only('DiagnosticReport')['id']}"
    assert report in [one["reference"] for one in document["context"]["related"]]


ORDER = [*permutations((0, 1))]


@pytest.mark.parametrize("order", ORDER)
def test_a_letter_that_is_sent_anew_takes_the_place_of_its_older_words(
    house: House, order: tuple[int, ...]
) -> None:
    """The newer letter holds, whichever comes first."""
    told = (letter("first"), letter("second", "C"))
    for at in order:
        house.say(ORU, ANNA, obr(), told[at], sent=f"20261121{10 + at}0000+0100")

    assert shown(house) == ["second"]


@pytest.mark.parametrize("order", ORDER)
def test_a_letter_that_is_withdrawn_is_shown_no_more(house: House, order: tuple[int, ...]) -> None:
    """OBX-11 is W: the letter was an error, whichever comes first."""
    told = (letter("first"), letter("first", "W"))
    for at in order:
        house.say(ORU, ANNA, obr(), told[at], sent=f"20261121{10 + at}0000+0100")

    assert shown(house) == []


@pytest.mark.parametrize("order", ORDER)
def test_one_letter_more_leaves_the_first(house: House, order: tuple[int, ...]) -> None:
    """Who sends a further letter need not send the others again."""
    told = (letter("first"), letter("second", code="IMG^Picture^L"))
    for at in order:
        house.say(ORU, ANNA, obr(), told[at], sent=f"20261121{10 + at}0000+0100")

    assert shown(house) == ["first", "second"]
