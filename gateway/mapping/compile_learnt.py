"""Resources learnt by heart, as Python source: a segment like one before is no work.

Two results of one analysis differ in their number and their time only. Where a map runs on a
segment that repeats, what it made of all other fields is kept by their raw texts, with places left
open for numbers, times and plain texts (`holes`) and for references; the next one of its kind is a
copy with its own values filled in. Where such a text decides anything else, the rows run as ever.

In the source: `near` is what a segment's neighbours say (the same for many), `vs` the texts of
fields that vary, `x.rec` the holes seen while the rows run, None once the outcome can't be learnt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any

from gateway.codegen import Writer
from gateway.mapping import paths
from gateway.mapping.convert import PLAIN, STRICT, conversion
from gateway.mapping.dialect import Dialect
from gateway.mapping.reads import absent, alone, around, files, read, taken, texts_of
from gateway.mapping.recurring import VARIOUS, seen
from gateway.mapping.rows import Map, Program, Row, leaves
from gateway.model import Select

_FEW = 2


class Learnt:
    """Says which fields of a map vary, and emits how its resources are learnt and repeated."""

    def __init__(self, writer: Writer, dialect: Dialect, program: Program, one: Map) -> None:
        self.w, self.dialect, self.program, self.map = writer, dialect, program, one
        places = {dialect.field(place): place for place in read(one)}
        varies = {
            dialect.field(row.src)
            for row in leaves(one.rows)
            if row.src is not None and (row.as_ in VARIOUS or row.join is not None)
        }
        first = {dialect.field(place) for row in one.rows[: one.recurring] for place in seen(row)}
        many = one.recurring + len(one.apart) > _FEW
        guarded = {dialect.field(place) for place in paths.texts(one.when)}
        self.used = one.repeats and many and not (first | guarded) & varies
        """False: the map is not worth it."""
        behind = [row for row in one.rows if row.number in one.apart]
        self.groups = {
            top: list(rows)
            for top, rows in groupby(behind, key=lambda row: row.to.top if row.to else "")
        }
        """Element -> its rows, where they stand apart."""
        aside = {dialect.field(place): place for row in behind for place in seen(row)}
        self.aside = list(aside.values())
        """Fields of what stands apart, those of one element side by side."""
        places = {name: place for name, place in places.items() if name not in aside}
        self.own = [place for place in places.values() if place.root == one.root]
        far = {name: place for name, place in places.items() if place.root != one.root}
        filed = {dialect.field(place) for place in files(one)}
        valued = {dialect.field(place) for row in one.rows for place in texts_of(row)} | guarded
        self.far = [place for name, place in far.items() if name in valued | filed]
        self.asked = [
            place
            for place in {place.text: place for place in read(one)}.values()
            if dialect.field(place) in far.keys() - valued - filed
        ]
        """Places of other segments of which it only matters whether they hold anything."""
        # What is read only where a field of the segment is absent says nothing of the others.
        # What decides whether anything is made at all never does.
        asked = {dialect.field(place) for place in paths.places(one.when)}
        rare = {name for name in far.keys() - asked if self._rare(name, varies)}
        self.various = varies | rare if self.used else set()
        varied = enumerate(map(dialect.field, self._vary(self.own)))
        self.filed = [f"BEGINS(vs[{at}])" for at, name in varied if name in filed]

    def _rare(self, field: str, varies: Collection[str]) -> bool:
        """Is a neighbour's field read only by rows that want a field of the segment absent?"""
        rows = [row for row in self.map.rows if field in map(self.dialect.field, seen(row))]
        return all(
            any(
                place.root == self.map.root and self.dialect.field(place) not in varies
                for place in absent(row.when)
            )
            for row in rows
        )

    def varying(self, place: Select | None) -> bool:
        """Is it a field that varies?"""
        return place is not None and self.dialect.field(place) in self.various

    def doubt(self, *selects: Select | None) -> None:
        """Emit that what follows hangs on a varying text: not to be learnt."""
        if any(self.varying(place) for place in selects):
            self.w.line("x.rec = None")

    def hole(self, row: Row) -> None:
        """Emit that a varying value was written, or that the text gave none."""
        if not self.varying(row.src) or row.to is None:
            return
        to = "SAYS" if row.to.type in PLAIN else f"TO_{conversion(row.as_, row.to.type)}"
        first, *more = row.to.steps
        inner = self.w.constant(more[0].name) if more else "None"
        if first.url:
            inner = f"({self.w.constant(first.url)}, {inner})"
        place = f"{to}, {self._at(row.src)}, {self.w.constant(first.name)}, {inner}"
        self.w.line(f"if x.rec is not None: x.rec.append(({place}))")

    def open(self, row: Row) -> bool:
        """May the row's value be a hole: one plain text, number or time, not deep?"""
        if row.to is None or row.src is None or row.action != "text":
            return False
        whole = self.dialect.simple(row.src) or (row.join is not None and row.to.type in PLAIN)
        *outer, last = row.to.steps
        shallow = len(outer) < _FEW and last.kind == "one"
        shallow = shallow and all(one.kind == "one" or one.url for one in outer)
        return whole and shallow and row.to.type in PLAIN | STRICT

    def reference(self, row: Row) -> None:
        """Emit that a reference was written."""
        if not self.used or row.to is None:
            return
        if alone(row):
            name = self.w.constant(row.to.top)
            self.w.line(f"if x.rec is not None: x.rec.append((None, 0, {name}, None))")
        else:
            self.w.line("x.rec = None")

    def _at(self, place: Select | None) -> int:
        """Where its text stands in `vs`, or, below zero, in what the neighbours say."""
        field = self.dialect.field(place) if place is not None else ""
        own = [self.dialect.field(one) for one in self._vary(self.own)]
        far = [self.dialect.field(one) for one in self._vary(self.far)]
        return own.index(field) if field in own else ~far.index(field)

    def _vary(self, places: Iterable[Select]) -> list[Select]:
        return [place for place in places if self.varying(place)]

    def _stay(self, places: Iterable[Select]) -> list[Select]:
        return [place for place in places if not self.varying(place)]

    def around(self, scope: Any, once: Any, maker: Any) -> None:
        """Emit `nN`: (key, references, varying texts, barred) of a segment's neighbours.

        The key is one text: it is hashed once for all segments beside these. It is "" for no use.
        """
        w, context = self.w, self.map.context
        numbers = [f"c{at}" for at in range(len(context))]
        with w.block(f"def n{self.map.number}({', '.join(['x', 'S', *numbers])}):"):
            w.line(f"barred = b{self.map.number}(x)")
            w.line("if not FAST: return '', {}, (), barred")
            for at, root in enumerate(context):
                if any(place.root == root for place in (*self.far, *self.asked)):
                    self.dialect.node(w, f"c{at}", str(at))
            w.line("refs = {}")
            for row in self.map.rows:
                if row.ref is not None and row.to is not None and alone(row):
                    at = context.index(row.ref[0])
                    w.line(f"y = x.made.get(({maker(*row.ref)}, c{at}))")
                    with w.block("if y is not None:"):
                        w.line("y = y.said or x.say(y)")
                        w.line("if y is None: return '', {}, (), barred")
                        w.line(f"refs[{w.constant(row.to.top)}] = y")
            w.line(f"vs = {self._taken(self._vary(self.far), scope, once)}")
            stay = self._taken(self._stay(self.far), scope, once)
            asked = [self.dialect.exists(w, place, scope(place)) for place in self.asked]
            asked += [f"{w.constant(name)} in x.present" for name in around(self.map)]
            # The tape names the neighbours that rows read; of others (those that guards ask for)
            # it counts that they are: where they stand differs from message to message.
            told = {place.root for row in self.map.rows for place in taken(row)}
            places = [
                number if root in told else f"{number} >= 0"
                for number, root in zip(numbers, context, strict=True)
            ]
            key = ", ".join([*places, "tuple(refs)", stay, "*map(bool, vs)", *asked])
            w.line(f"return repr(({key})), refs, vs, barred")

    def bars(self) -> None:
        """Emit `bN`: the elements that other segments of this message may still add to."""
        w, number = self.w, self.map.number
        mine = {row.to.top for row in leaves(self.map.rows) if row.to is not None and row.to.steps}
        others: dict[str, set[str]] = {}
        for one in self.program.maps:
            if one.owner and one.type == self.map.type and one.number != number:
                for row in leaves(one.rows):
                    if row.to is not None and row.to.steps and row.to.top in mine:
                        others.setdefault(one.root, set()).add(row.to.top)
        pairs = tuple((root, frozenset(names)) for root, names in others.items())
        with w.block(f"def b{number}(x):"):
            w.line(f"y = x.barred.get({number})")
            made = f"BARRED(x.present, {w.constant(pairs)})"
            w.line(f"if y is None: y = x.barred[{number}] = {made}")
            w.line("return y")

    def _taken(self, places: list[Select], scope: Any, once: Any) -> str:
        """An expression: the raw texts of fields, as a tuple."""
        found: dict[str, list[Select]] = {}
        for place in places:
            found.setdefault(scope(place), []).append(place)
        parts = [f"*{self.dialect.taken(group, at, once)}" for at, group in found.items()]
        return f"({', '.join(parts)},)" if parts else "()"

    def repeat(self, store: str, once: Any, new: Any, again: Any) -> None:
        """Emit the copy of what is known, its holes filled; where none fits, the rows run."""
        w, number = self.w, self.map.number
        numbers = [f"c{at}" for at in range(len(self.map.context))]
        near = ", ".join([str(number), *numbers])
        w.line(f"near = x.near.get(({near}))")
        with w.block("if near is None:"):
            args = ", ".join(["x", "S", *numbers])
            w.line(f"near = x.near[{near}] = n{number}({args})")
        w.line("vs = like = None")
        w.line("barred = near[3]")
        with w.block("if near[0]:"):
            self.dialect.node(w, "i", "")
            own, vary = self._stay(self.own), self._vary(self.own)
            w.line(f"vs = {self.dialect.taken(vary, '', once)}")
            taken = self.dialect.taken(own, "", once)
            if self.aside:
                w.line(f"a = {self.dialect.taken(self.aside, '', once)}")
            more = ", *map(bool, a)" if self.aside else ""
            more = ", ".join([more, *self.filed])
            w.line(f"like = (near[0], {taken}, *map(bool, vs){more})")
            w.line(f"z = {store}.get(like)")
            with w.block("if z is not None and barred.isdisjoint(z[0]):"):
                self._copy(new, again)
        w.line(f"s{number}({', '.join(['x', 'S', 'i', *numbers])}, near, vs, like, barred)")

    def _copy(self, new: Any, again: Any) -> None:
        w = self.w
        w.line("items, holes, refs, told, who, parts, which, key, alike = z")
        w.line("o = items.copy()")
        with w.block("for to, at, top, sub in holes:"):
            w.line("y = to(vs[at] if at >= 0 else near[2][~at])")
            w.line("if y.__class__ is FLAWED: break")
            w.line("if sub is None: o[top] = y")
            w.line("elif sub.__class__ is str: o[top] = {**o[top], sub: y}")
            w.line("else: o[top] = WITHIN(o[top], sub, y)")
        with w.block("else:"):
            w.line("if len(refs) == len(near[1]): o.update(near[1])")
            w.line("else:")
            w.line("    for top in refs: o[top] = near[1][top]")
            again()
            w.line("t = x.tape.append; te = x.tape.extend")
            new()
            w.line("te(told)")
            w.line("if who: x.mentions += who")
            w.line("if parts: h.parts = {**parts}")
            w.line("h.like = alike")
            if self.aside:
                w.line(f"if not p{self.map.number}(x, n, f, k, h, o, barred, a): h.like = None")
            w.line("return")

    def learn(self, store: str) -> None:
        """Emit the learning of what the rows made."""
        w = self.w
        test = "x.rec is not None and since[2] == len(x.flaws) and not h.removed"
        test += " and stood" if self.aside else ""
        test += "".join(f" and not {one}" for one in self.filed)
        upto = ("upto[0]", "upto[1]") if self.aside else ("", "")
        with w.block(f"if {test} and barred.isdisjoint(o):"):
            w.line(f"since = x.tape[since[0]:{upto[0]}], x.mentions[since[1]:{upto[1]}]")
            w.line("u = (vs, near[2])")
            tops = w.constant(frozenset(self.groups))
            w.line(f"KEEP({store}, like, LEARNT(h, x.rec, u, since, (which, key, {tops})))")

    def aparts(self, once: Any, store: Any, made: Any) -> None:
        """Emit `pN`: what the rows that stand apart say, each element by its own fields.

        It gives whether each element whose fields are valued stands; one that was kept open for
        its value goes where there is none. `made` emits rows; `a` are the texts of all fields.
        """
        w = self.w
        with w.block(f"def p{self.map.number}(x, n, f, k, h, o, barred, a):"):
            w.line("t = x.tape.append; te = x.tape.extend; stood = True")
            w.line(f"if a is None: a = {self.dialect.taken(self.aside, '', once)}")
            names = [self.dialect.field(place) for place in self.aside]
            for top, rows in self.groups.items():
                fields = {self.dialect.field(place) for row in rows for place in seen(row)}
                one, *more = sorted(map(names.index, fields))
                w.line(f"m = ({', '.join(f'a[{at}]' for at in (one, *more))})")
                with w.block("if any(m):" if more else "if m:"):
                    self._apart(w.constant(top), store(), lambda rows=rows: made(rows))
            w.line("return stood")

    def _apart(self, top: str, store: str, made: Any) -> None:
        w = self.w
        w.line(f"z = None if {top} in barred else {store}.get(m)")
        with w.block("if z is None:"):
            w.line("at = len(x.tape), len(x.mentions), len(x.flaws), len(h.removed)")
            w.line("outer = o; o = {}")
            made()
            w.line(f"y = o.get({top}); o = outer")
            known = f"at[2:] == (len(x.flaws), len(h.removed)) and {top} not in barred"
            with w.block(f"if {known}:"):
                told = f"x.tape[at[0]:], x.mentions[at[1]:], (*h.parts.get({top}, ()),)"
                w.line(f"KEEP({store}, m, (y, {told}))")
        with w.block("else:"):
            w.line("y, z, u, w = z; te(z)")
            w.line("if u: x.mentions += u")
            w.line(f"if w: h.parts[{top}] = w")
        w.line(f"if y: o[{top}] = y")
        w.line(f"else: stood = False; o.pop({top}, None)")
