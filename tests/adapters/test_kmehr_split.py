"""A KMEHR message of several folders is a message for each: a folder is a patient."""

from __future__ import annotations

import pytest

from gateway.adapters import ADAPTERS
from gateway.adapters.kmehr import split as rooms
from gateway.model import Issue, Sender
from tests.kmehr import PATIENT, about, at, converted, item, message, resources, transaction

KMEHR = ADAPTERS["kmehr"]
FIRST = message(transaction("sumehr", item("problem", about("Gout"))))
OTHER = PATIENT.replace("85073003328", "93051822361").replace("Zoe", "Maël")
BOTH = message(
    transaction("sumehr", item("problem", about("Gout"))),
    f'</folder>\n<!-- <folder> --><folder><id S="ID-KMEHR" SV="1.0">1</id>{OTHER}',
    transaction("sumehr", item("problem", about("Asthma"))),
)


def pieces(body: bytes, size: int = 64, most: int = 1_000_000) -> list[bytes | Issue]:
    """What the splitter finds in chunks of that size."""
    cut = KMEHR.splitter(most)
    found = [one for at in range(0, len(body), size) for one in cut.feed(body[at : at + size])]
    return [*found, *cut.end()]


def test_a_message_of_one_folder_passes_as_it_came() -> None:
    assert pieces(FIRST) == [FIRST] == list(KMEHR.split(FIRST))


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
@pytest.mark.parametrize("codec", ["UTF-8", "UTF-16", "ISO-8859-1"])
def test_each_folder_is_one_patient_s_message(codec: str, size: int) -> None:
    body = BOTH.decode().replace("UTF-8", codec).encode(codec)
    found = pieces(body, size)

    assert found == list(KMEHR.split(body))
    numbers = [KMEHR.parse(one, Sender("x")).control_id for one in found if isinstance(one, bytes)]
    assert numbers == ["10000000004.M1/1", "10000000004.M1/2"]
    assert numbers == [KMEHR.control_id(one) for one in found if isinstance(one, bytes)]


def test_nothing_of_one_patient_is_said_of_the_other() -> None:
    first, second = (converted(one) for one in KMEHR.split(BOTH))

    names = [at(resources(one, "Patient"), "name.given") for one in (first, second)]
    problems = [at(resources(one, "Condition"), "code.text") for one in (first, second)]
    assert names == [["Zoe"], ["Maël"]]
    assert problems == [["Gout"], ["Asthma"]]


def test_a_broken_one_comes_whole_and_is_refused_by_its_reader() -> None:
    assert pieces(BOTH[:-20]) == [BOTH[:-20]]


def test_one_that_is_too_large_is_left_out_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    large, fitting = pieces(BOTH.replace(b"Gout", b"G" * 9_000), most=8_000)
    monkeypatch.setattr(rooms, "MOST", 1_000)
    flood = pieces(BOTH * 3)

    assert isinstance(large, Issue)
    assert large.rule == "batch-message-large"
    assert isinstance(fitting, bytes)
    assert [getattr(one, "rule", "") for one in flood] == ["xml-size"]
