"""Emits expressions that say what stands at a place of an HL7 v2 message: text, whole, how often.

The names in them are those of `emit`.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.3, fields, components and subcomponents)
"""

from __future__ import annotations

from gateway.adapters.hl7v2.notation import Steps
from gateway.codegen import Writer
from gateway.model import Select

EMPTIED = '""'
"""A field that says so empties what it writes."""


class Expressions:
    """Emits expressions."""

    def field(self, select: Select) -> str:
        """The field that a place lies in: `PID-13`; "" inside a datatype."""
        number = select.steps[0].field
        return f"{select.root}-{number}" if number else ""

    def numbered(self, select: Select) -> bool:
        """Must a reading say which repetition it found?"""
        return select.many or select.steps[0].match is not None

    def texts(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: the text of a place."""
        steps: Steps = select.steps[0]
        if not steps.field:
            made = f"TEXT(p, s, {steps.component}, {steps.subcomponent})"
            part = f"p[{max(steps.component, 1) - 1}]"
            if steps.subcomponent > 1:
                made = f"({made} if s in {part} else '')"
            else:
                made = f"(g if (g := {part}).isalnum() and FAST else g and {made})"
            return f"({made} if q >= {steps.component} else '')" if steps.component > 1 else made
        if self.numbered(select) or steps.first > 1:
            made = f"TEXT_AT(n{scope}, {writer.constant(select.text)}, D)"
            return f"({made} if {self._likely(writer, select, scope)} else '')"
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
            made = f"HAS_AT(n{scope}, {writer.constant(select.text)}, D)"
            return f"({self._likely(writer, select, scope)} and {made})"
        here = f"k{scope} > {steps.field}"
        if steps.component:
            mark = "CS" if steps.component > 1 else "SS" if steps.subcomponent > 1 else ""
            quick = f"{mark} in f{scope}[{steps.field}]" if mark else f"f{scope}[{steps.field}]"
            whole = self.wholes(writer, select, scope)
            return f"({here} and {quick} and {whole}.strip(BL) not in NO)"
        return f"({here} and f{scope}[{steps.field}].strip(BL) not in NO)"

    def _likely(self, writer: Writer, select: Select, scope: str) -> str:
        """An expression: may a further repetition, or one that is searched for, hold anything?"""
        steps: Steps = select.steps[0]
        field = f"f{scope}[{steps.field}]"
        sign = field
        if steps.match is not None and steps.match[1]:
            sign = f"{writer.constant(steps.match[1])} in {field}"
        elif steps.first > 1 and select.root != "MSH":  # MSH-2 is never cut
            sign = f"RS in {field}"
        return f"k{scope} > {steps.field} and {sign}"

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
