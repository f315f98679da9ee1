"""Rows of a file said in FHIR, each as `convert` says it: those like one before, quickly.

Nothing is kept of what is said. What hangs on anything but a row's own cells (a national number,
a merged patient, a rule that is lowered until a day) goes the long way, each time.
https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

from gateway.adapters.delimited.adapter import Delimited
from gateway.adapters.recognise import DELIMITED
from gateway.fhirjson import encode
from gateway.identity.names import pairs
from gateway.intake.blame import BAD
from gateway.intake.convert import Conversion, convert, converted, unread
from gateway.intake.document import BASE
from gateway.intake.plan import Plan, plan, received
from gateway.mapping.flat.again import Again
from gateway.mapping.flat.learning import Key, Written
from gateway.mapping.flat.mapper import FlatMapper
from gateway.mapping.flat.tape import RULES, numbers
from gateway.model import Inbound, Issue, Mode, Rejected, Resource, RowBytes, Ruleset, Status

PLAIN = frozenset(
    {
        "AllergyIntolerance", "CarePlan", "ClinicalImpression", "Condition", "Coverage", "Device",
        "FamilyMemberHistory", "Flag", "Goal", "Immunization", "Location",
        "MedicationAdministration", "MedicationDispense", "MedicationStatement", "Observation",
        "Patient", "Procedure", "RelatedPerson", "Specimen",
    }
)  # fmt: skip
"""Types of resources that come out as a row's map makes them, where nothing stands."""


_ACCEPTED = Status.ACCEPTED
_ITEM = re.compile(r"\[\d+\]")


class Said(Struct, frozen=True):
    """One row, said in FHIR. A Struct, as is Inbound."""

    status: Status
    text: bytes
    """Its Bundle, as JSON."""
    count: int
    """How many issues there are."""
    bad: int
    """How many of them are errors."""
    told: tuple[Issue, ...]
    """Those: of a row like another, without their places."""
    ids: tuple[str, ...] = ()
    """Of a row like another: of its resources, in the order of the maps."""
    inbound: Inbound | None = None
    rules: Ruleset | None = None
    """Where some are not told, as they lie inside resources: by what they are found out."""

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is wrong."""
        if self.inbound is None:
            return self.told
        if self.rules is not None:
            return convert(self.inbound, self.rules).issues
        place = _place(self.inbound)
        return tuple([_placed(one, place, self.ids) for one in self.told])


class Rows:
    """Says the rows of one sender, as long as these rules are in force."""

    def __init__(self, ruleset: Ruleset, sender: str) -> None:
        """`sender`: its name."""
        self.ruleset = ruleset
        self._sender = ruleset.senders[sender]
        adapter = ruleset.adapters.get(DELIMITED)
        usual = not (self._sender.lowered or self._sender.snapshots)
        self._adapter = adapter if usual and isinstance(adapter, Delimited) else None
        self._known: dict[str, Again | None] = {}

    def said(self, inbound: Inbound) -> Said:
        """A row's Bundle and what is wrong with it, as `convert` has them; never raises."""
        read = self._read(inbound)
        if read is not None:
            again, cells = read
            found = again.say(cells, received(inbound))
            if found is not None:
                text, ids, note, more = found
                rules = self.ruleset if more else None
                count = len(note) + more
                return Said(_ACCEPTED, text.encode(), count, 0, note, ids, inbound, rules)
        try:
            planned = plan(inbound, self.ruleset)
        except Rejected as verdict:
            return _long(unread(*verdict.issues, status=verdict.status))
        made = converted(planned, self.ruleset)
        long = _long(made)
        if read is not None and again.worth:
            row = self._written(planned, made, long)
            if row is not None:
                again.learn(row)
        return long

    def _read(self, inbound: Inbound) -> tuple[Again, tuple[str, ...]] | None:
        """(what is known of rows of its kind, cells); None where it must go the long way."""
        if self._adapter is None or inbound.format != DELIMITED:
            return None
        found = self._adapter.plain(inbound.body, self._sender)
        if found is None:
            return None
        kind, cells = found
        if kind not in self._known:
            self._known[kind] = self._again(kind)
        again = self._known[kind]
        return None if again is None else (again, cells)

    def _again(self, kind: str) -> Again | None:
        mapper = self.ruleset.mappers(DELIMITED, self._sender.name)
        if not isinstance(mapper, FlatMapper):
            return None
        return mapper.again(kind, PLAIN, self.ruleset.validator.heeds)

    def _written(self, planned: Plan, made: Conversion, long: Said) -> Written | None:
        """What others may be said like; None where more than its cells decided what it came to."""
        changes, document = planned.mapped.changes, planned.document
        bodies = [entry["resource"] for entry in made.bundle.get("entry", ())]
        resources = {(body["resourceType"], body["id"]): body for body in bodies}
        named = [(change.type, change.id) for change in changes]
        told = [_told(issue, named, _place(planned.inbound)) for issue in made.issues]
        inside = [_inside(issue) for issue, one in zip(made.issues, told, strict=True) if not one]
        if (
            made.status is not Status.ACCEPTED
            or document.issues
            or None in inside
            or sorted(named) != sorted(resources)
            or any(change.mode is not Mode.DELTA or change.defaults for change in changes)
            or not self._alone([body for body in bodies if body["resourceType"] == "Patient"])
        ):
            return None
        return Written(
            cells=document.tree.cells,
            tape=numbers(planned.mapped.tape)[1:],
            changes=changes,
            text=long.text.decode(),
            parts=[*_parts(resources)],
            resources=resources,
            came=planned.received,
            note=tuple([one for one in told if one is not None]),
            inside=[one for one in inside if one is not None],
        )

    def _alone(self, patients: Sequence[Resource]) -> bool:
        """Is it sure who is meant? One patient at most, of one number that is no nation's."""
        if not patients:
            return True
        if len(patients) > 1:
            return False
        numbers = patients[0].get("identifier", ())
        named = [*pairs(numbers)]
        return len(numbers) == len(named) == 1 and named[0][0] not in self.ruleset.national


