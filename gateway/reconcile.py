"""A change meets what stands: what is new, what is older, what is emptied, what is composed.

Empty says nothing, `""` removes, a valued repeating field replaces that sender's list, older never
overwrites newer, and no change makes no version.
https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import structs

from gateway import series
from gateway.labels import bare, labelled, labels, restated, union
from gateway.model import Change, Contribution, Mode, Resource
from gateway.search import OTHERS, SUBJECTS, subjects
from gateway.steps import remembered, restored

DEEP = frozenset(
    {
        ("Encounter", "period"),
        ("Encounter", "hospitalization"),
        ("Specimen", "collection"),
        ("DocumentReference", "context"),
        ("MedicationRequest", "dispenseRequest"),
    }
)
"""Elements whose inner elements come from different fields: an absent one says nothing."""

_ALONE = OTHERS | {"participant"}
"""Without these, `subject` is all that names a patient."""

UNSAID = ("status",)
"""What only an event says: a snapshot that does not speak of it leaves it."""

UNION = frozenset({("DiagnosticReport", "result"), ("Observation", "hasMember")})
"""Lists that one message may say in part: what it names is added, the rest stays."""

CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Patient": MappingProxyType({"deceased": "deceased", "multipleBirth": "multipleBirth"}),
        "Observation": MappingProxyType(
            {"value": "value", "dataAbsentReason": "value", "effective": "effective"}
        ),
        "DiagnosticReport": MappingProxyType({"effective": "effective"}),
        "ServiceRequest": MappingProxyType({"occurrence": "occurrence"}),
        "MedicationAdministration": MappingProxyType({"effective": "effective"}),
        "Immunization": MappingProxyType({"occurrence": "occurrence"}),
    }
)
"""Elements of which only one can be said at a time: the beginning of their names -> which."""

HELD = frozenset({"Appointment", "Encounter", "ServiceRequest", "MedicationRequest"})
"""What others mention too: who only names it does not hold it, its source still says it all.

Of an appointment it is kept which segment named whom, so that a cancellation takes nobody away.
"""

REVIVED = frozenset(
    {"proposed", "pending", "booked", "arrived", "fulfilled", "waitlist", "checked-in"}
)
"""An Appointment that is none of the cancelled has no reason why it was (app-4)."""

READINGS = ("interpretation", "referenceRange")
"""What an Observation says of its value: it does not outlive the value."""

LEADS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Observation": MappingProxyType(dict.fromkeys(READINGS, "value")),
        "Appointment": MappingProxyType({"cancelationReason": "status"}),
    }
)
"""Element -> the one that it is said of: of a message whose word on that is old, it is old too."""

_ERROR = "entered-in-error"


def _verified(system: str) -> tuple[str, Any]:
    coding = {"system": system, "code": _ERROR, "display": "Entered in Error"}
    return "verificationStatus", {"coding": [coding]}


_TERMS = "http://terminology.hl7.org/CodeSystem"
RETIRED: Mapping[str, tuple[str, Any]] = MappingProxyType(
    {
        "Patient": ("active", False),
        "Encounter": ("status", "entered-in-error"),
        "Goal": ("lifecycleStatus", "entered-in-error"),
        "RelatedPerson": ("active", False),
        "AllergyIntolerance": _verified(f"{_TERMS}/allergyintolerance-verification"),
        "Condition": _verified(f"{_TERMS}/condition-ver-status"),
    }
)
"""What a source's deletion makes of a resource; all others become entered-in-error."""

FALLEN = frozenset(
    {
        "clinicalStatus",
        *("abatementDateTime", "abatementAge", "abatementPeriod", "abatementRange"),
        *("abatementString", "_abatementDateTime"),
    }
)
"""What an error no longer says of itself: a state, and when it ended (con-4, con-5, ait-2).

https://hl7.org/fhir/R4/condition.html#invs · https://hl7.org/fhir/R4/allergyintolerance.html#invs
"""


_AHEAD = timedelta(days=1)
"""How far a source's clock may be ahead of ours and still be believed."""

