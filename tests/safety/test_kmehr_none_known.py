"""Words that say that no allergy is known are a table, which a sender adds to.

https://hl7.org/fhir/uv/ips/ (no known allergy)
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.bootstrap.rules import ruleset
from gateway.intake.convert import convert
from gateway.model import Inbound
from gateway.settings import Settings
from tests.kmehr import (
    AT,
    about,
    at,
    cd,
    content,
    converted,
    item,
    message,
    resources,
    transaction,
)

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "mappings" / "kmehr" / "tables"
ANY, DRUG = "716186003", "409137002"
PRODUCT = "<medicinalproduct><intendedname>Invented 500</intendedname></medicinalproduct>"
SENDER = """
rank: 50
documents:
  kmehr:
    rows:
      allergy:
        - {id: own-none, src: ., to: "code.coding[]", as: NONE_KNOWN, code: ARLON-none}
"""
TABLE = """# origin: an invented practice
code,target,system,display,deviation
rien de spécial,716186003,http://snomed.info/sct,No known allergy,
"""


def one(kind: str, *parts: str) -> bytes:
    return message(transaction("sumehr", item(kind, *parts)))


def codes(body: bytes) -> list[object]:
    return at(resources(converted(body), "AllergyIntolerance"), "code.coding.code")


@pytest.mark.parametrize(
    ("kind", "words", "code"),
    [("allergy", "Néant", ANY), ("allergy", "Geen", ANY), ("adr", "Geen.", DRUG),
     ("adr", "Geen gekende allergieën", ANY), ("adr", "NKDA", DRUG)],
)  # fmt: skip
def test_a_bare_no_is_of_what_the_item_is_for(kind: str, words: str, code: str) -> None:
    """No adverse reaction to drugs says nothing of peanuts."""
    assert codes(one(kind, about(words))) == [code]


def test_the_words_of_a_local_code_count() -> None:
    own = '<cd S="LOCAL" SL="CareConnect" SV="1" DN="Geen gekende allergieën">NKA</cd>'

    assert codes(one("adr", content(own))) == ["NKA", ANY]


@pytest.mark.parametrize(
    "parts",
    [
        [content(PRODUCT), about("geen")],
        [content(cd("ICPC", "A92")), about("geen")],
        [cd("ICPC", "A92"), about("geen")],
        [about("geen"), about("pollen")],
        [content('<text L="nl">geen</text>', "<boolean>false</boolean>")],
    ],
)
def test_what_is_said_of_something_is_no_absence(parts: list[str]) -> None:
    assert not {ANY, DRUG} & {*codes(one("allergy", *parts))}


@pytest.mark.parametrize("name", ["ALLERGY-none", "ADR-none"])
def test_the_words_of_the_tables_are_as_they_are_looked_up(name: str) -> None:
    lines = (TABLES / f"{name}.csv").read_text("utf-8").splitlines()
    words = [row["code"] for row in csv.DictReader(lines[1:])]

    assert words == [word.casefold().strip(" .!").replace("\u2019", "'") for word in words]


def test_a_sender_adds_words_of_his_own(tmp_path: Path) -> None:
    (tmp_path / "senders").mkdir()
    (tmp_path / "kmehr" / "tables").mkdir(parents=True)
    (tmp_path / "senders" / "arlon.yaml").write_text(SENDER, "utf-8")
    (tmp_path / "kmehr" / "tables" / "ARLON-none.csv").write_text(TABLE, "utf-8")
    shipped = Settings()
    settings = replace(shipped, mappings=(*shipped.mappings, tmp_path))
    rules = ruleset(settings)

    for sender, found in (("arlon", [ANY]), ("hopital-du-nord", [])):
        body = one("allergy", about("Rien de spécial"))
        said = convert(Inbound(sender, "kmehr", body, AT), rules)
        assert at(resources(said, "AllergyIntolerance"), "code.coding.code") == found
