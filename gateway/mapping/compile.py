"""Rows as Python source: one function per map, with every place and name known beforehand.

The interpreter (`interpret.py`) says the same plainly. Text of a mapping enters the source as a
constant only. The generated functions: `mN(x, S, i, c...)` runs map N on segment i of S, whose
neighbours are at the indices c; `dN(p, s, x, t)` makes a value of a datatype; `o` is what is being
made, `t` writes on the tape.
"""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from typing import Any

from gateway.codegen import Source, Writer
from gateway.mapping import paths
from gateway.mapping.compile_asked import Asked
from gateway.mapping.compile_rows import Rows
from gateway.mapping.compile_tables import Tables
from gateway.mapping.dialect import Dialect
from gateway.mapping.readings import aside
from gateway.mapping.rows import GIVES_WAY, Map, Part, Program
from gateway.mapping.tape import EXIT, ROLES


def compile_program(program: Program, dialect: Dialect, catalogue: bytes, plan: Any) -> Source:
    """The module of a program; `plan` is what the mapper needs beside the functions."""
    writer = Writer()
    writer.line(f"CATALOGUE = {writer.constant(catalogue)}")
    writer.line(f"PLAN = {writer.constant(plan)}")
    tables = Tables(writer)
    with writer.block("def bind(D):"):
        writer.line("memory = MEMORY(); KEEP = memory.keep")
        dialect.prelude(writer)
        for one in program.datatypes.values():
            _Function(writer, dialect, program, one, tables).datatype()
        for one in program.maps:
            if one.type:
                _Function(writer, dialect, program, one, tables).segment()
        pairs = ", ".join(f"{one.number}: m{one.number}" for one in program.maps if one.type)
        # Each setting keeps values of its own: the same text is cut otherwise by other delimiters.
        for number in range(tables.stores):
            writer.line(f"Z{number + 1} = memory.store()")
        writer.line(f"return {{{pairs}}}")
    tables.emit()
    return writer.done()


