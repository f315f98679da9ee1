"""Takes one resource through the rows, element by element, and keeps account of each leaf.

https://hl7.org/fhir/R4/json.html · https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.fhirxml.shapes import Part, Shapes
from gateway.mapping.coding import Translator
from gateway.mapping.fhir.account import ROW, Account, Leaf, Place
from gateway.mapping.fhir.astray import REFUSED, astray, contained
from gateway.mapping.fhir.links import unlinked
from gateway.mapping.fhir.meta import profiles, without_server
from gateway.mapping.fhir.names import Named, Names
from gateway.mapping.fhir.rows import Row, Rows
from gateway.mapping.naming import Naming
from gateway.model import Fate, Resource, Sender
from gateway.wording import told

_CODED = frozenset({"Coding", "Quantity", "Age", "Count", "Distance", "Duration", "MoneyQuantity",
                    "SimpleQuantity"})  # fmt: skip
"""Types whose `system` is one of codes."""
_NO_TEXTS = frozenset({"boolean", "integer", "unsignedInt", "positiveInt", "decimal"})
"""Types whose values are no texts in JSON; all others must be, or they cannot be read."""


class Walk(Account):
    """One message being taken through the rows of its sender."""

    def __init__(self, shapes: Shapes, rows: Rows, names: Names, sender: Sender) -> None:
        super().__init__()
        self._shapes = shapes
        self._rows = rows
        self._names = names
        self._sender = sender
        naming = Naming(sender, {})
        self._tables = {name: Translator(one, naming) for name, one in rows.tables.items()}
        self._inside: Mapping[str, str] = {}
        """Id -> type of what the resource contains."""

    def resource(self, body: Resource, source: str, named: Named | None = None) -> Resource:
        """The resource as it is kept; a contained one, which is not `named`, keeps its id."""
        type_ = body["resourceType"] if isinstance(body.get("resourceType"), str) else ""
        place = Place(source, type_, type_)
        parts = self._shapes.of(type_) if self._shapes.is_resource(type_) else {}
        self.leaves.append(Leaf(f"{source}.resourceType", "", Fate.IGNORED, "position"))
        left = {key: value for key, value in body.items() if key != "resourceType"}
        if type_ == "Patient" and named is not None:
            left = unlinked(self, left, place)
        if named is not None:
            self._inside = contained(left)
        own = left.pop("id", None) if named else None
        if own is not None and not isinstance(own, str):
            self.misshapen("value-form", "id", place.inside("id"))
        made = {"resourceType": type_, **self._members(left, parts, type_, place)}
        if named is not None and own is not None:
            self._kept_id(made, parts, str(own), named, place)
        return made

    def _kept_id(
        self, made: Resource, parts: Mapping[str, Part], own: str, named: Named, place: Place
    ) -> None:
        """The sender's own id stands among the identifiers, where the type has any."""
        part, kept = parts.get("identifier"), "id"
        identifier = {"system": self._names.folder(named.type), "value": own}
        if part is not None and part.many:
            stated = made.get("identifier", [])
            stated = stated if isinstance(stated, list) else []
            made["identifier"] = [*stated, identifier]
            kept = f"identifier[{len(stated)}].value"
        elif part is not None and "identifier" not in made:
            made["identifier"] = identifier
            kept = "identifier.value"
        self.leaves.append(Leaf(f"{place.source}.id", f"{place.target}.{kept}"))

    def _members(
        self, value: Mapping[str, Any], parts: Mapping[str, Part], key: str, place: Place
    ) -> Resource:
        made: Resource = {}
        for name, inner in value.items():
            part = parts.get(name.removeprefix("_"))
            if part is None and name == "reference" and not isinstance(inner, str):
                self.misshapen("value-form", name, place.inside(name))
            if part is None:
                self._plain(inner, place.inside(name))
                made[name] = inner
                continue
            said = self._member(name, inner, part, key, place)
            if said is not None:
                made[name] = said
        return made

    def _member(self, name: str, value: Any, part: Part, key: str, place: Place) -> Any:
        """All that stands under one name; None where nobody needs it."""
        if not part.many:
            if isinstance(value, list):
                self.misshapen("list-unexpected", name, place.inside(name))
                return value
            return self._item(name, value, part, key, place.inside(name))
        if not isinstance(value, list):
            self.misshapen("list-expected", name, place.inside(name))
            return value
        items = [
            self._item(name, one, part, key, place.inside(name, number))
            for number, one in enumerate(value)
        ]
        kept = [one for one in items if one is not None or part.kind == "primitive"]
        return kept or (None if value else value)

    def _item(self, name: str, value: Any, part: Part, key: str, place: Place) -> Any:
        if (row := self._ignored(value, place)) is not None:
            self.claim(value, place, Fate.IGNORED, row.reason, row.name)
            return None
        if part.kind == "xhtml":
            self.leaves.append(Leaf(place.source, place.target))
            return value
        simple = part.kind == "primitive" and not name.startswith("_")
        if value is None and part.kind == "primitive":
            return None
        if isinstance(value, list) or isinstance(value, dict) is simple:
            self.misshapen("value-form", name, place)
            return value
        if simple:
            return self._primitive(name, value, part.type, key, place)
        inner = part.kind == "resource"
        return self._inner(value, place) if inner else self._complex(value, part.type, place)

    def _inner(self, value: Resource, place: Place) -> Resource:
        """A resource inside another: its id is known there alone."""
        before = len(self.leaves)
        made = self.resource(value, place.source)
        type_ = made["resourceType"]
        self.leaves[before:] = [
            leaf._replace(target=place.target + leaf.target[len(type_) :])
            for leaf in self.leaves[before:]
        ]
        return made

    def _complex(self, value: Resource, type_: str, place: Place) -> Resource | None:
        parts = self._shapes.of(type_)
        if type_ == "Reference" and isinstance(value.get("reference"), str):
            return self._reference(value, parts, place)
        if type_ == "Reference" and "identifier" in value:
            return self._numbered(value, parts, place)
        if type_ == "Meta":
            return self._meta(value, parts, place)
        if type_ == "Extension" and value.get("url") is None:
            self.misshapen("element-required", "url", place, "1")
        start = len(self.leaves)
        made = self._members(value, parts, type_, place)
        row = self._rows.find("codes", place.path)
        if row is None:
            return made
        if type_ == "CodeableConcept" and self._tables[row.table].concept(made):
            self._translated(start, row)
        elif type_ == "Coding":
            made = self._single(made, row, start)
        return made

    def _single(self, made: Resource, row: Row, start: int) -> Resource:
        """A Coding for which there is room for one alone: its translation stands in its place."""
        found = self._tables[row.table].single(dict(made))
        if found is None and row.other:
            found = {**made, "code": row.other}
            found.pop("display", None)
        if found is not None:
            self._translated(start, row)
        return found if found is not None else made

    def _translated(self, start: int, row: Row) -> None:
        self.leaves[start:] = [
            leaf._replace(fate=Fate.TRANSLATED, row=row.name)
            if leaf.target.endswith(".code")
            else leaf
            for leaf in self.leaves[start:]
        ]

    def _primitive(self, name: str, value: Any, type_: str, key: str, place: Place) -> Any:
        if type_ not in _NO_TEXTS and not isinstance(value, str):
            self.misshapen("value-form", name, place)
            return value
        row: Row | None = None
        said, fate = value, Fate.MAPPED
        if name == "system" and isinstance(value, str):
            row = self._rows.find("identifier" if key == "Identifier" else "system", value)
            row = row if key in _CODED or key == "Identifier" else None
            said = row.to if row else self._called(value, key)
        elif key == "Attachment" and name == "url" and isinstance(value, str):
            said = self._content(value, place)
        elif (row := self._rows.find("codes", place.path)) and isinstance(value, str):
            found = self._tables[row.table].single({"code": value})
            said = found["code"] if found else row.other or value
            fate = Fate.TRANSLATED if found or row.other else Fate.MAPPED
        self.leaves.append(Leaf(place.source, place.target, fate, row=row.name if row else ROW))
        return said

    def _called(self, system: str, key: str) -> str:
        """A system of the sender's, by its declaration; the URI itself where it says none."""
        if key == "Identifier":
            return self._sender.authorities.get(system, system)
        return self._sender.systems.get(system, system) if key in _CODED else system

    def _reference(self, value: Resource, parts: Mapping[str, Part], place: Place) -> Resource:
        said: str = value["reference"]
        rest = {name: inner for name, inner in value.items() if name != "reference"}
        at = place.inside("reference")
        made = self._members(rest, parts, "Reference", place)
        whole, hash_, part = said.partition("#")
        named = self._names.refer(whole) if whole else None
        if named is not None:
            self.leaves.append(Leaf(at.source, at.target))
            return {"reference": f"{named.reference}{hash_}{part}", **made}
        type_, identifier = self._names.identifier(whole) if whole else ("", {})
        rule = astray(said, place.path.rpartition(".")[2], self._inside, known=bool(type_))
        if rule in REFUSED:
            self.broken.append(
                told(rule, source=at.source, target=at.target, code="not-supported")
            )
        elif rule:
            self.issues.append(told(rule, source=at.source, target=at.target, code="not-found"))
        if not identifier:
            self.leaves.append(Leaf(at.source, at.target))
            return {"reference": said, **made}
        return self._by_number(made, type_, identifier, place, at)

    def _numbered(self, value: Resource, parts: Mapping[str, Part], place: Place) -> Resource:
        """A reference by number alone: to a patient where nobody else can be meant by it."""
        made = self._members(value, parts, "Reference", place)
        stated, element = value.get("type"), place.path.rpartition(".")[2]
        sure = stated == "Patient" or (stated is None and element == "patient")
        if not sure and (stated is not None or element != "subject"):
            return made
        named = self._names.numbered(value["identifier"], sure=sure)
        if named is not None:
            return {"reference": named.reference, **made}
        at = place.inside("identifier")
        self.issues.append(
            told("reference-kept-as-identifier", source=at.source, target=place.target,
                 code="not-found")
        )  # fmt: skip
        return made

    def _by_number(
        self, made: Resource, type_: str, identifier: Resource, place: Place, at: Place
    ) -> Resource:
        """A reference to what did not come along, by the number that it has at the sender's."""
        self.issues.append(
            told("reference-kept-as-identifier", source=at.source, target=place.target,
                 code="not-found")
        )  # fmt: skip
        if "identifier" in made:
            reason = "what it names is told by another number"
            self.leaves.append(Leaf(at.source, place.target, Fate.DEGRADED, reason))
            return made
        self.leaves.append(Leaf(at.source, f"{place.target}.identifier.value"))
        return {**({"type": type_} if type_ else {}), **made, "identifier": identifier}

    def _content(self, url: str, place: Place) -> str:
        """The address of what a document holds, where it stands or will stand here."""
        named, here = self._names.content(url)
        if named is not None and not here:
            self.issues.append(
                told("content-awaited", source=place.source, target=place.target, code="not-found")
            )
        return named.reference if named else url

    def _meta(self, value: Resource, parts: Mapping[str, Part], place: Place) -> Resource | None:
        """What its server says of it is left to ours; profiles are claimed as rows say."""
        left = without_server(self, value, place)
        claimed = left.pop("profile", None)
        made = self._members(left, parts, "Meta", place)
        if isinstance(claimed, list) and (kept := profiles(self, self._rows, claimed, place)):
            made["profile"] = kept
        elif claimed is not None and not isinstance(claimed, list):
            self.misshapen("list-expected", "profile", place.inside("profile"))
        return made or None

    def _ignored(self, value: Any, place: Place) -> Row | None:
        url = value.get("url", "") if isinstance(value, dict) else ""
        named = self._rows.find("ignore", f"{place.path}|{url}") if isinstance(url, str) else None
        return named or self._rows.find("ignore", f"{place.path}|")

    def _plain(self, value: Any, place: Place) -> None:
        """What R4 does not know stays as it is, for the validator to find."""
        self.claim(value, place, Fate.MAPPED, "")
