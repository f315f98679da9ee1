"""What is this called here? Ids made from declared keys, the same for ever.

https://www.rfc-editor.org/rfc/rfc4122#section-4.3
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from gateway.identity.numbers import NUMBERS
from gateway.model import Empty, Resource, Sender

SID = "https://fhir.gateway.example/lu/sid"
_SHA1 = hashlib.sha1
_NAMESPACE = bytes.fromhex("8f1d5a5e0c1b5f0e9a3c6d2b7e4f1a90")
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""The two highest bits of that digit say that this is a UUID of RFC 4122."""

_VISIT = frozenset({"AN", "VN", "BC"})
"""Identifier types (HL7 table 0203) that name a stay or an account, not a person."""


def resource_id(type: str, parts: Sequence[str]) -> str:
    """The id that a thing with these declared key parts will always have: a UUIDv5, as text."""
    name = "\x1f".join((type, *parts))
    text = _SHA1(_NAMESPACE + name.encode(), usedforsecurity=False).hexdigest()
    variant = _VARIANT[text[16]]
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"


@lru_cache(maxsize=1024)
def identity_id(system: str, value: str) -> str:
    """The id of a source identity: of whoever has this number in this system."""
    return resource_id("Patient", (system, value))


@dataclass(frozen=True, slots=True)
class Identify:
    """What a mapper needs to name resources; handed in so that mapping knows no identity rules."""

    national: Mapping[str, str] = field(default_factory=lambda: Empty)
    """System of a national number -> its check: who has any other number comes under that."""

    resource = staticmethod(resource_id)

    def patient(self, identifiers: Sequence[Mapping[str, Any]], sender: Sender) -> str:
        """The source identity that a message's patient comes under: the sender's own number first.

        Takes FHIR Identifiers; gives an id, or an empty text where none names a person.
        """
        named = list(pairs(identifiers))
        local = [pair for pair in named if pair[0] not in self.national]
        own = [pair for pair in local if is_own(pair[0], sender)]
        chosen = own or local or named
        return identity_id(*chosen[0]) if chosen else ""

    def told(self, id: str, body: Resource) -> str:
        """By what ids tell whose something is: the patient's id.

        Where that is of a national number which may be another's (wrong, or of another birth
        date), his birth date too.
        """
        born: str = body.get("birthDate", "")
        named = list(pairs(body.get("identifier", ())))
        if not born or any(system not in self.national for system, _ in named):
            return id
        numbers = [NUMBERS[self.national[system]](value) for system, value in named]
        own = all(one is not None and (not one.born or one.agrees(born)) for one in numbers)
        return id if own else f"{id}|{born}"

    def thing(self, type: str, identifiers: Sequence[Mapping[str, Any]]) -> str:
        """The id that a mention of a practitioner or an organisation has: its first number's.

        Takes FHIR Identifiers; gives an empty text where none has both system and value.
        """
        first = next(iter(pairs(identifiers)), None)
        return resource_id(type, first) if first else ""


def apart_id(sender: str, identity: str, birth_date: str) -> str:
    """The id of whoever came with nothing but a national number that speaks of somebody else."""
    return resource_id("Patient", (sender, "apart", identity, birth_date))


def is_own(system: str, sender: Sender) -> bool:
    """Does the sender itself assign identifiers of this system?

    A sender that declares nothing is taken to speak of its own patients.
    """
    return (
        not sender.own
        or system in sender.own
        or system == sender.default_authority
        or f"{system}/".startswith(f"{SID}/{sender.name}/")
    )


def pairs(identifiers: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """(system, value) of each FHIR Identifier that names a person, not a stay or an account."""
    for identifier in identifiers:
        system, value = identifier.get("system"), identifier.get("value")
        if system and value and not ("type" in identifier and _of_visit(identifier["type"])):
            yield system, value


def _of_visit(type: Mapping[str, Any]) -> bool:
    return any(coding.get("code") in _VISIT for coding in type.get("coding", ()))
