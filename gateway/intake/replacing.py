"""Versions of a document: what the one before said and this one does not is withdrawn. Pure.

A document takes the place of another because it says so, or because it is a later version of the
same set. Whichever comes first, the record ends the same: what the last version restates keeps its
id, what it leaves out was an error, and an addition (`appends`) changes nothing else.
https://hl7.org/fhir/R4/valueset-document-relationship-type.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.intake.document import bundle_id, reference_id
from gateway.intake.plan import Plan
from gateway.intake.stated import parts_of, replaced, version_of
from gateway.model import Change, Contribution, Keys, Mapped, Mode, Resource, Standing, Version

_PAPER = "DocumentReference"
_NUMBER = "https://fhir.gateway.example/lu/StructureDefinition/document-number"

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """Where a document stands among its versions, as far as they are known."""

    withdrawn: tuple[Change, ...] = ()
    """What is taken back: of those before it, or, where it is one of those, of itself."""
    overtaken: frozenset[Key] = frozenset()
    """What a later version says anew: this one's word of it changes nothing."""
    superseded: tuple[str, ...] = ()
    """DocumentReferences that are no longer current: ids."""
    notes: tuple[Contribution, ...] = ()
    """Of documents that it replaces and that have not come: what will have replaced them."""

    @property
    def late(self) -> bool:
        """Has something taken its place before it came?"""
        return bool(self.overtaken)


NONE = Line()
"""That of a message without documents."""


def line(plan: Plan, standing: Standing) -> Line | Keys:
    """Where its documents stand; the keys of what more must be known of others first."""
    if not plan.mapped.documents:
        return NONE
    lines = []
    for document in plan.mapped.documents:
        found = _line(plan, document, standing)
        if isinstance(found, Keys):
            return found
        lines.append(found)
    return Line(
        withdrawn=tuple(change for one in lines for change in one.withdrawn),
        overtaken=frozenset(key for one in lines for key in one.overtaken),
        superseded=tuple(dict.fromkeys(id for one in lines for id in one.superseded)),
        notes=tuple(note for one in lines for note in one.notes),
    )


def _line(plan: Plan, document: Mapped, standing: Standing) -> Line | Keys:
    before, after = _around(plan, document, standing)
    told = replaced(document)  # the plan asks for these
    others = [one for one in (*before, *after) if one not in told]
    wanted = [one for one in others if reference_id(one) not in standing.revisions]
    unknown = [one for one in wanted if ("Bundle", bundle_id(one)) not in standing.resources]
    if unknown:
        named = [(_PAPER, reference_id(one)) for one in unknown]
        bundles = [("Bundle", bundle_id(one)) for one in unknown]
        asked = tuple(reference_id(one) for one in unknown)
        return Keys(resources=(*bundles, *named), identities=asked)
    old = [found for one in before if (found := _bundle(one, standing)) is not None]
    if needed := _needed(plan, standing, old):
        return needed
    new = next((found for one in after if (found := _bundle(one, standing)) is not None), None)
    gone = (*before, *([document.number] if new else []))
    return Line(
        withdrawn=(
            *_left_out(plan, document, standing, old),
            *_outlived(plan, document, standing, new),
        ),
        overtaken=_overtaken(plan, document, new),
        superseded=tuple(map(reference_id, gone)),
        notes=tuple(_notes(plan, document, standing)),
    )


def _around(
    plan: Plan, document: Mapped, standing: Standing
) -> tuple[list[Resource], list[Resource]]:
    """The numbers of the documents whose place it takes, and of those that took its own."""
    before = [*replaced(document)]
    after = [*_announced(plan, document, standing)]
    head = standing.resources.get(("Composition", document.heads))
    if head is not None and head.sender == plan.sender.name:
        number = _number(head.body)
        if number and number != document.number and number not in (*before, *after):
            mine = plan.effective, version_of(_head(document).body)
            later = (head.effective, version_of(head.body)) > mine
            (after if later else before).append(number)
    return before, after


def _announced(plan: Plan, document: Mapped, standing: Standing) -> Iterator[Resource]:
    """What a document that came before said of this one: that it takes its place."""
    mine = reference_id(document.number)
    for one in standing.contributions:
        if one.identity == mine and one.sender == plan.sender.name:
            yield one.body["masterIdentifier"]


def _number(body: Resource) -> Resource | None:
    """The number of the version that a Composition of a set was last said by."""
    said: Mapping[str, Any] = next(
        (one for one in body.get("extension", ()) if one["url"] == _NUMBER), {}
    )
    return said.get("valueIdentifier")


def _head(document: Mapped) -> Change:
    return next(one for one in document.changes if one.id == document.heads)


def _bundle(number: Resource, standing: Standing) -> Version | None:
    return standing.resources.get(("Bundle", bundle_id(number)))


def _mine(plan: Plan) -> frozenset[Key]:
    return frozenset((one.type, one.id) for one in plan.mapped.changes)


def _needed(plan: Plan, standing: Standing, old: list[Version]) -> Keys | None:
    """What those before it said and nobody has read yet: asked for once."""
    fresh = [one for one in old if one.id not in standing.revisions]
    keys = {key: None for one in fresh for key in parts_of(one.body)}
    left = [key for key in keys if key not in standing.resources and key not in _mine(plan)]
    if not left:
        return None
    return Keys(resources=tuple(left), identities=tuple(one.id for one in fresh))


def _left_out(
    plan: Plan, document: Mapped, standing: Standing, old: list[Version]
) -> Iterator[Change]:
    """What those before it were the last to say, and it does not."""
    mine = _mine(plan)
    for bundle in old:
        if bundle.sender != plan.sender.name:
            continue
        for key in parts_of(bundle.body):
            stands = standing.resources.get(key)
            if key in mine or stands is None or stands.deleted:
                continue
            if stands.sender == plan.sender.name and stands.effective <= bundle.effective:
                yield _taken_back(key, document)


def _outlived(
    plan: Plan, document: Mapped, standing: Standing, new: Version | None
) -> Iterator[Change]:
    """What it is the last to say itself, and what took its place did not."""
    if new is None or new.sender != plan.sender.name:
        return
    kept = frozenset(parts_of(new.body))
    for key in _own(document):
        stands = standing.resources.get(key)
        if key not in kept and (stands is None or stands.effective <= plan.effective):
            yield _taken_back(key, document)


def _own(document: Mapped) -> list[Key]:
    """What it states, less what its head only names: its stay, its order."""
    bodies = [{"id": one.id, **one.body} for one in document.changes]
    head = next(body for body in bodies if body["id"] == document.heads)
    entries = [{"resource": head}, *({"resource": body} for body in bodies if body is not head)]
    return [*parts_of({"entry": entries})]


def _overtaken(plan: Plan, document: Mapped, new: Version | None) -> frozenset[Key]:
    if new is None or new.sender != plan.sender.name:
        return frozenset()
    return frozenset(parts_of(new.body)) | {("Composition", document.heads)}


def _taken_back(key: Key, document: Mapped) -> Change:
    type, id = key
    source = _head(document).source
    if type == _PAPER:
        body = {"resourceType": type, "status": "superseded"}
        return Change(type, id, Mode.CANCEL, body, source=source)
    return Change(type, id, Mode.REMOVE, {"resourceType": type}, source=source)


def _notes(plan: Plan, document: Mapped, standing: Standing) -> Iterator[Contribution]:
    body = {"resourceType": _PAPER, "masterIdentifier": dict(document.number)}
    for number in replaced(document):
        id = reference_id(number)
        if (_PAPER, id) not in standing.resources:
            yield Contribution(id, plan.sender.name, plan.effective, body)
