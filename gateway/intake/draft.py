"""The patients of a message under construction: what is said, which links stand, which are undone.

https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from msgspec import structs

from gateway.identity.bonds import Bonds
from gateway.identity.clusters import APART, MARKS, UNLINKED, Rules, touched
from gateway.identity.links import UNDONE, Finding
from gateway.identity.people import People
from gateway.intake.parted import parting
from gateway.intake.plan import Plan
from gateway.model import Change, Contribution, Issue, Link, Resource
from gateway.wording import told as issue


@dataclass(slots=True)
class Draft:
    """The message's patients under construction."""

    plan: Plan
    rules: Rules
    contributions: dict[tuple[str, str], Contribution]
    links: Bonds
    standing: frozenset[Link]
    unlinked: list[Link] = field(default_factory=list)
    written: list[Contribution] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    questions: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    known: People = field(init=False)
    """What is known of the persons by now."""

    def __post_init__(self) -> None:
        """What is known follows what is said and linked."""
        self.known = People(self.contributions.values(), self.links)

    def say(self, said: Contribution) -> None:
        """Take in what the sender says of a person."""
        self.contributions[said.identity, said.sender] = said
        self.known.say(said)

    def link(self, links: Iterable[Link]) -> None:
        """Take in further links."""
        for one in links:
            self.links.put(one)
            self.known.join(one)

    def take(self, finding: Finding, source: str, target: str) -> None:
        """Take in what was found: its links, and its questions as issues too."""
        self.link(finding.links)
        self.questions.extend(finding.questions)
        for rule, _ in finding.questions:
            self.issues.append(question(rule, source, target))

    def take_of(self, finding: Finding, change: Change) -> None:
        """The same of what was found of a patient's numbers: each is told at its own."""
        self.link(finding.links)
        self.questions.extend(finding.questions)
        for rule, who in finding.questions:
            self.issues.append(doubt(rule, change, who))

    def tie(self, found: Finding, one: Resource, other: Resource) -> None:
        """Take in links that can be undone, but for those that a later message has undone."""
        at = self.plan.effective
        ours, theirs = touched(one), touched(other)
        undone = any(tie.at > at for tie in self.links.across(ours, theirs, MARKS))
        self.link([] if undone else self._said(found.links))
        ties = self.links.across(ours, theirs, UNDONE)
        self.link([replace(tie, at=max(tie.at, at)) for tie in ties])

    def _said(self, ties: Iterable[Link]) -> Iterator[Link]:
        """Those of these that are not known yet; of two that say the contrary the later holds."""
        at = self.plan.effective
        for tie in ties:
            contrary = self.links.get(tie.high, tie.low, tie.kind)
            if contrary is not None and tie.kind == "merge" and contrary.at <= at:
                # Who is one person stays as it was: the contrary takes its place.
                self._undo(contrary)
                contrary = None
            if contrary is None and self.links.get(tie.low, tie.high, tie.kind) is None:
                yield replace(tie, at=at)

    def untie(self, one: Change, other: Change) -> None:
        """Undo the links between two records that are not newer, and remember when."""
        at = self.plan.effective
        found = self.links.across(touched(one.body), touched(other.body), UNDONE)
        self.unlink(tie for tie in found if tie.at <= at)
        low, high = sorted((one.id, other.id))
        before = self.links.get(low, high, APART)
        self.links.put(Link(low, high, APART, max(at, before.at) if before else at))
        self.known.part()

    def part(self, left: Collection[str], moved: Collection[str]) -> None:
        """Remember when these numbers left those for another patient."""
        for one in parting(left, moved, self.plan.effective):
            before = self.links.get(one.low, one.high, UNLINKED)
            if before is None or before.at < one.at:
                self.links.put(one)

    def unlink(self, gone: Iterable[Link]) -> None:
        """These links hold no longer."""
        for one in gone:
            self._undo(one)
            self.known.part()

    def _undo(self, gone: Link) -> None:
        self.links.drop(gone)
        self.unlinked.append(gone)


def doubt(rule: str, change: Change, who: Collection[str]) -> Issue:
    """A question about a number of a patient, told at that number where the message shows it.

    `who` are the identities that the question is about: the number's own is the last of them.
    """
    numbers = change.body.get("identifier", ())
    found = [at for id in reversed([*who]) for at in _at(numbers, id)]
    target = f"Patient.identifier[{found[0]}]" if found else "Patient.identifier"
    told = issue(rule, target=target, code="business-rule")
    return structs.replace(told, resource=f"Patient/{change.id}")


def _at(numbers: Sequence[Resource], id: str) -> Iterator[int]:
    """Where a patient has the number of this identity."""
    return (at for at, one in enumerate(numbers) if id in touched({"identifier": [one]}))


def question(rule: str, source: str, target: str) -> Issue:
    """What a sender is told where a number asks more than the house may answer."""
    return issue(rule, source=source, target=target, code="business-rule")
