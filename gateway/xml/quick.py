"""Reads XML at a glance: each tag that comes again is looked up as it is written, not read again.

The bytes are cut at each `<`; expat only says whether it is XML. Whatever is not plain (a DTD,
CDATA, a fault of any kind) is left to the careful reader, which knows what to say of it.
https://www.w3.org/TR/xml/#sec-starttags
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias
from xml.parsers import expat

from gateway.model import Node
from gateway.xml.careful import EMPTY, NOTHING, SHORT
from gateway.xml.limits import Limits
from gateway.xml.scopes import START, Scope, Scopes, UnscopedError

_Tag: TypeAlias = tuple[str, str, dict[str, str], Scope, bool]
"""Of a tag: name, namespace, attributes, scope inside, and whether it is closed at once."""

_NAME = re.compile(rb"[^\s/>\"'=&]++")
_SAID = re.compile(rb"""\s++([^\s=<>"'/&]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_WORD = re.compile(rb"\s++([^\s=<>\"'/&]++)\s*+=\s*+")
_REST = re.compile(rb"\s*+(/?)")
_REFERENCE = re.compile("&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-z]+));")
_BLANK = re.compile("\r\n|[\r\n\t]")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "apos": "'", "quot": '"'}
_ENDS = {ord("!"): b"-->", ord("?"): b"?>"}
"""First byte of what is no element -> what ends it."""
_WORDS = 2_048
"""Names of elements and attributes that are known as they are written: formats have few."""
_LONG = 1_024
_CLOSING, _DECLARING = ord("/"), ord("!")


class _UnsureError(Exception):
    """Something is not plain: whoever reads with care knows what it is."""


class _OtherwiseError(Exception):
    """A tag is quoted otherwise, so that values of it stand where names are expected."""


def read(utf8: bytes, limits: Limits) -> Node | None:
    """The outermost element; None where a careful look is needed."""
    if len(utf8) > limits.text:  # texts would have to be measured
        return None
    try:
        root = _Reader(utf8, limits).read()
    except (_UnsureError, UnscopedError, LookupError, ValueError, OverflowError):
        return None
    return root if _well_formed(utf8) else None


def _well_formed(utf8: bytes) -> bool:
    """Whether it is XML, and its tags fit, too: nothing in it is declared, fetched or unfolded."""
    try:
        expat.ParserCreate("utf-8").Parse(utf8, True)  # noqa: FBT003 - taken by position only
    except expat.ExpatError:
        return False
    return True


class _Reader:
    """Builds the elements of one document."""

    def __init__(self, utf8: bytes, limits: Limits) -> None:
        self._utf8, self._limits = utf8, limits
        self._scopes = Scopes(limits)
        self._tags: dict[int, dict[bytes, _Tag]] = {}
        self._texts: dict[bytes, str] = {}
        self._same = dict[str, str]().setdefault

    def read(self) -> Node:
        """The outermost element. What is wrong in the tags expat will tell."""
        pieces = iter(self._utf8.split(b"<"))
        outside = Node("", "", NOTHING, START, 0, 0, [])
        above, stack, depth = outside, [outside], self._limits.depth
        scope, known, texts = START, self._known(START), self._texts
        content, at = outside.content, len(next(pieces))
        for piece in pieces:
            tag, _, text = piece.partition(b">")
            first = piece[0]
            if first == _CLOSING:
                above.size = at + len(tag) + 2 - above.start
                # A list that has grown holds room to grow further.
                above.content = content[:] if content else EMPTY
                stack.pop()
                above = stack[-1]
                content = above.content
                if above.scope is not scope:
                    scope, known = above.scope, self._known(above.scope)
            elif first in _ENDS:
                at += self._passed(piece, pieces, content)
                continue
            elif len(stack) > depth:
                raise _UnsureError
            else:
                name, space, said, inside, empty = known.get(tag) or self._tag(tag, scope, known)
                if empty:
                    content.append(Node(name, space, said, inside, at, len(tag) + 2, EMPTY))
                else:
                    above = Node(name, space, said, inside, at, 0, [])
                    content.append(above)
                    content = above.content
                    stack.append(above)
                    if inside is not scope:
                        scope, known = inside, self._known(inside)
            if text:
                content.append(texts.get(text) or self._text(text))
            at += len(piece) + 1
        whole = [one for one in outside.content if one.__class__ is Node]
        if len(stack) != 1 or len(whole) != 1:
            raise _UnsureError
        return whole[0]

    def _passed(self, piece: bytes, pieces: Iterator[bytes], content: list[Node | str]) -> int:
        """How many bytes a comment or an instruction has, with the text that follows on it."""
        size, end = 0, _end(piece)
        _, found, text = piece.partition(end)
        while not found:
            size += len(piece) + 1
            piece = next(pieces, None) or _unsure()
            _, found, text = piece.partition(end)
        if text:
            self._go_on(content, text)
        return size + len(piece) + 1

    def _known(self, scope: Scope) -> dict[bytes, _Tag]:
        """The tags met in a scope so far, as they are written."""
        return self._tags.setdefault(id(scope), {})

    def _tag(self, tag: bytes, scope: Scope, known: dict[bytes, _Tag]) -> _Tag:
        """One that is met for the first time in its scope."""
        name, said, closed = self._cut(tag) or self._matched(tag)
        if len(said) > self._limits.attributes:
            raise _UnsureError
        names, inside = "".join(said), scope
        if ":" in names or "xmlns" in names:
            said, inside = self._scopes.read(said, scope, names)
        prefix, _, local = name.rpartition(":")
        space = self._scopes.space(prefix, inside) if prefix else inside[""]
        made = self._same(local, local), space, said if names else NOTHING, inside, closed
        known[tag] = made
        return made

    def _cut(self, tag: bytes) -> tuple[str, dict[str, str], bool] | None:
        """(name, attributes, is it closed), cut at its quotes; None where that is no way."""
        if len(tag) > _LONG:  # what stands between its values would be remembered
            return None
        after, *parts = tag.split(b'"')
        if len(parts) % 2:
            return None
        said, same = dict[str, str](), self._same
        try:
            name, key = _head(after)
            for value, after in zip(parts[::2], parts[1::2], strict=True):
                text = value.decode()
                if "&" in text or not text.isprintable():
                    text = _value(text)
                said[key] = same(text, text)
                key = _word(after)
        except _OtherwiseError:
            return None
        return (name, said, after[-1:] == b"/") if not key and "" not in said else None

    def _matched(self, tag: bytes) -> tuple[str, dict[str, str], bool]:
        """The same, whatever the quotes."""
        named = _NAME.match(tag)
        at = named.end() if named else 0
        said: dict[str, str] = {}
        while found := _SAID.match(tag, at):
            key, double, single = found.groups()
            said[key.decode()] = _value((single if double is None else double).decode())
            at = found.end()
        rest = _REST.fullmatch(tag, at)
        if named is None or rest is None:
            raise _UnsureError
        return named[0].decode(), said, bool(rest[1])

    def _text(self, said: bytes) -> str:
        text = said.decode()
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "&" in text:
            text = _REFERENCE.sub(_meant, text)
        if len(said) < SHORT:
            text = self._texts[said] = self._same(text, text)
        return text

    def _go_on(self, content: list[Node | str], said: bytes) -> None:
        """What follows on a comment belongs to the text before it."""
        if not said:
            return
        text = self._texts.get(said) or self._text(said)
        if content and content[-1].__class__ is not Node:
            content[-1] = f"{content[-1]}{text}"
        else:
            content.append(text)


def _end(tag: bytes) -> bytes:
    """What ends a comment or an instruction; anything else that is no element is not plain."""
    if tag[0] == _DECLARING and not tag.startswith(b"!--"):
        raise _UnsureError
    return _ENDS[tag[0]]


@lru_cache(_WORDS)
def _head(said: bytes) -> tuple[str, str]:
    """(name, first attribute) of what stands before the first quote; as `_word`."""
    found = _NAME.match(said)
    if found is None:
        raise _OtherwiseError
    return found[0].decode(), _word(said[found.end() :])


@lru_cache(_WORDS)
def _word(said: bytes) -> str:
    """The attribute between two values; empty at the end. What is raised is not remembered."""
    if found := _WORD.fullmatch(said):
        return found[1].decode()
    if _REST.fullmatch(said):
        return ""
    raise _OtherwiseError


def _value(text: str) -> str:
    """The value of an attribute, which has no line ends but those that are spelt out."""
    text = _BLANK.sub(" ", text)
    return _REFERENCE.sub(_meant, text) if "&" in text else text


def _unsure() -> bytes:
    raise _UnsureError


def _meant(reference: re.Match[str]) -> str:
    """The character that a reference stands for. Raises LookupError or ValueError for none."""
    hexadecimal, decimal, name = reference.groups()
    if name:
        return _NAMED[name]
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))
