"""What every store must give to those who read, and what never.

The promises are those of Record in `gateway/model.py`.
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.model import (
    Decision,
    Query,
)
from gateway.store import Store
from tests.store.made_entries import (
    MRN,
    YES,
    Play,
    asked,
    entry,
    found,
    ids,
    observation,
    patient,
    stored,
)

ANNA = patient("anna", "100", name=[{"family": "Muster"}])
BEN = patient("ben", "200", name=[{"family": "Beispiel"}])


SEARCHES = {
    "identifier=200": ["ben"],
    f"identifier={MRN}|200": ["ben"],
    f"identifier={MRN}|": ["anna", "ben"],
    "identifier=|200": [],
    "identifier=|9": ["carl"],
    "identifier=urn:other|200": [],
    "identifier=100,200": ["anna", "ben"],
    "_id=anna": ["anna"],
    "_id=anna,ben,zoe": ["anna", "ben"],
    "patient=Patient/anna": ["anna"],
    "never=1": [],
    "identifier=200&_id=anna": [],
}


def test_patients_are_found(play: Play) -> None:
    async def story(store: Store) -> None:
        carl = stored("Patient/carl", 1, "carl", identifier=[{"value": "9"}])
        await store.commit(entry("c1", ANNA, BEN, carl, observation("o1", "anna")))
        for text, meant in SEARCHES.items():
            criteria = [part.split("=") for part in text.split("&")]
            asked_ = [(param, value) for param, value in criteria]
            assert await found(store, "Patient", *asked_) == meant, text

    play(story)


@pytest.mark.parametrize("param", ["patient", "subject"])
@pytest.mark.parametrize("value", ["anna", "Patient/anna"])
def test_results_are_found_by_their_patient(play: Play, param: str, value: str) -> None:
    async def story(store: Store) -> list[str]:
        await store.commit(entry("c1", ANNA, observation("o1", "anna"), observation("o2", "ben")))
        return await found(store, "Observation", (param, value))

    assert play(story) == ["o1"]


def test_the_index_follows_the_newest_version(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        await store.commit(entry("c1", patient("anna", "100"), observation("o1", "anna")))
        moved = observation("o1", "anna", 2, subject={"reference": "Patient/ben"})
        await store.commit(entry("c2", patient("anna", "300", 2), moved))
        return [
            await found(store, "Patient", ("identifier", "100")),
            await found(store, "Patient", ("identifier", "300")),
            await found(store, "Observation", ("patient", "anna")),
            await found(store, "Observation", ("patient", "ben")),
        ]

    assert play(story) == [[], ["anna"], [], ["o1"]]


def test_what_speaks_of_two_patients_is_found_by_either(play: Play) -> None:
    of = {"subject": {"reference": "Patient/anna"}, "patient": {"reference": "Patient/ben"}}

    async def story(store: Store) -> list[list[str]]:
        await store.commit(
            entry("c1", stored("Task/under", 1, "anna", **of), stored("Task/no", **of))
        )
        await store.commit(entry("c2", stored("Task/ben", subject={"reference": "Patient/ben"})))
        return [await found(store, "Task", ("patient", who)) for who in ("anna", "ben", "carl")]

    both, bens, nobodys = play(story)
    assert sorted(both) == ["no", "under"]
    assert sorted(bens) == ["ben", "no", "under"]
    assert nobodys == []


def test_a_subject_that_is_no_person_is_found_as_it_is_written(play: Play) -> None:
    async def story(store: Store) -> list[list[str]]:
        group = stored("Observation/o1", 1, "anna", subject={"reference": "Group/anna"})
        await store.commit(entry("c1", ANNA, group))
        asked = ("Group/anna", "Patient/anna", "anna")
        return [await found(store, "Observation", ("subject", who)) for who in asked]

    assert play(story) == [["o1"], [], []]


def test_an_id_that_only_looks_like_a_uuid_is_another(play: Play) -> None:
    plain = "8f1d5a5e-0c1b-5f0e-9a3c-6d2b7e4f1a90"
    others = (
        plain.upper(),
        plain.replace("-", ""),
        f"{plain}0",
        "8f1d5a5e-0c1b5f0e-9a3c-6d2b-7e4f1a90",
    )

    async def story(store: Store) -> list[Any]:
        await store.commit(entry("c1", *[stored(f"Observation/{it}") for it in (plain, *others)]))
        return [
            await store.read(YES, "Patient", plain),
            *[ids([await store.read(YES, "Observation", it) or b""]) for it in (plain, *others)],
            await found(store, "Observation", ("_id", plain)),
        ]

    assert play(story) == [None, [plain], *[[it] for it in others], [plain]]


def test_pages_hold_each_resource_once(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        results = [observation(f"o{n}", "anna") for n in range(7)]
        await store.commit(entry("c1", *results))
        seen: list[str] = []
        totals: list[int | None] = []
        after: tuple[Any, ...] = ()
        while after or not seen:
            query = Query("Observation", (asked("patient", "anna"),), count=3, after=after)
            page = await store.search(YES, query)
            seen += ids(page.resources)
            totals.append(page.total)
            after = page.after
        return [seen, totals]

    assert play(story) == [[f"o{n}" for n in range(7)], [7, 7, 7]]


def test_a_decision_narrows_what_is_read(play: Play) -> None:
    only = Decision(allowed=True, reason="own", criteria=(asked("patient", "anna"),))

    async def story(store: Store) -> list[Any]:
        await store.commit(
            entry("c1", ANNA, BEN, observation("o1", "anna"), observation("o2", "ben"))
        )
        page = await store.search(only, Query("Observation", ()))
        return [
            page.total,
            ids(page.resources),
            await store.read(only, "Observation", "o1") is not None,
            await store.read(only, "Observation", "o2"),
            await store.read(only, "Patient", "ben"),
            await store.compartment(only, "ben"),
            ids(await store.compartment(only, "anna")),
        ]

    assert play(story) == [1, ["o1"], True, None, None, [], ["anna", "o1"]]


def test_no_method_of_the_record_runs_without_leave(play: Play) -> None:
    no = Decision(allowed=False, reason="no token")

    async def story(store: Store) -> int:
        await store.commit(entry("c1", ANNA))
        refused = 0
        for ask in (
            store.read(no, "Patient", "anna"),
            store.search(no, Query("Patient", ())),
            store.compartment(no, "anna"),
        ):
            with pytest.raises(PermissionError):
                await ask
            refused += 1
        return refused

    assert play(story) == 3


def test_a_compartment_holds_the_patient_and_whom_its_results_name(play: Play) -> None:
    async def story(store: Store) -> list[str]:
        by = [{"reference": "Practitioner/doc"}, {"reference": "Organization/lab"}]
        await store.commit(entry("c1", stored("Organization/lab"), stored("Practitioner/doc")))
        await store.commit(entry("c2", stored("Practitioner/other"), BEN))
        await store.commit(entry("c3", observation("o1", "anna", performer=by)))
        await store.commit(entry("c4", observation("o2", "ben"), ANNA))
        # A reference spelled inside a text is no reference.
        fake = [{"text": '"reference":"Practitioner/other"'}]
        await store.commit(entry("c5", observation("o1", "anna", 2, performer=by, note=fake)))
        return ids(await store.compartment(YES, "anna"))

    assert play(story) == ["lab", "doc", "o1", "anna"]
