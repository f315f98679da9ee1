"""Which attributes of a text stay: names of places, styles, languages, the layout of tables.

https://hl7.org/fhir/R4/narrative.html
"""

from __future__ import annotations

import re
from html import escape

from gateway.mapping.tree.reading import Reading
from gateway.mapping.tree.types_cda_narrative_names import ATTRIBUTES, CLASSES, LISTS
from gateway.model import Node

NAME = re.compile(r"(?!(?:java|vb)script:)[^\s\"'<>&]{1,256}", re.IGNORECASE)
"""The name of a place, and of what is pointed to."""
_CLASS = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_LAID = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._%-]{0,255}")
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{1,35}")
_SPEECH = ("language", "lang", "{http://www.w3.org/XML/1998/namespace}lang")
_SPOKEN = frozenset(_SPEECH)
_LAYOUT = frozenset({"border", "width", "height", "align", "valign", "style", "mediaType"})


class Attributes:
    """Those of one text: each place is named once."""

    def __init__(self, reading: Reading) -> None:
        """Reads through `reading`, which keeps the account."""
        self.reading = reading
        self._ids: set[str] = set()

    def of(self, tag: str, node: Node) -> str:
        """Those attributes of an element that its name may have, as text."""
        said = node.attributes
        if not said:
            return ""
        made: list[str] = []
        if "ID" in said or "id" in said:
            made.append(self._identity(node))
        if "styleCode" in said or "class" in said:
            made.append(self._styled(tag, node))
        if not _SPOKEN.isdisjoint(said):
            made.append(self._spoken(node))
        if len(said) > len(made):
            kept = [name for name in ATTRIBUTES.get(tag, ()) if name in said]
            made += [self._kept(node, name) for name in kept]
        self._rest(node)
        return "".join(made)

    def _kept(self, node: Node, name: str) -> str:
        value = self.reading.peek(node, name)
        if not _LAID.fullmatch(value):
            return ""
        self.reading.read(node, name, "div")
        return f' {name}="{escape(value)}"'

    def _identity(self, node: Node) -> str:
        """The place's name, once."""
        for leaf in ("ID", "id"):
            name = self.reading.peek(node, leaf)
            if name and NAME.fullmatch(name) and name not in self._ids:
                self._ids.add(name)
                self.reading.read(node, leaf, "div")
                return f' id="{escape(name)}"'
        return ""

    def _styled(self, tag: str, node: Node) -> str:
        """Style codes as classes; those of CDA that FHIR knows by its own names."""
        codes = self.reading.peek(node, "styleCode") or self.reading.peek(node, "class")
        known = [CLASSES.get(one.lower(), one) for one in codes.split()]
        if tag == "ol":
            kinds = [LISTS[one.lower()] for one in codes.split() if one.lower() in LISTS]
            known = [one for one in known if one.lower() not in LISTS]
        else:
            kinds = []
        safe = [one for one in known if _CLASS.fullmatch(one)]
        if safe or kinds:
            for leaf in ("styleCode", "class"):
                self.reading.read(node, leaf, "div")
        type = f' type="{kinds[0]}"' if kinds else ""
        return type + (f' class="{" ".join(safe)}"' if safe else "")

    def _spoken(self, node: Node) -> str:
        for leaf in _SPEECH:
            value = self.reading.peek(node, leaf)
            if value and _LANGUAGE.fullmatch(value):
                self.reading.read(node, leaf, "div")
                return f' lang="{value}"'
        return ""

    def _rest(self, node: Node) -> None:
        """Attributes of layout that FHIR's text has no place for."""
        for leaf in node.attributes:
            if leaf in _LAYOUT:
                self.reading.ignore(node, leaf, "position")
