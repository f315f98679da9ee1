"""What a code table writes beside a code is what its code system says of it.

https://terminology.hl7.org/
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gateway.definitions import Definitions
from gateway.settings import Settings
from gateway.terminology.grammars import FORMED

TABLES = sorted((Path(__file__).parents[2] / "mappings" / "hl7v2" / "tables").glob("HL7*.csv"))


@pytest.fixture(scope="module")
def shipped() -> Definitions:
    """The definitions that are shipped."""
    settings = Settings()
    return Definitions.open(settings.definitions, settings.profiles)


def letters(words: str) -> str:
    """Its letters and digits, whatever stands between them."""
    return "".join(sign for sign in words.casefold() if sign.isalnum())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_no_display_says_what_another_code_means(table: Path, shipped: Definitions) -> None:
    """A display of one code beside another one turns its meaning round."""
    text = table.read_text(encoding="utf-8").splitlines()
    wrong = []
    for row in csv.DictReader(line for line in text if not line.startswith("#")):
        system = shipped.system(row["system"]) if row["target"] and row["display"] else None
        concept = system.concepts.get(row["target"]) if system else None
        if concept and letters(row["display"]) != letters(concept.display):
            wrong.append((row["code"], row["display"], concept.display))

    assert wrong == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_every_translation_exists(table: Path, shipped: Definitions) -> None:
    """A target that its complete code system doesn't have is nobody's code."""
    text = table.read_text(encoding="utf-8").splitlines()
    unknown = []
    for row in csv.DictReader(line for line in text if not line.startswith("#")):
        system = shipped.system(row["system"]) if row["target"] and row["system"] else None
        if system is None or system.content != "complete":
            continue
        formed = FORMED.get(system.url)
        if row["target"] not in system.concepts and not (formed and formed(row["target"])):
            unknown.append((row["code"], row["target"]))

    assert unknown == []