_DTM = re.compile(r"(\d{4,14})(?:\.(\d{1,6}))?([+-]\d\d[0-5]\d)?")


def effective(sent_at: str, zone: str | None, received_at: datetime) -> str:
    """When the source said it, as text that sorts: UTC where an offset or zone tells it.

    Takes HL7 DTM (`20261121101500.123+0100`, any precision). A time without offset or zone sorts
    by its own digits; an unreadable one by arrival, and so does one of days to come: a wrong
    clock must not make older all that follows.
    """
    found = _DTM.fullmatch(sent_at)
    moment = _moment(found, zone or "UTC") if found else None
    if moment is None or moment - received_at > _AHEAD:
        moment = received_at
    at = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return f"{at[:4]}{at[5:7]}{at[8:10]}{at[11:13]}{at[14:16]}{at[17:26]}"


def _moment(found: re.Match[str], zone: str) -> datetime | None:
    digits, fraction, offset = found.groups(default="")
    padded = digits + "00000101000000"[len(digits) :]
    text = f"{padded[:8]}T{padded[8:]}.{fraction or 0}{offset or '+0000'}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if offset else moment.replace(tzinfo=ZoneInfo(zone))


@dataclass(frozen=True, slots=True)
class State:
    """What one source says of one thing, and from which of its fields each list item came."""

    body: Resource
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def say(change: Change, standing: State | None) -> State:
    """What results where a change meets what the same source said before.

    Takes the change and the standing state (None: nothing stands); never alters either.
    """
    if standing is None:
        kept = remembered(change, dict(change.defaults), {}) if change.keeps else {}
        return State({**change.defaults, **change.body}, {**_gone(change), **change.parts, **kept})
    if change.mode is Mode.MENTION:
        return standing
    if change.mode is Mode.REMOVE:
        element, value = RETIRED.get(change.type, ("status", _ERROR))
        left = {key: said for key, said in standing.body.items() if key not in FALLEN}
        return State({**left, element: value}, standing.parts)
    if change.mode is Mode.CANCEL:
        return State({**standing.body, "status": change.body["status"]}, standing.parts)
    if change.mode is Mode.SNAPSHOT:
        silent = {key: standing.body[key] for key in UNSAID if key in standing.body}
        kept = remembered(change, standing.body, standing.parts)
        return State({**silent, **change.body}, {**change.parts, **kept})
    if change.mode is Mode.RESTORE:
        change, standing = _undone(change, standing)
    return _delta(change, _emptied(change, standing))


def revived(change: Change, standing: Resource) -> bool:
    """Does the change say of something that stood as an error that it is, and not how sure?"""
    element = "verificationStatus"
    said = standing.get(element, {}).get("coding", ())
    wrong = any(coding.get("code") == _ERROR for coding in said)
    return wrong and change.mode is Mode.DELTA and element not in change.body


def _undone(change: Change, standing: State) -> tuple[Change, State]:
    """The change and what stands where a step is undone: what stood before it is told by us."""
    found = restored(change, standing.body, standing.parts)
    if found is None:
        return change, standing
    known = [key for key in UNSAID if found[0].get(key) != change.defaults.get(key)]
    said = {key: value for key, value in change.body.items() if key not in known}
    told = tuple(name for name in change.removed if name not in change.keeps)
    return structs.replace(change, body=said, removed=told, keeps=()), State(*found)


def _gone(change: Change) -> dict[str, tuple[str, ...]]:
    """What the source empties, as parts tell it: an element that no field says anything of."""
    names = (name.partition("@")[0] for name in change.removed)
    return {name: () for name in names if name.isalnum() and name not in change.body}


def _emptied(change: Change, standing: State) -> State:
    """What stands, less what the source empties: `birthDate`, `telecom@PID-13`, `period.end`."""
    body, parts = dict(standing.body), dict(standing.parts)
    for name in change.removed:
        if name.startswith("extension("):
            _extension_out(body, name[10 : name.rindex(")")])
            continue
        key, _, origin = name.partition("@")
        key, _, inner = key.partition(".")
        if key not in body:
            parts |= {} if inner else {key: ()}
            continue
        if inner:
            body[key] = {said: value for said, value in body[key].items() if said != inner}
        elif origin:
            body[key], parts[key] = _without(State(body, parts), key, {origin})
        if not body[key] or not (inner or origin):
            body.pop(key)
            parts[key] = ()
    return State(body, parts)


