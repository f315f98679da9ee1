"""One row's value as Python source: read, kept where it may come again, joined, written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from gateway.mapping.compile_told import Told
from gateway.mapping.convert import PLAIN, RAW, STRICT, conversion, lined
from gateway.mapping.recurring import PERSONAL
from gateway.mapping.rows import Row, leaves
from gateway.mapping.tape import (
    CLAIM,
    EMPTIED,
    ENTER,
    EXIT,
    ROLES,
    TRANSLATED,
)

_SLOT = re.compile(r"\[[^\]]*\]")


class Values(Told):
    """Emits the values of one map's rows."""

    def _removal(self, row: Row) -> str:
        if self.nested or row.src is None or row.to is None or row.src.root != self.map.root:
            return ""
        told = f"t({row.number * ROLES + EMPTIED})" + (
            "; t(0)" if self.dialect.numbered(row.src) else ""
        )
        return f"x.removes(h, {self.w.constant(row.empties)}); {told}"

    @contextmanager
    def _value(self, row: Row) -> Iterator[tuple[str, str, str]]:
        if row.src is None:
            raise ValueError(f"{row.file}:{row.line}: the row reads nothing")
        with self.dialect.reading(
            self.w, row.src, self.scope(row.src), emptied=self._removal(row)
        ) as found:
            if not self.learnt.open(row):
                self.learnt.doubt(row.src)
            yield found

    def _read(self, row: Row) -> None:
        if row.to is None or not row.action:
            return
        if row.join is not None:
            self._joined(row)
            return
        if row.action in ("text", "code") and row.src is not None and self.dialect.simple(row.src):
            with self.dialect.raw(self.w, row.src, self.scope(row.src)), self.writes.free(row):
                if not self.learnt.open(row):
                    self.learnt.doubt(row.src)
                self._tried(row)
            return
        if row.action in ("map", "coding") and self._recurs(row):
            self._kept(row)
            return
        with self.writes.free(row), self._value(row) as (value, number, level):
            again = self.writes.free(row) if number else nullcontext()
            with again:
                self._made(row, value, number, level)
                self._put(row)

    def _put(self, row: Row) -> None:
        if row.to is not None:
            with self.w.block("if y is not None:"):
                self.writes.write(row, "y")

    def _made(self, row: Row, value: str, number: str, level: str) -> None:
        """Emit what makes `y` of a value, and tells the tape of it."""
        if row.action == "map":
            self._mapped(row, value, number, level)
            return
        self.dialect.leaf(self.w, value, level, raw=row.as_ in RAW)
        self.w.line("y = None")
        with self.w.block(f"if {value}:"):
            getattr(self, f"_{row.action}")(row, value, number)

    def _kept(self, row: Row) -> None:
        """A value that is made once of one raw text, and used again where that comes again."""
        w, src = self.w, row.src
        if src is None or row.to is None:
            return
        several = src.many
        with self.writes.free(row), self.dialect.raw(w, src, self.scope(src)):
            self.learnt.doubt(src)
            # The text itself is no safe key: reading changes `v`.
            key = "v" if src.root == self.map.root else f"v, c{self.map.context.index(src.root)}"
            with self.kept(f"({key})"):
                w.line("l = []" if several else "y = None")
                with self._value(row) as (value, number, level):
                    self._made(row, value, number, level)
                    if several:
                        w.line("if y is not None: l.append(y)")
                if several:
                    w.line("y = l")
            if not self.keepable(row):
                w.line("y = COPY(y)")
            if several:
                with w.block("for y in y:"):
                    self.writes.write(row, "y")
            else:
                self._put(row)

    @contextmanager
    def kept(self, key: str) -> Iterator[None]:
        """Emit the making of `y`, taken from the store where the key is known.

        What was told to the tape is kept beside it; what had a flaw, or empties, is not kept.
        """
        w, store = self.w, self.tables.kept()
        at = store[1:]  # several may be under way, one inside the other
        if not key.isidentifier():
            w.line(f"m{at} = {key}")
            key = f"m{at}"
        w.line(f"z = {store}.get({key})")
        with w.block("if z is None:"):
            w.line(f"at{at} = len(x.tape), len(x.mentions), len(x.flaws), len(h.removed)")
            yield
            with w.block(f"if at{at}[2:] == (len(x.flaws), len(h.removed)):"):
                told = f"x.tape[at{at}[0]:], x.mentions[at{at}[1]:]"
                w.line(f"KEEP({store}, {key}, (y, {told}))")
        with w.block("else:"):
            w.line("y, z, u = z; te(z)")
            w.line("if u: x.mentions += u")

    def _tried(self, row: Row) -> None:
        """A place whose text is most often what was sent: cut it only where that fails."""
        if row.src is None or row.to is None:
            return
        if row.to.type in PLAIN and row.action == "text":
            with self._slowly("if not (FAST and v.isalnum()):", row):
                pass
            with self.w.block("if v:"):
                self.claim(row, CLAIM, "")
                self.writes.write(row, "v")
                if self.learnt.open(row):
                    self.learnt.hole(row)
            self._silent(row, "v")
            return
        first, again, role = self._maker(row)
        self.w.line(f"y = {first}")
        with self._slowly("if y is None or y.__class__ is FLAWED:", row):
            self.w.line("y = None")
            with self.w.block("if v:"):
                self.w.line(f"y = {again}")
                if row.action == "code":
                    with self.w.block("if y is None:"):
                        self._untranslated(row, "")
                    with self.w.block("else:"):
                        self.claim(row, role, "")
                else:
                    self._flawless(row, "", lambda: self.claim(row, role, ""))
        with self.w.block("else:"):
            self.claim(row, role, "")
        self._put(row)
        if self.learnt.open(row):
            with self.w.block("if y is not None:"):
                self.learnt.hole(row)
            self._silent(row, "y is not None")

    def _silent(self, row: Row, test: str) -> None:
        """Emit that a varying text which gave no value is not to be learnt."""
        if self.learnt.varying(row.src):
            self.w.line(f"if not ({test}): x.rec = None")

    def _maker(self, row: Row) -> tuple[str, str, int]:
        """(expression of the value of `v` as sent, of its text, role on the tape)"""
        if row.to is None:
            return "", "", CLAIM
        if row.action == "text":
            made = f"TO_{conversion(row.as_, row.to.type)}(v)"
            strict = row.to.type in STRICT
            return f"{made} if FAST{'' if strict else ' and v.isalnum()'} else None", made, CLAIM
        if row.code is not None:
            made = f"{self.tables.plain(row.code, row.to.type)}.get(v)"
            return f"{made} if FAST and v.isalnum() else None", made, TRANSLATED
        made = f"v if v in {self.w.constant(row.to.codes)} else None"
        return f"({made}) if FAST and v.isalnum() else None", made, CLAIM

    @contextmanager
    def _slowly(self, test: str, row: Row) -> Iterator[None]:
        if row.src is None:
            return
        line = self._removal(row)
        with self.w.block(test):
            if line:
                with self.w.block("if v == '\"\"':"):
                    self.w.line(line)
            self.dialect.cut(self.w, row.src, raw=row.as_ in RAW)
            yield

    def _joined(self, row: Row) -> None:
        if row.to is None or row.join is None:
            return
        with self.writes.free(row):
            self.w.line("l = []")
            with self._value(row) as (value, number, level):
                self.dialect.leaf(self.w, value, level, raw=row.as_ in RAW)
                with self.w.block(f"if {value}:"):
                    if number and lined(row.as_, row.join):
                        self.w.line(f"if l: l += [''] * ({number} - begun - len(l))")
                        self.w.line(f"else: begun = {number}")
                    self.w.line(f"l.append({value})")
                    self.claim(row, CLAIM, number)
            with self.w.block("if l:"):
                self.writes.write(row, f"{self.w.constant(row.join)}.join(l)")
                if self.learnt.open(row):
                    self.learnt.hole(row)
            if row.src is not None and self.learnt.varying(row.src):
                with self.dialect.raw(self.w, row.src, self.scope(row.src)):
                    self._silent(row, "l")

    def _mapped(self, row: Row, value: str, number: str, level: str) -> None:
        self.claim(row, ENTER, number)
        self.w.line(f"y = d{row.datatype}({self.dialect.arguments(value, level)}, x, t)")
        self.w.line(f"t({EXIT})")
        with self.w.block("if y is not None:"):
            self._translate(row, number)

    def _recurs(self, row: Row) -> bool:
        """May a value of this row be kept? Not what hardly ever comes again: who a person is."""
        if self.nested or not self.keeping or row.to is None or row.to.type in PERSONAL:
            return False
        return row.src is None or not row.src.many or not (row.rivals or not row.to.many)

    def keepable(self, row: Row) -> bool:
        """May it stand in several resources, too? Not where rows write into it."""
        if row.to is None or not self._recurs(row):
            return False
        below = _bare(row.to.text) + "."
        return not any(
            other.to is not None and _bare(other.to.text).startswith(below)
            for one in self.program.maps
            if one.type == self.map.type
            for other in leaves(one.rows)
        )


def _bare(path: str) -> str:
    """A target path without the names of items."""
    return _SLOT.sub("", path)
