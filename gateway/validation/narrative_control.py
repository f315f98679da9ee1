"""Does a narrative have the languages that a profile asks for, and tell where its texts come from?

https://hl7.org/fhir/extensions/StructureDefinition-narrative-language-control.html
https://hl7.org/fhir/extensions/StructureDefinition-narrative-source-control.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from xml.parsers import expat

_SECTION = 2
"""How deep a section of one language stands: right below the outermost div."""
_SOURCES = frozenset({"boilerplate", "generated", "original"})
"""Classes that tell where a text comes from."""


class _Reader:
    """What the parser found: the languages of sections, and whether a text has no source."""

    def __init__(self) -> None:
        self.sourced: list[bool] = []
        """Of each element that is open: is it told where what stands in it comes from?"""
        self.languages: set[str] = set()
        self.sourceless = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        told = not _SOURCES.isdisjoint(attributes.get("class", "").split())
        self.sourced.append(told or self.sourced[-1:] == [True])
        language = attributes.get("lang") or attributes.get("xml:lang")
        if language and tag.rpartition(":")[2] == "div" and len(self.sourced) == _SECTION:
            self.languages.add(language.lower())

    def end(self, _tag: str) -> None:
        self.sourced.pop()

    def text(self, data: str) -> None:
        if not data.isspace() and not self.sourced[-1]:
            self.sourceless = True


def broken(text: str, name: str, code: str) -> str:
    """The rule that the text of a `div` breaks; "" where none, or where it cannot be read.

    Takes the last part of the extension's address, and its code: `_yes`, `_no` or a language of
    sections; of sources, any.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 - the parser takes it by position only
    except (expat.ExpatError, UnicodeEncodeError):
        return ""
    return _CONTROLS[name](reader, code)


def _languages(found: _Reader, code: str) -> str:
    if code == "_no":
        return "narrative-languages-several" if found.languages else ""
    if code == "_yes":
        return "" if found.languages else "narrative-languages-none"
    wanted = code.lower()
    there = any(one == wanted or one.startswith(f"{wanted}-") for one in found.languages)
    return "" if there else "narrative-language-missing"


def _sources(found: _Reader, _code: str) -> str:
    return "narrative-source" if found.sourceless else ""


_CONTROLS: Mapping[str, Callable[[_Reader, str], str]] = MappingProxyType(
    {"narrative-language-control": _languages, "narrative-source-control": _sources}
)
"""Extension -> what it asks."""