def _extension_out(body: Resource, url: str) -> None:
    """Take the extension of that url out of a body of ours."""
    left = [extension for extension in body.pop("extension", ()) if extension["url"] != url]
    if left:
        body["extension"] = left


def _delta(change: Change, standing: State) -> State:
    kept = remembered(change, standing.body, standing.parts)
    standing = _overtaken(change, standing)
    body, parts = dict(standing.body), {**standing.parts, **kept}
    for key, value in change.body.items():
        before = standing.body.get(key)
        if key == "meta":
            body[key] = {"security": restated(standing.body, change.body)}
        elif (change.type, key) in DEEP and isinstance(before, dict):
            body[key] = {**before, **value}
        elif (change.type, key) in UNION and before:
            body[key] = before + [item for item in value if item not in before]
        elif change.type == series.TYPE and before:
            body[key] = series.joined(key, before, value)
        elif key == "extension" and before:
            said = {extension["url"] for extension in value}
            body[key] = [old for old in before if old["url"] not in said] + value
        elif key in change.parts and before:
            left, origins = _without(standing, key, set(change.parts[key]))
            body[key], parts[key] = _sorted(left + value, (*origins, *change.parts[key]))
        else:
            body[key] = value
            parts.pop(key, None)
            if key in change.parts:
                parts[key] = change.parts[key]
    if change.type == series.TYPE:
        body = series.counted(body)
    return State(body, parts)


def _overtaken(change: Change, standing: State) -> State:
    """What stands, less what cannot stand beside what is said now."""
    said = {choice(change.type, key) for key in change.body}
    gone = {key for key in standing.body if choice(change.type, key) in said} - {*change.body}
    values = [
        {key: value for key, value in body.items() if choice(change.type, key) == "value"}
        for body in (change.body, standing.body)
    ]
    if change.type == "Observation" and values[0] and values[0] != values[1]:
        gone |= {key for key in READINGS if key not in change.body}
    if change.type == "Appointment" and change.body.get("status") in REVIVED:
        gone |= {"cancelationReason"}
    return State(
        {key: value for key, value in standing.body.items() if key not in gone},
        {key: origins for key, origins in standing.parts.items() if key not in gone},
    )


@lru_cache(maxsize=1024)
def choice(type: str, key: str) -> str:
    """The element that this is one type of (`deceased`), or the key itself."""
    bare = key.removeprefix("_")
    for begins, choice in CHOICES.get(type, {}).items():
        if bare == begins or (bare.startswith(begins) and bare[len(begins)].isupper()):
            return choice
    return key


def _without(state: State, key: str, gone: set[str]) -> tuple[list[Any], tuple[str, ...]]:
    """The list less the items that came from these fields; items of unknown origin go too."""
    origins = state.parts.get(key, ())
    left = [
        (item, at) for item, at in zip(state.body[key], origins, strict=False) if at not in gone
    ]
    return [item for item, _ in left], tuple(at for _, at in left)


LAST = "~"
"""Items of no field of the message stand behind those of its fields."""


def _sorted(items: list[Any], origins: tuple[str, ...]) -> tuple[list[Any], tuple[str, ...]]:
    """In the order of the fields, so that the order of arrival does not show."""

    def place(pair: tuple[Any, str]) -> tuple[str, int]:
        segment, _, number = pair[1].partition("-")
        return segment or LAST, int(number) if number.isdigit() else 0

    ordered = sorted(zip(items, origins, strict=True), key=place)
    return [item for item, _ in ordered], tuple(at for _, at in ordered)


