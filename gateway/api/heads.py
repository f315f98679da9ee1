"""What the head of a plain request says: who asks, and how; each is looked at once.

https://www.rfc-editor.org/rfc/rfc9110#name-fields
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeAlias, TypeVar

from starlette.requests import Request

from gateway.access import caller
from gateway.api.compression import accepts
from gateway.api.desk import at_home
from gateway.api.forms import USUAL
from gateway.api.guard import NUMBERED, plain_number
from gateway.model import Caller, Ruleset

T = TypeVar("T")
Own: TypeAlias = Callable[[Caller, str], T]
"""(caller, address of the caller) -> what is made once for both."""
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
_BODY = frozenset({b"content-length", b"content-type"})
"""What a request says of its body, where it is plain: each once."""
_OTHERWISE = frozenset({b"content-encoding", b"idempotency-key", b"if-match", b"if-none-exist"})
"""Headers with which a body is taken in another way."""
_DIGITS = 6
"""Of a length: more are not read here, whatever they say."""
_JSON = frozenset(
    {
        *(b"application/fhir+json", b"application/json"),
        *(b"application/fhir+json; charset=utf-8", b"application/json; charset=utf-8"),
        *(b"application/fhir+json;charset=utf-8", b"application/json;charset=utf-8"),
    }
)
"""What says in plain words that a body is FHIR JSON."""
_READ = frozenset({b"host", b"accept", b"accept-encoding", b"authorization", NUMBERED})
"""Those that are looked at here: each is said once."""
_ACCEPTED = frozenset({b"" if one is None else one.encode() for one in USUAL})
_MOST = 2_000
"""Heads that are remembered."""
_LONGEST = 2_000
"""Bytes of a head that is known by its letters."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request whose head has come."""

    url: bytes
    headers: Sequence[tuple[bytes, bytes]]
    """Names in small letters."""
    scheme: str
    client: str
    """The address of the caller."""


@dataclass(frozen=True, slots=True)
class Head(Generic[T]):
    """What the head of a request says beside its address."""

    rules: Ruleset
    """By which the caller is known: where others are in force, it is read again."""
    caller: Caller
    own: T
    """What is made once for this caller, at this address."""
    base: str
    """Under which address this caller knows the server; empty where it names none that is one."""
    packs: bool
    """Does the caller take an answer gzipped?"""
    number: str
    """The caller's own number of the request, if it has a plain one."""


class Heads(Generic[T]):
    """The heads that are known, by the rules in force."""

    def __init__(
        self, rules: Callable[[], Ruleset], own: Own[T], renewed: Callable[[], None]
    ) -> None:
        """`own` makes what each has of its own; `renewed` hears when other rules are in force."""
        self._rules = rules
        self._own = own
        self._renewed = renewed
        self._by: Ruleset | None = None
        self._heads: dict[Any, Head[T]] = {}
        self._letters: dict[Letters, Head[T]] = {}

    def of(self, ask: Ask) -> Head[T] | None:
        """Who asks, and how; None where that is nobody known, or asked in no plain way.

        Who keeps a line open says the same with every request, and is looked at once.
        """
        rules = self._ruled()
        key = (ask.scheme, ask.client, *ask.headers)
        known = self._heads.get(key)
        if known is not None:
            return known
        said = _said(ask.headers)
        found = said and _head(said, ask, rules, self._own)
        if not said or not found:
            return None
        if not found.number:
            self._heads[key] = found
        return found

    def sends(self, ask: Ask, most: int) -> Head[T] | None:
        """The same of who sends so many bytes of JSON at most."""
        own = {name: value for name, value in ask.headers if name in _BODY}
        rest = [pair for pair in ask.headers if pair[0] not in _BODY]
        size, form = own.get(b"content-length", b""), own.get(b"content-type", b"")
        once = len(rest) + len(_BODY) == len(ask.headers)
        told = size.isdigit() and len(size) <= _DIGITS and int(size) <= most
        if not (once and told) or form not in _JSON:
            return None
        if not _OTHERWISE.isdisjoint([name for name, _ in rest]):
            return None
        found = self.of(Ask(ask.url, rest, ask.scheme, ask.client))
        return found if found and found.base else None

    def stands(self, head: Head[T]) -> bool:
        """Is a head that was read before still what it was?"""
        return head.rules is self._rules()

    def known(self, letters: Letters) -> Head[T] | None:
        """A head that was noted by its letters, and still is what it was."""
        self._ruled()
        return self._letters.get(letters)

    def note(self, letters: Letters, head: Head[T]) -> None:
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


def _head(said: Mapping[bytes, bytes], ask: Ask, rules: Ruleset, own: Own[T]) -> Head[T] | None:
    found = caller(said.get(b"authorization", b"").decode("latin-1"), rules.senders)
    host = said[b"host"]
    if found is None:
        return None
    if not found.authenticated and not at_home(host.decode("latin-1"), ask.client):
        return None
    packs = b"accept-encoding" in said and accepts(said[b"accept-encoding"].decode("latin-1"))
    number = plain_number(said.get(NUMBERED, b""))
    return Head(rules, found, own(found, ask.client), _base(ask.scheme, host), packs, number)


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
