"""Emits Python source that reads places of an HL7 v2 message; the mapping compiler asks for it.

In what is emitted, CS, RS, SS and ES are the delimiters of the message, `f` and `k` a segment's
fields and their number, `p` and `q` a datatype's parts and their number, `s` what cuts one part,
and `v` the value at hand. FAST says that no delimiter can stand in a number, a time or a word.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.3, fields, components and subcomponents)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from gateway.adapters.hl7v2.notation import Steps
from gateway.adapters.hl7v2.tree import UNDECLARED
from gateway.codegen import Writer
from gateway.model import Select

EMPTIED = '""'
_FEW = 2
"""So many fields are taken one by one."""
_OPAQUE = 2
"""MSH-1 and MSH-2 are the delimiters themselves: they are never cut."""

_PRELUDE = """
CS = D.delimiters.component
RS = D.delimiters.repetition
SS = D.delimiters.subcomponent
ES = D.delimiters.escape
FAST = PLAIN_MARKS(D)
BL = CS + RS + SS + ' \\t\\n'
NO = ('', '""')
SEEN = memory.store()
UNSAID = FLAWED('text-kept')
def WHOLE_OF(f, n, c, s):
    if len(f) <= n: return ''
    v = f[n]
    if not v or v == '""': return ''
    if RS in v: v = v[:v.index(RS)]
    if c:
        v = NTH(v.split(CS), c)
        if s: v = NTH(v.split(SS), s)
    return v.strip()
def COUNT_OF(v):
    if RS not in v: return int(v not in NO)
    return len([1 for v in v.split(RS) if v])
def SAYS(v):
    if v.isalnum() and FAST: return v
    if CS in v or RS in v or SS in v or ES in v or v != v.strip() or v in NO: return UNSAID
    return v
def NAME_OF(v):
    y = SEEN.get(v)
    if y is None:
        y = TEXT_OF(v, 0, 0)
        if not y and v != '""': y = (v[:v.index(RS)] if RS in v else v).strip()
        KEEP(SEEN, v, y)
    return y
def TEXT_OF(v, c, s):
    if FAST and v.isalnum(): return v if c < 2 and s < 2 else ''
    if RS in v: v = v[:v.index(RS)]
    if c:
        v = NTH(v.split(CS), c)
        if s:
            v = NTH(v.split(SS), s)
    if s:
        if v == '""': return ''
        if ES in v: v = UNESCAPE(v, D.delimiters, D.charset)
        return v.strip()
    if not c and CS in v: v = v[:v.index(CS)]
    if SS in v: v = v[:v.index(SS)]
    if v == '""': return ''
    if ES in v: v = UNESCAPE(v, D.delimiters, D.charset)
    return v.strip()
def TEXT(p, m, c, s):
    v = NTH(p, c or 1)
    if s: v = NTH(v.split(m), s)
    elif m in v: v = v[:v.index(m)]
    if v == '""': return ''
    if ES in v: v = UNESCAPE(v, D.delimiters, D.charset)
    return v.strip()
"""


class Emitter:
    """Emits readings."""

    def field(self, select: Select) -> str:
        """The field that a place lies in: `PID-13`; "" inside a datatype."""
        number = select.steps[0].field
        return f"{select.root}-{number}" if number else ""

    def numbered(self, select: Select) -> bool:
        """Must a reading say which repetition it found?"""
        return select.many or select.steps[0].match is not None

    def prelude(self, writer: Writer) -> None:
        """Emit the delimiters and three readers of one text."""
        for line in _PRELUDE.strip("\n").splitlines():
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

    def texts(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: the text of a place."""
        steps: Steps = select.steps[0]
        if not steps.field:
            made = f"TEXT(p, s, {steps.component}, {steps.subcomponent})"
            return f"({made} if q >= {steps.component} else '')" if steps.component > 1 else made
        if self.numbered(select) or steps.first > 1:
            return f"TEXT_AT(n{scope}, {writer.constant(select.text)}, D)"
        at, field = steps.field, f"f{scope}[{steps.field}]"
        made = f"TEXT_OF(g, {steps.component}, {steps.subcomponent})"
        if steps.component > 1:
            return f"({made} if k{scope} > {at} and CS in (g := {field}) else '')"
        if steps.subcomponent > 1:
            return f"({made} if k{scope} > {at} and SS in (g := {field}) else '')"
        made = f"(g if (g := {field}).isalnum() and FAST else g and {made})"
        return f"({made} if k{scope} > {at} else '')"

    def exists(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: does the place hold any value?"""
        steps: Steps = select.steps[0]
        if not steps.field:
            if steps.subcomponent:
                part = f"NTH(p, {steps.component}).split(s)"
                made = f"NTH({part}, {steps.subcomponent}).strip(BL) not in NO"
            elif steps.component:
                made = f"q >= {steps.component} and p[{steps.component - 1}].strip(BL) not in NO"
            else:
                made = "''.join(p).strip(BL) not in NO"
            return f"({made})"
        if self.numbered(select) or steps.first > 1:
            return f"HAS_AT(n{scope}, {writer.constant(select.text)}, D)"
        here = f"k{scope} > {steps.field}"
        if steps.component:
            mark = "CS" if steps.component > 1 else "SS" if steps.subcomponent > 1 else ""
            quick = f"{mark} in f{scope}[{steps.field}]" if mark else f"f{scope}[{steps.field}]"
            whole = self.wholes(writer, select, scope)
            return f"({here} and {quick} and {whole}.strip(BL) not in NO)"
        return f"({here} and f{scope}[{steps.field}].strip(BL) not in NO)"

    def wholes(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: the place as sent."""
        steps: Steps = select.steps[0]
        if not steps.field or self.numbered(select) or steps.first > 1:
            return f"WHOLE_AT(n{scope}, {writer.constant(select.text)}, D)"
        return f"WHOLE_OF(f{scope}, {steps.field}, {steps.component}, {steps.subcomponent})"

    def names(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: the text of a place, else the place as sent."""
        steps: Steps = select.steps[0]
        if steps.field and not steps.component and not self.numbered(select) and steps.first == 1:
            at = steps.field
            return f"(NAME_OF(g) if k{scope} > {at} and (g := f{scope}[{at}]) else '')"
        return f"{self.texts(writer, select, scope)} or {self.wholes(writer, select, scope)}"

    def empties(self, select: Select, scope: str) -> str:
        r"""An expression: is the field `""`?"""
        field = select.steps[0].field
        return f"k{scope} > {field} and f{scope}[{field}] == {EMPTIED!r}" if field else ""

    def counts(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: how many repetitions are valued."""
        steps: Steps = select.steps[0]
        if steps.field and not (steps.component or steps.first > 1 or steps.match):
            at, field = steps.field, f"f{scope}[{steps.field}]"
            quick = f"(COUNT_OF({field}) if RS in {field} else int({field} not in NO))"
            return f"({quick} if k{scope} > {at} else 0)"
        if steps.field:
            return f"COUNT(n{scope}, {writer.constant(select.text)}, D)"
        return f"int({self.exists(writer, select, scope)})"
