"""HL7 v2 messages in XML: the same segments and fields, read as if they had come delimited.

Groups are stepped into, `PID.3` is a field, `CX.4` a component, `HD.1` a subcomponent. Every place
is told as `PID-3.4`, its bytes are those of its element. Answers go back in XML.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=274 (XML encoding rules)
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from xml.sax.saxutils import escape as marked_up

from gateway import xml
from gateway.adapters.hl7v2.escape import escape, unescape
from gateway.adapters.hl7v2.switching import Sent
from gateway.adapters.hl7v2.tree import Delimiters
from gateway.model import Issue, Node, Rejected
from gateway.wording import told

SPACE = "urn:hl7-org:v2xml"
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(\?xml|!--|[A-Z]{3}(_[A-Z0-9]{3})?[\s>/])")
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
_PART = re.compile(r"[A-Z][A-Z0-9_]*\.([1-9]\d{0,2})")
_USUAL = Delimiters()
_LIMITS = xml.Limits(bytes=64_000_000, depth=40)
_SIGNS = 5
"""Characters of MSH-1 and MSH-2; from version 2.7 there may be one more."""
_MARKS = 2
"""MSH-1 and MSH-2 are the delimiters."""

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "MSH-3": "HD",
        "MSH-4": "HD",
        "MSH-5": "HD",
        "MSH-6": "HD",
        "MSH-7": "TS",
        "MSH-9": "MSG",
        "MSH-11": "PT",
        "MSH-12": "VID",
        "ERR-1": "ELD",
        "ERR-2": "ERL",
        "ERR-3": "CWE",
        "ERR-5": "CWE",
    }
)
"""Field of an acknowledgement -> its datatype; the others have no parts."""


def is_xml(body: bytes) -> bool:
    """Does it begin like XML, in UTF-8 or UTF-16?"""
    if body[:3] == b"MSH":
        return False
    narrow = body[:400].replace(b"\0", b"") if b"\0" in body[:8] else body[:400]
    return _BEGINS.match(narrow.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")) is not None


def read(body: bytes) -> Sent:
    """The message in its delimited form; raises Rejected for what is no HL7 v2 XML."""
    document = xml.read(body, _LIMITS)
    root = document.root
    if root.space != SPACE:
        raise Rejected([told("encoding-xml", source="MSH", code="not-supported")])
    writer = _Writer(_marks(root), document.utf8)
    for segment in _segments(root):
        writer.segment(segment)
    if writer.issues:
        raise Rejected(writer.issues)
    return writer.done()


def _segments(node: Node) -> Iterator[Node]:
    """All segments in their order, out of every group."""
    for child in node.children():
        if _SEGMENT.fullmatch(child.name):
            yield child
        else:
            yield from _segments(child)


def _marks(root: Node) -> Delimiters:
    """What MSH.1 and MSH.2 declare; the usual ones where they say nothing of use."""
    head = next((one for one in _segments(root) if one.name == "MSH"), None)
    said = {child.name: child.text().strip() for child in head.children()} if head else {}
    marks = said.get("MSH.1", "|") + said.get("MSH.2", "^~\\&")
    if (
        not _SIGNS <= len(marks) <= _SIGNS + 1
        or len(set(marks)) < len(marks)
        or any(map(str.isalnum, marks))
    ):
        return _USUAL
    field, component, repetition, mark, subcomponent = list(marks[:_SIGNS])
    return Delimiters(field, component, repetition, mark, subcomponent, marks[_SIGNS:])


class _Writer:
    """Writes segments, and keeps for every character which element it stands for."""

    def __init__(self, marks: Delimiters, utf8: bytes) -> None:
        self._marks, self._utf8 = marks, utf8
        self._text: list[str] = []
        self._starts = array("q")
        self._end = 0
        self._counts: dict[str, int] = {}
        self.issues: list[Issue] = []

    def segment(self, node: Node) -> None:
        """One segment: its fields by their number, with separators for those that are missing."""
        self._counts[node.name] = number = self._counts.get(node.name, 0) + 1
        self._place = f"{node.name}[{number}]" if number > 1 else node.name
        self._add(node.name, node.start)
        fields = self._numbered(node)
        if node.name == "MSH":
            marks = self._marks
            encoding = marks.component + marks.repetition + marks.escape + marks.subcomponent
            self._add(marks.field + encoding + marks.truncation, node.start)
            fields = {number: nodes for number, nodes in fields.items() if number > _MARKS}
        done = _MARKS if node.name == "MSH" else 0
        for number in sorted(fields):
            self._sign(self._marks.field * (number - done))
            done = number
            for repetition, one in enumerate(fields[number]):
                self._sign(self._marks.repetition * (repetition > 0))
                self._parts(one, (self._marks.component, self._marks.subcomponent))
        self._end = node.end
        self._sign("\r")

    def _numbered(self, node: Node) -> dict[int, list[Node]]:
        """The parts of an element by their number."""
        found: dict[int, list[Node]] = {}
        for child in node.children():
            part = _PART.fullmatch(child.name)
            if part is None:
                self._note("encoding-xml.element", child)
            else:
                found.setdefault(int(part[1]), []).append(child)
        if node.text().strip():
            self._note("encoding-xml.mixed", node)
        return found

    def _parts(self, node: Node, marks: Sequence[str]) -> None:
        inner = [child for child in node.children() if child.name != "escape"]
        if not inner:
            self._leaf(node)
            return
        parts, done = self._numbered(node), 1
        for number in sorted(parts):
            one, *more = parts[number]
            if not marks and number == 1 and not more:
                self._parts(one, ())
                continue
            if more or not marks:
                self._note("encoding-xml.deep", (more or [one])[0])
                continue
            self._sign(marks[0] * (number - done))
            done = number
            self._parts(one, marks[1:])

    def _leaf(self, node: Node) -> None:
        """A text; `<escape V=".br"/>` in it is an escape sequence."""
        mark = self._marks.escape
        for one in node.content:
            if isinstance(one, str):
                self._add(escape(one, self._marks), node.start)
            else:
                self._add(f"{mark}{one.attributes.get('V', '')}{mark}", node.start)
        self._end = node.end

    def _sign(self, text: str) -> None:
        self._add(text, self._end)

    def _add(self, text: str, at: int) -> None:
        self._text.append(text)
        self._starts.extend([at] * len(text))
        self._end = max(self._end, at)

    def _note(self, key: str, node: Node) -> None:
        line, column = xml.place(self._utf8, node.start)
        if len(self.issues) < _MOST:
            span = (node.start, node.end)
            facts = (line, column)
            self.issues.append(told(key, *facts, source=self._place, span=span, code="structure"))

    def done(self) -> Sent:
        """The message in its delimited form."""
        self._starts.append(self._end)
        return Sent("".join(self._text), self._starts)


_MOST = 100
"""Issues said of one message."""


def written(answer: bytes, codec: str = "utf-8") -> bytes:
    """An acknowledgement, in XML: of the delimited form that it would have had."""
    lines = answer.decode(codec, "replace").strip("\r").split("\r")
    separator, marks = lines[0][3], lines[0][4:].partition(lines[0][3])[0]
    delimiters = Delimiters(separator, *marks[:4].ljust(4))
    body = "".join(_written_segment(line.split(separator), delimiters) for line in lines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<ACK xmlns="{SPACE}">{body}</ACK>\n'.encode()


def _written_segment(parts: list[str], marks: Delimiters) -> str:
    name = parts[0]
    fields = parts[1:]
    if name == "MSH":
        fields = [marks.field, *fields]
    inner = "".join(
        _written_field(f"{name}.{number}", TYPES.get(f"{name}-{number}", ""), text, marks)
        for number, text in enumerate(fields, 1)
        if text
    )
    return f"<{name}>{inner}</{name}>"


def _written_field(name: str, type_: str, text: str, marks: Delimiters) -> str:
    if name in ("MSH.1", "MSH.2"):
        return f"<{name}>{marked_up(text)}</{name}>"
    return "".join(
        f"<{name}>{_written_parts(type_, one, marks)}</{name}>"
        for one in text.split(marks.repetition)
    )


def _written_parts(type_: str, text: str, marks: Delimiters) -> str:
    if not type_:
        return marked_up(unescape(text, marks))
    return "".join(
        f"<{type_}.{number}>{marked_up(unescape(one, marks))}</{type_}.{number}>"
        for number, one in enumerate(text.split(marks.component), 1)
        if one
    )
