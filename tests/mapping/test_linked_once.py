"""What does not differ by sender is linked once; a sender's rows change their own maps only."""

from __future__ import annotations

import pytest

from gateway.adapters.hl7v2.paths import HL7v2
from gateway.definitions import Definitions
from gateway.mapping.files import gathered, ruling
from gateway.mapping.program import gathering
from gateway.mapping.rows import Program, leaves
from gateway.model import Sender
from gateway.settings import Settings

OWN = """
zone: Europe/Luxembourg
rows:
  PV2: [{disable: pv2-3}]
"""


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, Program, Program]:
    """The programs of two senders without rows, and of one with some."""
    folder = tmp_path_factory.mktemp("mappings")
    (folder / "senders").mkdir()
    (folder / "senders" / "own.yaml").write_text(OWN)
    known = Definitions.open(Settings().definitions)
    found = gathering(gathered([*Settings().mappings, folder], "hl7v2"), HL7v2(), known)
    one, two, own = (found.program(Sender(name)) for name in ("one", "two", "own"))
    assert not own[1]
    return one[0], two[0], own[0]


def test_senders_without_rows_have_the_same_maps(
    programs: tuple[Program, Program, Program],
) -> None:
    one, two, _ = programs

    assert all(a is b for a, b in zip(one.maps, two.maps, strict=True))
    assert (one.sender.name, two.sender.name) == ("one", "two")


def test_rows_of_a_sender_change_their_own_maps_only(
    programs: tuple[Program, Program, Program],
) -> None:
    one, _, own = programs
    changed = {
        a.root for a, b in zip(one.maps, own.maps, strict=True) if a.file == b.file and a != b
    }
    types = {a.type for a in one.maps if a.root == "PV2"}

    assert "PV2" in changed
    assert {a.type for a in one.maps if a.root in changed} & types
    assert all(a is b for a, b in zip(one.maps, own.maps, strict=True) if a.type not in types)


def test_numbers_on_the_tape_are_never_given_twice(
    programs: tuple[Program, Program, Program],
) -> None:
    own = programs[2]
    maps = (*own.maps, *own.datatypes.values())
    rows = [row.number for one in maps for row in leaves(one.rows)]
    numbers = [*(one.number for one in maps), *rows]

    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("zone: UTC\n", False),
        ("own: [https://fhir.gateway.example/lu]\n", False),
        ("rows: {}\n", True),
        ('"maps" : []\n', True),
        ('"ro\\x77s": {}\n', True),
        ("{rank: 1, fhir: {}}\n", True),
    ],
)
def test_a_file_without_rows_is_known_by_its_keys(text: str, *, rules: bool) -> None:
    assert bool(ruling({"senders/x.yaml": text.encode()})) is rules