class _Function(Asked):
    """Emits the function of one map."""

    def __init__(
        self, writer: Writer, dialect: Dialect, program: Program, one: Map, tables: Tables
    ) -> None:
        super().__init__(writer, dialect, one)
        self.program, self.tables = program, tables
        self.parts: dict[Part, str] = {}
        self.store = ""
        """Where resources that were learnt are kept."""
        self.rows = Rows(
            writer, dialect, program, one, self.guard, self.scope, self.text, tables, self.shared
        )

    def datatype(self) -> None:
        """Emit `dN`: gives the value, or None where nothing was written."""
        with self.writer.block(f"def d{self.map.number}({self.dialect.parameters()}, x, t):"):
            self.dialect.values(self.writer)
            self._unless("return None")
            if self.rows.primitive:
                self.writer.line("o = None")
                self.rows.emit()
                self.writer.line("return o")
            else:
                self.writer.line("o = {}")
                self._mention()
                self.rows.emit()
                self.writer.line("return o or None")

    def _mention(self) -> None:
        """Emit the mention of the resource that a Reference refers to."""
        w, number = self.writer, self.map.mention
        if not number:
            return
        kind = next(one.type for one in self.program.datatypes.values() if one.number == number)
        w.line("start = len(x.tape), len(x.flaws)")
        w.line(f"t({number * ROLES})")
        w.line(f"y = d{number}({self.dialect.parameters()}, x, t)")
        w.line(f"t({EXIT})")
        w.line(f"y = x.mention({w.constant(kind)}, y, start)")
        w.line("if y: o['reference'] = y")

    def segment(self) -> None:
        """Emit `mN`."""
        known, name = self.rows.learnt, f"m{self.map.number}"
        numbers = "".join(f", c{at}" for at in range(len(self.map.context)))
        self.store = self.tables.kept() if known.used else ""
        if known.used:
            known.bars()
            known.around(self.scope, self.tables.shared, self.rows.maker)
            if known.aside:
                self.rows.aparts()
            with self.writer.block(f"def m{self.map.number}(x, S, i{numbers}):"):
                known.repeat(self.store, self.tables.shared, self._new, self._again)
            name, numbers = f"s{self.map.number}", f"{numbers}, near, vs, like, barred"
        with self.writer.block(f"def {name}(x, S, i{numbers}):"):
            read, first = self._read(), {place.root for place in paths.places(self.map.when)}
            self._nodes(read & first)
            self._unless("return")
            self._nodes(read - first)
            self.writer.line("t = x.tape.append; te = x.tape.extend")
            if self.map.owner:
                self._owned()
            else:
                self._own()

    def _owned(self) -> None:
        owner = next(
            one.number
            for one in self.program.maps
            if one.makes and one.root == self.map.owner and one.type == self.map.type
        )
        at = self.map.context.index(self.map.owner)
        self.writer.line(f"h = x.made.get(({owner}, c{at}))")
        self.writer.line("if h is None: return")
        self.writer.line("o = h.body")
        self.writer.line(f"t({self.map.number * ROLES}); t(i); t(h.number)")
        self.rows.emit()

    def _own(self) -> None:
        w, one = self.writer, self.map
        self._into()
        if not one.identifiers:
            self._key()
        kind = w.constant(one.type)
        w.line(f"o = {{'resourceType': {kind}}}")
        if one.identifiers:
            w.line("b = len(x.tape), len(x.mentions)")
        self._new()
        if self.store:
            w.line("x.rec = [] if near[0] else None")
            w.line("since = len(x.tape), len(x.mentions), len(x.flaws)")
        self.rows.emit()
        if self.store:
            self.rows.learnt.learn(self.store)
        if one.identifiers:
            stated = f"o.get({w.constant(one.identifiers)}) or []"
            person = one.type == "Patient"
            call = f"patient({stated}, SENDER)" if person else f"thing({kind}, {stated})"
            w.line(f"h.id = IDENTIFY.{call}")
            w.line(f"if not h.id: x.undo(b, {one.number}, i)")

    def _new(self) -> None:
        """Emit the new resource, whose body is `o`, and its place on the tape."""
        w, one = self.writer, self.map
        kind, name = w.constant(one.type), "''"
        if not one.identifiers:
            name = f"IDENTIFY.resource({kind}, key)"
        mode = w.constant(one.mode)
        if one.mode != "succeed":  # whatever the event says of the segment, a number goes on
            mode = f"x.modes.get({w.constant(one.root)}, {mode})"
        defaults = self.rows.whole(one.defaults)
        into = "into" if one.mode in GIVES_WAY else "''"
        w.line("j = len(x.slots)")
        w.line(f"h = SLOT(j, {kind}, {name}, {mode}, o, {defaults}, i, {into})")
        w.line(f"x.slots.append(h); x.made[{one.number}, i] = h")
        if any(one.root in aside(said) for said in self.program.readings.values()):
            # Who saw it before it was made knew no reference to it.
            w.line("x.near.clear()")
        w.line(f"t({one.number * ROLES}); t(i); t(j)")

    def _again(self) -> None:
        """Emit the key where its alternative (`which`) and its texts (`key`) are known."""
        w = self.writer
        for number, alternative in enumerate(self.map.key):
            names = []
            with w.block(f"{'el' if number else ''}if which == {number}:"):
                for at, part in enumerate(one for one in alternative if one.kind != "ordinal"):
                    names.append(f"a{at}")
                    fixed = part.kind == "entity" or (
                        part.kind == "text" and not self.rows.learnt.varying(part.select)
                    )
                    if fixed or part.kind == "word":
                        w.line(f"a{at} = key[{at}]")
                    else:
                        self._part(part, f"a{at}")
                self._made(names, ordinal=any(one.kind == "ordinal" for one in alternative))

    def _made(self, names: list[str], *, ordinal: bool) -> None:
        made = "".join(f"{name}, " for name in names)
        if ordinal:
            made += f"x.ordinal(({self.writer.constant(self.map.type)}, {made}))"
        self.writer.line(f"key = ({made})")

    def _into(self) -> None:
        if self.map.mode not in GIVES_WAY:
            return
        self.writer.line("into = ''")
        survivor = next(
            (
                one
                for one in self.program.maps
                if one.makes
                and one.type == self.map.type
                and one.mode not in GIVES_WAY
                and one.root in (*self.map.context, self.map.root)
            ),
            None,
        )
        if survivor is not None:
            own = survivor.root == self.map.root
            node = "i" if own else f"c{self.map.context.index(survivor.root)}"
            self.writer.line(f"into = x.id({survivor.number}, {node})")
        self.writer.line("if not into: return")

    def _key(self) -> None:
        w = self.writer
        uses = Counter(part for alternative in self.map.key for part in alternative)
        for part, count in uses.items():
            if count > 1 and part.kind != "ordinal":
                self.parts[part] = f"p{len(self.parts)}"
        if self.parts:
            w.line(f"{' = '.join(self.parts.values())} = None")
        w.line("key = None")
        for number, alternative in enumerate(self.map.key):
            with w.block("if key is None:") if number else nullcontext():
                self._alternative(number, list(alternative), [], ordinal=False)
        with w.block("if key is None:"):
            w.line(f"x.nameless.append(({self.map.number}, i))")
            w.line("return")

    def _alternative(
        self, number: int, parts: list[Part], names: list[str], *, ordinal: bool
    ) -> None:
        w = self.writer
        if not parts:
            self._made(names, ordinal=ordinal)
            if self.store:
                w.line(f"which = {number}")
            return
        part, rest = parts[0], parts[1:]
        if part.kind == "ordinal":
            self._alternative(number, rest, names, ordinal=True)
            return
        name = self.parts.get(part, f"a{len(names)}")
        with w.block(f"if {name} is None:") if part in self.parts else nullcontext():
            self._part(part, name)
        with w.block(f"if {name}:"):
            self._alternative(number, rest, [*names, name], ordinal=ordinal)

    def _part(self, part: Part, name: str) -> None:
        w = self.writer
        if part.kind == "control":
            w.line(f"{name} = x.control")
        elif part.kind == "word":
            where = f" if {self.guard(part.when)} else ''" if part.when else ""
            w.line(f"{name} = {w.constant(part.word)}{where}")
        elif part.kind == "ref":
            number = self.rows.maker(part.word, "")
            at = self.map.context.index(part.word) if part.word in self.map.context else -1
            w.line(f"{name} = x.id({number}, {f'c{at}' if at >= 0 else 'i'})")
        elif part.select is not None and part.kind == "text":
            scope = self.scope(part.select)
            w.line(f"{name} = {self.dialect.names(w, part.select, scope)}")
        elif part.select is not None:
            w.line(f"{name} = ''")
            number = self.program.datatypes[part.word, "Identifier"].number
            with self.dialect.reading(w, part.select, self.scope(part.select)) as (
                value,
                _,
                level,
            ):
                w.line(
                    f"{name} = ENTITY("
                    f"d{number}({self.dialect.arguments(value, level)}, DEAF, abs))"
                )
