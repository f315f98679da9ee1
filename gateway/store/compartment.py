"""Everything about one patient, and whom and what it names.

https://hl7.org/fhir/R4/compartmentdefinition-patient.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from gateway.model import Criterion, Decision
from gateway.store import codec
from gateway.store.criteria import Criteria
from gateway.store.pages import Pages
from gateway.store.sql import Dialect, Sql
from gateway.store.words import where_in

_INSIDE = "SELECT born, rid, body FROM resource WHERE "
_BESIDE = re.compile(
    rb'"reference":"(Practitioner|PractitionerRole|Organization|Location|Medication)/([A-Za-z0-9.-]{1,64})["/]'
)
"""What a summary needs beside what lies in the compartment; none of it is about a patient."""


def compartment(sql: Sql, dialect: Dialect, decision: Decision, patient: str) -> Sequence[bytes]:
    """The Patient, all that refers to it, and the people and places that those refer to."""
    about = Criterion("patient", "reference", ((f"Patient/{patient}",),))
    where = Criteria(sql, "", dialect.updated).both((about,), decision.criteria)
    rows = sql.execute(_INSIDE + where.text, where.values).fetchall()
    unpack = Pages(sql).unpack
    found = [(*row[:2], unpack(row[2])) for row in rows]
    beside = {named for *_, body in found for named in _BESIDE.findall(body)}
    found += [(*row[:2], unpack(row[2])) for row in _named(sql, sorted(beside))]
    return [body for *_, body in sorted(found)]


def _named(sql: Sql, keys: Sequence[tuple[bytes, bytes]]) -> list[Any]:
    wanted = {(type_.decode(), codec.key(id_.decode())) for type_, id_ in keys}
    rows = where_in(
        sql,
        "SELECT r.born, r.rid, r.body, t.name, r.id FROM resource AS r"
        " CROSS JOIN type AS t ON t.number = r.type WHERE r.id IN",
        [id_ for _, id_ in wanted],
    )
    return [row[:3] for row in rows if row[3:] in wanted]
