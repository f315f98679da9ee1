"""A made-up record of any size: patients with thirty results each, and what is asked of them.

Ids are drawn as the gateway draws those of new resources, or are digests, as those are that
messages speak of. https://hl7.org/fhir/R4/observation.html
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias

from gateway.identity.drawn import Drawing
from gateway.identity.names import resource_id
from gateway.model import Entry, Inbound, Receipt, Resource, Status, Stored
from gateway.search import Library

EACH = 31
"""Resources of one entry: a patient and thirty results."""
CODES = 300
_AT = datetime(2026, 1, 5, 7, 30, tzinfo=UTC)

Naming: TypeAlias = Callable[[int], tuple[str, ...]]
"""Number of a patient -> the ids of the patient and of all results."""


class Crowd:
    """The patients of a record, in the order in which they came."""

    def __init__(self, rows: Library) -> None:
        self._rows = rows
        drawing = Drawing(random.Random(20).randbytes)
        self._drawn: Naming = lambda _: drawing(EACH)
        self._people: dict[int, str] = {}

    def person(self, at: int) -> str:
        """The id of the patient of this number."""
        return self._people[at]

    def drawn(self, at: int) -> Entry:
        """All that one request about the next patient leaves behind, under new ids."""
        ids = self._drawn(at)
        self._people[at] = ids[0]
        return self._entry(at, ids)

    def digested(self, at: int) -> Entry:
        """The same under digests, which lie anywhere among all ids."""
        numbers = (str(number) for number in range(EACH - 1))
        results = [resource_id("Observation", (str(at), number)) for number in numbers]
        return self._entry(at, (resource_id("Patient", (str(at),)), *results))

    def _entry(self, at: int, ids: tuple[str, ...]) -> Entry:
        who = ids[0]
        results = [_result(at, number, id_, who) for number, id_ in enumerate(ids[1:])]
        key = f"K{at}"
        receipt = Receipt("bench", key, key, Status.ACCEPTED, "create", _AT, f"{at:064}")
        stored = [
            Stored(it["resourceType"], it["id"], 1, it, "20260105", who, self._rows.rows(it))
            for it in (_patient(at, who), *results)
        ]
        return Entry(Inbound("bench", "fhir", b"", _AT), receipt, tuple(stored))


def _meta() -> Resource:
    return {"versionId": "1", "lastUpdated": _AT.isoformat()}


def _patient(at: int, id_: str) -> Resource:
    return {
        "resourceType": "Patient",
        "id": id_,
        "meta": _meta(),
        "identifier": [{"system": "urn:bench", "value": f"P{at}"}],
        "name": [{"family": f"Weber{at}"}],
        "birthDate": _born(at),
    }


def _result(at: int, number: int, id_: str, who: str) -> Resource:
    when = _AT - timedelta(minutes=at * 13 + number)
    return {
        "resourceType": "Observation",
        "id": id_,
        "meta": _meta(),
        "status": "final",
        "code": {"coding": [{"system": "urn:bench", "code": _measure_of(at, number)}]},
        "subject": {"reference": f"Patient/{who}"},
        "effectiveDateTime": when.isoformat(),
        "valueQuantity": {"value": number, "unit": "mmol/L"},
    }


def _code(number: int) -> str:
    return f"C{number % CODES}"


def _measure_of(at: int, number: int) -> str:
    """The code of a patient's result of this number; after the last comes the first again."""
    return _code(at * 7 + number % (EACH - 1))


def _born(at: int) -> str:
    return (datetime(1930, 1, 1, tzinfo=UTC) + timedelta(days=at * 37 % 33_000)).date().isoformat()


def _measured(at: int) -> str:
    """The minute of a patient's first result."""
    return f"{_AT - timedelta(minutes=at * 13):%Y-%m-%dT%H:%MZ}"


KINDS: Mapping[str, Callable[[Crowd, int, int], tuple[str, str]]] = MappingProxyType(
    {
        "patient": lambda crowd, at, _: ("Observation", f"patient=Patient/{crowd.person(at)}"),
        "identifier": lambda _, at, __: ("Patient", f"identifier=urn:bench|P{at}"),
        "reference": lambda crowd, at, number: (
            "Observation",
            f"subject=Patient/{crowd.person(at)}&code=urn:bench|{_measure_of(at, number)}",
        ),
        "token": lambda _, __, number: (
            "Observation",
            f"code=urn:bench|{_code(number)}&_count=20&_total=none",
        ),
        "string-and-date": lambda _, at, __: (
            "Patient",
            f"birthdate={_born(at)}&family=Weber{at}",
        ),
        "date": lambda _, at, __: (
            "Observation",
            f"date={_measured(at)}&_count=20&_total=none",
        ),
    }
)
"""What is asked: (crowd, number of a patient, number of the question) -> type and query."""
