"""Is the narrative plain, safe XHTML? Read without DTD, entities or network.

https://hl7.org/fhir/R4/narrative.html (txt-1, txt-2)
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

XHTML = "http://www.w3.org/1999/xhtml"

_ELEMENTS = frozenset(
    "a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3"
    " h4 h5 h6 hr i img li ol p pre q samp small span strong sub sup table tbody td tfoot th thead"
    " tr tt ul var".split(),
)
_ANYWHERE = frozenset("title style class id lang xml:lang dir accesskey tabindex".split())
_ATTRIBUTES = {
    "a": "name href rel rev charset hreflang type shape coords target",
    "blockquote": "cite",
    "br": "clear",
    "col": "span width align valign char charoff",
    "colgroup": "span width align valign char charoff",
    "dl": "compact",
    "hr": "align noshade size width",
    "img": "src alt longdesc height width usemap ismap align border hspace vspace",
    "li": "type value",
    "ol": "type compact start",
    "q": "cite",
    "table": "summary width border frame rules cellspacing cellpadding align bgcolor",
    "td": "abbr axis headers scope rowspan colspan nowrap width height align valign char charoff",
    "th": "abbr axis headers scope rowspan colspan nowrap width height align valign char charoff",
    "ul": "type compact",
}
_ALIGNED = frozenset("caption div h1 h2 h3 h4 h5 h6 p tbody tfoot thead tr".split())
_PLAIN = "align valign char charoff bgcolor width"


class _Refused(Exception):
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
        self.forbidden = self.forbidden or name not in _ELEMENTS or _bad(name, attributes)

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def text(self, data: str) -> None:
        self.said = self.said or not data.isspace()


def _bad(name: str, attributes: dict[str, str]) -> bool:
    allowed = _ATTRIBUTES.get(name, "").split() + (_PLAIN.split() if name in _ALIGNED else [])
    for key, value in attributes.items():
        if key == "xmlns" or key.startswith("xmlns:"):
            if value != XHTML:
                return True
        elif key not in _ANYWHERE and key not in allowed:
            return True
        elif value.strip().lower().startswith(("javascript:", "vbscript:")):
            return True
    return False


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
        parser.Parse(text.encode(), True)
    except (expat.ExpatError, _Refused, UnicodeEncodeError):
        yield "narrative-syntax"
        return
    if reader.root != "div":
        yield "narrative-syntax"
    if reader.forbidden:
        yield "narrative-content"
    if not reader.said:
        yield "narrative-empty"
