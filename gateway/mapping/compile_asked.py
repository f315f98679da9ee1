"""What a map's function asks of its segments: places, texts and guards, as Python source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from gateway.codegen import Writer
from gateway.mapping import paths
from gateway.mapping.dialect import Dialect
from gateway.mapping.rows import EVENTFUL, Guard, Map, leaves
from gateway.model import Select


class Asked:
    """Emits what is read of the segments of one map."""

    def __init__(self, writer: Writer, dialect: Dialect, one: Map) -> None:
        self.writer, self.dialect, self.map = writer, dialect, one
        self.scopes = {one.root: ""} | {root: str(at) for at, root in enumerate(one.context)}
        self.texts: dict[str, str] = {}
        self.named = 0

    def scope(self, select: Select) -> str:
        """Suffix of the variables through which a segment is read."""
        return self.scopes[select.root]

    def text(self, select: Select) -> str:
        """An expression: the text of a place; those that several guards need are read once."""
        known = self.texts.get(select.text)
        return known or self.dialect.texts(self.writer, select, self.scope(select))

    def guard(self, guard: Any) -> str:  # noqa: PLR0911 - one return per kind of guard
        """A guard as an expression."""
        kind, place = guard[0], guard[1]
        if kind == "not":
            return f"not ({self.guard(place)})"
        if kind in ("and", "or"):
            return f"({self.guard(place)}) {kind} ({self.guard(guard[2])})"
        if kind == "anywhere":
            return f"{self.writer.constant(place)} in x.present"
        if kind == "exists":
            known = self.texts.get("exists " + place.text)
            return known or self.dialect.exists(self.writer, place, self.scope(place))
        if kind == "same":
            return f"{self.text(place)} == {self.text(guard[2])}"
        if kind == "in":
            words = guard[2]
            if len(words) == 1:
                return f"{self.text(place)} == {self.writer.constant(words[0])}"
            return f"{self.text(place)} in {self.writer.constant(frozenset(words))}"
        if kind == "file":
            return f"WRITTEN({self.text(place)})"
        sign = "==" if guard[2] == "=" else guard[2]
        if kind == "count":
            return (
                f"{self.dialect.counts(self.writer, place, self.scope(place))} {sign} {guard[3]}"
            )
        return f"len({self.text(place)}) {sign} {guard[3]}"

    def _nodes(self, roots: Collection[str]) -> None:
        """Emit the variables through which these segments are read."""
        if self.map.root in roots:
            self.dialect.node(self.writer, "i", "")
        for at, root in enumerate(self.map.context):
            if root in roots:
                self.dialect.node(self.writer, f"c{at}", str(at))

    def _unless(self, leave: str) -> None:
        """Emit the way out where the map must not run."""
        tests = [f"({self.guard(self.map.when)})"] if self.map.when else []
        if self.map.mode in EVENTFUL:
            mode = self.writer.constant(self.map.mode)
            tests.append(f"x.modes.get({self.writer.constant(self.map.root)}) == {mode}")
        if tests:
            self.writer.line(f"if not ({' and '.join(tests)}): {leave}")

    def _read(self) -> set[str]:
        """The segments of which places are read."""
        found: set[str] = set()
        for row in leaves(self.map.rows):
            places = [
                row.src,
                row.switch,
                *paths.places(row.when),
                *(value for _, value in row.with_),
            ]
            found.update(place.root for place in places if isinstance(place, Select))
        found.update(place.root for place in paths.places(self.map.when))
        found.update(part.select.root for one in self.map.key for part in one if part.select)
        return found

    @contextmanager
    def shared(self, guards: list[Guard], switches: list[Select]) -> Iterator[None]:
        """In the block, a text that several of these ask for is read once."""
        before = dict(self.texts)
        uses: Counter[str] = Counter()
        places: dict[str, Select] = {}
        distinct = [guard for guard, _ in groupby(guards)]
        for place in (*switches, *(place for guard in distinct for place in paths.texts(guard))):
            uses[place.text] += 1
            places[place.text] = place
        for text in (text for text, count in uses.items() if count > 1 and text not in self.texts):
            expression = self.dialect.texts(self.writer, places[text], self.scope(places[text]))
            self.named += 1
            self.writer.line(f"g{self.named} = {expression}")
            self.texts[text] = f"g{self.named}"
        asked = Counter(place for guard in guards for place in paths.existing(guard))
        for place, count in asked.items():
            if count > 1 and "exists " + place.text not in self.texts:
                expression = self.dialect.exists(self.writer, place, self.scope(place))
                self.named += 1
                self.writer.line(f"g{self.named} = {expression}")
                self.texts["exists " + place.text] = f"g{self.named}"
        yield
        self.texts = before
