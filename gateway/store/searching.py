"""Which resources does a search find, page by page, and how many are there?

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from gateway import fhirjson
from gateway.model import Criterion, Order, Page, Query, Rest, TooCostly
from gateway.store import codec
from gateway.store.criteria import Criteria, signed
from gateway.store.first_page import Question, fitting
from gateway.store.marked import Check
from gateway.store.memory import Memory
from gateway.store.paging import WAYS, turned, walk
from gateway.store.ranges import Where
from gateway.store.sql import Dialect, Sql

BOUND = 5_000
"""Resources that are looked at one by one for one page."""
COUNTED = 10_000
"""Up to so many are counted where nobody asked for a total."""
GLANCED = 1_000
"""The same where each must be looked at."""
FEW = 1_000
"""Where one criterion leaves so many at most, the others are asked of each of them."""
MANY = 10_000
"""Where each criterion has more index rows than this, what fits is met by walking."""
WALKED = 2_000
"""Resources that are walked past for one page at most."""
_STEP = 200
Row = tuple[int, int, bytes, bytes | None]
"""rid, seq, body and marks"""


class Search:
    """One search, inside what the decision allows, in one moment."""

    def __init__(  # noqa: PLR0913, PLR0917 - where, what, inside what, and how long
        self,
        sql: Sql,
        dialect: Dialect,
        query: Query,
        allowed: Sequence[Criterion] = (),
        memory: Memory | None = None,
        bound: int = sys.maxsize,
    ) -> None:
        """`bound`: so many resources are looked at one by one at most, BOUND in any case."""
        self._sql = sql
        self._query = query
        self._bound = min(bound, BOUND)
        self._memory = memory or Memory().reads(sql)
        self._checks: list[Check] = []
        self._plenty: Sequence[Check] = ()
        """All that is asked, where each of it has very many rows of the index."""
        self._asked = (*query.criteria, *allowed)
        criteria = self._criteria = Criteria(sql, query.type, dialect.updated, self._memory)
        self._key = criteria.alone(query.criteria, allowed) if query.newest is None else None
        self._where, self._checks = (
            criteria.few(query.criteria, allowed, min(FEW, bound))
            if self._key is None
            else (self._key, [])
        )
        self._sign = query.rest.sign if query.rest and not dialect.dated else b""
        if self._sign and self._key is None:
            self._where = signed(self._where, query.criteria, self._sign)

    def page(self) -> Page:
        """One page; raises TooCostly where too much must be looked at one by one."""
        query = self._query
        if query.order:
            return self._ordered(query.order)
        if query.rest:
            return self._looked(query.rest)
        rows = self._met(query.count + 1) or self._rows(query.after, query.count + 1)
        if not query.after and len(rows) <= query.count and query.total != "none":
            return self._page(rows, len(rows))
        return self._page(rows, self._total())

    def alone(self) -> Page | None:
        """The first page, and how many there are, by one question; None where that takes more."""
        query = self._query
        if query.order or query.after or self._checks:
            return None
        rows = self._rows((), _STEP if query.rest else query.count + 1)
        if query.rest:
            if len(rows) > self._bound:
                return None
            rows = [row for row in rows if self._fits(query.rest, row)]
        if len(rows) > query.count:
            return None
        told = query.rest is not None or query.total != "none"
        return self._page(rows, len(rows) if told else None)

    def question(self) -> Question | None:
        """How the bodies of the first page are asked for, and the values that come first in it.

        None where not everything is asked of the index.
        """
        walked = self._criteria.walked(self._query.criteria, self._sign)
        if walked is not None:
            return walked.text, walked.values
        if self._checks:
            return None
        if self._key is not None:
            return walk(self._key, WAYS[False], "r.body"), self._key.values
        text = (
            f"SELECT body FROM resource WHERE {self._where.text}"  # noqa: S608 - our own words
            " AND rid > ? ORDER BY rid LIMIT ?"
        )
        return text, self._where.values

    def found(self, most: int) -> tuple[tuple[str, str], ...]:
        """(type, id) of the first of them."""
        query = self._query
        rows = self._rows((), most) if query.rest is None else []
        if query.rest:
            for row in self._candidates((), query.rest.params):
                if self._fits(query.rest, row):
                    rows.append(row)
                if len(rows) == most:
                    break
        return tuple((query.type, self._id(row[0])) for row in rows)

    def _id(self, rid: int) -> str:
        row = self._sql.execute("SELECT id FROM resource WHERE rid = ?", (rid,)).fetchone()
        return codec.name(row[0])

    def _page(self, rows: Sequence[Row], total: int | None) -> Page:
        """Of rows in the direction asked for, of which one too many says that there are more."""
        query = self._query
        places = [self._position(row) for row in rows]
        page, ends = turned(rows, places, query)
        return Page(tuple([self._memory.unpack(row[2]) for row in page]), total, *ends)

    def _position(self, row: Row) -> tuple[int, ...]:
        return (row[0],) if self._query.newest is None else (row[1], row[0])

    def _looked(self, rest: Rest) -> Page:
        """What fits, one by one, until the page is full."""
        found: list[Row] = []
        for row in self._candidates(self._query.after, rest.params):
            if self._fits(rest, row):
                found.append(row)
            if len(found) > self._query.count:
                break
        whole = not self._query.after and len(found) <= self._query.count
        return self._page(found, len(found) if whole else self._fitting(rest))

    def _fits(self, rest: Rest, row: Row) -> bool:
        return bool(fitting(rest, [self._memory.unpack(row[2])]))

    def _fitting(self, rest: Rest) -> int | None:
        """How many fit, where that is wanted, or costs little."""
        kind = self._query.total
        if kind == "none" or (kind == "some" and self._count(GLANCED) > GLANCED):
            return None
        return sum(self._fits(rest, row) for row in self._candidates((), rest.params))

    def _ordered(self, order: Order) -> Page:
        """All of them, sorted: each page sorts again, so that nothing need be remembered."""
        query = self._query
        fits = query.rest.fits if query.rest else None
        params = (*order.params, *(query.rest.params if query.rest else ()))
        found = []
        for row in self._candidates((), params):
            body = fhirjson.decode(self._memory.unpack(row[2]))
            if fits is None or fits(body):
                found.append(((*order.key(body), row[0]), row))
        found.sort(key=lambda each: each[0])
        total = None if query.total == "none" else len(found)
        if query.back:
            found = [each for each in reversed(found) if each[0] < tuple(query.after)]
        elif query.after:
            found = [each for each in found if each[0] > tuple(query.after)]
        page, ends = turned(found, [each[0] for each in found], query)
        return Page(tuple(self._memory.unpack(row[2]) for _, row in page), total, *ends)

    def _candidates(self, after: Sequence[Any], params: Sequence[str]) -> Iterator[Row]:
        """What the index rows leave, in the search's order; raises TooCostly beyond the bound."""
        seen = 0
        while True:
            rows = self._rows(after, _STEP)
            for row in rows:
                if seen == self._bound:
                    raise TooCostly(params, self._bound)
                seen += 1
                yield row
            if len(rows) < _STEP:
                return
            after = self._position(rows[-1])

    def _rows(self, after: Sequence[Any], most: int) -> list[Row]:
        """The next rows in the search's order that all criteria leave."""
        if self._key is not None:
            return self._walked(self._key, tuple(after), most)
        if not self._checks:
            return self._read(after, most)
        found: list[Row] = []
        while True:
            rows = self._read(after, _STEP)
            found += [row for row in rows if _holds(self._checks, row[3])]
            if len(rows) < _STEP or len(found) >= most:
                return found[:most]
            after = self._position(rows[-1])

    def _met(self, most: int) -> list[Row]:
        """The next rows where very many fit, met by walking past all of the type.

        None where it is not so, or where they lie too far apart: they are looked up then.
        """
        checks = self._plenty = self._many()
        found, after, every = list[Row](), self._query.after, self._criteria.joined([])
        walked, step = 0, min(2 * most, _STEP)
        while checks and walked < WALKED:
            rows = self._read(after, step, every)
            found += [row for row in rows if _holds(checks, row[3])]
            if len(found) >= most or len(rows) < step:
                return found[:most]
            walked += step
            if len(found) * WALKED < most * walked:
                break
            after, step = self._position(rows[-1]), _STEP
        return []

    def _many(self) -> Sequence[Check]:
        """What is asked, as checks, where each of it has very many rows of the index."""
        if self._key is not None or self._checks or self._query.newest is not None:
            return ()
        return self._criteria.many(self._asked, MANY)

    def _walked(self, key: Where, after: tuple[Any, ...], most: int) -> list[Row]:
        """A key's own order is that of row ids: nothing is sorted, and no more read than told."""
        way = WAYS[self._query.back]
        statement = walk(key, way, "r.rid, r.seq, r.body, r.marks")
        values = (*key.values, *(after or way.start[:1]), most)
        return list(self._sql.execute(statement, values).fetchall())

    def _read(self, after: Sequence[Any], most: int, where: Where | None = None) -> list[Row]:
        query, where = self._query, where or self._where
        way = WAYS[query.back is not bool(query.newest)]
        if query.newest is None:
            place = Where(f"rid {way.beyond} ?", tuple(after) or way.start[:1])
            order = f"rid{way.order}"
        else:
            place = Where(f"(seq, rid) {way.beyond} (?, ?)", tuple(after) or way.start)
            order = f"seq{way.order}, rid{way.order}"
        statement = (
            f"SELECT rid, seq, body, marks FROM resource WHERE {where.text}"  # noqa: S608 - our own words
            f" AND {place.text} ORDER BY {order} LIMIT ?"
        )
        return list(self._sql.execute(statement, (*where.values, *place.values, most)).fetchall())

    def _total(self) -> int | None:
        if self._query.total == "none":
            return None
        if self._query.total == "all":
            return self._count(None)
        found = self._criteria.counted(self._asked, COUNTED) if self._plenty else None
        found = self._count(COUNTED) if found is None else found
        return found if found <= COUNTED else None

    def _count(self, most: int | None) -> int:
        """How many the index rows leave; where there are more than `most`, one more than that."""
        text, values = self._where.text, self._where.values
        if self._key is not None:
            limit = "" if most is None else f" LIMIT {most + 1}"
            statement = f"SELECT count(*) FROM (SELECT 1 FROM {self._key.text}{limit}) AS counted"  # noqa: S608 - our own words
            values = self._key.values
        elif self._checks:
            marks = f"SELECT marks FROM resource WHERE {text}"  # noqa: S608 - our own words
            return sum(
                _holds(self._checks, row[0]) for row in self._sql.execute(marks, values).fetchall()
            )
        elif most is None:
            statement = f"SELECT count(*) FROM resource WHERE {text}"  # noqa: S608 - our own words
        else:
            statement = (
                "SELECT count(*) FROM (SELECT 1 FROM resource"  # noqa: S608 - our own words
                f" WHERE {text} LIMIT {most + 1}) AS counted"
            )
        return int(self._sql.execute(statement, values).fetchone()[0])


def _holds(checks: Sequence[Check], marks: bytes | None) -> bool:
    """Do all of these hold, by what a resource remembers?"""
    remembered = orjson.loads(marks) if marks else ()
    return all(holds(remembered) for holds in checks)
