"""Rows like those before: what was made of one is said of the next, with its own values put in.

A row that went the long way shows the text of each group of elements, and what the whole came to.
Rows that have the same texts in the cells that decide, and values in the same others, are written
by putting theirs in. All that is kept is bounded, and let go when it becomes too much.
https://www.w3.org/TR/csv2json/ · https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from gateway import codegen
from gateway.fhirjson import decode
from gateway.mapping.flat.compile_values import MOST
from gateway.mapping.flat.form_source import Form, fill_source, open_source
from gateway.mapping.flat.learning import Keyed, Learning, Written
from gateway.mapping.flat.look_source import key_of, look_source
from gateway.mapping.flat.moments import Clocked
from gateway.mapping.flat.pattern import Patterns
from gateway.mapping.flat.scheme import CODED, Scheme
from gateway.model import Heeds, Leaf, Resource

Said: TypeAlias = tuple[str, tuple[str, ...], Any, int]
"""(text, ids in the order of the maps, what else its form comes to, how many issues lie inside)"""
_FORMS = 256
_PATIENCE = 512
"""Rows that taught nothing of use, after which no more are learnt from."""


class Again:
    """What is known of the rows of one kind of file."""

    def __init__(self, scheme: Scheme, names: Mapping[str, Any], heeds: Heeds) -> None:
        """`names` are what generated source may call; `heeds` tells what rules look at."""
        self._scheme, self._heeds = scheme, heeds
        right = {f"RIGHT_{code}": heeds.right(code) for code in CODED}
        clocked = {
            at: Clocked(names["READ"][at], names["TO_dateTime"], right["RIGHT_dateTime"])
            for at, one in enumerate(scheme.kind.columns)
            if one.type == "datetime"
        }
        own = {"LOADS": decode, "NOTHING": ("", 0, 0), "CLOCKED": clocked}
        self._names = {**names, **right, **own}
        self._groups: dict[int, dict[Any, tuple[str, int, int]]] = {
            group.number: {} for group in scheme.groups if group.keyed
        }
        self._patterns = {one.group.number: one for one in self._open()}
        self._forms: dict[Form, Callable[..., Any]] = {}
        self._known: dict[Any, tuple[Callable[..., Any], tuple[str, ...], Any]] = {}
        self._marks: dict[Any, int] = {}
        self._last = 0
        self._left = _PATIENCE
        tables = {f"F{number}": table for number, table in self._groups.items()}
        patterns = {f"P{number}": one for number, one in self._patterns.items()}
        name = f"flat look {scheme.kind.layout.name}"
        given = {**self._names, **tables, **patterns, "M": self._known}
        made = codegen.build(name, "", lambda: look_source(scheme), given, None)
        self._look: Callable[[tuple[str, ...], str], Said | None] = made["look"]
        self._mark: Callable[[tuple[str, ...]], Any] = made["mark"]

    def _open(self) -> Iterator[Patterns]:
        """What finds the texts of groups of which what recurs may decide nothing."""
        scheme = self._scheme
        name = f"flat open {scheme.kind.layout.name}"
        made = codegen.build(name, "", lambda: open_source(scheme), self._names, None)
        for group in scheme.groups:
            if group.open:
                yield Patterns(group, self._groups[group.number], made[f"open{group.number}"])

    def say(self, cells: tuple[str, ...], came: str) -> Said | None:
        """A row like one before, that came at this time; None: it must go the long way."""
        found = self._look(cells, f'"{came}"')
        if found is not None and self._left < _PATIENCE:
            self._left += 1
        return found

    @property
    def worth(self) -> bool:
        """Is it worth while to learn from more rows?"""
        return self._left > 0

    def learn(self, row: Written) -> None:
        """Keep what a row came to, if others may be said like it."""
        if self._mark(row.cells) in self._known:
            return  # there are others like it, and its own values are odd
        self._left -= 1
        if len(self._marks) >= 4 * MOST or len(self._known) >= MOST:
            self._forget()
        with suppress(LookupError, TypeError, AttributeError):
            if not self._in_part(row):
                self._whole(row)

    def _in_part(self, row: Written) -> bool:
        """Learn what is not known of a row, if it has the form of others; False: it has not."""
        learning = Learning(self._scheme, row)
        new = [
            group
            for group in self._scheme.groups
            if group.keyed
            and group.map in learning.keys
            and key_of(group, row.cells) not in self._groups[group.number]
        ]
        learning.some(new)
        if not new or not self._kept(learning) or self._mark(row.cells) not in self._known:
            return False
        if not self._same(row):
            for group in new:
                self._groups[group.number].pop(key_of(group, row.cells), None)
        return True

    def _whole(self, row: Written) -> None:
        """Learn what rows of its form come to; put together again, it must be the very same."""
        learning = Learning(self._scheme, row)
        form, texts = learning.all()
        mark = self._mark(row.cells) if self._kept(learning) else None
        if mark is None or mark in self._known:
            return
        self._known[mark] = self._filling(form), texts, row.note
        if not self._same(row):
            del self._known[mark]

    def _same(self, row: Written) -> bool:
        """Is the row, put together again, the very same?"""
        said = self._look(row.cells, f'"{row.came}"')
        return said is not None and (said[0], *said[2:]) == (row.text, row.note, len(row.inside))

    def _kept(self, learning: Learning) -> bool:
        """Keep the texts of groups; False where rules look at what differs in them."""
        if not all(self._unseen(*one) for one in learning.judged):
            return False
        for number, one in learning.keyed.items():
            table, heeded = self._groups[number], self._scheme.groups[number].heeded
            if len(table) >= MOST:
                table.clear()
            if table.get(one.key, (one.text,))[0] != one.text:
                self._left = 0  # more than its cells decides what a group says
                self._forget()
                return False
            mark = (number, one.text if heeded else one.shape, one.values, one.issues)
            if mark not in self._marks:
                self._last += 1
                self._marks[mark] = self._last
            fresh = one.key not in table
            table[one.key] = one.text, self._marks[mark], len(one.issues)
            if fresh and number in self._patterns:
                self._pattern(learning, number, one, self._marks[mark])
        return True

    def _pattern(self, learning: Learning, number: int, one: Keyed, mark: int) -> None:
        """Learn what a group says of texts that recur, where only their types are of matter."""
        patterns, cells = self._patterns[number], learning.row.cells
        if not patterns.wants(cells):
            patterns.met(cells, one.pattern, mark)
        elif one.pattern is None or one.issues or not self._unjudged(learning, number, one):
            patterns.keep(cells, None, mark)
        else:
            patterns.keep(cells, one.pattern, mark)

    def _unjudged(self, learning: Learning, number: int, one: Keyed) -> bool:
        """Does nothing but their types ask of what recurs, and does it come back as it was?"""
        pattern, values = one.pattern, self._patterns[number].read(learning.row.cells)
        if pattern is None or values is None or pattern.filled(values) != one.text:
            return False
        if not all(map(self._heeds.foreign, pattern.systems)):
            return False
        group = self._scheme.groups[number]
        return self._unseen(*learning.judged_with(group, pattern.leaves))

    def _filling(self, form: Form) -> Callable[..., Any]:
        known = self._forms.get(form)
        if known is None:
            if len(self._forms) >= _FORMS:
                self._forms.clear()
            name = f"flat form {self._scheme.kind.layout.name}"
            scope = codegen.build(
                name, "", lambda: fill_source(self._scheme, form), self._names, None
            )
            known = self._forms[form] = scope["fill"]
        return known

    def _unseen(self, resource: Resource, leaves: Sequence[Leaf]) -> bool:
        return self._heeds.unseen(resource, resource["meta"].get("profile", ()), leaves)

    def _forget(self) -> None:
        for table in self._groups.values():
            table.clear()
        for patterns in self._patterns.values():
            patterns.clear()
        self._known.clear()
        self._marks.clear()
