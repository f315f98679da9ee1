"""Search criteria as SQL conditions on `resource`: all must hold, any of their values may match.

https://hl7.org/fhir/R4/search.html#prefix · https://hl7.org/fhir/R4/search.html#token
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gateway.model import Criterion
from gateway.store import codec
from gateway.store.forms import AMOUNTS, DATES, TABLES, bounded
from gateway.store.marked import Check, check
from gateway.store.matches import (
    ALWAYS,
    NEVER,
    addresses,
    among,
    begins,
    either,
    moments,
    targets,
    tokens,
)
from gateway.store.memory import Memory
from gateway.store.packing import ABOUT
from gateway.store.ranges import Where, ranges
from gateway.store.sql import Sql

NUMBERED = "(SELECT number FROM type WHERE name = ?)"
_TYPE = f"type = {NUMBERED}"
_WALKED = (
    "SELECT r.body FROM identity AS i CROSS JOIN about AS a ON a.patient = i.number"
    " CROSS JOIN resource AS r ON r.patient = a.patient"
    " AND r.rid BETWEEN a.identity << 32 AND (a.identity << 32) + 4294967295"
    " WHERE r.type = (SELECT number FROM type WHERE name = ?) AND i.id = ?{}"
    " AND r.rid > ? ORDER BY a.identity, r.rid LIMIT ?"
)
"""The bodies of the first page of these, walked in the order of row ids."""
_SIGNED = " AND (codes IS NULL OR instr(codes, ?) > 0)"
"""What has no such sign cannot have the code that is looked for."""
_ITSELF = "SELECT rid FROM resource WHERE type = (SELECT number FROM type WHERE name = 'Patient')"
_UNDER = (
    "SELECT r.rid FROM identity AS i CROSS JOIN about AS a ON a.patient = i.number"
    " CROSS JOIN resource AS r ON r.patient = a.patient"
    " AND r.rid BETWEEN a.identity << 32 AND (a.identity << 32) + 4294967295"
)
"""What lies under an identity and speaks of the Patient: one stretch of row ids for each."""
_ABOUT = "SELECT rid FROM resource WHERE patient <> 0"
_EACH = "EXISTS (SELECT 1 FROM journal AS j WHERE j.seq = resource.seq AND {})"
"""When was it written? Asked of each of a few, where else all attempts of that time are listed."""


class Criteria:
    """Conditions for resources of one type, or of any where it is empty."""

    def __init__(self, sql: Sql, type_: str, updated: str, memory: Memory | None = None) -> None:
        self._sql = sql
        self._memory = memory or Memory()
        self._type = type_
        self._updated = updated
        self._scoped = False
        """Do ids, or the Patient that is spoken of, leave few?"""

    def both(
        self,
        asked: Sequence[Criterion],
        allowed: Sequence[Criterion],
    ) -> Where:
        """What was asked for, inside what the decision allows."""
        self._scoped = any(map(_narrow, (*asked, *allowed)))
        return self.joined([self._one(criterion) for criterion in (*asked, *allowed)])

    def few(
        self, asked: Sequence[Criterion], allowed: Sequence[Criterion], most: int
    ) -> tuple[Where, list[Check]]:
        """The same; where one of several leaves `most` at most, the others are checks of those.

        Then only that one is asked of the index, and the others of what each resource remembers.
        """
        every = (*asked, *allowed)
        apart = [one for one in every if self._remembered(one)]
        if len(every) > 1 and apart:
            first = next((one for one in every if self._is_few(one, most)), None)
            if first is not None:
                self._scoped = True
                rest = [one for one in apart if one is not first]
                within = [self._one(one) for one in every if one not in rest]
                checks = [check(self._sql, one, self._known(one)) for one in rest]
                return self.joined(within), checks
        return self.both(asked, allowed), []

    def alone(self, asked: Sequence[Criterion], allowed: Sequence[Criterion]) -> Where | None:
        """Of one criterion that one key answers, in the order of row ids: that key, and its table.

        The text is what follows FROM; None where it is not so.
        """
        every = (*asked, *allowed)
        if len(every) != 1 or every[0].way or not self._type:
            return None
        one = every[0]
        kinds = self._numbers(one.form, frozenset({one.param}))
        if not kinds or "," in kinds or len(one.values) != 1 or not self._remembered(one):
            return None
        if one.form == "token" and None not in one.values[0]:
            match = tokens(one.values)
        elif one.form == "reference":
            match = targets(one.values)
        else:
            return None
        return Where(f"{one.form} WHERE kind = {kinds} AND {match.text}", match.values)

    def walked(self, asked: Sequence[Criterion], sign: bytes = b"") -> Where | None:
        """Of what speaks of one Patient and lies under it: the whole question for its bodies.

        `sign`: see `Rest`. It takes two values more: after which row, and how many. None where
        some may lie elsewhere.
        """
        if len(asked) != 1 or asked[0].form != "reference" or asked[0].param not in ABOUT:
            return None
        (one,) = asked
        target = one.values[0][0] if len(one.values) == 1 and not one.way else ""
        elsewhere = self._type in {"", "Patient"} or self._numbers("reference", ABOUT)
        if elsewhere or not target.startswith("Patient/"):
            return None
        values: tuple[Any, ...] = (self._type, target.removeprefix("Patient/"))
        if not sign:
            return Where(_WALKED.format(""), values)
        return Where(_WALKED.format(_SIGNED), (*values, sign))

    def joined(self, parts: Sequence[Where]) -> Where:
        """All of these, of the type."""
        parts = [*([Where(_TYPE, (self._type,))] if self._type else []), *parts]
        text = " AND ".join(part.text for part in parts) or ALWAYS.text
        return Where(text, tuple(value for part in parts for value in part.values))

    def _remembered(self, one: Criterion) -> bool:
        """Do a resource's own marks say whether it holds?"""
        about = one.form == "reference" and one.param in ABOUT
        return one.form != "id" and one.param != "_lastUpdated" and not about

    def _known(self, one: Criterion) -> frozenset[int]:
        numbers = self._numbers(one.form, frozenset({one.param}))
        return frozenset(int(number) for number in numbers.split(",") if number)

    def _is_few(self, one: Criterion, most: int) -> bool:
        if one.form == "id":
            return not one.way
        if one.param == "_lastUpdated" or one.way in {"not", "missing", "present"}:
            return False
        return self._rows(self._matching(one), most) <= most

    def many(self, every: Sequence[Criterion], most: int) -> Sequence[Check]:
        """What is asked of one type, as checks, where each of it has more rows than `most`."""
        if not self._type or not every or not all(map(self._remembered, every)):
            return ()
        if any(self._rows(self._said(one), most) <= most for one in every):
            return ()
        return [check(self._sql, one, self._known(one)) for one in every]

    def counted(self, every: Sequence[Criterion], bound: int) -> int | None:
        """How many the index rows of one criterion stand for, up to one more than `bound`.

        They are those of what stands, of one type. None where it is not one, or what has no rows.
        """
        if len(every) != 1 or every[0].way in {"not", "missing"}:
            return None
        return self._rows(self._said(every[0]), bound, "DISTINCT rid")

    def _said(self, one: Criterion) -> list[Where]:
        """The rows that say what a criterion asks for, or the contrary."""
        return self._having(one) if one.way in {"missing", "present"} else self._matching(one)

    def _rows(self, parts: Sequence[Where], most: int, what: str = "1") -> int:
        """How many rows these statements give, up to one more than `most`."""
        if not parts:
            return 0
        text = " UNION ALL ".join(part.text for part in parts)
        values = tuple(value for part in parts for value in part.values)
        some = f"SELECT {what} FROM ({text}) AS counted LIMIT {most + 1}"  # noqa: S608 - our own words
        counted = f"SELECT count(*) FROM ({some}) AS counted"  # noqa: S608 - our own words
        return int(self._sql.execute(counted, values).fetchone()[0])

    def _one(self, criterion: Criterion) -> Where:
        if criterion.form == "id" or criterion.param == "_lastUpdated":
            return self._every(criterion)
        way = criterion.way
        if way in {"missing", "present"}:
            return _found(self._having(criterion), without=way == "missing")
        return _found(self._matching(criterion), without=way == "not")

    def _every(self, criterion: Criterion) -> Where:
        """What every resource has, in its own row."""
        if criterion.way in {"missing", "present"}:
            return NEVER if criterion.way == "missing" else ALWAYS
        if criterion.form == "id":
            found = among("id", [codec.key(value) for (value,) in criterion.values])
        else:
            updated = _EACH if self._scoped and self._updated != "{}" else self._updated
            each = [
                Where(updated.format(part.text.format("received_at")), part.values)
                for prefix, low, high in criterion.values
                for part in moments(prefix, low, high)
            ]
            found = either(each)
        return Where(f"NOT ({found.text})", found.values) if criterion.way == "not" else found

    def _having(self, criterion: Criterion) -> list[Where]:
        """What has a row of the parameter, whatever it says."""
        kinds = self._numbers(criterion.form, frozenset({criterion.param}))
        table = TABLES[criterion.form]
        found = [_marked(table, kinds, ALWAYS)] if kinds else []
        about = criterion.form == "reference" and criterion.param in ABOUT
        return [*found, Where(_ABOUT, ())] if about else found

    def _matching(self, criterion: Criterion) -> list[Where]:
        form, param, values = criterion.form, criterion.param, criterion.values
        about = form == "reference" and param in ABOUT
        kinds = self._numbers(form, ABOUT if about else frozenset({param}))
        if about:
            return list(self._about(kinds, [target for (target,) in values]))
        if not kinds or not values:
            return []
        if form in {"date", "number", "quantity"}:
            return self._ranged(form, kinds, values)
        match = {"token": tokens, "reference": targets, "string": begins}.get(form)
        if match is None:
            match = begins if criterion.way == "below" else addresses
        return [_marked(TABLES[form], kinds, match(values))]

    def _ranged(self, form: str, kinds: str, values: Sequence[tuple[object, ...]]) -> list[Where]:
        limits = DATES if form == "date" else AMOUNTS
        found = []
        for value in values:
            prefix, (low, high) = value[0], bounded(form, value[-2], value[-1])
            key = value[1] if form == "quantity" else ""
            for part in ranges(str(prefix), low, high, limits):
                unit = Where("", ())
                if form != "date":
                    system = "(SELECT number FROM system WHERE uri = ?)"
                    unit = Where(f"unit = {system} AND ", (key,))
                match = Where(unit.text + part.text, (*unit.values, *part.values))
                found.append(_marked(TABLES[form], kinds, match))
        return found

    def _about(self, references: str, named: Sequence[str]) -> Iterator[Where]:
        """A Patient is about itself; what speaks of it lies under its identities, or is marked."""
        ids = [each.removeprefix("Patient/") for each in named if each.startswith("Patient/")]
        if self._type in ("", "Patient"):
            match = among("id", [codec.key(id_) for id_ in ids])
            yield Where(f"{_ITSELF} AND {match.text}", match.values)
        if self._type != "Patient":
            match = among("i.id", ids)
            yield Where(f"{_UNDER} WHERE {match.text}", match.values)
            if references:
                yield _marked("reference", references, targets([(it,) for it in named]))

    def _numbers(self, form: str, names: frozenset[str]) -> str:
        return self._memory.kinds(self._sql, form, self._type, names)


def _narrow(one: Criterion) -> bool:
    """Does it leave few, however much is kept?"""
    about = one.form == "reference" and one.param in ABOUT
    return not one.way and (one.form == "id" or about)


def signed(where: Where, asked: Sequence[Criterion], sign: bytes) -> Where:
    """The same, and with this sign: only inside of what is about some patients.

    Elsewhere too many rows would have to be read before so much as one is found.
    """
    within = any(
        one.form == "reference" and one.param in ABOUT and not one.way and one.values
        for one in asked
    )
    return Where(where.text + _SIGNED, (*where.values, sign)) if sign and within else where


def _marked(table: str, kinds: str, match: Where) -> Where:
    """`kinds` are numbers of ours, never words of a caller."""
    text = f"SELECT rid FROM {table} WHERE kind IN ({kinds}) AND {match.text}"  # noqa: S608
    return Where(text, match.values)


def _found(parts: Sequence[Where], *, without: bool = False) -> Where:
    """Rows that any of these statements gives; or all others."""
    if not parts:
        return ALWAYS if without else NEVER
    text = " UNION ALL ".join(part.text for part in parts)
    rows = "NOT IN" if without else "IN"
    return Where(f"rid {rows} ({text})", tuple(value for part in parts for value in part.values))
