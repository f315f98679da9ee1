"""Runs of the suites of messages, documents and FHIR: what is read, said and kept of them.

https://www.hl7.org/fhir/uv/v2mappings/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from gateway.model import Fate
from tests.suites import (
    facts,
    fhir_in,
    kmehr,
    messages,
    pairs,
    peers,
)
from tests.suites.absent import ABSENT
from tests.suites.clauses import clause
from tests.suites.reasons import faults, reasons
from tests.suites.table import Listed, Result, Row

_LEAVES, _CLINICAL = Fraction(97, 100), Fraction(95, 100)
_PRESENT, _SAID = Fraction(92, 100), Fraction(99, 100)
_RETAINED, _SAMPLES = Fraction(95, 100), Fraction(88, 100)
_EXPECTED = Fraction(95, 100)


def of_messages() -> Result:
    """Messages of HL7 v2 of others, by type: what became of each leaf, and what is retained."""
    name = "v2-messages"
    if not messages.FOLDERS[0].is_dir():
        return Result(name, [Row("leaves not unmapped", 0, 0, _LEAVES, ABSENT)])
    found = messages.count(messages.sent())
    rows = [row for kind in sorted(found) for row in _leaves(kind or "?", found[kind])]
    faults_ = [f"{name}: {one}" for kind in found.values() for one in kind.faulted + kind.invalid]
    refused = [one for kind in sorted(found) for one in found[kind].refused]
    return Result(name, rows, faults=faults_, listed=[_refusals(refused)])


def _refusals(refused: Iterable[messages.Refusal]) -> Listed:
    lines = [
        (one.kind, one.name.replace("|", "/"), one.source or "-", f"`{one.rule}`", clause(one))
        for one in refused
    ]
    columns = ("type", "message", "location", "rule", "clause")
    return Listed(f"not accepted ({len(lines)} messages)", columns, lines)


def _leaves(kind: str, one: messages.Counted) -> Iterator[Row]:
    fates, clinical = one.fates, one.clinical
    worst = clinical[Fate.IGNORED] + clinical[Fate.DEGRADED]
    note = f"{one.messages} messages"
    yield Row(
        f"{kind}: leaves not unmapped",
        fates.total() - fates[Fate.UNMAPPED],
        fates.total(),
        _LEAVES,
        note,
    )
    yield Row(
        f"{kind}: clinical leaves neither ignored nor degraded",
        clinical.total() - worst,
        clinical.total(),
        _CLINICAL,
    )
    yield Row(f"{kind}: distinct values in typed elements", one.retained, one.values)


def of_pairs() -> Result:
    """The CDC's messages beside what they made of them, by type."""
    name = "v2-pairs"
    if not pairs.CDC.is_dir():
        return Result(name, [Row("expected facts present", 0, 0, _PRESENT, ABSENT)])
    found: dict[str, pairs.Compared] = {}
    for message, beside in pairs.pairs():
        pairs.compare(message, beside, found.setdefault(message.kind, pairs.Compared()))
    rows = [row for kind in sorted(found) for row in _facts(kind, found[kind])]
    theirs = [messages.kept(one, messages.converted(one)) for one in pairs.samples()]
    held, values = sum(one for one, _ in theirs), sum(one for _, one in theirs)
    what = "Microsoft's samples: distinct values in typed elements"
    against = peers.contradictions()
    otherwise = {one.path: one.told for one in against}
    return Result(
        name,
        [*rows, Row(what, held, values, _SAMPLES)],
        otherwise,
        reasons(name),
        list(faults(name, otherwise, otherwise)),
        [_judged(found)],
    )


def _facts(kind: str, one: pairs.Compared) -> Iterator[Row]:
    otherwise = one.weighed.otherwise.total()
    note = f"{one.weighed.elsewhere.total()} of them elsewhere; {otherwise} more are no truth"
    yield Row(f"{kind}: expected facts present", one.present, one.expected, _PRESENT, note)
    yield Row(f"{kind}: the same, without those that are no truth", one.present, one.truths)
    yield Row(f"{kind}: expected facts at their very element", one.weighed.placed, one.expected)
    what = f"{kind}: the same, of the messages as sent, each mention counted"
    yield Row(what, one.as_sent, one.as_sent_of)
    yield Row(f"{kind}: facts not invented", one.said - one.invented, one.said, _SAID)
    what = f"{kind}: distinct values in typed elements"
    yield Row(what, one.retained, one.values, _RETAINED)


def _judged(found: Mapping[str, pairs.Compared]) -> Listed:
    """How many expected facts each row of `facts.toml` speaks of."""
    lines = []
    for rule in {(one.family, one.ours is None): one for one in facts.rules()}.values():
        counts = [
            (one.weighed.otherwise if rule.ours is None else one.weighed.elsewhere)[rule.family]
            for one in found.values()
        ]
        judged = "no truth" if rule.ours is None else "said elsewhere"
        if any(counts):
            lines.append((rule.family, judged, str(sum(counts)), rule.why))
    columns = ("facts", "judged", "number", "why")
    return Listed("expected facts judged by the table", columns, lines)


def of_fhir_in() -> Result:
    """FHIR of others, sent as messages: what is taken, and what is kept of it."""
    name = "fhir-in"
    if fhir_in.there() is None:
        return Result(name, [Row("taken", 0, 0, _PRESENT, ABSENT)])
    found = fhir_in.count(fhir_in.sent())
    why = ", ".join(f"`{rule}` {number}" for rule, number in found.refused.most_common())
    rows = [
        Row("taken, of what is a message", found.taken, found.messages, None, f"refused: {why}"),
        Row("distinct values in typed elements", found.kept, found.values, _RETAINED),
    ]
    return Result(name, rows, faults=[f"{name}: {one}" for one in found.faulted])


def of_kmehr() -> Result:
    """Belgium's messages of others: the facts expected of medication schemes, and a SumEHR."""
    name = "kmehr"
    if not kmehr.SCHEMES.is_dir() or not kmehr.SUMEHR.is_file():
        return Result(name, [Row("medication schemes: facts", 0, 0, _PRESENT, ABSENT)])
    lines, doses = kmehr.summed(kmehr.schemes()), kmehr.summed(kmehr.dosages())
    right, items = kmehr.placed()
    left = kmehr.fates(kmehr.all_messages())
    whole = sum(left.values())
    dropped = left[Fate.IGNORED] + left[Fate.DEGRADED]
    rows = [
        Row("medication schemes: expected facts said", lines.told, lines.expected, _EXPECTED),
        Row("posologies: expected facts said", doses.told, doses.expected, _EXPECTED),
        Row("SumEHR: items where they belong", right, items, Fraction(1)),
        Row("leaves not unmapped", whole - left[Fate.UNMAPPED], whole, _EXPECTED),
        Row("leaves neither ignored nor degraded", whole - dropped, whole, _EXPECTED),
    ]
    missing = [[path, value] for path, value in lines.missing]
    listed = Listed(
        "Expected facts of medication schemes that are not said", ["path", "value"], missing
    )
    return Result(name, rows, listed=[listed])