def compose(contributions: Sequence[Contribution], ranks: Mapping[str, int]) -> Resource:
    """The Patient that is served: identifiers are the union, all else comes from the best sender.

    Takes what each sender says of one person and each sender's rank; the newest word of the
    highest-ranked sender wins, element by element. What a sender emptied does not come back from
    an older word of its own; the person is inactive only where every source says so.
    """
    order = sorted(contributions, key=lambda c: c.identity)
    order.sort(key=lambda c: c.effective, reverse=True)
    order.sort(key=lambda c: ranks.get(c.sender, 1000))
    body: Resource = {"resourceType": "Patient"}
    taken: set[str] = set()
    emptied: set[tuple[str, str]] = set()
    for contribution in order:
        new = {
            key: value
            for key, value in contribution.body.items()
            if choice("Patient", key) not in taken and (contribution.sender, key) not in emptied
        }
        body.update(new)
        taken.update(choice("Patient", key) for key in new)
        emptied.update(
            (contribution.sender, key) for key, at in contribution.parts.items() if not at
        )
    identifiers = _union(c.body.get("identifier", ()) for c in order)
    if identifiers:
        body["identifier"] = identifiers
    body = labelled(body, union(labels(c.body) for c in order))
    if not all(c.body.get("active") is False for c in order):
        body = {key: value for key, value in body.items() if (key, value) != ("active", False)}
    return body


def _union(lists: Iterable[Sequence[Resource]]) -> list[Resource]:
    found: dict[tuple[Any, Any], Resource] = {}
    for identifiers in lists:
        for identifier in identifiers:
            key = identifier.get("system"), identifier.get("value")
            found.setdefault(key, identifier)
    return list(found.values())


def linked(body: Resource, others: Iterable[str]) -> Resource:
    """The surviving Patient: it replaces these other ids."""
    links = [{"other": {"reference": f"Patient/{other}"}, "type": "replaces"} for other in others]
    return {**body, "link": links} if links else body


def stub(standing: Resource, survivor: str) -> Resource:
    """A Patient id that gave way: it stays readable, inactive, and points to the survivor."""
    kept = {key: value for key, value in bare(standing).items() if key != "link"}
    other = {"reference": f"Patient/{survivor}"}
    return {**kept, "active": False, "link": [{"other": other, "type": "replaced-by"}]}


def pointed(body: Resource, survivor: str) -> Resource:
    """The same resource, about this Patient id."""
    name = f"Patient/{survivor}"
    alone = body.get("subject")
    if alone.__class__ is dict and alone.get("reference") == name and _ALONE.isdisjoint(body):
        return body
    for key in SUBJECTS:
        if key in body and isinstance(body[key], list):
            body = {**body, key: [_pointing(one, name) for one in body[key]]}
        elif key in body and body[key].get("reference", name) != name:
            body = {**body, key: {**body[key], "reference": name}}
    if body["resourceType"] == "Appointment" and patient_of(body):
        parts = [
            {**one, "actor": {**one["actor"], "reference": name}} if _comes(one) else one
            for one in body["participant"]
        ]
        body = {**body, "participant": parts}
    return body


def _pointing(reference: Resource, name: str) -> Resource:
    said = reference.get("reference", "")
    return {**reference, "reference": name} if said.startswith("Patient/") else reference


def patient_of(body: Resource) -> str:
    """The Patient id that a resource names as the one it is about; "" where it names none."""
    named = body.get("subject")
    if named.__class__ is not dict:
        named = next(iter(subjects(body)), None)
    if named is not None:
        reference: str = named.get("reference", "")
        return reference[8:] if reference.startswith("Patient/") else ""
    come = [one for one in body.get("participant", ()) if _comes(one)]
    return come[0]["actor"]["reference"][8:] if come else ""


def _comes(participant: Resource) -> bool:
    """Is it the patient who takes part in an appointment?"""
    named: str = participant.get("actor", {}).get("reference", "")
    return named.startswith("Patient/")


def same(body: Resource, standing: Resource | None) -> bool:
    """Is it word for word what stands, its id and what the store says of it aside?"""
    return standing is not None and bare(standing) == bare(body)
