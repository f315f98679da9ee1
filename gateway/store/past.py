"""What was kept before, and when: one version, or all of them from the newest on.

Who wrote what stands in the receipts of the journal, so that no index need say it again.
https://hl7.org/fhir/R4/http.html#history · https://hl7.org/fhir/R4/http.html#vread
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypedDict

import msgspec

from gateway.model import Chronicle, Criterion, Past, Span
from gateway.store import codec, contract
from gateway.store.criteria import Criteria
from gateway.store.pages import Pages
from gateway.store.ranges import Where
from gateway.store.sql import Dialect, Sql

WALKED = 20_000
"""Attempts that are read for one page: one that is not full may be followed by others."""
_STEP = 100
_BOTH = (
    "SELECT version, seq, body FROM resource WHERE id = ? AND type IN (?, ?)"
    " UNION ALL SELECT version, seq, body FROM history WHERE id = ? AND type = ?"
)
_JOURNAL = "SELECT seq, receipt FROM journal WHERE "


class _Meta(TypedDict, total=False):
    lastUpdated: str


class _Head(TypedDict, total=False):
    """All that is read of a body."""

    meta: _Meta


_head = msgspec.json.Decoder(_Head).decode


def wrote(sql: Sql, type_: str, id_: str, version: int) -> int | None:
    """The attempt that wrote a version."""
    number = _type(sql, type_)
    rows = _versions(sql, number, id_) if number else []
    return next((seq for each, seq, _ in rows if each == version), None)


def standing_bodies(
    sql: Sql,
    dialect: Dialect,
    keys: Sequence[tuple[str, str]],
    criteria: Sequence[Criterion],
) -> Mapping[tuple[str, str], bytes]:
    """The packed bodies of those that stand, and for which the criteria hold."""
    found: dict[tuple[str, str], bytes] = {}
    for type_ in dict.fromkeys(type_ for type_, _ in keys):
        ids = {codec.key(id_): id_ for its, id_ in keys if its == type_}
        where = Criteria(sql, type_, dialect.updated).both((), criteria)
        rows: list[Any] = []
        for start in range(0, len(ids), _STEP):
            run = list(ids)[start : start + _STEP]
            holes = ",".join("?" * len(run))
            statement = f"SELECT id, body FROM resource WHERE {where.text} AND id IN ({holes})"  # noqa: S608 - our own words
            rows += sql.execute(statement, (*where.values, *run)).fetchall()
        found |= {(type_, ids[bytes(id_)]): body for id_, body in rows}
    return found


class Chronicler:
    """Reads versions, of what stands inside the criteria only."""

    def __init__(self, sql: Sql, dialect: Dialect, criteria: Sequence[Criterion]) -> None:
        self._sql = sql
        self._dialect = dialect
        self._criteria = criteria
        self._more = True
        self._unpack = Pages(sql).unpack

    def version(self, type_: str, id_: str, number: int) -> Past | None:
        """One version; 0: the newest."""
        kind = _type(self._sql, type_)
        if not kind or not self._shown([(type_, id_)]):
            return None
        rows = _versions(self._sql, kind, id_)
        place = next((at for at, row in enumerate(rows) if number in {0, row[0]}), None)
        return None if place is None else self._past(type_, id_, rows, place)

    def page(self, span: Span) -> Chronicle:
        """One page of versions."""
        return self._of_one(span) if span.id else self._of_many(span)

    def _of_one(self, span: Span) -> Chronicle:
        kind = _type(self._sql, span.type)
        if not kind or not self._shown([(span.type, span.id)]):
            return Chronicle((), 0)
        rows = _versions(self._sql, kind, span.id)
        every = [self._past(span.type, span.id, rows, at) for at in range(len(rows))]
        next_ = ["", *(past.at for past in every)]
        inside = [
            past for past, to in zip(every, next_, strict=False) if _inside(past.at, to, span)
        ]
        begin = span.after[0] if span.after else None
        later = [past for past in inside if begin is None or past.version < begin]
        page = later[: span.count]
        after = (page[-1].version,) if page and len(later) > len(page) else ()
        return Chronicle(tuple(page), len(inside), after)

    def _of_many(self, span: Span) -> Chronicle:
        """From the newest attempt on: `after` is an attempt, and how many of its are told."""
        found: list[Past] = []
        seq, told = span.after or (2**62, 0)
        reached: tuple[int, int] = (seq, told)
        for at, named in self._attempts(span, seq):
            skip = told if at == seq else 0
            for place, past in enumerate(self._written(named[skip:], span), skip):
                if len(found) == span.count:
                    return Chronicle(tuple(found), None, (at, place))
                if past:
                    found.append(past)
            reached = (at - 1, 0)
        more = self._more and reached[0] > 0
        return Chronicle(tuple(found), None, reached if more else ())

    def _attempts(self, span: Span, seq: int) -> Iterator[tuple[int, list[str]]]:
        """Attempts inside the time, and what each wrote, the last first."""
        walked, self._more = 0, True
        bounds = Where("", ())
        for sign, text in ((">=", span.since), ("<=", span.until)):
            if text:
                moment = datetime.fromisoformat(text).astimezone(UTC).isoformat()
                bounds = Where(f"{bounds.text} AND received_at {sign} ?", (*bounds.values, moment))
        statement = f"{_JOURNAL}seq <= ?{bounds.text} ORDER BY seq DESC LIMIT {_STEP}"
        while walked < WALKED:
            rows = self._sql.execute(statement, (seq, *bounds.values)).fetchall()
            for at, receipt in rows:
                yield at, list(reversed(codec.unpack_receipt(receipt, at).resources))
            if len(rows) < _STEP:
                self._more = False
                return
            walked += len(rows)
            seq = rows[-1][0] - 1

    def _written(self, named: Sequence[str], span: Span) -> Iterator[Past | None]:
        """Each version that is named; None where it is not asked for, or not shown."""
        keys = [contract.parts(name) for name in named]
        asked = [key for key in keys if key and span.type in {"", key[0]}]
        shown = self._shown([key[:2] for key in asked]) if asked else frozenset()
        for key in keys:
            if key is None or key[:2] not in shown or span.type not in {"", key[0]}:
                yield None
            else:
                yield self._kept(*key, span)

    def _kept(self, type_: str, id_: str, version: int, span: Span) -> Past | None:
        rows = _versions(self._sql, _type(self._sql, type_), id_)
        place = next((at for at, row in enumerate(rows) if row[0] == version), None)
        if place is None:
            return None
        past = self._past(type_, id_, rows, place)
        if not span.current:
            return past
        gave_way = self._past(type_, id_, rows, place - 1).at if place else ""
        return past if _current(past.at, gave_way, span) else None

    def _shown(self, keys: Sequence[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """Those of which old versions may be told: what stands decides."""
        if not self._criteria:
            return frozenset(keys)
        return frozenset(standing_bodies(self._sql, self._dialect, keys, self._criteria))

    def _past(self, type_: str, id_: str, rows: Sequence[Sequence[Any]], place: int) -> Past:
        """One of all versions of a resource, the newest of which is the first of these."""
        version, seq, blob = rows[place]
        since = codec.since(blob)
        if since:
            return Past(type_, id_, version, since, None)
        body = self._unpack(blob)
        at = _head(body).get("meta", {}).get("lastUpdated") or self._received(seq)
        before = rows[place + 1][2] if place + 1 < len(rows) else b""
        return Past(type_, id_, version, at, body, version == 1 or bool(codec.since(before)))

    def _received(self, seq: int) -> str:
        rows = self._sql.execute("SELECT received_at FROM journal WHERE seq = ?", (seq,))
        row = rows.fetchone()
        return str(row[0]) if row else "1970-01-01T00:00:00Z"


def _versions(sql: Sql, number: int, id_: str) -> list[Any]:
    """(version, seq, packed body) of one resource, the newest first."""
    key = codec.key(id_)
    rows = sql.execute(_BOTH, (key, number, -number, key, number)).fetchall()
    return sorted(rows, reverse=True, key=lambda row: row[0])


def _type(sql: Sql, name: str) -> int:
    row = sql.execute("SELECT number FROM type WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def _inside(at: str, gave_way: str, span: Span) -> bool:
    moment = datetime.fromisoformat(at)
    if span.since and moment < datetime.fromisoformat(span.since):
        return False
    if span.until and moment > datetime.fromisoformat(span.until):
        return False
    return _current(at, gave_way, span)


def _current(at: str, gave_way: str, span: Span) -> bool:
    """Was a version current after that instant: kept since, or not yet replaced by then?"""
    if not span.current or not gave_way:
        return True
    begin = datetime.fromisoformat(span.current)
    return datetime.fromisoformat(at) >= begin or datetime.fromisoformat(gave_way) > begin
