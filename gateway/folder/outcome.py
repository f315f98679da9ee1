"""What became of a file: how many messages of it became what, and what is wrong.

https://www.rfc-editor.org/rfc/rfc8259
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST = 1_000
"""Messages of one file of which it is told what is wrong; the others are counted."""
TAKEN = frozenset({"accepted", "duplicate", "parked"})


@dataclass(slots=True)
class Outcome:
    """Of one file."""

    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[Mapping[str, Any]] = field(default_factory=list)
    """Of each message that was not taken: its number, verdict and issues; of the file: issues.

    Of an archive, the number of its entry, too.
    """
    wrong: int = 0
    """How many there are."""

    def receipt(
        self,
        status: str,
        issues: Sequence[Mapping[str, Any]],
        control_id: str = "",
        entry: int = 0,
    ) -> None:
        """One message more, known by its own number, of this entry of an archive."""
        self.statuses[status] += 1
        if status not in TAKEN:
            number = {"message": self.statuses.total()}
            where = {"entry": entry, "controlId": control_id}
            known = {name: said for name, said in where.items() if said}
            self._fault({**number, **known, "status": status, "issues": issues})

    def issue(self, issue: Mapping[str, Any], *, bad: bool) -> None:
        """Something about the file itself."""
        if bad:
            self._fault({"issues": [issue]})

    def _fault(self, told: Mapping[str, Any]) -> None:
        self.wrong += 1
        if len(self.faults) < MOST:
            self.faults.append(told)

    @property
    def fine(self) -> bool:
        """Was all of it taken?"""
        return not self.wrong

    def json(self) -> dict[str, Any]:
        """As it is put beside the file: places and rules, of what it says only control ids."""
        return {
            "statuses": dict(self.statuses),
            "wrong": self.wrong,
            "faults": self.faults,
        }
