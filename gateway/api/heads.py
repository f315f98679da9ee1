"""What the head of a plain request says: who asks, and how; each is looked at once.

https://www.rfc-editor.org/rfc/rfc9110#name-fields
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from starlette.requests import Request

from gateway.access import caller
from gateway.api.compression import accepts
from gateway.api.desk import at_home
from gateway.api.forms import USUAL
from gateway.api.guard import NUMBERED, plain_number
from gateway.disclosure.near import Nearby
from gateway.model import Near, Ruleset

Letters: TypeAlias = tuple[bytes, str | None, str]
"""A head behind its first line, by which scheme it came, and from which address."""
_LONG = frozenset(
    {
        *(b"if-none-match", b"if-modified-since", b"prefer", b"origin", b"range"),
        *(b"content-length", b"transfer-encoding", b"expect", b"upgrade"),
        *(b"x-forwarded-for", b"x-forwarded-proto"),
    }
)
"""Headers with which a request is not plain."""
_READ = frozenset({b"host", b"accept", b"accept-encoding", b"authorization", NUMBERED})
"""Those that are looked at here: each is said once."""
_ACCEPTED = frozenset({b"" if one is None else one.encode() for one in USUAL})
_MOST = 2_000
"""Heads that are remembered."""
_LONGEST = 2_000
"""Bytes of a head that is known by its letters."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A GET whose head has come."""

    url: bytes
    headers: Sequence[tuple[bytes, bytes]]
    """Names in small letters."""
    scheme: str
    client: str
    """The address of the caller."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a request says beside its address."""

    rules: Ruleset
    """By which the caller is known: where others are in force, it is read again."""
    nearby: Nearby
    base: str
    """Under which address this caller knows the server; empty where it names none that is one."""
    packs: bool
    """Does the caller take an answer gzipped?"""
    number: str
    """The caller's own number of the request, if it has a plain one."""


class Heads:
    """The heads that are known, by the rules in force."""

    def __init__(
        self, rules: Callable[[], Ruleset], near: Near, renewed: Callable[[], None]
    ) -> None:
        """`renewed` hears of it when other rules are in force."""
        self._rules = rules
        self._near = near
        self._renewed = renewed
        self._by: Ruleset | None = None
        self._heads: dict[Any, Head] = {}
        self._letters: dict[Letters, Head] = {}

    def of(self, ask: Ask) -> Head | None:
        """Who asks, and how; None where that is nobody known, or asked in no plain way.

        Who keeps a line open says the same with every request, and is looked at once.
        """
        rules = self._ruled()
        key = (ask.scheme, ask.client, *ask.headers)
        known = self._heads.get(key)
        if known is not None:
            return known
        said = _said(ask.headers)
        found = said and _head(said, ask, rules, self._near)
        if not said or not found:
            return None
        if not found.number:
            self._heads[key] = found
        return found

    def stands(self, head: Head) -> bool:
        """Is a head that was read before still what it was?"""
        return head.rules is self._rules()

    def known(self, letters: Letters) -> Head | None:
        """A head that was noted by its letters, and still is what it was."""
        self._ruled()
        return self._letters.get(letters)

    def note(self, letters: Letters, head: Head) -> None:
        """What these letters say, for those who say the same."""
        if len(letters[0]) <= _LONGEST:
            self._letters[letters] = head

    def _ruled(self) -> Ruleset:
        """The rules in force; heads that were known by others are forgotten, and too many."""
        rules = self._rules()
        if self._by is not rules:
            self._by = rules
            self._renewed()
        elif max(len(self._heads), len(self._letters)) < _MOST:
            return rules
        self._heads.clear()
        self._letters.clear()
        return rules


def _head(said: Mapping[bytes, bytes], ask: Ask, rules: Ruleset, near: Near) -> Head | None:
    found = caller(said.get(b"authorization", b"").decode("latin-1"), rules.senders)
    host = said[b"host"]
    if found is None:
        return None
    if not found.authenticated and not at_home(host.decode("latin-1"), ask.client):
        return None
    packs = b"accept-encoding" in said and accepts(said[b"accept-encoding"].decode("latin-1"))
    number = plain_number(said.get(NUMBERED, b""))
    return Head(rules, Nearby(near, found, ask.client), _base(ask.scheme, host), packs, number)


def _said(headers: Sequence[tuple[bytes, bytes]]) -> Mapping[bytes, bytes] | None:
    """The headers that matter here; None where one is said twice, or says more than is plain."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in _LONG:
            return None
        if name in _READ:
            if name in found:
                return None
            found[name] = value
    plain = b"host" in found and found.get(b"accept", b"") in _ACCEPTED
    return found if plain else None


@lru_cache(maxsize=256)
def _base(scheme: str, host: bytes) -> str:
    """Under which address this caller knows the server; empty where it names none that is one."""
    scope = {"type": "http", "scheme": scheme, "path": "/", "query_string": b""}
    request = Request({**scope, "headers": [(b"host", host)], "root_path": ""})
    found = f"{request.base_url}fhir"
    return found if found.startswith(scheme) else ""
