"""Clients of others, unmodified, at a gateway that is served: what each does, it finds done.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pytest

from bench.peer import Absent
from tests.clients.rooms import facts
from tests.clients.served import served

_BOTH = ["201", "201"]
FACTS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "fhirclient": {
            "created": True,
            "read": "Weber",
            "found": [True],
            "paged": 5,
            "transaction": _BOTH,
            "updated": "2",
            "history": ["2", "1"],
        },
        "fhirpy": {
            "created": True,
            "read": "Weber",
            "found": [True],
            "paged": 5,
            "counted": 5,
            "transaction": _BOTH,
            "updated": "2",
            "history": ["2", "1"],
        },
        "fhir_pyrate": {
            "people": True,
            "families": ["Weber"],
            "results": 12,
            "values": [70.0, 71.0, 72.0, 73.0],
            "total": 4,
        },
        "fhir_kit_client": {
            "read": "Weber",
            "found": [True],
            "posted": [True],
            "paged": 5,
            "pages": 3,
            "transaction": _BOTH,
            "updated": "2",
            "patched": ["other", "3"],
            "batch": ["200"],
            "history": ["3", "2", "1"],
            "first": "1987-04-23",
            "statement": "4.0.1",
            "gone": 410,
        },
        "medplum": {
            "read": "Weber",
            "found": [True],
            "again": True,
            "paged": 5,
            "pages": 3,
            "transaction": _BOTH,
            "updated": "2",
            "patched": ["other", "3"],
            "history": ["3", "2", "1"],
            "first": "1987-04-23",
            "gone": "deleted",
        },
    }
)
"""Client -> what it finds."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one gateway for all of them."""
    with served(tmp_path_factory.mktemp("clients")) as address:
        yield address


@pytest.mark.parametrize("client", FACTS)
def test_a_client_finds_done_what_it_did(client: str, base: str) -> None:
    try:
        found = facts(client, base)
    except Absent as reason:
        pytest.skip(f"{client}: {reason}")

    assert found == FACTS[client]
