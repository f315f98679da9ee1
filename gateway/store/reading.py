"""Everything that is asked of a store, each answer from one moment in time.

https://hl7.org/fhir/R4/search.html · https://www.sqlite.org/lang_with.html
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from gateway.model import (
    UNKNOWN,
    Chronicle,
    Criterion,
    Decision,
    Keys,
    Page,
    Past,
    Query,
    Receipt,
    Span,
    Standing,
    TooCostly,
    Unavailable,
    Version,
)
from gateway.store import codec, contract
from gateway.store.cluster import Cluster
from gateway.store.compartment import compartment
from gateway.store.contract import Origin, RowsOf
from gateway.store.criteria import NUMBERED
from gateway.store.first_page import FirstPages, Question
from gateway.store.indexing import Again, made
from gateway.store.memory import Memory
from gateway.store.pages import Moved
from gateway.store.past import Chronicler, standing_bodies, wrote
from gateway.store.rows import ATTEMPT, attempt, origin
from gateway.store.searching import Search
from gateway.store.sql import Dialect, Sql
from gateway.store.touched import Still
from gateway.store.versions import Versions, any_gone
from gateway.store.waiting import waiting

T = TypeVar("T")


_RECEIPT = "SELECT receipt, seq FROM journal WHERE "
_NAMED = "sender = ? AND control_id = ? ORDER BY status = 'accepted' DESC, seq DESC LIMIT 1"
_BODY = "SELECT body FROM resource WHERE type = ? AND id = ?"
LIMIT = 30
"""Seconds that one question may take."""
GLANCE = 64
"""Resources that are looked at one by one for an answer that is wanted soon."""
FOUND = 3
"""So many a conditional write is told of: whether there is none, one, or several."""


class Reader:
    """One read-only connection."""

    def __init__(
        self,
        connection: Sql,
        dialect: Dialect,
        memory: Memory | None = None,
        still: Still | None = None,
    ) -> None:
        """`still`: what is known of resources that nobody has written to since they were read."""
        self._sql = connection
        self._dialect = dialect
        self._memory = (memory or Memory()).reads(connection)
        self._versions = Versions(self._memory, still)
        self._until = math.inf
        self._patient = False
        """Is it asked once more?"""
        self._types: dict[str, int] = {}
        self._firsts = FirstPages(connection, self._memory, self._question)

    @contextmanager
    def _moment(self, limit: float | None = None) -> Iterator[Sql]:
        """All that is read inside was committed before it began, and nothing later is seen."""
        self._patient = False
        self._memory.begin()
        # SQLite counts the steps of BEGIN and COMMIT too, over all their runs: where it is one of
        # these that is asked whether it has taken too long, it must not be given up midway.
        self._until = math.inf
        try:
            self._sql.execute(self._dialect.reading)
            self._until = time.monotonic() + (LIMIT if limit is None else limit)
            try:
                yield self._sql
            finally:
                self._until = math.inf
                self._sql.execute("COMMIT")
        except self._dialect.fault as error:
            name = self._dialect.named(error)
            raise Unavailable(f"the store cannot read: {name}") from None

    def overdue(self) -> bool:
        """Has the question under way taken too long? Asked by a database that cannot tell time."""
        late = time.monotonic() > self._until
        if late and self._patient:
            self._patient = late = False
        return late

    def standing(self, keys: Keys, moment: int = UNKNOWN) -> Standing:
        """What stands of these, with all identities that are linked to those asked for.

        `moment`: as of which change at least, counted before this was asked.
        """
        with self._moment() as sql:
            cluster = Cluster(sql, keys)
            resources, assumed = self._stands(sql, keys, cluster, moment)
            return Standing(
                receipt=self._accepted(sql, *keys.receipt) if any(keys.receipt) else None,
                resources=resources,
                assumed=assumed,
                contributions=cluster.contributions(),
                links=cluster.links,
                revisions=cluster.revisions,
                dependents=self._versions.under(sql, cluster.asked(keys.dependents)),
                loaded=frozenset(keys.dependents),
                waiting=waiting(sql, keys.receipt[0], keys.brings) if keys.brings else (),
                found=tuple(
                    Search(sql, self._dialect, query).found(FOUND) for query in keys.searches
                ),
                moment=moment,
            )

    def _stands(
        self, sql: Sql, keys: Keys, cluster: Cluster, moment: int
    ) -> tuple[dict[tuple[str, str], Version], frozenset[tuple[str, str]]]:
        """What stands, and what was taken not to."""
        named = (*keys.resources, *cluster.patients, *cluster.stays)
        found = self._versions.of(sql, named, moment)
        if not keys.parts:
            return found, frozenset()
        whole = not keys.wholes.isdisjoint(found)
        ids = [codec.key(id_) for _, id_ in keys.parts]
        if whole or moment == UNKNOWN or any_gone(sql, ids):
            return found | self._versions.of(sql, keys.parts, moment), frozenset()
        return found, frozenset(keys.parts)

    def _accepted(self, sql: Sql, sender: str, key: str) -> Receipt | None:
        row = sql.execute(self._dialect.accepted, (sender, key)).fetchone()
        return codec.unpack_receipt(*row) if row else None

    def receipt(self, sender: str, control_id: str) -> Receipt | None:
        """The accepted receipt of a control id, else its newest attempt."""
        with self._moment() as sql:
            row = sql.execute(_RECEIPT + _NAMED, (sender, control_id)).fetchone()
            # Its part of the journal may be gone: what was accepted is known for ever.
            row = row or sql.execute(self._dialect.accepted, (sender, control_id)).fetchone()
        return codec.unpack_receipt(*row) if row else None

    def lineage(self, sender: str, control_id: str) -> Origin | None:
        """The accepted attempt of a control id, else its newest."""
        with self._moment() as sql:
            return origin(sql.execute(ATTEMPT + _NAMED, (sender, control_id)).fetchone())

    def origin(self, version: str) -> Origin | None:
        """The attempt that wrote `Type/id/_history/version`."""
        key = contract.parts(version)
        if key is None:
            return None
        with self._moment() as sql:
            seq = wrote(sql, *key)
            return attempt(sql, seq) if seq else None

    def catalogue(self, version: str) -> bytes | None:
        """The catalogue kept under that version."""
        with self._moment() as sql:
            row = sql.execute(
                "SELECT body FROM catalogue WHERE version = ?", (version,)
            ).fetchone()
        return codec.unpack(row[0]) if row else None

    def read(self, decision: Decision, type_: str, id_: str) -> bytes | None:
        """The current body where it stands and the decision's criteria hold for it."""
        if not decision.criteria:
            return self.at_once(type_, id_) if self._dialect.alone else self._inside(type_, id_)
        page = self.search(decision, Query(type_, (Criterion("_id", "id", ((id_,),)),), count=1))
        return page.resources[0] if page.resources else None

    def at_once(self, type_: str, id_: str) -> bytes | None:
        """The current body, by a question that is a moment by itself.

        None where there is no such resource; raises Unavailable where the store cannot read.
        """
        self._until = time.monotonic() + LIMIT
        try:
            number = self._types.get(type_) or self._type(self._sql, type_)
            row = self._sql.execute(_BODY, (number, codec.key(id_))).fetchone()
            return self._memory.unpack(row[0]) if row else None
        except Moved:
            return self._inside(type_, id_)
        except self._dialect.fault as error:
            name = self._dialect.named(error)
            raise Unavailable(f"the store cannot read: {name}") from None

    def _inside(self, type_: str, id_: str) -> bytes | None:
        with self._moment() as sql:
            row = sql.execute(_BODY, (self._type(sql, type_), codec.key(id_))).fetchone()
            return self._memory.unpack(row[0]) if row else None

    def _type(self, sql: Sql, name: str) -> int:
        """The number of a type, which never changes; 0 where it has none yet."""
        if name not in self._types:
            row = sql.execute("SELECT number FROM type WHERE name = ?", (name,)).fetchone()
            if row is None:
                return 0
            self._types[name] = row[0]
        return self._types[name]

    def search(self, decision: Decision, query: Query) -> Page:
        """One page, inside what the decision allows."""
        with self._moment() as sql:
            return Search(sql, self._dialect, query, decision.criteria, self._memory).page()

    def soon(self, decision: Decision, query: Query) -> Page | None:
        """The same where it is quickly found; None: ask where a while does no harm.

        The database must ask `overdue` for this to end in time.
        """
        where = self._dialect, query, decision.criteria, self._memory, GLANCE
        self._memory.begin()
        # Steps are counted over all runs of one statement: the first time it asks may be now.
        self._until, self._patient = 0.0, True
        try:
            known = None if decision.criteria else self._firsts.known(query)
            found = (
                self._firsts.page(query, known, GLANCE)
                if known
                else Search(self._sql, *where).alone()
            )
            if found is not None:
                return found
            with self._moment(0) as sql:
                return Search(sql, *where).page()
        except (TooCostly, Unavailable, Moved, self._dialect.fault):
            return None
        finally:
            self._until = math.inf

    def _question(self, query: Query) -> Question | None:
        """How the first page is asked for, with the number of the type in place of its name."""
        found = Search(self._sql, self._dialect, query, (), self._memory).question()
        number = self._type(self._sql, query.type)
        if found is None or not number or found[1][:1] != (query.type,):
            return found
        return found[0].replace(NUMBERED, str(number), 1), found[1][1:]

    def several(self, decision: Decision, keys: Sequence[tuple[str, str]]) -> Sequence[bytes]:
        """The current bodies of these, as far as they stand and the criteria hold."""
        with self._moment() as sql:
            found = standing_bodies(sql, self._dialect, keys, decision.criteria)
            return [self._memory.unpack(found[key]) for key in keys if key in found]

    def version(self, decision: Decision, type_: str, id_: str, number: int) -> Past | None:
        """One version; 0: the newest. None where the criteria do not hold for what stands."""
        with self._moment() as sql:
            return Chronicler(sql, self._dialect, decision.criteria).version(type_, id_, number)

    def history(self, decision: Decision, span: Span) -> Chronicle:
        """One page of what was kept, the newest first."""
        with self._moment() as sql:
            return Chronicler(sql, self._dialect, decision.criteria).page(span)

    def indexed(self) -> frozenset[tuple[str, str]]:
        """(type, parameter) of which every resource has its rows."""
        with self._moment() as sql:
            return frozenset(sql.execute("SELECT type, param FROM indexed").fetchall())

    def made(self, types: Sequence[str], after: int, rows_of: RowsOf) -> Again:
        """The index rows of the next resources of these types, made anew."""
        with self._moment() as sql:
            return made(sql, types, after, rows_of)

    def compartment(self, decision: Decision, patient: str) -> Sequence[bytes]:
        """The Patient, all that refers to it, and the people and places that those refer to."""
        with self._moment() as sql:
            return compartment(sql, self._dialect, decision, patient)

    def close(self) -> None:
        """Let go of the connection; again is harmless."""
        self._sql.close()

    def looked(self, ask: Callable[[Sql], T]) -> T:
        """Whatever is asked, from one moment."""
        with self._moment() as sql:
            return ask(sql)