def _place(inbound: Inbound) -> str:
    number = inbound.body.number if isinstance(inbound.body, RowBytes) else 0
    return f"R{number}" if number else ""


def _long(made: Conversion) -> Said:
    bad = sum(issue.severity in BAD for issue in made.issues)
    return Said(made.status, encode(made.bundle), len(made.issues), bad, made.issues)


def _parts(resources: Mapping[Key, Resource]) -> Iterator[str | Key]:
    """The Bundle as `convert` makes it, its resources apart."""
    yield '{"resourceType":"Bundle","type":"collection","entry":['
    for at, key in enumerate(resources):
        yield f'{"," * bool(at)}{{"fullUrl":"{BASE}/{key[0]}/'
        yield key
        yield '","resource":'
        yield key
        yield "}"
    yield "]}"


def _told(issue: Issue, named: Sequence[Key], place: str) -> Issue | None:
    """An issue of a whole resource, which it names by its number; None for any other."""
    kinds = {f"{type}/{id}": at for at, (type, id) in enumerate(named)}
    if issue.source != place or issue.span is not None or issue.resource not in kinds:
        return None
    at = kinds[issue.resource]
    if issue.target != named[at][0] or any(id in str(issue.facts) for _, id in named):
        return None
    return structs.replace(issue, source="", resource=str(at))


def _inside(issue: Issue) -> tuple[Key, tuple[str, ...], str] | None:
    """(resource, names, which issue) of one that lies inside a resource, and is no error."""
    kind, _, id = issue.resource.partition("/")
    whose, *names = _ITEM.sub("", issue.target).split(".")
    usual = RULES[issue.rule][0] if issue.rule in RULES else issue.severity
    if issue.severity in BAD or usual in BAD or not id or not names or whose != kind:
        return None  # what is an error by itself is none where its cell is kept elsewhere
    return (kind, id), tuple(names), f"{issue.rule} {issue.severity.value}"


def _placed(issue: Issue, place: str, ids: Sequence[str]) -> Issue:
    resource = f"{issue.target}/{ids[int(issue.resource)]}"
    return structs.replace(issue, source=place, resource=resource)
