"""The store against a few dictionaries: any sequence of commits, stale ones too, and restarts.

https://hypothesis.readthedocs.io/en/latest/stateful.html
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gateway.model import Entry, Keys, Query, Receipt, Stale, Standing, Status
from gateway.store import Store, open_sqlite
from tests.store.made_entries import YES, asked, entry, link, observation, said

PEOPLE = st.sampled_from("abcd")
ALL = Keys(
    resources=tuple(("Observation", f"o{n}") for n in range(1, 5)),
    identities=tuple("abcd"),
    dependents=tuple("abcd"),
)


@dataclass
class Plain:
    """What ought to be kept."""

    accepted: set[tuple[str, str]] = field(default_factory=set)
    results: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Observation id -> version and subject."""
    said: dict[tuple[str, str], int] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)
    moves: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    def cluster(self, start: str) -> set[str]:
        """All that are linked to it."""
        found = {start}
        for _ in "abcd":
            found |= {name for pair in self.links if found & set(pair) for name in pair}
        return found


@dataclass(frozen=True)
class Message:
    """What a message is about."""

    sender: str
    control_id: str
    status: Status
    results: dict[str, str]
    """Observation id -> subject."""
    spoken: frozenset[str]
    """Who it contributes to."""
    pair: tuple[str, str] | None
    """Whom it links."""

    def entry(self, number: int, standing: Standing, then: Plain) -> Entry:
        """What it leaves behind, computed from what stood then."""
        touched = self.spoken | set(self.results.values()) | set(self.pair or ())
        return entry(
            self.control_id or f"n{number}",
            *[
                observation(id_, of, then.results.get(id_, (0, ""))[0] + 1)
                for id_, of in self.results.items()
            ],
            sender=self.sender,
            status=self.status,
            contributions=tuple(
                said(who, self.sender, number=number) for who in sorted(self.spoken)
            ),
            links=(link(*self.pair),) if self.pair else (),
            revisions={who: standing.revisions[who] for who in touched},
        )


MESSAGES = st.builds(
    Message,
    sender=st.sampled_from(["lakeside", "hillside"]),
    control_id=st.sampled_from(["m1", "m2", "m3", ""]),
    status=st.sampled_from([Status.ACCEPTED, Status.REJECTED]),
    results=st.dictionaries(st.sampled_from(["o1", "o2", "o3", "o4"]), PEOPLE, max_size=3),
    spoken=st.frozensets(PEOPLE, max_size=2),
    pair=st.none() | st.tuples(PEOPLE, PEOPLE).filter(lambda two: two[0] != two[1]),
)


class Story(RuleBasedStateMachine):
    """Entries are computed from what stands now, or stood some steps ago."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._loop = asyncio.Runner()
        self._plain = Plain()
        self._number = 0
        self._store: Store = self._open()
        self._seen: list[tuple[Standing, Plain]] = []
        self.look()

    def _open(self) -> Store:
        return open_sqlite(Path(self._folder.name) / "gateway.sqlite")

    def _run(self, waiting: Any) -> Any:
        return self._loop.run(waiting)

    def teardown(self) -> None:
        """Leave nothing behind."""
        self._run(self._store.close())
        self._loop.close()
        self._folder.cleanup()

    @rule()
    def look(self) -> None:
        """See what stands, to compute entries from it now or later."""
        self._seen.append((self._run(self._store.standing(ALL)), deepcopy(self._plain)))

    @rule()
    def restart(self) -> None:
        """Close the file and open it again."""
        self._run(self._store.close())
        self._store = self._open()

    @rule(ago=st.integers(1, 3), message=MESSAGES)
    def commit(self, ago: int, message: Message) -> None:
        """Taken if what it counts on still stands, and stale otherwise."""
        self._number += 1
        standing, then = self._seen[-min(ago, len(self._seen))]
        it = message.entry(self._number, standing, then)
        stale = self._stale(then, it)
        try:
            receipt: Receipt = self._run(self._store.commit(it))
        except Stale:
            assert stale
        else:
            assert not stale
            assert receipt.seq > 0
            self._keep(it)

    @rule(ago=st.integers(1, 3), messages=st.lists(MESSAGES, min_size=2, max_size=5))
    def together(self, ago: int, messages: list[Message]) -> None:
        """The same of several in one transaction: each meets what those before it left."""
        standing, then = self._seen[-min(ago, len(self._seen))]
        entries = []
        for message in messages:
            self._number += 1
            entries.append(message.entry(self._number, standing, then))

        async def all_at_once() -> list[Any]:
            work = [self._store.commit(it) for it in entries]
            return await asyncio.gather(*work, return_exceptions=True)

        for it, told in zip(entries, self._run(all_at_once()), strict=True):
            assert isinstance(told, Stale if self._stale(then, it) else Receipt), told
            if isinstance(told, Receipt):
                self._keep(it)

    def _stale(self, then: Plain, it: Entry) -> bool:
        now = self._plain
        taken = (it.receipt.sender, it.receipt.key) in now.accepted
        return (
            (taken and it.receipt.status is Status.ACCEPTED)
            or any(now.results.get(r.id, (0, ""))[0] != r.version - 1 for r in it.resources)
            or any(now.moves[who] != then.moves[who] for who in it.revisions)
            or (bool(it.links) and any(now.kept[who] != then.kept[who] for who in it.revisions))
        )

    def _keep(self, it: Entry) -> None:
        plain = self._plain
        if it.receipt.status is Status.ACCEPTED:
            plain.accepted.add((it.receipt.sender, it.receipt.key))
        for each in it.resources:
            if plain.results.get(each.id, (0, ""))[1] != each.subject:
                plain.kept[each.subject] += 1
            plain.results[each.id] = each.version, each.subject
        for spoken in it.contributions:
            plain.said[spoken.identity, spoken.sender] = spoken.body["number"]
            plain.moves[spoken.identity] += 1
        for each_link in it.links:
            plain.links.add((each_link.low, each_link.high))
            plain.moves[each_link.low] += 1
            plain.moves[each_link.high] += 1

    @invariant()
    def what_stands_is_what_was_kept(self) -> None:
        """Resources, dependents, contributions and links, all of them."""
        standing = self._run(self._store.standing(ALL))
        found = {key[1]: (it.version, it.subject) for key, it in standing.resources.items()}
        under = {it.id: (it.version, it.subject) for it in standing.dependents}
        assert found == under == self._plain.results
        spoken = {(it.identity, it.sender): it.body["number"] for it in standing.contributions}
        assert spoken == self._plain.said
        assert {(it.low, it.high) for it in standing.links} == self._plain.links

    @rule(who=PEOPLE)
    def ask_for_one(self, who: str) -> None:
        """Whom it is linked to, and its results."""
        standing = self._run(self._store.standing(Keys(identities=(who,))))
        assert set(standing.revisions) == self._plain.cluster(who) | {who}
        page = self._run(self._store.search(YES, Query("Observation", (asked("patient", who),))))
        ours = {id_ for id_, (_, of) in self._plain.results.items() if of == who}
        assert {body.split(b'"id":"')[1][:2].decode() for body in page.resources} == ours
        assert page.total == len(ours)


TestStory = Story.TestCase
TestStory.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
