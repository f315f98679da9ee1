"""Reads and searches answered where they arrive, without the way through the application.

What is asked most, and most plainly: a resource by its id, or a search of one type, as JSON.
The answer is the same, and so is what is written down; whatever is not plain (another form, a
condition, a wrong parameter, nothing found) is left to the handlers, which then ask again.
https://hl7.org/fhir/R4/http.html · https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from time import perf_counter
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from starlette.requests import Request

from gateway.access import caller, decide
from gateway.api.compression import LEAST, accepts, gzipped
from gateway.api.desk import Desk, at_home
from gateway.api.forms import JSON, USUAL, VARY
from gateway.api.guard import ALWAYS, NUMBERED, legible, plain_number
from gateway.api.search_type import bundled
from gateway.api.served import TYPES, is_id
from gateway.api.timing import told as timed
from gateway.api.unchanged import http_date
from gateway.disclosure import Asked
from gateway.disclosure import near as nearby
from gateway.disclosure.following import Within
from gateway.disclosure.near import Prepared
from gateway.model import Caller, Near, Sender, Unavailable
from gateway.search import Library

Answer: TypeAlias = tuple[bytes, bytes]
"""Header lines, and the body."""
Heard: TypeAlias = Callable[[Answer | None], None]
"""Hears the answer to a request that was taken; None: it must go the long way after all."""
_TYPES = frozenset(TYPES) - {"Binary"}
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
_ELSEWHERE = frozenset({"_format", "_pretty", "_summary", "_elements", "_page", "_type"})
"""Parameters that want another answer."""
_MOST, _SHORT = 2_000, 400
"""Searches that are remembered as they were understood, and bytes of their words; what says `ap`,
about now, means something else each time."""
_LARGEST = 100_000
"""Bytes of what is found beyond which an answer is not made here."""


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
class _From:
    """What the head of a request says beside its address."""

    caller: Caller
    base: str
    """Under which address this caller knows the server; empty where it names none that is one."""
    packs: bool
    """Does the caller take an answer gzipped?"""
    number: str
    """The caller's own number of the request, if it has a plain one."""


class Quick:
    """The desk, as far as it can be asked without a wait."""

    def __init__(self, desk: Desk, near: Near) -> None:
        self._desk = desk
        self._near = near
        self._senders: Mapping[str, Sender] = {}
        self._heads: dict[Any, _From] = {}
        self._library: Library | None = None
        self._known: dict[tuple[str, bytes, str], Prepared] = {}

    def taken(self, ask: Ask, heard: Heard) -> bool:
        """Is it answered here? Then `heard` hears the answer, later; else nothing was done."""
        path, mark, query = ask.url.partition(b"?")
        pieces = path.split(b"/")
        if pieces[:2] != _BASE or len(pieces) not in _DEEP:
            return False
        type_ = pieces[2].decode("latin-1")
        if type_ not in _TYPES or type_ not in self._desk.types:
            return False
        head = self._from(ask)
        if head is None:
            return False
        if len(pieces) == _DEEP[1]:
            id_ = pieces[3].decode("latin-1")
            return not mark and is_id(id_) and self._read(ask, head, heard, (type_, id_))
        plain = query and head.base and b"#" not in query and legible(query)
        return bool(plain) and self._search(ask, head, heard, type_)

    def _read(self, ask: Ask, head: _From, heard: Heard, key: tuple[str, str]) -> bool:
        began = perf_counter()
        by = self._asked(ask, head)

        def made() -> Answer:
            assert found is not None  # noqa: S101 - only then is anything written down
            self._desk.telemetry.read("read", "found")
            version = _version(found.version, found.modified)
            return _answer(found.body, version, by.request_id, began, packs=head.packs)

        try:
            found = nearby.read(by, self._near, *key, partial(_tell, heard, made))
        except Unavailable:
            return False
        return found is not None

    def _search(self, ask: Ask, head: _From, heard: Heard, type_: str) -> bool:
        began = perf_counter()
        at, by, base = self._desk, self._asked(ask, head), head.base
        prepared = self._prepared(type_, ask.url.partition(b"?")[2], base, by.at)
        if prepared is None:
            return False

        def made() -> Answer:
            assert shown is not None  # noqa: S101 - only then is anything written down
            at.telemetry.read("search-type", "found" if shown.ids else "none")
            found = perf_counter()
            text = bundled(base, at.secret, prepared.search, shown)
            took = perf_counter() - found
            return _answer(text, b"", by.request_id, began, took, packs=head.packs)

        within = Within(decide(by.caller, "search-type"), at.record, at.library)
        sure = partial(_tell, heard, made)
        try:
            shown = nearby.search(by, self._near, within, prepared, sure, largest=_LARGEST)
        except Unavailable:
            return False
        return shown is not None

    def _prepared(self, type_: str, query: bytes, base: str, now: datetime) -> Prepared | None:
        """The search that these words ask for; None where they are not plainly understood."""
        library = self._desk.library
        if self._library is not library or len(self._known) >= _MOST:
            self._library = library
            self._known.clear()
        key = type_, query, base
        known = self._known.get(key)
        if known is not None:
            return known
        sent = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        if any(name in _ELSEWHERE for name, _ in sent):
            return None
        search = library.understood(type_, sent, (base,), now)
        if isinstance(search, list):
            return None
        found = Prepared(search)
        if len(query) <= _SHORT and b"ap" not in query:
            self._known[key] = found
        return found

    def _from(self, ask: Ask) -> _From | None:
        """Who asks, and how; None where that is nobody known, or asked in no plain way.

        Who keeps a line open says the same with every request, and is looked at once.
        """
        senders = self._desk.ruleset.senders
        if self._senders is not senders or len(self._heads) >= _MOST:
            self._senders = senders
            self._heads.clear()
        key = (ask.scheme, ask.client, *ask.headers)
        known = self._heads.get(key)
        if known is not None:
            return known
        said = _said(ask.headers)
        found = said and _head(said, ask, senders)
        if not said or not found:
            return None
        if NUMBERED not in said:
            self._heads[key] = found
        return found

    def _asked(self, ask: Ask, head: _From) -> Asked:
        at = self._desk
        words = f"GET {ask.url.decode('latin-1')}"
        return Asked(head.caller, at.clock(), head.number or at.number(), ask.client, words)


