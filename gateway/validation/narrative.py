"""Is the narrative plain, safe XHTML? Read without DTD, entities or network.

https://hl7.org/fhir/R4/narrative.html (txt-1, txt-2)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.parsers import expat

from gateway.validation.narrative_allowed import ANYWHERE, ATTRIBUTES, ELEMENTS

XHTML = "http://www.w3.org/1999/xhtml"


class _Refused(Exception):  # noqa: N818 - how the walk is left, not an error
    """The text has a DTD, an entity or a processing instruction."""


class _Reader:
    """What the parser found: whether anything is not allowed, and whether anything is said."""

    def __init__(self) -> None:
        self.depth = 0
        self.forbidden = False
        self.said = False
        self.root = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix("h:").removeprefix("xhtml:")
        if self.depth == 0:
            self.root = name if XHTML in attributes.values() else ""
        self.depth += 1
        self.said = self.said or name == "img"
        self.forbidden = self.forbidden or forbidden(name, attributes)

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def text(self, data: str) -> None:
        self.said = self.said or not data.isspace()


def forbidden(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element of that name with these attributes may not stand in a narrative."""
    own = ATTRIBUTES.get(name, frozenset())
    return name not in ELEMENTS or any(_wrong(k, v, own) for k, v in attributes.items())


def _wrong(key: str, value: str, own: frozenset[str]) -> bool:
    if key == "xmlns" or key.startswith("xmlns:"):
        return value != XHTML
    if key not in ANYWHERE and key not in own:
        return True
    return value.strip().lower().startswith(("javascript:", "vbscript:"))


def _refuse(*_: object) -> None:
    raise _Refused


def problems(text: str) -> Iterator[str]:
    """Give the rule ids that the text of a `div` breaks."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ProcessingInstructionHandler = _refuse
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 - the parser takes it by position only
    except (expat.ExpatError, _Refused, UnicodeEncodeError):
        yield "narrative-syntax"
        return
    if reader.root != "div":
        yield "narrative-syntax"
    if reader.forbidden:
        yield "narrative-content"
    if not reader.said:
        yield "narrative-empty"
