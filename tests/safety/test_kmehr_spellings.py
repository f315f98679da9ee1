"""A code of one of KMEHR's own tables counts in capitals and in small letters.

https://www.ehealth.fgov.be/standards/kmehr/en/tables
"""

from __future__ import annotations

import pytest

from gateway.model import Fate
from tests.kmehr import about, at, cd, content, converted, item, message, resources, transaction


def one(*parts: str, kind: str = "problem", of: str = "sumehr") -> bytes:
    """A message with that item alone."""
    return message(transaction(of, item(kind, *parts)))


@pytest.mark.parametrize("spelt", ["Excluded", "EXCLUDED", " excluded\n"])
@pytest.mark.parametrize("name", ["lifecycle", "certainty"])
def test_what_is_denied_in_capitals_is_denied(name: str, spelt: str) -> None:
    state = f"<{name}>{cd(f'CD-{name.upper()}', spelt)}</{name}>"
    said = converted(one(about("diabetes"), state), ledger=True)

    assert at(resources(said, "Condition"), "verificationStatus.coding.code") == ["refuted"]
    assert not [trace for trace in said.ledger if trace.fate is Fate.UNMAPPED]


def test_a_summary_in_capitals_is_one() -> None:
    """Its sections are there, and its items are what they are."""
    said = converted(one(about("diabetes"), kind="HealthcareElement", of="SUMEHR"))
    [page] = resources(said, "Composition")

    assert "60591-5" in at(page, "type.coding.code")
    assert at(page, "section.title")[:2] == ["Problems", "Allergies and intolerances"]
    assert len(resources(said, "Condition")) == 1


def test_the_name_of_a_table_counts_in_small_letters() -> None:
    said = converted(one(about("diabetes")).replace(b'S="CD-ITEM"', b'S="cd-item"'))

    assert len(resources(said, "Condition")) == 1


def test_a_take_of_a_day_in_capitals_keeps_its_day() -> None:
    """A weekly medicine without its day is one that is taken each day."""
    day = f"<weekday>{cd('CD-WEEKDAY', 'Monday')}</weekday>"
    often = f"<frequency><periodicity>{cd('CD-PERIODICITY', 'w')}</periodicity></frequency>"
    regimen = f"<regimen>{day}<quantity><decimal>1</decimal></quantity></regimen>"
    said = converted(one(about("A"), often, regimen, kind="medication"))
    [repeat] = at(resources(said, "MedicationStatement"), "dosage.timing.repeat")

    assert "'dayOfWeek': ['mon']" in repeat
    assert "'periodUnit': 'wk'" in repeat


def test_a_link_in_capitals_leads_to_what_it_names() -> None:
    path = "//item[id[@S='ID-KMEHR']='1']"
    link = f'<lnk TYPE="ISACONSEQUENCEOF" URL="{path}"/>'
    items = [item("problem", about("fall")), item("problem", about("fracture"), link, number=2)]
    [_, second] = resources(converted(message(transaction("note", *items))), "Condition")

    assert [one for one in second["extension"] if one["url"].endswith("condition-dueTo")]


def test_codes_of_others_stay_as_they_were_sent() -> None:
    """Of tables that are not KMEHR's nobody knows how they are spelt."""
    codes = content(cd("ICD", "i10"), '<cd S="LOCAL" SL="MEDIDOC" SV="1">HTa</cd>')
    found = resources(converted(one(codes)), "Condition")

    assert at(found, "code.coding.code") == ["i10", "HTa"]
