"""Every item, heading and transaction of KMEHR becomes what the table of coverage says.

https://www.ehealth.fgov.be/standards/kmehr/en/tables
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

import pytest

from gateway.settings import Settings
from tests.kmehr import (
    DOCTOR,
    about,
    cd,
    content,
    converted,
    item,
    message,
    resources,
    transaction,
)
from tests.suites import kmehr_xsd

MAPPINGS = Settings().mappings[0] / "kmehr"
PERSON = (
    '<person><id S="LOCAL" SL="practice" SV="1.0">1</id><firstname>Guy</firstname>'
    f"<familyname>Exemple</familyname><sex>{cd('CD-SEX', 'male')}</sex></person>"
)
MEASURED = content(f"<decimal>70</decimal><unit>{cd('CD-UNIT', 'kg')}</unit>")
WHEN = content("<date>2026-03-01</date><time>08:00:00</time>")
NEEDS: Mapping[str, str] = {
    "contactperson": content(PERSON),
    "gmdmanager": content(DOCTOR),
    "contacthcparty": content(DOCTOR),
    "hcpartyavailability": content(DOCTOR),
    "referrer": content(DOCTOR),
    "requestor": content(DOCTOR),
    "requestedrecipient": content(DOCTOR),
    "transcriptionist": content(DOCTOR),
    "encounterresponsible": content(DOCTOR),
    "lab": cd("CD-LAB", "sodium") + MEASURED,
    "parameter": cd("CD-PARAMETER", "weight") + MEASURED,
    "patientwill": content(cd("CD-PATIENTWILL", "ntbr")),
}
"""What an item of a kind holds, where words are not enough."""


def rows(table: str) -> Iterator[tuple[str, str, str]]:
    """(value, what becomes of it, note) of each row."""
    text = (MAPPINGS / "coverage.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for row in csv.DictReader(lines):
        if row["table"] == table:
            yield row["value"], row["becomes"], row["note"]


def listed(table: str) -> list[str]:
    """The values of a code table of the mapping."""
    text = (MAPPINGS / "tables" / f"{table}.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [row["code"] for row in csv.DictReader(lines)]


def inner(kind: str) -> str:
    """What an item of that kind holds here."""
    return NEEDS.get(kind) or (WHEN if kind.endswith("datetime") else about("something"))


@pytest.mark.parametrize(("kind", "becomes", "note"), list(rows("CD-ITEM")))
def test_each_kind_of_item_becomes_what_is_said(kind: str, becomes: str, note: str) -> None:
    conversion = converted(message(transaction("note", item(kind, inner(kind)))), ledger=True)

    made = [one["resourceType"] for one in resources(conversion)]
    assert made == ([becomes] if becomes else [])
    assert becomes or note
    assert not [one.source for one in conversion.ledger if one.fate == "unmapped"]


@pytest.mark.parametrize("kind", [value for value, _, _ in rows("CD-HEADING")])
def test_each_heading_becomes_a_section(kind: str) -> None:
    heading = f'<heading><id S="ID-KMEHR" SV="1.0">1</id>{cd("CD-HEADING", kind)}'
    heading += f"{item('problem', about('something'))}</heading>"

    [composition] = resources(converted(message(transaction("note", heading))), "Composition")

    [section] = composition["section"]
    assert section["title"] != kind
    assert section["code"]["coding"][0]["code"] == kind
    assert len(section["entry"]) == 1


@pytest.mark.parametrize("kind", [value for value, _, _ in rows("CD-TRANSACTION")])
def test_each_transaction_becomes_a_document(kind: str) -> None:
    body = message(transaction(kind, item("problem", about("something"))))

    [composition] = resources(converted(body), "Composition")

    assert composition["type"]["coding"][0]["code"] == kind
    assert composition["title"] != kind


@pytest.mark.skipif(not kmehr_xsd.XSD.is_file(), reason="the standard's schema is not here")
@pytest.mark.parametrize("table", ["CD-ITEM", "CD-HEADING", "CD-TRANSACTION"])
def test_no_value_of_the_standard_lacks_its_row(table: str) -> None:
    assert {value for value, _, _ in rows(table)} == kmehr_xsd.values(table)


@pytest.mark.skipif(not kmehr_xsd.XSD.is_file(), reason="the standard's schema is not here")
@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("CD-LIFECYCLE", "CD-LIFECYCLE-statement"),
        ("CD-LIFECYCLE", "CD-LIFECYCLE-request"),
        ("CD-LIFECYCLE", "CD-LIFECYCLE-dispense"),
        ("CD-LIFECYCLE", "CD-LIFECYCLE-procedure"),
        ("CD-LIFECYCLE", "CD-LIFECYCLE-immunization"),
        ("CD-LIFECYCLE", "CD-LIFECYCLE-flag"),
        ("CD-LIFECYCLE", "CD-LIFECYCLE-observation"),
        ("CD-LIFECYCLE", "CD-LIFECYCLE-plan"),
        ("CD-LIFECYCLE", "CD-LIFECYCLE-consent"),
        ("CD-LIFECYCLE", "CD-LIFECYCLE-team"),
        ("CD-CERTAINTY", "CD-CERTAINTY-verification"),
        ("CD-CERTAINTY", "CD-CERTAINTY-allergy"),
        ("CD-SEVERITY", "CD-SEVERITY-interpretation"),
        ("CD-SEX", "CD-SEX"),
        ("CD-CONTACT-PERSON", "CD-CONTACT-PERSON"),
        ("CD-PARAMETER", "CD-PARAMETER"),
        ("CD-PATIENTWILL", "CD-PATIENTWILL"),
        ("CD-VACCINEINDICATION", "CD-VACCINEINDICATION"),
        ("CD-ENCOUNTER", "CD-ENCOUNTER"),
        ("CD-TRANSACTION", "CD-TRANSACTION-title"),
        ("CD-HEADING", "CD-HEADING-title"),
    ],
)
def test_code_tables_hold_every_value_of_the_standard(table: str, name: str) -> None:
    assert set(listed(name)) >= kmehr_xsd.values(table)
