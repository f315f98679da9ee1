"""What a sender's own ids and references are here: ids made of them, the same for ever.

A reference to what came along, or to a patient, is rewritten; any other becomes an identifier.
https://hl7.org/fhir/R4/references.html · https://hl7.org/fhir/R4/bundle.html#references
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote

from gateway.fhirxml.shapes import Shapes
from gateway.mapping.fhir.rows import Rows
from gateway.mapping.naming import LOCAL
from gateway.mapping.run import Identify
from gateway.model import Resource, Sender

DIRECTORY = frozenset({"Practitioner", "Organization"})
"""Known by their numbers, whoever speaks of them."""
STAY = "Encounter"
"""Known by its number, where the sender says that the number is its own."""
URNS = "urn:ietf:rfc:3986"
_RELATIVE = re.compile(r"(?:(.*)/)?([A-Z][A-Za-z]+)/([^/?#|\s]{1,255})(?:/_history/[^/]+)?")
"""Ids of others are taken with signs that FHIR gives none (`p_7`): they are only numbers here."""
_SEARCH = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+)\?(.+)")


@dataclass(frozen=True, slots=True)
class Named:
    """What a resource is called here."""

    type: str
    id: str
    """Empty where nothing names it."""
    identifiers: tuple[Resource, ...] = ()
    """Its own, as they are kept; that of its id last."""

    @property
    def reference(self) -> str:
        """`Type/id`"""
        return f"{self.type}/{self.id}"


class Names:
    """The names of one message."""

    def __init__(
        self, sender: Sender, rows: Rows, identify: Identify, shapes: Shapes, control: str
    ) -> None:
        """`control`: the message's own number, of which what has no name gets one."""
        self.sender = sender
        self._rows = rows
        self._identify = identify
        self._shapes = shapes
        self.control = control
        self._named: dict[str, Named] = {}
        self._numbered: dict[tuple[str, str], Named] = {}
        """Patients of the message, by their numbers."""
        self._bases = {*rows.bases}
        self._count = 0
        self.mentioned: dict[str, Named] = {}
        """Patients that the message refers to and does not hold."""

    def folder(self, type_: str) -> str:
        """The system of the ids that the sender gives resources of a type."""
        return f"{LOCAL}/{quote(self.sender.name, safe='')}/{type_}"

    def name(self, resource: Resource, url: str) -> Named:
        """Name a resource of the message, and know it by its id and its full URL from now on."""
        type_, id_ = resource["resourceType"], resource.get("id")
        self._count += 1
        own: Resource = {}
        if isinstance(id_, str):
            own = {"system": self.folder(type_), "value": id_}
        elif type_ == "Patient" and url:
            own = {"system": self.folder(type_), "value": url}
        found = self._made(type_, [*self._stated(resource), *([own] if own else ())], own, url)
        if isinstance(id_, str):
            self._named[f"{type_}/{id_}"] = found
        if type_ == "Patient":
            numbers = ((one.get("system"), one.get("value")) for one in found.identifiers)
            self._numbered |= {(a, b): found for a, b in numbers if a and b}
        if url:
            self._named[url] = found
            place = _RELATIVE.fullmatch(url)
            self._bases |= {place[1]} if place and place[1] else set()
        return found

    def gone(self, type_: str, id_: str) -> Named:
        """What a resource is called of which only its id is said."""
        own = {"system": self.folder(type_), "value": id_}
        return self._made(type_, [own], own, "")

    def refer(self, said: str) -> Named | None:
        """The resource that a reference means, where it came along or is a patient."""
        known = self._named.get(said)
        if known is not None:
            return known
        place = _RELATIVE.fullmatch(said)
        if place and self._ours(place):
            known = self._named.get(f"{place[2]}/{place[3]}")
            if known is None and place[2] == "Patient":
                return self._mention({"system": self.folder("Patient"), "value": place[3]})
            return known
        return self._found(said)

    def content(self, url: str) -> tuple[Named | None, bool]:
        """(the Binary that an attachment means, did it come along?); none for another's address.

        One that is yet to come has its later id: one of theirs may be another's here.
        """
        known = self._named.get(url)
        place = _RELATIVE.fullmatch(url)
        if known is None and place and place[2] == "Binary" and self._ours(place):
            known = self._named.get(f"Binary/{place[3]}")
            if known is None and not place[1]:
                return self.gone("Binary", place[3]), False
        return known, known is not None

    def numbered(self, identifier: Any, *, sure: bool) -> Named | None:
        """The patient whom a number means: one of the message, or of whom it is `sure`.

        Sure is the sender's own system, too: what else may be meant beside a patient (a group,
        a device) has numbers of other systems.
        """
        if not _formed(identifier) or not (identifier.get("system") and identifier.get("value")):
            return None
        system = self.system(identifier["system"])
        known = self._numbered.get((system, identifier["value"]))
        if known is not None or not (sure or self._is_patients(system)):
            return known
        return self._mention({"system": system, "value": identifier["value"]})

    def _is_patients(self, system: str) -> bool:
        mine = (*self.sender.own, self.sender.default_authority, self.folder("Patient"))
        return system in mine or system in self.sender.authorities.values()

    def identifier(self, said: str) -> tuple[str, Resource]:
        """(type, identifier) of what a reference means that did not come along; ("", {}): none."""
        place = _RELATIVE.fullmatch(said)
        if place and self._ours(place):
            return place[2], {"system": self.folder(place[2]), "value": place[3]}
        if said.startswith(("urn:uuid:", "urn:oid:")):
            return "", {"system": URNS, "value": said}
        return self._searched(said)

    def system(self, stated: str) -> str:
        """The system of an identifier, as it is called here."""
        row = self._rows.find("identifier", stated)
        return row.to if row else self.sender.authorities.get(stated, stated)

    def _ours(self, place: re.Match[str]) -> bool:
        return (not place[1] or place[1] in self._bases) and self._shapes.is_resource(place[2])

    def _found(self, said: str) -> Named | None:
        """A patient who is meant by a number: `Patient?identifier=system|value`."""
        type_, identifier = self._searched(said)
        return self._mention(identifier) if type_ == "Patient" else None

    def _searched(self, said: str) -> tuple[str, Resource]:
        search = _SEARCH.fullmatch(said)
        number = number_asked(search[2]) if search else None
        if search is None or number is None or not number[0]:
            return "", {}
        if not self._shapes.is_resource(search[1]):
            return "", {}
        return search[1], {"system": self.system(number[0]), "value": number[1]}

    def _mention(self, identifier: Resource) -> Named:
        id_ = self._identify.patient([identifier], self.sender)
        found = Named("Patient", id_, (identifier,))
        return self.mentioned.setdefault(id_, found)

    def _made(
        self, type_: str, identifiers: Sequence[Resource], own: Mapping[str, Any], url: str
    ) -> Named:
        known = tuple(identifiers)
        if type_ == "Patient":
            return Named(type_, self._identify.patient([*known], self.sender), known)
        if type_ in DIRECTORY and (id_ := self._identify.thing(type_, [*known])):
            return Named(type_, id_, known)
        if type_ == STAY and (stay := self._stay(known)):
            return Named(type_, stay, known)
        folder = self.folder(type_)
        first = next((one for one in known if one.get("system") and one.get("value")), None)
        parts = [folder, self.control, str(self._count)]
        if own:
            parts = [folder, own["value"]]
        elif first:
            parts = [folder, first["system"], first["value"]]
        elif url:
            parts = [folder, url]
        return Named(type_, self._identify.resource(type_, parts), known)

    def _stay(self, identifiers: Iterable[Resource]) -> str:
        """The id that messages in HL7 v2 give a stay of this number; "" where it is no such."""
        for one in identifiers:
            if one.get("system") in self.sender.own and one.get("value"):
                return self._identify.resource(STAY, [f"{one['system']}|{one['value']}"])
        return ""

    def _stated(self, resource: Resource) -> Iterable[Resource]:
        """Its identifiers with their systems as they are called here."""
        stated = resource.get("identifier", ())
        for one in stated if isinstance(stated, list) else [stated]:
            if _formed(one):
                yield {**one, "system": self.system(one["system"])} if "system" in one else one


def server_of(url: str, resource: Resource) -> str:
    """The server that a full URL says a resource is of; "" where it names none."""
    place = _RELATIVE.fullmatch(url)
    named = place and (place[2], place[3]) == (resource["resourceType"], resource.get("id"))
    return place[1] or "" if place and named else ""


def number_asked(search: str) -> tuple[str, str] | None:
    """(system, value) of a search for one number, and for nothing else: `identifier=a|b`."""
    asks = parse_qsl(search)
    if len(asks) != 1 or asks[0][0] != "identifier":
        return None
    system, bar, value = asks[0][1].partition("|")
    return (system, value) if bar and value else None


def _formed(identifier: Any) -> bool:
    """Is an Identifier of the form that all look at? What is not is told of where it is read."""
    if not isinstance(identifier, dict):
        return False
    type_ = identifier.get("type", {})
    codings = type_.get("coding", ()) if isinstance(type_, dict) else None
    return (
        all(isinstance(identifier.get(name, ""), str) for name in ("system", "value"))
        and isinstance(codings, list | tuple)
        and all(isinstance(one, dict) and _coded(one) for one in codings)
    )


def _coded(coding: Resource) -> bool:
    return isinstance(coding.get("code", ""), str)
