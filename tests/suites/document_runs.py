"""Runs the suites of clinical documents and counts; see `runs.py`.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType

from gateway.model import Fate
from tests.suites import document_files, document_pairs, document_peers, documents
from tests.suites.table import Listed, Result, Row

_KEPT = MappingProxyType(
    {"eHDSI": Fraction(85, 100), "Swiss": Fraction(80, 100), "C-CDA": Fraction(90, 100)}
)
_DOCUMENT, _FACTS = Fraction(95, 100), Fraction(90, 100)
_ABSENT = "the shared data is not here"


def of_documents() -> Result:
    """Documents of CDA of others: what becomes of each leaf, and what is retained."""
    name = "documents"
    if not document_files.FOLDERS["eHDSI"].is_dir():
        return Result(name, [Row("distinct values in typed elements", 0, 0, _FACTS, _ABSENT)])
    found = {suite: documents.count(suite) for suite in document_files.FOLDERS}
    rows = [row for suite, one in found.items() for row in _documents(suite, one)]
    bad = [f"{name}: {one}" for each in found.values() for one in each.faulted + each.invalid]
    lines = [
        (suite, *one.rpartition(": ")[::2])
        for suite, each in found.items()
        for one in each.unread + each.refused
    ]
    listed = Listed(f"not taken ({len(lines)} files)", ("suite", "file", "why"), lines)
    return Result(name, rows, faults=bad, listed=[listed])


def _documents(suite: str, one: documents.Counted) -> Iterator[Row]:
    all_leaves = one.clinical.total()
    unmapped = one.clinical[Fate.UNMAPPED]
    note = f"{one.documents} documents; {len(one.refused)} not accepted"
    goal = _KEPT.get(suite.partition(" ")[0])
    yield Row(f"{suite}: distinct values in typed elements", one.retained, one.values, goal, note)
    yield Row(f"{suite}: leaves not unmapped", all_leaves - unmapped, all_leaves, _DOCUMENT)
    what = f"{suite}: leaves neither ignored nor degraded"
    yield Row(what, all_leaves - one.worst, all_leaves, _DOCUMENT)


def of_peers() -> Result:
    """What other converters keep of the same documents."""
    name = "document-peers"
    if not document_files.FOLDERS["eHDSI"].is_dir():
        return Result(name, [Row("distinct values in typed elements", 0, 0, None, _ABSENT)])
    return Result(name, list(document_peers.rows()))


def of_pairs() -> Result:
    """Documents of CDA beside what others made of them."""
    name = "document-pairs"
    if not document_pairs.SWISS.is_dir():
        return Result(name, [Row("expected facts present", 0, 0, _FACTS, _ABSENT)])
    found = {source: document_pairs.compare(source) for source in ("Swiss", "Microsoft")}
    rows = [row for source, one in found.items() for row in _present(source, one)]
    lines = [
        (source, f"`{path}`", value.replace("|", "/"), said.replace("|", "/") or "-", str(number))
        for source, one in found.items()
        for (path, value, said), number in one.missing.most_common()
    ]
    columns = ("source", "element", "they say", "we say there", "number")
    return Result(name, rows, listed=[Listed("expected facts that are missing", columns, lines)])


def _present(source: str, one: document_pairs.Compared) -> Iterator[Row]:
    otherwise, elsewhere = one.weighed.otherwise.total(), one.weighed.elsewhere.total()
    present = one.weighed.placed + elsewhere
    note = f"{elsewhere} of them elsewhere; {otherwise} more are no truth"
    what = f"{source}: expected facts present, without those that are no truth"
    yield Row(f"{source}: expected facts present", present, one.expected, None, note)
    yield Row(what, present, one.expected - otherwise, _FACTS)
