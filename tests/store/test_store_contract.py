"""What every store must do, told once and run against each of them.

The promises are those of `gateway/model.py`: Journal and Record.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from decimal import Decimal
from typing import Any, cast

import pytest

from gateway.model import (
    Decision,
    Entry,
    Keys,
    Query,
    Receipt,
    Review,
    Stale,
    Standing,
    Status,
)
from gateway.store import Store
from tests.store.made_entries import (
    MRN,
    NOON,
    YES,
    Play,
    at,
    entry,
    keys,
    link,
    observation,
    patient,
    said,
    stored,
)

ANNA = patient("anna", "100", name=[{"family": "Muster"}])
BEN = patient("ben", "200", name=[{"family": "Beispiel"}])


async def outcome(store: Store, it: Entry) -> str:
    try:
        return (await store.commit(it)).status.value
    except Stale:
        return "stale"


def ids(bodies: Any) -> list[str]:
    return [body.split(b'"id":"')[1].split(b'"')[0].decode() for body in bodies]


async def found(store: Store, type_: str, *criteria: tuple[str, str], **more: Any) -> list[str]:
    query = Query(type_, tuple((param, tuple(v.split(","))) for param, v in criteria))
    return ids((await store.search(more.get("decision", YES), query)).resources)


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
    async def story(store: Store) -> list[int]:
        many = [observation(f"o{n}", "anna") for n in range(201)]
        names = [f"Observation/{it.id}" for it in many]
        await store.commit(entry("c1", *many))
        await store.commit(entry("c2", *[observation(it.id, "anna", 2) for it in many]))
        standing = await store.standing(keys(*names))
        page = await store.search(YES, Query("Observation", (("patient", ("anna",)),), count=0))
        versions = {version.version for version in standing.resources.values()}
        return [len(standing.resources), *versions, page.total, len(page.resources), page.after]

    assert play(story) == [201, 2, 201, 0, 0]


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


def test_what_stands_is_told_with_its_source(play: Play) -> None:
    async def story(store: Store) -> Standing:
        await store.commit(entry("c1", observation("o1", "anna", status="final")))
        return await store.standing(
            Keys(("lakeside", "c1"), (("Observation", "o1"), ("Observation", "o2")))
        )

    standing = play(story)

    assert list(standing.resources) == [("Observation", "o1")]
    version = standing.resources["Observation", "o1"]
    assert (version.version, version.sender, version.subject) == (1, "lakeside", "anna")
    assert version.body["status"] == "final"
    assert standing.receipt.control_id == "c1"


def test_a_commit_is_seen_by_the_next_question(play: Play) -> None:
    async def story(store: Store) -> list[int]:
        seen = []
        for version in range(1, 30):
            await store.commit(entry(f"c{version}", patient("anna", "100", version)))
            seen.append((await store.standing(keys("Patient/anna"))).resources["Patient", "anna"])
        return [each.version for each in seen]

    assert play(story) == list(range(1, 30))


def test_a_resource_stays_with_the_sender_that_brought_it(play: Play) -> None:
    async def story(store: Store) -> tuple[str, str]:
        await store.commit(entry("c1", observation("o1", "anna")))
        await store.commit(entry("c2", observation("o1", "anna", 2), sender="hillside"))
        version = (await store.standing(keys("Observation/o1"))).resources["Observation", "o1"]
        return version.sender, version.body["meta"]["versionId"]

    assert play(story) == ("lakeside", "2")


def test_linked_identities_come_together_with_all_that_is_said_of_them(play: Play) -> None:
    async def story(store: Store) -> Standing:
        parts = {"telecom": ("PID-13", "PID-14")}
        spoken = (said("a", gender="female"), said("b"), said("c", "hillside"), said("d"))
        people = [patient(name, name) for name in "abd"]
        links = (link("a", "b"), link("c", "b"))
        await store.commit(entry("c1", *people, contributions=spoken, links=links))
        more = said("a", gender="male", telecom=[])
        object.__setattr__(more, "parts", parts)
        await store.commit(entry("c2", contributions=(more,)))
        return await store.standing(keys(identities=["a", "z"]))

    standing = play(story)

    spoken = {(each.identity, each.sender): each for each in standing.contributions}
    assert set(spoken) == {("a", "lakeside"), ("b", "lakeside"), ("c", "hillside")}
    assert spoken["a", "lakeside"].body == {"gender": "male", "telecom": []}
    assert spoken["a", "lakeside"].parts == {"telecom": ("PID-13", "PID-14")}
    assert set(standing.links) == {link("a", "b"), link("c", "b")}
    assert {name for name, revision in standing.revisions.items() if revision} == set("abc")
    assert standing.revisions["z"] == 0
    assert set(standing.resources) == {("Patient", "a"), ("Patient", "b")}


def test_a_chain_of_links_is_followed_to_its_end(play: Play) -> None:
    async def story(store: Store) -> Standing:
        chain = tuple(link(f"p{n}", f"p{n + 1}") for n in range(150))
        await store.commit(entry("c1", links=chain))
        return await store.standing(keys(identities=["p75"]))

    standing = play(story)

    assert len(standing.links) == 150
    assert len(standing.revisions) == 151


def test_dependents_are_those_under_the_identities_asked_for(play: Play) -> None:
    async def story(store: Store) -> Standing:
        await store.commit(entry("c1", ANNA, observation("o1", "anna"), observation("o2", "ben")))
        await store.commit(entry("c2", observation("o3", "anna"), links=(link("anna", "ben"),)))
        return await store.standing(keys(dependents=["anna", "nobody"]))

    standing = play(story)

    assert [version.id for version in standing.dependents] == ["anna", "o1", "o3"]
    assert standing.loaded == {"anna", "nobody"}
    assert standing.revisions["nobody"] == 0


def test_a_resource_that_changes_its_subject_lies_under_the_new_one(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        await store.commit(entry("c1", observation("o1", "anna")))
        await store.commit(entry("c2", observation("o1", "ben", 2)))
        standing = await store.standing(keys(dependents=["anna", "ben"]))
        return [
            [version.subject for version in standing.dependents],
            await found(store, "Observation", ("patient", "anna")),
            await found(store, "Observation", ("patient", "ben")),
        ]

    assert play(story) == [["ben"], [], ["o1"]]


def test_an_entry_is_stale_where_an_identity_has_moved(play: Play) -> None:
    async def story(store: Store) -> list[str]:
        before = (await store.standing(keys(identities=["anna"]))).revisions
        first = await outcome(store, at(before, entry("c1", contributions=(said("anna"),))))
        late = await outcome(store, at(before, entry("c2", contributions=(said("anna"),))))
        after = (await store.standing(keys(identities=["anna"]))).revisions
        again = await outcome(store, at(after, entry("c2", contributions=(said("anna"),))))
        return [first, late, again]

    assert play(story) == ["accepted", "stale", "accepted"]


def test_a_merge_is_stale_where_it_did_not_see_every_resource_that_it_moves(play: Play) -> None:
    async def story(store: Store) -> list[str]:
        await store.commit(entry("c1", contributions=(said("anna"), said("ben"))))
        before = (await store.standing(keys(identities=["anna", "ben"]))).revisions
        result = entry("c2", observation("o1", "anna"), revisions={"anna": before["anna"]})
        merge = at(before, entry("c3", links=(link("anna", "ben"),)))
        return [await outcome(store, result), await outcome(store, merge)]

    assert play(story) == ["accepted", "stale"]


def test_results_of_one_patient_do_not_hinder_one_another(play: Play) -> None:
    async def story(store: Store) -> list[str]:
        await store.commit(entry("c0", contributions=(said("anna"),)))
        before = (await store.standing(keys(identities=["anna"]))).revisions
        many = [at(before, entry(f"c{n}", observation(f"o{n}", "anna"))) for n in range(1, 9)]
        return await asyncio.gather(*[outcome(store, it) for it in many])

    assert play(story) == ["accepted"] * 8


def test_a_result_is_stale_after_a_merge(play: Play) -> None:
    async def story(store: Store) -> str:
        await store.commit(entry("c1", contributions=(said("anna"), said("ben"))))
        before = (await store.standing(keys(identities=["anna"]))).revisions
        await store.commit(entry("c2", links=(link("anna", "ben"),)))
        return await outcome(store, at(before, entry("c3", observation("o1", "anna"))))

    assert play(story) == "stale"


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


@pytest.mark.parametrize("text", SEARCHES)
def test_patients_are_found(play: Play, text: str) -> None:
    async def story(store: Store) -> list[str]:
        carl = stored("Patient/carl", 1, "carl", identifier=[{"value": "9"}])
        await store.commit(entry("c1", ANNA, BEN, carl, observation("o1", "anna")))
        criteria = [part.split("=") for part in text.split("&")]
        return await found(store, "Patient", *[(param, value) for param, value in criteria])

    assert play(story) == SEARCHES[text]


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


def test_pages_hold_each_resource_once(play: Play) -> None:
    async def story(store: Store) -> list[Any]:
        results = [observation(f"o{n}", "anna") for n in range(7)]
        await store.commit(entry("c1", *results))
        seen: list[str] = []
        totals: list[int] = []
        after = 0
        while after or not seen:
            query = Query("Observation", (("patient", ("anna",)),), count=3, after=after)
            page = await store.search(YES, query)
            seen += ids(page.resources)
            totals.append(page.total)
            after = page.after
        return [seen, totals]

    assert play(story) == [[f"o{n}" for n in range(7)], [7, 7, 7]]


def test_a_decision_narrows_what_is_read(play: Play) -> None:
    only = Decision(allowed=True, reason="own", criteria=(("patient", "Patient/anna"),))

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
    return {name: getattr(it, name) for name in it.__dataclass_fields__}


def test_closing_twice_is_harmless(play: Play) -> None:
    play(lambda store: store.close())


def test_a_catalogue_is_kept_once(play: Play) -> None:
    async def story(store: Store) -> list[bytes | None]:
        await store.keep_catalogue("m1", b"rows" * 5000)
        await store.keep_catalogue("m1", b"other")
        return [await store.catalogue("m1"), await store.catalogue("m2")]

    assert play(story) == [b"rows" * 5000, None]


def test_audit_events_and_reviews_go_in_with_their_message(play: Play) -> None:
    async def story(store: Store) -> Receipt:
        event = {"resourceType": "AuditEvent"}
        await store.record_audit([event, event])
        review = Review("twins", ("ben", "anna"))
        return await store.commit(entry("c1", audit=(event,), reviews=(review, review)))

    assert play(story).status is Status.ACCEPTED
