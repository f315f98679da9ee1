"""What is known of the persons that a message touches, kept up while it is taken in.

Each index is made once it is asked for: most messages tell of one person, and ask for none.
https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from collections import ChainMap, Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, MutableMapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from gateway.identity.clusters import Claim, Clusters, Rules, claims
from gateway.model import Contribution, Link


class People:
    """Who says what of whom, which numbers that are, and who is one person with whom."""

    def __init__(self, contributions: Collection[Contribution], links: Iterable[Link]) -> None:
        """Takes what is said and linked; both are looked through when they are first needed."""
        self._contributions = contributions
        self._links = links

    @cached_property
    def clusters(self) -> Clusters:
        """Who is one person with whom."""
        return Clusters(self._links)

    @property
    def systems(self) -> MutableMapping[str, str]:
        """Identity -> the system of its identifier, where somebody states it."""
        return self._numbers.systems

    @property
    def values(self) -> MutableMapping[str, str]:
        """Identity -> the identifier's value."""
        return self._numbers.values

    def of(self, identities: AbstractSet[str]) -> list[Contribution]:
        """What is said under these identities."""
        if not self._contributions:
            return []
        found = sorted(identities & self._said.keys())
        return [said for one in found for said in self._said[one].values()]

    def nationals(self, identities: AbstractSet[str], rules: Rules) -> set[str]:
        """Those of these identities that are national numbers."""
        found = set(identities & self.clusters.national)
        for system in rules.national:
            found.update(identities & self._numbers.of_system.get(system, frozenset()))
        return found

    def say(self, said: Contribution) -> None:
        """Take in what is said, instead of what its sender said before."""
        if "_said" in self.__dict__:
            self._said[said.identity][said.sender] = said
        if "_numbers" in self.__dict__:
            self._numbers.say(said)

    def join(self, link: Link) -> None:
        """Take one more link into account."""
        if "clusters" in self.__dict__ and not self.clusters.join(link):
            self.part()

    def part(self) -> None:
        """Links were undone: who is one person is worked out anew."""
        self.__dict__.pop("clusters", None)

    def stating(self, stated: Collection[Claim]) -> Stating:
        """The same, and what a message states of numbers."""
        return Stating(self, stated)

    @cached_property
    def _said(self) -> defaultdict[str, dict[str, Contribution]]:
        found: defaultdict[str, dict[str, Contribution]] = defaultdict(dict)
        for one in self._contributions:
            found[one.identity][one.sender] = one
        return found

    @cached_property
    def _numbers(self) -> _Numbers:
        found = _Numbers()
        for one in self._contributions:
            found.say(one)
        return found


class Stating:
    """What is known, and what a message states beside it; joined here is joined here only."""

    def __init__(self, known: People, stated: Collection[Claim]) -> None:
        """Takes what is known, which is not changed, and the numbers of the message."""
        self._known = known
        self._stated = stated
        self.clusters = Clusters((), known.clusters)

    def of(self, identities: AbstractSet[str]) -> list[Contribution]:
        """What is said under these identities."""
        return self._known.of(identities)

    def nationals(self, identities: AbstractSet[str], rules: Rules) -> set[str]:
        """Those of these identities that are national numbers."""
        stated = {one.id for one in self._stated if one.system in rules.national}
        return self._known.nationals(identities, rules) | (identities & stated)

    @cached_property
    def systems(self) -> Mapping[str, str]:
        """Identity -> the system of its identifier, where somebody states it."""
        return ChainMap({one.id: one.system for one in self._stated}, self._known.systems)

    @cached_property
    def values(self) -> Mapping[str, str]:
        """Identity -> the identifier's value."""
        return ChainMap({one.id: one.value for one in self._stated}, self._known.values)


class _Numbers:
    """Every number that somebody states, as long as somebody does."""

    def __init__(self) -> None:
        self.systems: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.of_system: defaultdict[str, set[str]] = defaultdict(set)
        self._stated: dict[tuple[str, str], tuple[Claim, ...]] = {}
        self._times: Counter[str] = Counter()

    def say(self, said: Contribution) -> None:
        """Take in the numbers of what is said, instead of those its sender said before."""
        key = said.identity, said.sender
        gone, self._stated[key] = self._stated.get(key, ()), claims(said.body)
        for one in self._stated[key]:
            self._times[one.id] += 1
            self.systems[one.id], self.values[one.id] = one.system, one.value
            self.of_system[one.system].add(one.id)
        for one in gone:
            self._times[one.id] -= 1
            if not self._times[one.id]:
                del self.systems[one.id], self.values[one.id]
                self.of_system[one.system].discard(one.id)


def people(contributions: Iterable[Contribution], links: Iterable[Link]) -> People:
    """What is known, by what contributions say and links tell."""
    return People(tuple(contributions), tuple(links))
