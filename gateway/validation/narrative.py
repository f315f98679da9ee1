"""Is the narrative plain, safe XHTML? Read without DTD, entities or network.

https://hl7.org/fhir/R4/narrative.html (txt-1, txt-2)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from xml.parsers import expat

from gateway.validation.narrative_allowed import (
    ANYWHERE,
    ATTRIBUTES,
    BLOCKS,
    CHILDREN,
    ELEMENTS,
    PARENTS,
    UNLINKED,
    UNWORDED,
    VOID,
    WORDS,
)
from gateway.validation.primitives import PRIMITIVES

XHTML = "http://www.w3.org/1999/xhtml"
_BARRED = re.compile(r"[^\w;?:@&=+$.,/%~#\[\]!'()*|-]").search
"""What no address is written with: spaces, quotes, and brackets of other kinds."""
_MEDIA = re.compile(r"[\w.+-]+/[\w.+-]+(;[\w.+-]+=[^;]*)*|").fullmatch
_BASE64 = ";base64"
_MINDFUL = BLOCKS | UNWORDED | {"a"}
"""What may not stand in everything that is open."""


class _Refused(Exception):  # noqa: N818 - how the walk is left, not an error
    """The text has a DTD, an entity or a processing instruction."""


class _Reader:
    """What the parser found: whether anything is not allowed, and whether anything is said."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.forbidden = self.misplaced = self.unlinked = self.unwritten = self.said = False
        self.root = ""
        self.named: set[str] = set()
        self.meant: set[str] = set()
        """What links mean inside this resource."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix("h:").removeprefix("xhtml:")
        if not self.opened:
            self.root = name if XHTML in attributes.values() else ""
        self.said = self.said or name == "img"
        self.forbidden = self.forbidden or forbidden(name, attributes)
        self.misplaced = self.misplaced or misplaced(name, self.opened)
        self.opened.append(name)
        self.named.update(attributes[key] for key in ("id", "name") if key in attributes)
        link = _link(name, attributes)
        if link is not None and len(link) > 1 and link[0] == "#":
            self.meant.add(link[1:])
        elif link is not None:
            self.unlinked = self.unlinked or _unlinked(link)
        self.unwritten = self.unwritten or (link is not None and _unwritten(link))

    def end(self, _tag: str) -> None:
        self.opened.pop()

    def text(self, data: str) -> None:
        if data.isspace():
            return
        self.said = True
        inside = self.opened[-1]
        self.misplaced = self.misplaced or inside in CHILDREN or inside in VOID


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


def misplaced(name: str, opened: Sequence[str]) -> bool:
    """Whether an element may not stand in those that are open."""
    inside = opened[-1] if opened else ""
    if inside in CHILDREN:
        return name not in CHILDREN[inside] and name in ELEMENTS
    if inside in VOID:
        return name in ELEMENTS
    if name in PARENTS:
        return inside not in PARENTS[name]
    if name not in _MINDFUL:
        return False
    if name == "a":
        return "a" in opened
    worded = name in UNWORDED and not WORDS.isdisjoint(opened)
    return worded or (name in BLOCKS and "p" in opened)


def uncertain(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element has a link of which more must be known, or that leads nowhere."""
    link = _link(name, attributes)
    if link is None:
        return False
    return link[:1] == "#" or link[:5] == "data:" or _unlinked(link) or _unwritten(link)


def _link(name: str, attributes: Mapping[str, str]) -> str | None:
    if name == "img":
        return attributes.get("src")
    return attributes.get("href") if name in {"a", "area"} else None


def _unlinked(link: str) -> bool:
    return not link.strip() or link.partition(":")[0].strip().lower() in UNLINKED


def _unwritten(link: str) -> bool:
    """Whether a link is not written as an address, or holds no data where it says so."""
    if link[:5] != "data:":
        return bool(link.strip()) and _BARRED(link) is not None
    kind, _, data = link[5:].partition(",")
    whole = not kind.endswith(_BASE64) or PRIMITIVES["base64Binary"].test(data)
    return not data or "," in data or not whole or not _MEDIA(kind.removesuffix(_BASE64).strip())


def _refuse(*_: object) -> None:
    raise _Refused


def problems(text: str, held: Callable[[str], bool] = lambda _: True) -> Iterator[str]:
    """Give the rule ids that the text of a `div` breaks.

    `held` tells whether anything outside the narrative has the id that a link means.
    """
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
    if reader.misplaced:
        yield "narrative-nesting"
    if reader.unlinked:
        yield "narrative-link"
    if reader.unwritten:
        yield "narrative-address"
    if not all(map(held, reader.meant - reader.named)):
        yield "narrative-anchor"
    if not reader.said:
        yield "narrative-empty"
