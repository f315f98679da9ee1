"""What Microsoft's converter makes of its samples, beside what we make: where the two contradict.

A contradiction is an element that both say of the same kind of resource, with no value in common;
how each names a system, and the words of a code, are none. A peer's word is no truth: which row of
HL7's guide speaks stands in `reasons.toml`. https://github.com/microsoft/FHIR-Converter
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.suites.messages import Sent, converted
from tests.suites.pairs import LEFT_OUT, THEIRS, facts, samples

_EXPECTED = THEIRS / "microsoft+FHIR-Converter" / "src"
_ENDING = "-expected.json"
_MANNERS = ("system", "display", "text", "valueString", "unit", "url", "div", "data", "value")
_MOST = 2
"""Of more values than these nothing can be said: which one belongs to which is not known."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One element, over all samples."""

    path: str
    samples: int
    theirs: str
    ours: str
    """What each says most often."""

    @property
    def told(self) -> str:
        """As the page tells it."""
        return f"`{self.ours}`; they say `{self.theirs}` ({self.samples} samples)"


def contradictions() -> list[Contradiction]:
    """Each element on which Microsoft's converter and we contradict, most often first."""
    beside = {file.name.removesuffix(_ENDING): file for file in _EXPECTED.rglob(f"*{_ENDING}")}
    found: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for sample in samples():
        if sample.file.stem in beside:
            theirs = json.loads(beside[sample.file.stem].read_bytes(), parse_float=Decimal)
            for path, *said in _of(sample, theirs):
                found[path][said[0], said[1]] += 1
    told = [
        Contradiction(path, said.total(), *said.most_common(1)[0][0])
        for path, said in found.items()
    ]
    return sorted(told, key=lambda one: (-one.samples, one.path))


def _of(sample: Sent, bundle: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    theirs, ours = _said(bundle), _said(converted(sample).bundle)
    for path in theirs.keys() & ours.keys():
        few = len(theirs[path]) <= _MOST and len(ours[path]) <= _MOST
        if few and not theirs[path] & ours[path] and not path.endswith(_MANNERS):
            yield path, _told(theirs[path]), _told(ours[path])


def _said(bundle: Mapping[str, Any]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for entry in bundle.get("entry", ()):
        if entry["resource"]["resourceType"] not in LEFT_OUT:
            for path, value in facts(entry["resource"]):
                found[path].add(value)
    return found


def _told(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))
