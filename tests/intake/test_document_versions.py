"""Versions of a document: what the last one leaves out was an error, whichever comes first.

https://hl7.org/fhir/R4/valueset-document-relationship-type.html
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from gateway.model import Status
from tests.intake.house import House, rules

_FRAME = """<ClinicalDocument xmlns="urn:hl7-org:v3"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<id root="1.3.182.9.5" extension="{number}"/>
<code code="{code}" codeSystem="2.16.840.1.113883.6.1"/><title>Letter</title>
<effectiveTime value="{time}"/>
<confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>{version}
<recordTarget><patientRole><id root="1.3.182.9.1" extension="10024"/><patient>
<name><given>Anouk</given><family>Weber</family></name>
<administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/>
<birthTime value="19850312"/></patient></patientRole></recordTarget>{related}
<component><structuredBody><component><section>
<code code="11450-4" codeSystem="2.16.840.1.113883.6.1"/><title>Problems</title>
<text>As told</text>
{entries}</section></component></structuredBody></component></ClinicalDocument>"""
_SET = '<setId root="1.3.182.9.5" extension="SET-1"/><versionNumber value="{}"/>'
_RELATED = """<relatedDocument typeCode="{}"><parentDocument>
<id root="1.3.182.9.5" extension="{}"/></parentDocument></relatedDocument>"""
_PROBLEM = """<entry><observation classCode="OBS" moodCode="EVN">
<id root="1.3.182.9.6" extension="{number}"/>
<code code="55607006" codeSystem="2.16.840.1.113883.6.96"/><statusCode code="completed"/>
<effectiveTime><low value="2020"/>{end}</effectiveTime>
<value xsi:type="CD" code="{code}" codeSystem="2.16.840.1.113883.6.96"/></observation></entry>"""
DIABETES, ASTHMA, GOUT = "73211009", "195967001", "90560007"


def letter(  # noqa: PLR0913 - all that a version may differ in
    number: str,
    day: int,
    *codes: str,
    version: int = 0,
    replaces: str = "",
    appends: str = "",
    over: str = "",
    type: str = "34133-9",
) -> bytes:
    """A document of a November day with these problems."""
    related = _RELATED.format("RPLC", replaces) if replaces else ""
    related += _RELATED.format("APND", appends) if appends else ""
    entries = [
        _PROBLEM.format(number=f"P-{code}", code=code, end='<high value="2021"/>' * (code == over))
        for code in codes
    ]
    return _FRAME.format(
        number=number,
        code=type,
        time=f"202611{day:02}",
        version=_SET.format(version) if version else "",
        related=related,
        entries="".join(entries),
    ).encode()


def take(house: House, *letters: bytes, sender: str = "hopital-du-nord") -> None:
    """Take in documents, one after the other."""
    for body in letters:
        receipt = house.take(body, sender, "cda")
        assert receipt.status is Status.ACCEPTED, receipt.issues


def standing(house: House) -> dict[str, str]:
    """Code of each problem -> what stands of it."""
    found = {}
    for one in house.all("Condition"):
        sure = one.get("verificationStatus", {}).get("coding", [{}])[0].get("code", "")
        found[one["code"]["coding"][0]["code"]] = sure or "said"
    return found


def papers(house: House) -> dict[str, str]:
    """Number of each document -> status of its DocumentReference."""
    found = house.all("DocumentReference")
    return {one["masterIdentifier"]["value"]: one["status"] for one in found}


def told(house: House, number: str) -> set[str]:
    """The problems in the Bundle of the document of that number, those said to be wrong aside."""
    whole = next(one for one in house.all("Bundle") if one["identifier"]["value"] == number)
    said = [entry["resource"] for entry in whole["entry"]]
    return {
        one["code"]["coding"][0]["code"]
        for one in said
        if one["resourceType"] == "Condition" and "verificationStatus" not in one
    }


FIRST = letter("L1", 1, DIABETES, ASTHMA)
SECOND = letter("L2", 2, DIABETES, GOUT, replaces="L1")


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)], ids=["in turn", "late"])
def test_what_the_replacing_document_leaves_out_was_an_error(
    order: tuple[bytes, bytes], house: House
) -> None:
    """What it restates keeps its id and stands; both documents stay as they were written."""
    take(house, *order)

    assert standing(house) == {DIABETES: "said", ASTHMA: "entered-in-error", GOUT: "said"}
    assert papers(house) == {"L1": "superseded", "L2": "current"}
    assert (told(house, "L1"), told(house, "L2")) == ({DIABETES, ASTHMA}, {DIABETES, GOUT})


def test_a_higher_version_of_the_set_replaces_without_saying_so(house: House) -> None:
    """`setId` and `versionNumber` say it."""
    take(house, letter("L1", 1, DIABETES, ASTHMA, version=1), letter("L2", 2, ASTHMA, version=2))

    assert standing(house) == {DIABETES: "entered-in-error", ASTHMA: "said"}
    assert papers(house) == {"L1": "superseded", "L2": "current"}


def test_of_two_versions_of_one_day_the_higher_number_stands(house: House) -> None:
    """The first comes late: its Composition is not taken for the newer one."""
    take(house, letter("L2", 1, ASTHMA, version=2), letter("L1", 1, DIABETES, ASTHMA, version=1))

    assert standing(house) == {DIABETES: "entered-in-error", ASTHMA: "said"}
    assert papers(house) == {"L1": "superseded", "L2": "current"}
    assert (told(house, "L1"), told(house, "L2")) == ({DIABETES, ASTHMA}, {ASTHMA})


def test_an_addition_changes_nothing_else(house: House) -> None:
    """`APND`: both documents hold."""
    take(house, FIRST, letter("L2", 2, GOUT, appends="L1"))

    assert standing(house) == {DIABETES: "said", ASTHMA: "said", GOUT: "said"}
    assert papers(house) == {"L1": "current", "L2": "current"}


def test_what_another_document_has_said_since_stands(house: House) -> None:
    """The replaced document was not the last to say it."""
    take(house, FIRST, letter("L9", 2, ASTHMA), letter("L2", 3, DIABETES, replaces="L1"))

    assert standing(house) == {DIABETES: "said", ASTHMA: "said"}


def test_what_is_stated_again_is_no_error_any_more(house: House) -> None:
    """The third version takes back what the second left out."""
    take(house, FIRST, SECOND, letter("L3", 3, ASTHMA, DIABETES, GOUT, replaces="L2"))
    assert set(standing(house).values()) == {"said"}


def test_another_document_states_again_what_was_left_out(house: House) -> None:
    """Somebody found out that the patient has it after all."""
    take(house, FIRST, SECOND, letter("L9", 3, ASTHMA))

    assert standing(house)[ASTHMA] == "said"


def test_what_a_restated_entry_no_longer_says_is_gone(house: House) -> None:
    """The second version says that the problem is not over."""
    take(house, letter("L1", 1, ASTHMA, over=ASTHMA), letter("L2", 2, ASTHMA, replaces="L1"))

    assert "abatementDateTime" not in house.only("Condition")


def test_a_withdrawn_problem_that_was_over_is_an_error_without_an_end(house: House) -> None:
    """FHIR refuses an error that has ended (con-4, con-5)."""
    take(house, letter("L1", 1, ASTHMA, over=ASTHMA), letter("L2", 2, GOUT, replaces="L1"))

    found = next(one for one in house.all("Condition") if "verificationStatus" in one)
    assert found.keys().isdisjoint({"clinicalStatus", "abatementDateTime"})


def test_nobody_replaces_the_document_of_another(house: House) -> None:
    """Only its source changes a resource."""
    take(house, FIRST)
    take(house, SECOND, sender="klinik")

    assert standing(house)[ASTHMA] == "said"
    assert papers(house)["L1"] == "current"


def test_a_document_moved_to_another_patient_is_withdrawn_from_the_first(house: House) -> None:
    """It was about somebody else: the mistake does not stay in the wrong record."""
    wrong = FIRST.replace(b'extension="10024"', b'extension="10099"')
    take(house, wrong, letter("L2", 2, DIABETES, ASTHMA, replaces="L1"))

    states = [one.get("verificationStatus") is not None for one in house.all("Condition")]
    assert sorted(states) == [False, False, True, True]


CHAIN = (
    letter("L1", 1, DIABETES, ASTHMA, version=1),
    letter("L2", 2, DIABETES, GOUT, version=2, replaces="L1"),
    letter("L3", 3, GOUT, version=3, replaces="L2"),
)


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_three_versions_end_the_same_in_any_order(order: tuple[int, ...], tmp_path: Path) -> None:
    """The last version says what stands."""
    house = House(tmp_path / "gateway.db", rules())
    try:
        take(house, *(CHAIN[number] for number in order))

        found: Any = standing(house)
        assert found == {DIABETES: "entered-in-error", ASTHMA: "entered-in-error", GOUT: "said"}
        assert papers(house) == {"L1": "superseded", "L2": "superseded", "L3": "current"}
    finally:
        house.close()
