"""What elements say of texts that recur: a new one is put in where others stood.

A laboratory has hundreds of analyses. Each has a code and a name of its own, and nothing else
hangs on them: two rows show what is said of all.
https://www.w3.org/TR/csv2json/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from gateway.mapping.flat.compile_values import MOST
from gateway.mapping.flat.look_source import key_of
from gateway.mapping.flat.scheme import Group
from gateway.model import Leaf

Said: TypeAlias = tuple[str, int, int]
"""(text of a group, by what its rows are known, how many issues lie inside)"""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The text of a group, less what is put in."""

    texts: tuple[str, ...]
    """Between what is put in, before it and behind it."""
    lines: tuple[int, ...]
    """Numbers of the rows of the description whose values are put in."""
    leaves: tuple[Leaf, ...]
    """Where those stand in the resource."""
    systems: tuple[str, ...] = ()
    """The code systems of those that are codes, or their names; empty where one has none."""

    def filled(self, values: Mapping[int, str]) -> str:
        """The group's text with these values, by the numbers of their rows; each is JSON."""
        said = [values[line].replace("%", "%%") for line in self.lines]
        between = zip(said, self.texts[1:], strict=True)
        return self.texts[0] + "".join([value + text for value, text in between])


def pattern_key(group: Group, cells: Sequence[str]) -> Any:
    """By what a pattern is known: texts that decide more, and which others there are."""
    there = {at for slot in group.open for at in slot.line.src}.union(group.asked)
    return (*(cells[at] for at in group.firm), *(not cells[at] for at in sorted(there)))


class Patterns:
    """Those of one group: used once two rows with other texts have shown the same."""

    def __init__(
        self,
        group: Group,
        table: dict[Any, Said],
        read: Callable[[Sequence[str]], Mapping[int, str] | None],
    ) -> None:
        """`table` holds what is known of the group; `read` gives the values that are put in."""
        self.group, self.read = group, read
        self._table = table
        self._known: dict[Any, tuple[Pattern, int, bool] | None] = {}

    def __call__(self, cells: Sequence[str]) -> Said | None:
        """What the group says of texts that are new, put together of what it said of others."""
        found = self._known.get(pattern_key(self.group, cells))
        values = self.read(cells) if found is not None and found[2] else None
        if found is None or values is None:
            return None
        if len(self._table) >= MOST:
            self._table.clear()
        pattern, mark, _ = found
        said = self._table[key_of(self.group, cells)] = pattern.filled(values), mark, 0
        return said

    def wants(self, cells: Sequence[str]) -> bool:
        """Is the row the first of its pattern, which must be looked at?"""
        return pattern_key(self.group, cells) not in self._known

    def keep(self, cells: Sequence[str], pattern: Pattern | None, mark: int) -> None:
        """Keep what the first row of a pattern shows; None: that there is none."""
        if len(self._known) >= MOST:
            self._known.clear()
        found = None if pattern is None else (pattern, mark, False)
        self._known[pattern_key(self.group, cells)] = found

    def met(self, cells: Sequence[str], pattern: Pattern | None, mark: int) -> None:
        """A row with other texts shows the same, or that there is no pattern after all."""
        key = pattern_key(self.group, cells)
        first = self._known[key]
        if first is not None:
            same = first[:2] == (pattern, mark)
            self._known[key] = (*first[:2], True) if same else None

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()
