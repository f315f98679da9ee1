"""What every store must do with a message: keep it whole, once, and say so again.

The promises are those of Journal in `gateway/model.py`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from decimal import Decimal
from typing import Any, cast

import pytest

from gateway.model import (
    Entry,
    Query,
    Receipt,
    Standing,
    Status,
    Unavailable,
)
from gateway.store import Store
from tests.store.made_entries import (
    NOON,
    YES,
    Play,
    asked,
    entry,
    found,
    keys,
    observation,
    outcome,
    patient,
    said,
)

ANNA = patient("anna", "100", name=[{"family": "Muster"}])
BEN = patient("ben", "200", name=[{"family": "Beispiel"}])


def test_a_receipt_comes_back_word_for_word_after_a_restart(play: Play) -> None:
    it = entry("c1", ANNA)

    given = play(lambda store: store.commit(it))
    again = play(lambda store: store.receipt("lakeside", "c1"))

    assert given.seq > 0
    assert again == given
    assert again.received_at == NOON


def test_an_unknown_control_id_has_no_receipt(play: Play) -> None:
    assert play(lambda store: store.receipt("lakeside", "never")) is None


def test_the_accepted_receipt_is_told_although_newer_attempts_stand(play: Play) -> None:
    async def story(store: Store) -> list[Receipt | None]:
        told = []
        for status in (Status.REJECTED, Status.FAULTED, Status.ACCEPTED, Status.CONFLICT):
            await store.commit(entry("c1", status=status))
            told.append(await store.receipt("lakeside", "c1"))
        return told

    told = [receipt.status.value for receipt in play(story)]

    assert told == ["rejected", "faulted", "accepted", "accepted"]


def test_a_key_is_accepted_once_for_each_sender(play: Play) -> None:
    async def story(store: Store) -> list[str]:
        return [
            await outcome(store, entry("c1")),
            await outcome(store, entry("c1")),
            await outcome(store, entry("c1", sender="hillside")),
            await outcome(store, entry("c1", status=Status.DUPLICATE)),
        ]

    assert play(story) == ["accepted", "stale", "accepted", "duplicate"]


def test_of_many_at_once_with_one_key_exactly_one_is_accepted(play: Play) -> None:
    async def story(store: Store) -> list[str]:
        return await asyncio.gather(*[outcome(store, entry("c1")) for _ in range(300)])

    assert Counter(play(story)) == {"accepted": 1, "stale": 299}


def test_of_many_at_once_that_write_one_version_exactly_one_is_kept(play: Play) -> None:
    async def story(store: Store) -> tuple[list[str], Standing]:
        many = [outcome(store, entry(f"c{n}", ANNA)) for n in range(200)]
        return await asyncio.gather(*many), await store.standing(keys("Patient/anna"))

    outcomes, standing = play(story)

    assert Counter(outcomes) == {"accepted": 1, "stale": 199}
    assert standing.resources["Patient", "anna"].version == 1


def test_a_stale_entry_leaves_nothing(play: Play) -> None:
    async def story(store: Store) -> tuple[Any, ...]:
        await store.commit(entry("c1", ANNA))
        late = entry(
            "c2", BEN, patient("anna", "100", 3), contributions=(said("ben"),), revisions={}
        )
        verdict = await outcome(store, late)
        return (
            verdict,
            await store.receipt("lakeside", "c2"),
            await store.read(YES, "Patient", "ben"),
            (await store.standing(keys(identities=["ben"]))).revisions,
        )

    assert play(story) == ("stale", None, None, {"ben": 0})


def test_a_version_must_follow_the_one_that_stands_whatever_the_entry_expects(play: Play) -> None:
    async def story(store: Store) -> list[str]:
        await store.commit(entry("c1", ANNA))
        return [
            await outcome(store, entry("c2", patient("anna", "100", version), expects={}))
            for version in (1, 3, 2)
        ]

    assert play(story) == ["stale", "stale", "accepted"]


def test_an_entry_of_many_resources_is_kept_whole(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        many = [observation(f"o{n}", "anna") for n in range(201)]
        names = [f"Observation/{it.id}" for it in many]
        await store.commit(entry("c1", *many))
        await store.commit(entry("c2", *[observation(it.id, "anna", 2) for it in many]))
        standing = await store.standing(keys(*names))
        page = await store.search(YES, Query("Observation", (asked("patient", "anna"),), count=0))
        versions = {version.version for version in standing.resources.values()}
        return [len(standing.resources), *versions, page.total, len(page.resources), page.after]

    assert play(story) == [201, 2, 201, 0, ()]


def test_a_bad_entry_does_not_fail_its_neighbours(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        good = [store.commit(entry(f"c{n}", observation(f"o{n}", "anna"))) for n in range(20)]
        nameless = said("x", sender=cast("str", None))
        bad = store.commit(entry("bad", BEN, contributions=(nameless,)))
        done = await asyncio.gather(*good[:10], bad, *good[10:], return_exceptions=True)
        assert await store.read(YES, "Patient", "ben") is None
        assert await found(store, "Observation", ("patient", "anna")) == [
            f"o{n}" for n in range(20)
        ]
        return [isinstance(each, Receipt) for each in done]

    assert play(story) == [True] * 10 + [False] + [True] * 10


def test_an_entry_that_writes_one_resource_twice_is_refused(play: Play) -> None:
    with pytest.raises(ValueError, match="twice"):
        play(lambda store: store.commit(entry("c1", ANNA, patient("anna", "100", 2))))


def test_a_body_is_read_as_it_was_written(play: Play) -> None:
    exact = observation("o1", "anna", valueQuantity={"value": Decimal("72.50")})
    long = observation("o2", "anna", note=[{"text": "é" * 20_000}])
    play(lambda store: store.commit(entry("c1", exact, long)))

    async def story(store: Store) -> Any:
        return [await store.read(YES, "Observation", id_) for id_ in ("o1", "o2", "o3")]

    first, second, third = play(story)

    assert b'"value":72.50' in first
    assert second.count("é".encode()) == 20_000
    assert third is None


def test_the_attempt_that_wrote_a_version_is_found(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        for n in (1, 2):
            body = f"message {n} ".encode() * 100
            it = entry(f"c{n}", patient("anna", "100", n), body=body, lineage=b"tape%d" % n)
            await store.commit(Entry(**{**_fields(it), "mapper": f"m{n}"}))
        found_ = [await store.origin(f"Patient/anna/_history/{n}") for n in (1, 2, 3)]
        found_ += [await store.lineage("lakeside", "c2"), await store.origin("Patient/anna")]
        return [
            it and (it.receipt.control_id, it.tape, it.mapper, it.inbound.body[:9])
            for it in found_
        ]

    first = ("c1", b"tape1", "m1", b"message 1")
    second = ("c2", b"tape2", "m2", b"message 2")
    assert play(story) == [first, second, None, second, None]


def _fields(it: Entry) -> dict[str, Any]:
    return {name: getattr(it, name) for name in it.__struct_fields__}


def test_closing_twice_is_harmless(play: Play) -> None:
    play(lambda store: store.close())


def test_a_catalogue_is_kept_once(play: Play) -> None:
    async def story(store: Store) -> list[bytes | None]:
        await store.keep_catalogue("m1", b"rows" * 5000)
        await store.keep_catalogue("m1", b"other")
        return [await store.catalogue("m1"), await store.catalogue("m2")]

    assert play(story) == [b"rows" * 5000, None]


def test_a_closed_store_says_that_it_is_not_there(play: Play) -> None:
    async def story(store: Store) -> None:
        await store.close()
        for ask in (store.receipt("lakeside", "c1"), store.commit(entry("c1"))):
            with pytest.raises(Unavailable):
                await ask

    play(story)
