"""What a sender's file says in the right form, and still cannot mean: told with its place.

`docs/how-to/add-a-hospital.md`
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from gateway.yamlfile import Place

Wrong: TypeAlias = Iterator[tuple[Place, str, str]]
"""(place, rule, text) of each fault."""

_TOKEN = re.compile(r"sha256:[0-9a-f]{64}")
_CERTIFICATE = re.compile(r"(DNS:|CN=|URI:|email:)[!-~]+|sha256:[0-9a-f]{64}")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_OID = "urn:oid:"
_NUMBERS = re.compile(r"[0-2](\.(0|[1-9]\d*))+", re.ASCII)
_KEYS = ("MSH-10", "MSH-7")


def wrong(value: Mapping[str, Any]) -> Wrong:
    """Every such fault of a file whose shape is right."""
    for look in _LOOKS:
        yield from look(value)


def _zones(value: Mapping[str, Any]) -> Wrong:
    try:
        ZoneInfo(value.get("zone") or "UTC")
    except (ValueError, OSError, LookupError):
        yield ("zone",), "sender-zone", f"this is no IANA time zone: {_zone(value['zone'])}"


def _tokens(value: Mapping[str, Any]) -> Wrong:
    for at, token in enumerate(value.get("tokens", ())):
        if not _TOKEN.fullmatch(token):
            yield ("tokens", at), "sender-token", "a token is written `sha256:` and 64 hex digits"


def _certificates(value: Mapping[str, Any]) -> Wrong:
    for at, name in enumerate(value.get("certificates", ())):
        if not _CERTIFICATE.fullmatch(name):
            text = "a certificate is named by `DNS:`, `CN=`, `URI:`, `email:` or `sha256:`"
            yield ("certificates", at), "sender-certificate", text


def _key(value: Mapping[str, Any]) -> Wrong:
    key = value.get("key", _KEYS)
    if strange := [place for place in key if place not in _KEYS]:
        text = f"`{strange[0]}` names no message: one of {', '.join(_KEYS)} is expected"
        yield ("key",), "sender-key", text
    elif _KEYS[0] not in key:
        text = "two messages may have one time: `[MSH-10, MSH-7]` names them apart"
        yield ("key",), "sender-key", text


def _uris(value: Mapping[str, Any]) -> Wrong:
    for key in ("authorities", "systems", "own", "default_authority"):
        for place, system in _systems(key, value.get(key)):
            if not _URI.fullmatch(system):
                text = f"a system is a URI: https://…, urn:oid:…{_declared(system, value)}"
                yield place, "sender-system", text
            elif system.startswith(_OID) and not _NUMBERS.fullmatch(system[len(_OID) :]):
                text = "behind `urn:oid:` stand numbers with dots between them"
                yield place, "sender-system", text


def _lowered(value: Mapping[str, Any]) -> Wrong:
    for at, one in enumerate(value.get("lowered", ())):
        try:
            date.fromisoformat(one["until"])
        except ValueError:
            yield ("lowered", at, "until"), "sender-lowered", "`until` is a day, YYYY-MM-DD"


def _zone(name: str) -> str:
    """The time zone that was meant, perhaps."""
    known = {zone.lower(): zone for zone in available_timezones()}
    near = get_close_matches(name.lower(), known, 1)
    return f"is it `{known[near[0]]}`?" if near else "`Europe/Luxembourg` is one"


def _systems(key: str, said: Any) -> Iterator[tuple[Place, str]]:
    """(place, system) of what stands under a key."""
    if isinstance(said, dict):
        yield from (((key, name), system) for name, system in said.items())
    elif isinstance(said, list):
        yield from (((key, at), system) for at, system in enumerate(said))
    elif said:
        yield (key,), said


def _declared(system: str, value: Mapping[str, Any]) -> str:
    """Of the name of an authority, the system that it stands for; of a bare OID, its form."""
    if _NUMBERS.fullmatch(system):
        return f": write `{_OID}{system}`"
    known = (value.get("authorities") or {}).get(system, "")
    return f": `{system}` is {known}" if known else ""


_LOOKS: tuple[Callable[[Mapping[str, Any]], Wrong], ...] = (
    _zones,
    _tokens,
    _certificates,
    _key,
    _uris,
    _lowered,
)
