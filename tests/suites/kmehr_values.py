"""The structured values of a KMEHR message, and those that typed elements of an output hold.

Numbers of items and transactions are their places; names of tables say what a code is of. A word
of a table that FHIR has a word of its own for is counted apart.
https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.mapping.tree.types_kmehr_tables import DAYS, DOSES, PERIODS, TIME_UNITS, WHEN
from gateway.model import Node
from gateway.xml import read
from tests.suites import kmehr
from tests.suites.values import alike, plain

_TABLES = frozenset({"S", "SV", "SL", "L", "schemaLocation"})
_SILENT = frozenset({"resourceType", "fullUrl", "reference", "div", "data", "meta", "url"})
_WHEN = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)")
_WORDS: Mapping[str, Mapping[str, str]] = {
    "CD-DAYPERIOD": WHEN,
    "CD-WEEKDAY": DAYS,
    "CD-PERIODICITY": {key.casefold(): unit for key, (_, unit) in PERIODS.items()},
    "CD-TIMEUNIT": {key: unit for key, (unit, _) in TIME_UNITS.items()},
    "CD-ADMINISTRATIONUNIT": {key: code for key, (_, _, code) in DOSES.items()},
}
"""Table -> its word -> FHIR's."""


@dataclass(slots=True)
class Counted:
    """How many distinct values there are, and what became of them."""

    values: int = 0
    kept: int = 0
    translated: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    """Where those stand that are not kept."""


def values(node: Node, place: str = "") -> Iterator[tuple[str, str, str]]:
    """(place, table, value) of each leaf that says something."""
    table = node.attributes.get("S", "") if node.name.endswith(("cd", "id")) else ""
    here = f"{place}/{node.name}"
    if node.name == "id" and table == "ID-KMEHR" and not here.endswith("/header/id"):
        return
    if node.name == "lnk" and node.text().strip():
        return
    for name, text in node.attributes.items():
        if name.rpartition("}")[2] not in _TABLES and text.strip():
            yield f"{here}/@{name}", "", text
    if text := node.text().strip():
        yield here, table, text
    for child in node.children():
        yield from values(child, here)


def held(bundle: Mapping[str, Any]) -> set[str]:
    """What the output holds, as it is compared; of a moment its day and its time, too."""
    found: set[str] = {plain(str(bundle["identifier"]["value"]))}
    stack: list[Any] = [entry["resource"] for entry in bundle.get("entry", ())]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            stack += [inner for key, inner in one.items() if key not in _SILENT]
        elif isinstance(one, list):
            stack += one
        elif one is not None:
            text = str(one).casefold() if isinstance(one, bool) else str(one)
            found.add(plain(text))
            if moment := _WHEN.match(text):
                found |= {plain(moment[1]), plain(moment[2])}
    return found


def counted(path: Path) -> Counted:
    """Of one message."""
    conversion = kmehr.converted(path)
    among, found, seen = held(conversion.bundle), Counted(), set[str]()
    for place, table, text in values(read(path.read_bytes()).root):
        value = plain(text)
        if value in seen:
            continue
        seen.add(value)
        found.values += 1
        if value in among or any(one in among for one in alike(value)):
            found.kept += 1
        elif _translated(place, table, value, among):
            found.translated += 1
        else:
            found.lost[place] += 1
    return found


def _translated(place: str, table: str, value: str, among: Collection[str]) -> bool:
    if place.endswith("/daynumber"):
        return plain(f"Day {value} of treatment cycle") in among
    word = _WORDS.get(table, {}).get(value, "")
    return bool(word) and plain(word) in among


def all_counted() -> Counted:
    """Of every message of others that is here."""
    whole = Counted()
    for path in kmehr.all_messages():
        one = counted(path)
        whole.values += one.values
        whole.kept += one.kept
        whole.translated += one.translated
        whole.lost += one.lost
    return whole
