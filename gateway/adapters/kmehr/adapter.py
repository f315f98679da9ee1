"""KMEHR as one source format among others: what the hallway asks of every format, answered here.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType

from gateway.adapters.kmehr import codes, truth
from gateway.adapters.kmehr.split import Cut, numbered, split
from gateway.adapters.single import Single
from gateway.model import Document, Issue, Node, Rejected, Sender, Splitter
from gateway.wording import told
from gateway.xml import place, read

SPACE = "http://www.ehealth.fgov.be/standards/kmehr/schema/v1"
ROOT = "kmehrmessage"
_SPACES = ("", SPACE)
"""Old systems name no namespace."""

_SEALED: Mapping[str, str] = MappingProxyType(
    {"EncryptedData": "kmehr-encrypted", "Base64EncryptedData": "kmehr-encrypted.base64"}
)
"""What stands in place of folders where a message is sealed -> how that is said."""
_HEADER: tuple[tuple[str, ...], ...] = (("header",), ("header", "id"), ("folder",))
_NUMBER = re.compile(
    rb"""<(?:[\w.-]+:)?id\b[^>]{0,200}\bS=["']ID-KMEHR["'][^>]{0,200}>([^<]{1,200})<"""
)
_NOT_A_DIGIT = re.compile(r"\D")

Schema = Callable[[bytes], Sequence[Issue]]
"""Holds a message to the standard's XML schema; gives what is wrong with it."""


class Kmehr(Single):
    """The adapter; see `gateway.model.Adapter` for what each verb promises."""

    name = "kmehr"
    media_types: tuple[str, ...] = ("application/kmehr+xml", "application/x-kmehr+xml")

    def __init__(self, schema: Schema | None = None) -> None:
        """`schema`: held to each message, where the operator asks for it."""
        self._schema = schema

    def split(self, body: bytes) -> Iterator[bytes]:
        """A message for each folder."""
        return split(body)

    def splitter(self, most: int, sender: Sender | None = None, file: str = "") -> Splitter:
        """What parts the folders of a message, none of which may have more than `most` bytes."""
        del sender, file
        return Cut(most)

    def parse(self, body: bytes, sender: Sender) -> Document:  # noqa: ARG002 - nothing varies by it
        """Read one message; raises Rejected with everything that keeps it from being read."""
        document = read(body)
        root = document.root
        faults = [*_faults(root, document.utf8)]
        if not faults and self._schema is not None:
            faults = [*self._schema(body)]
        if faults:
            raise Rejected(faults)
        truth.spell(root)
        codes.spell(root)
        header = _child(root, "header")
        return Document(
            kind=ROOT,
            control_id=numbered(body, _control(header)) or sha256(body).hexdigest(),
            sent_at=_sent(header),
            version="",
            processing="",
            tree=root,
        )

    def control_id(self, body: bytes) -> str:
        """The message's number, as far as a body that cannot be read shows it; else empty."""
        found = _NUMBER.search(body[:20_000])
        return numbered(body, found[1].decode(errors="replace").strip()) if found else ""


def _faults(root: Node, utf8: bytes) -> Iterator[Issue]:
    if root.name != ROOT or root.space not in _SPACES:
        yield _told("kmehr-root", root, utf8, SPACE)
        return
    for name, rule in _SEALED.items():
        if (sealed := _child(root, name)) is not None:
            yield _told(rule, sealed, utf8, name, code="not-supported")
            return
    for path in _HEADER:
        if _found(root, *path) is None:
            yield _told("kmehr-lacks", root, utf8, "/".join(path), code="required")
    yield from _folders(root, utf8)


def _folders(root: Node, utf8: bytes) -> Iterator[Issue]:
    for folder in root.children():
        if folder.name == "folder":
            for name in ("patient", "transaction"):
                if _child(folder, name) is None:
                    yield _told("kmehr-lacks", folder, utf8, f"folder/{name}", code="required")


def _told(rule: str, node: Node, utf8: bytes, *facts: str, code: str = "structure") -> Issue:
    line, column = place(utf8, node.start)
    return told(rule, *facts, source=f"{line}:{column}", code=code)


def _child(node: Node | None, name: str) -> Node | None:
    if node is None:
        return None
    return next((one for one in node.children() if one.name == name), None)


def _found(node: Node | None, *path: str) -> Node | None:
    for name in path:
        node = _child(node, name)
    return node


def _text(node: Node | None, *path: str) -> str:
    found = _found(node, *path)
    return found.text().strip() if found is not None else ""


def _control(header: Node | None) -> str:
    """The number that is unique in Belgium (ID-KMEHR), else the sender's own."""
    ids = [one for one in header.children() if one.name == "id"] if header is not None else []
    ids.sort(key=lambda one: one.attributes.get("S") != "ID-KMEHR")
    return next((text for one in ids if (text := one.text().strip())), "")


def _sent(header: Node | None) -> str:
    """Its date and time as other formats write them: `20260302081500`."""
    date, time = (_NOT_A_DIGIT.sub("", _text(header, name)[:size]) for name, size in _SENT)
    return date + time if len(date) == _DAY else ""


_SENT = (("date", 10), ("time", 8))
_DAY = 8

ADAPTER = Kmehr()
