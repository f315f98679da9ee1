"""Rows like those before: what was made of one is said of the next, with its own values put in.

A row that went the long way shows the text of each group of elements, and what the whole came to.
Rows that have the same texts in the cells that decide, and values in the same others, are written
by putting theirs in. All that is kept is bounded, and let go when it becomes too much.
https://www.w3.org/TR/csv2json/ · https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from gateway import codegen
from gateway.fhirjson import decode
from gateway.mapping.flat.compile_values import MOST
from gateway.mapping.flat.form_source import Form, fill_source, look_source
from gateway.mapping.flat.learning import Learnt, Written, learnt
from gateway.mapping.flat.scheme import PUT_IN, Scheme
from gateway.model import Heeds, Leaf, Resource

Said: TypeAlias = tuple[str, tuple[str, ...], Any]
"""(text, ids in the order of the maps, what else rows of the form come to)"""
_FORMS = 256
_PATIENCE = 512
"""Rows that taught nothing of use, after which no more are learnt from."""


class Again:
    """What is known of the rows of one kind of file."""

    def __init__(self, scheme: Scheme, names: Mapping[str, Any], heeds: Heeds) -> None:
        """`names` are what generated source may call; `heeds` tells what rules look at."""
        self._scheme, self._heeds = scheme, heeds
        right = {f"RIGHT_{code}": heeds.right(code) for code in PUT_IN}
        self._names = {**names, **right, "LOADS": decode, "NOTHING": ("", 0)}
        self._groups: dict[int, dict[Any, tuple[str, int]]] = {
            group.number: {} for group in scheme.groups if group.keyed
        }
        self._forms: dict[Form, Callable[..., Any]] = {}
        self._known: dict[Any, tuple[Callable[..., Any], tuple[str, ...], Any]] = {}
        self._marks: dict[Any, int] = {}
        self._last = 0
        self._left = _PATIENCE
        tables = {f"F{number}": table for number, table in self._groups.items()}
        name = f"flat look {scheme.kind.layout.name}"
        given = {**self._names, **tables, "M": self._known}
        made = codegen.build(name, "", lambda: look_source(scheme), given, None)
        self._look: Callable[[tuple[str, ...], str], Said | None] = made["look"]
        self._mark: Callable[[tuple[str, ...]], Any] = made["mark"]

    def say(self, cells: tuple[str, ...], came: str) -> Said | None:
        """A row like one before, that came at this time; None: it must go the long way."""
        return self._look(cells, f'"{came}"')

    def useful(self) -> None:
        """Note that a row was said like another."""
        if self._left < _PATIENCE:
            self._left += 1

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
        found = learnt(self._scheme, row)
        if found is None or not all(self._unseen(*one) for one in found.judged):
            return
        for one in found.keyed:
            table, heeded = self._groups[one.group], self._scheme.groups[one.group].heeded
            if len(table) >= MOST:
                table.clear()
            mark = (one.group, one.text if heeded else one.shape, one.values)
            if mark not in self._marks:
                self._last += 1
                self._marks[mark] = self._last
            table[one.key] = one.text, self._marks[mark]
        self._keep(found, row)

    def _keep(self, found: Learnt, row: Written) -> None:
        """What rows of its form come to; put together again, the row must be the very same."""
        mark = self._mark(row.cells)
        if mark is None:
            return
        self._known[mark] = self._filling(found.form), found.texts, row.note
        said = self.say(row.cells, row.came)
        if said is None or said[0] != row.text:
            del self._known[mark]

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
        self._known.clear()
        self._marks.clear()
