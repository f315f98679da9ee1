"""How much of a hospital's messages arrives in FHIR: every leaf counted by what became of it.

Counts, places, rows and rules only; nothing that a message says. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from gateway.intake.convert import Conversion
from gateway.intake.places import grouped
from gateway.model import Fate, Resource, Trace

FATES = tuple(Fate)


@dataclass(slots=True)
class Cell:
    """What became of the leaves of one field, one segment, or of all."""

    fates: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    """Why leaves were ignored, or what was lost of those degraded: `ignored: position`."""

    def add(self, trace: Trace) -> None:
        """One more leaf."""
        self.fates[trace.fate.value] += 1
        if trace.reason:
            self.reasons[f"{trace.fate.value}: {trace.reason}"] += 1

    @property
    def total(self) -> int:
        """Leaves."""
        return self.fates.total()

    @property
    def weight(self) -> tuple[int, int, int]:
        """Most unmapped first, then most degraded, then most."""
        return -self.fates[Fate.UNMAPPED], -self.fates[Fate.DEGRADED], -self.total

    def json(self) -> Resource:
        """Counts, and the share of each fate."""
        total = self.total or 1
        return {
            "leaves": self.total,
            "fates": {fate.value: self.fates[fate] for fate in FATES},
            "shares": {fate.value: round(self.fates[fate] / total, 4) for fate in FATES},
            "reasons": dict(self.reasons.most_common()),
        }


@dataclass(slots=True)
class Coverage:
    """What became of all messages so far."""

    messages: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    """Rule of an issue -> messages in which it was told."""
    whole: Cell = field(default_factory=Cell)
    segments: dict[str, Cell] = field(default_factory=dict)
    fields: dict[tuple[str, str], Cell] = field(default_factory=dict)
    """(segment or part, `PID-5`) -> its leaves."""

    def add(self, found: Conversion) -> None:
        """One more message, with its ledger."""
        self.messages += 1
        self.kinds[found.kind or "(cannot be read)"] += 1
        self.statuses[found.status.value] += 1
        self.rules.update({issue.rule for issue in found.issues})
        for trace in found.ledger:
            self._leaf(trace)

    def _leaf(self, trace: Trace) -> None:
        part, name = grouped(trace.source)
        self.whole.add(trace)
        self.segments.setdefault(part, Cell()).add(trace)
        self.fields.setdefault((part, name), Cell()).add(trace)

    def worst(self, segment: str = "") -> list[tuple[str, Cell]]:
        """Fields (of one segment), most unmapped first."""
        found = self.fields.items()
        named = [(name, cell) for (part, name), cell in found if segment in ("", part)]
        return sorted(named, key=lambda one: (one[1].weight, one[0]))

    def parts(self) -> list[tuple[str, Cell]]:
        """Segments (of documents: parts), most unmapped first."""
        return sorted(self.segments.items(), key=lambda one: (one[1].weight, one[0]))

    def json(self) -> Resource:
        """All of it, for a program to read."""
        return {
            "messages": self.messages,
            "kinds": dict(self.kinds.most_common()),
            "statuses": dict(self.statuses.most_common()),
            "rules": dict(self.rules.most_common()),
            **self.whole.json(),
            "segments": [
                {
                    "segment": name,
                    **cell.json(),
                    "fields": _listed(self.worst(name)),
                }
                for name, cell in self.parts()
            ],
        }


def _listed(cells: Iterable[tuple[str, Cell]]) -> list[Resource]:
    return [{"field": name, **cell.json()} for name, cell in cells]