_BASE = [b"", b"fhir"]
_DEEP = (3, 4)
"""Pieces of the address of a type, and of one resource."""


def _head(said: Mapping[bytes, bytes], ask: Ask, senders: Mapping[str, Sender]) -> _From | None:
    found = caller(said.get(b"authorization", b"").decode("latin-1"), senders)
    host = said[b"host"]
    if found is None:
        return None
    if not found.authenticated and not at_home(host.decode("latin-1"), ask.client):
        return None
    packs = b"accept-encoding" in said and accepts(said[b"accept-encoding"].decode("latin-1"))
    number = plain_number(said.get(NUMBERED, b""))
    return _From(found, _base(ask.scheme, host), packs, number)


def _tell(heard: Heard, made: Callable[[], Answer], fault: Exception | None) -> None:
    """Tell it, now that it is written down; what cannot be made here goes the long way."""
    told = None
    if fault is None:
        try:
            told = made()
        except Exception:  # noqa: BLE001 - the long way says what it is
            told = None
    heard(told)


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


def _answer(  # noqa: PLR0913 - what stands in a head
    body: bytes, version: bytes, number: str, began: float, encoded: float = 0.0, *, packs: bool
) -> Answer:
    packed = b""
    if packs and len(body) >= LEAST:
        small = gzipped(body)
        if len(small) < len(body):
            body, packed = small, b"content-encoding: gzip\r\n"
    total = perf_counter() - began
    stages = {"read": total - encoded, "encode": encoded} if encoded else {"read": total}
    line = b"%b%bcontent-length: %d\r\nx-request-id: %b\r\nserver-timing: %b\r\n%b"
    said = (version, packed, len(body), number.encode(), timed(stages, total), _ALWAYS)
    return line % said, body


_ALWAYS = b"".join(
    f"{name.lower()}: {value}\r\n".encode()
    for name, value in {**ALWAYS, "Vary": VARY, "Content-Type": JSON}.items()
)


@lru_cache(maxsize=4_096)
def _version(version: str, modified: str) -> bytes:
    return f'etag: W/"{version}"\r\nlast-modified: {http_date(modified)}\r\n'.encode()


@lru_cache(maxsize=256)
def _base(scheme: str, host: bytes) -> str:
    """Under which address this caller knows the server; empty where it names none that is one."""
    scope = {"type": "http", "scheme": scheme, "path": "/", "query_string": b""}
    request = Request({**scope, "headers": [(b"host", host)], "root_path": ""})
    found = f"{request.base_url}fhir"
    return found if found.startswith(scheme) else ""
