"""Every invented file of rows beside what must come of it: `<fact>.csv`, `<fact>.expected.json`.

The pairs stand below `tests/messages/delimited/`, each named for the fact that it shows. The
expected file names the sender, then holds what is told of the file, and what becomes of each row:
changes, issues, and each cell that is not wholly kept.
https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gateway import fhirjson
from gateway.adapters.delimited.adapter import Delimited
from gateway.definitions import Definitions
from gateway.identity.names import Identify
from gateway.mapping.files import Files, gathered
from gateway.mapping.flat.describe import layouts
from gateway.mapping.flat.mapper import FlatMapper
from gateway.mapping.senders import senders as read_senders
from gateway.model import Issue, Rejected, Sender
from gateway.settings import Settings
from tests.pairs import KEPT, complaint, told

FILES = Path(__file__).parent / "messages" / "delimited"
PAIRS = sorted(path for path in FILES.glob("*.*") if not path.name.endswith(".expected.json"))


class House:
    """The shipped descriptions, and the senders that use them."""

    def __init__(self) -> None:
        settings = Settings()
        self.files: Files = gathered(settings.mappings, "delimited")
        self.senders: Mapping[str, Sender] = read_senders(settings.mappings)[0]
        self.definitions = Definitions.open(settings.definitions, settings.profiles)
        self.adapter = Delimited(lambda name: layouts(self.files, name))
        self._mappers: dict[str, FlatMapper] = {}

    def mapper(self, name: str) -> FlatMapper:
        """The mapper of a sender."""
        if name not in self._mappers:
            sender = self.senders[name]
            self._mappers[name] = FlatMapper(self.files, sender, self.definitions, Identify())
        return self._mappers[name]

    def outcome(self, place: Path, name: str) -> dict[str, Any]:
        """What an expected file holds."""
        cut = self.adapter.splitter(1_000_000, self.senders[name], place.name)
        pieces = [*cut.feed(place.read_bytes()), *cut.end()]
        return {
            "sender": name,
            "issues": [complaint(piece) for piece in pieces if isinstance(piece, Issue)],
            "rows": [self._row(piece, name) for piece in pieces if isinstance(piece, bytes)],
        }

    def _row(self, piece: bytes, name: str) -> dict[str, Any]:
        try:
            document = self.adapter.parse(piece, self.senders[name])
        except Rejected as verdict:
            return {"refused": [complaint(issue) for issue in verdict.issues]}
        mapper = self.mapper(name)
        mapped = mapper.apply(document)
        traces = mapper.traces(document, mapped.tape)
        left = [
            f"{one.source} {one.fate} {one.reason}".strip()
            for one in traces
            if one.fate not in KEPT
        ]
        return {
            "changes": [told(change) for change in mapped.changes],
            "issues": [complaint(one) for one in (*document.issues, *mapped.issues)],
            "left": left,
        }


@pytest.fixture(scope="module")
def house() -> House:
    """All that is shipped."""
    return House()


def _expected(place: Path) -> Any:
    return fhirjson.decode((FILES / f"{place.stem}.expected.json").read_bytes())


@pytest.mark.parametrize("place", PAIRS, ids=lambda place: place.stem)
def test_file_becomes_what_is_expected(place: Path, house: House) -> None:
    """Each row becomes exactly what stands in the file beside it, twice."""
    expected = _expected(place)

    assert house.outcome(place, expected["sender"]) == expected
    assert house.outcome(place, expected["sender"]) == expected


def test_a_row_kept_alone_says_the_same(house: House) -> None:
    """Without its number, and with the same ids and bodies."""
    place = FILES / "results-in-semicolons.csv"
    name = _expected(place)["sender"]
    cut = house.adapter.splitter(1_000_000, house.senders[name])
    row = next(
        piece for piece in cut.feed(place.read_bytes()) + cut.end() if isinstance(piece, bytes)
    )
    alone = bytes(row)

    mapped, again = (
        house.mapper(name).apply(house.adapter.parse(body, house.senders[name]))
        for body in (row, alone)
    )

    assert [(one.id, one.body) for one in mapped.changes] == [
        (one.id, one.body) for one in again.changes
    ]
    assert mapped.changes[0].source == "R2"
    assert again.changes[0].source == ""
