"""Emits Python source that reads places of an HL7 v2 message; the mapping compiler asks for it.

In what is emitted, CS, RS, SS and ES are the delimiters of the message, `f` and `k` a segment's
fields and their number, `p` and `q` a datatype's parts and their number, `s` what cuts one part,
and `v` the value at hand. FAST says that no delimiter can stand in a number, a time or a word.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.3, fields, components and subcomponents)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from gateway.adapters.hl7v2.emit_expressions import EMPTIED, Expressions
from gateway.adapters.hl7v2.emit_prelude import PRELUDE
from gateway.adapters.hl7v2.notation import Steps
from gateway.adapters.hl7v2.tree import UNDECLARED
from gateway.codegen import Writer
from gateway.model import Select

_FEW = 2
"""So many fields are taken one by one."""
_OPAQUE = 2
"""MSH-1 and MSH-2 are the delimiters themselves: they are never cut."""


class Emitter(Expressions):
    """Emits readings."""

    def prelude(self, writer: Writer) -> None:
        """Emit the delimiters and three readers of one text."""
        for line in PRELUDE.strip("\n").splitlines():
            writer.line(line)

    def node(self, writer: Writer, index: str, scope: str) -> None:
        """Emit the fields of a segment, or none of them."""
        if scope:
            writer.line(f"n{scope} = S[{index}] if {index} >= 0 else None")
            writer.line(f"f{scope} = n{scope}.fields if {index} >= 0 else ()")
        else:
            writer.line(f"n = S[{index}]")
            writer.line("f = n.fields")
        writer.line(f"k{scope} = len(f{scope})")

    def values(self, writer: Writer) -> None:
        """Emit what reading from a datatype's parameters needs."""
        writer.line("q = len(p)")

    def parameters(self) -> str:
        """Parameters of a datatype's function."""
        return "p, s"

    def given(
        self,
        selects: Sequence[Select],
        scope: Callable[[Select], str],
        once: Callable[[str], str],
    ) -> tuple[str, str]:
        """(test whether any of these places may hold something, key of all that they hold)"""
        if not selects:
            return "True", ""
        if not selects[0].steps[0].field:
            least = min(max(select.steps[0].component, 1) for select in selects)
            return f"q >= {least}", ""
        found = dict.fromkeys((scope(select), select.steps[0].field) for select in selects)
        tests = [f"k{at} > {field} and f{at}[{field}]" for at, field in found]
        if len(found) == 1:
            ((at, field),) = found
            return tests[0], f"(f{at}[{field}] if k{at} > {field} else '')"
        scopes, fields = {at for at, _ in found}, [field for _, field in found]
        if len(scopes) == 1 and len(found) > _FEW:
            at, most = scopes.pop(), max(fields)
            taken = once(f"ITEMS({', '.join(map(str, fields))})")
            blank = once(f"[''] * {most + 1}")
            return " or ".join(tests), f"{taken}(f{at} if k{at} > {most} else [*f{at}, *{blank}])"
        keys = (f"(f{at}[{field}] if k{at} > {field} else '')" for at, field in found)
        return " or ".join(tests), f"({', '.join(keys)})"

    def taken(self, selects: Sequence[Select], scope: str, once: Callable[[str], str]) -> str:
        """An expression: the raw texts of these places' fields as a tuple, "" where absent."""
        fields = [select.steps[0].field for select in selects]
        if not fields:
            return "()"
        if len(fields) == 1:
            return f"(f{scope}[{fields[0]}] if k{scope} > {fields[0]} else '',)"
        taker = once(f"ITEMS({', '.join(map(str, fields))})")
        most, blank = max(fields), once(f"[''] * {max(fields) + 1}")
        return f"{taker}(f{scope} if k{scope} > {most} else [*f{scope}, *{blank}])"

    def present(self, selects: Sequence[Select], scope: str) -> str:
        """An expression: may any of these places hold something? "" where that can't be said."""
        steps = [select.steps[0] for select in selects]
        if steps and all(step.field for step in steps):
            return f"k{scope} > {min(step.field for step in steps)}"
        least = min((step.component for step in steps), default=0)
        return f"q >= {least}" if least > 1 else ""

    @contextmanager
    def raw(self, writer: Writer, select: Select, scope: str) -> Iterator[None]:
        """Emit the reading of a place as sent; in the block `v` holds it, uncut."""
        steps: Steps = select.steps[0]
        if steps.field:
            with writer.block(f"if k{scope} > {steps.field} and (v := f{scope}[{steps.field}]):"):
                yield
        else:
            with self._part(writer, steps, scope):
                yield

    def simple(self, select: Select) -> bool:
        """May the place be tried as sent, before it is cut?"""
        steps: Steps = select.steps[0]
        plain = not (self.numbered(select) or steps.first > 1 or steps.subcomponent)
        if steps.field:
            opaque = select.root == "MSH" and steps.field <= _OPAQUE
            return plain and not steps.component and not opaque
        return plain and steps.component > 0

    def cut(self, writer: Writer, select: Select, *, raw: bool) -> None:
        """Emit what makes `v`, a place as sent, the text of its first leaf, or ""."""
        if select.steps[0].field:
            writer.line("if RS in v: v = v[:v.index(RS)]")
        self.leaf(writer, "v", "field" if select.steps[0].field else "part", raw=raw)

    @contextmanager
    def reading(
        self, writer: Writer, select: Select, scope: str, *, emptied: str = ""
    ) -> Iterator[tuple[str, str, str]]:
        """Emit the reading of a place; see `Dialect.reading`."""
        steps: Steps = select.steps[0]
        if not steps.field:
            with self._part(writer, steps, scope) as level:
                yield "v", "", level
            return
        with writer.block(f"if k{scope} > {steps.field} and (v := f{scope}[{steps.field}]):"):
            if emptied:
                with writer.block(f"if v == {EMPTIED!r}:"):
                    writer.line(emptied)
            with (
                writer.block("else:" if emptied else f"if v != {EMPTIED!r}:"),
                self._repetition(writer, select) as number,
                self._component(writer, steps) as level,
            ):
                yield "v", number, level

    @contextmanager
    def _repetition(self, writer: Writer, select: Select) -> Iterator[str]:
        steps: Steps = select.steps[0]
        if select.root == "MSH" and steps.field <= _OPAQUE:
            yield "1" if steps.many else ""
        elif steps.many:
            tail = f"[{steps.first - 1}:]" if steps.first > 1 else ""
            source = f"enumerate(v.split(RS){tail}, {steps.first})"
            if not tail:
                source = f"({source} if RS in v else ((1, v),))"
            with writer.block(f"for r, v in {source}:"), writer.block("if v:"):
                yield "r"
        elif steps.match is not None:
            number, word = steps.match
            writer.line(f"r, v = MATCH(v, {number}, {writer.constant(word)}, D)")
            with writer.block("if v:"):
                yield "r"
        else:
            if steps.first == 1:
                writer.line("if RS in v: v = v[:v.index(RS)]")
            else:
                writer.line(f"v = NTH(v.split(RS), {steps.first})")
            with writer.block("if v:"):
                yield ""

    @contextmanager
    def _component(self, writer: Writer, steps: Steps) -> Iterator[str]:
        if not steps.component:
            yield "field"
            return
        if steps.component == 1:
            writer.line("if CS in v: v = v[:v.index(CS)]")
        else:
            writer.line(f"v = NTH(v.split(CS), {steps.component})")
        if steps.subcomponent:
            writer.line(f"v = NTH(v.split(SS), {steps.subcomponent})")
        with writer.block("if v:"):
            yield "subcomponent" if steps.subcomponent else "component"

    @contextmanager
    def _part(self, writer: Writer, steps: Steps, scope: str) -> Iterator[str]:
        if not steps.component:
            writer.line(f"v = p{scope}")
            yield "parts"
            return
        at = steps.component - 1
        test = f"(v := p[{at}])" if not at else f"q > {at} and (v := p[{at}])"
        with writer.block(f"if {test}:"):
            if steps.subcomponent:
                writer.line(f"v = NTH(v.split(s{scope}), {steps.subcomponent})")
                with writer.block("if v:"):
                    yield "last"
            else:
                yield "part"

    def leaf(self, writer: Writer, value: str, level: str, *, raw: bool) -> None:
        """Emit what makes the value the text of its first leaf, or running text (`raw`) whole."""
        if raw:
            self._whole(writer, value, level)
        else:
            self._first(writer, value, level)
        empty = f"{value}.strip(BL) in NO" if raw else f"{value} == {EMPTIED!r}"
        with writer.block(f"if {empty}:"):
            writer.line(f"{value} = ''")
        with writer.block("else:"):
            writer.line(f"if ES in {value}: {value} = UNESCAPE({value}, D.delimiters, D.charset)")
            stripped = f"{value} if {value}.strip() else ''" if raw else f"{value}.strip()"
            writer.line(f"{value} = {stripped}")

    def _whole(self, writer: Writer, value: str, level: str) -> None:
        if level == "parts":
            writer.line(f"{value} = (CS if s == SS else SS).join({value})")

    def _first(self, writer: Writer, value: str, level: str) -> None:
        if level == "parts":
            writer.line(f"{value} = {value}[0]")
        if level == "field":
            writer.line(f"if CS in {value}: {value} = {value}[:{value}.index(CS)]")
        if level in {"field", "component"}:
            writer.line(f"if SS in {value}: {value} = {value}[:{value}.index(SS)]")
        if level in {"part", "parts"}:
            writer.line(f"if s in {value}: {value} = {value}[:{value}.index(s)]")

    def arguments(self, value: str, level: str) -> str:
        """The arguments for a datatype's function."""
        if level == "parts":
            return "p, s"
        if level == "field":
            return f"{value}.split(CS), SS"
        if level == "component":
            return f"{value}.split(SS), {UNDECLARED!r}"
        if level == "part":
            return f"{value}.split(s), {UNDECLARED!r}"
        return f"({value},), {UNDECLARED!r}"
