"""What every store must say of what stands, and when it must call an entry stale.

The promises are those of Journal in `gateway/model.py`.
"""

from __future__ import annotations

import asyncio
from typing import Any

from msgspec import structs

from gateway.model import (
    Heard,
    Keys,
    Link,
    Standing,
    Status,
)
from gateway.store import Store
from tests.store.made_entries import (
    Play,
    at,
    entry,
    found,
    keys,
    link,
    observation,
    outcome,
    patient,
    said,
    stored,
)

ANNA = patient("anna", "100", name=[{"family": "Muster"}])


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


def test_a_link_that_is_taken_away_leads_nowhere_and_can_come_again(play: Play) -> None:
    async def story(store: Store) -> list[tuple[Any, ...]]:
        found = []
        for number, (links, gone) in enumerate([(1, 0), (0, 1), (1, 0)]):
            tie = (link("a", "b"),)
            made = entry(f"c{number}", links=tie * links)
            await store.commit(structs.replace(made, unlinked=tie * gone))
            found.append((await store.standing(keys(identities=["a"]))).links)
        return found

    assert play(story) == [(link("a", "b"),), (), (link("a", "b"),)]


def test_what_a_number_that_gave_way_leads_to_stands_beside_it(play: Play) -> None:
    async def story(store: Store) -> Standing:
        stay = stored("Encounter/v1", 1, "anna", subject={"reference": "Patient/anna"})
        await store.commit(entry("c1", stay, links=(Link("v9", "v1", "number"),)))
        return await store.standing(keys("Encounter/v9", identities=["v9"]))

    assert set(play(story).resources) == {("Encounter", "v1")}


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


def test_a_parked_entry_waits_until_it_is_accepted(play: Play) -> None:
    """Only its own sender's messages find it, and only by what it waits for."""
    parked = structs.replace(entry("c9", status=Status.PARKED, body=b"parked"), awaits=("anna",))

    async def story(store: Store) -> list[tuple[str, ...]]:
        await store.commit(parked)
        asked = [("lakeside", "anna"), ("lakeside", "ben"), ("hill", "anna")]
        told = [await store.standing(Keys((who, "c1"), brings=(id,))) for who, id in asked]
        await store.commit(entry("c9"))
        told.append(await store.standing(Keys(("lakeside", "c1"), brings=("anna",))))
        return [tuple(one.control_id for one in each.waiting) for each in told]

    assert play(story) == [("c9",), (), (), ()]


def test_what_is_released_is_written_with_what_released_it_or_neither(play: Play) -> None:
    """A released entry that is stale takes the first one back, and both may come again."""
    after = structs.replace(entry("c2", stored("Patient/anna", 2, "anna")), revisions={})
    stale = structs.replace(entry("c3", stored("Patient/anna", 7, "anna")), revisions={})

    async def story(store: Store) -> list[Any]:
        first = entry("c1", ANNA)
        refused = await outcome(store, structs.replace(first, released=(stale,)))
        nothing = await store.receipt("lakeside", "c1")
        await store.commit(structs.replace(first, released=(after,)))
        both = [await store.receipt("lakeside", one) for one in ("c1", "c2")]
        return [refused, nothing, *[one.status for one in both if one]]

    assert play(story) == ["stale", None, Status.ACCEPTED, Status.ACCEPTED]


def test_what_is_said_again_makes_older_words_old_without_a_version(play: Play) -> None:
    """The time of what stands goes on, and so does when each element was said."""
    heard = Heard("Observation", "o1", 1, "20261121130000", {"status": "20261121120000"})

    async def story(store: Store) -> Standing:
        await store.commit(entry("c1", observation("o1", "anna", status="final")))
        await store.commit(entry("c2", heard=(heard,), expects={("Observation", "o1"): 1}))
        return await store.standing(Keys(resources=(("Observation", "o1"),)))

    version = play(story).resources["Observation", "o1"]

    assert (version.version, version.effective) == (1, "20261121130000")
    assert version.clocks == {"status": "20261121120000"}
