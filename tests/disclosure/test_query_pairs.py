"""A query and its answer, two files for each fact, all put to the same invented persons.

MSH-7 and MSH-10 of the answer are those of the moment, and not compared.
https://profiles.ihe.net/ITI/TF/Volume2/ITI-9.html · https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.disclosure.asked_house import answer, people
from tests.intake.house import House, rules

FOLDER = Path(__file__).with_name("queries")
QUERIES = sorted(file for file in FOLDER.rglob("*.hl7") if ".answer" not in file.name)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One record for all: no query changes it."""
    house = House(tmp_path_factory.mktemp("queries") / "gateway.sqlite", rules())
    people(house)
    yield house
    house.close()


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_query_is_answered_as_its_pair_says(asked: House, file: Path) -> None:
    expected = file.with_suffix(".answer.hl7").read_text(encoding="utf-8")

    told = answer(asked, file.read_bytes())

    assert timeless(told) == timeless(expected)


def timeless(text: str) -> list[str]:
    head, *rest = text.splitlines()
    fields = head.split("|")
    return ["|".join((*fields[:6], *fields[7:9], *fields[10:])), *rest]


def test_each_fact_has_its_answer() -> None:
    assert len(QUERIES) > 30
    assert all(file.with_suffix(".answer.hl7").is_file() for file in QUERIES)
