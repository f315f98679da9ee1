"""One file in an archive, and how much is unpacked before an archive is refused.

https://cwe.mitre.org/data/definitions/409.html · https://cwe.mitre.org/data/definitions/22.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gateway.model import Issue, Rejected
from gateway.wording import told

_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_TAR, _TAR_AT = b"ustar", 257
_OTHERS = (b"PK\x05\x06", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
"""An empty zip, and archives that are not read here."""
_DRIVE = re.compile(r"[A-Za-z]:")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_OPEN_XML = b"[Content_Types].xml"
_HEAD = 4_096
"""Bytes in which a file of an office program shows that it is one."""
_NAME_AT = 30
"""Where the name of its first file stands in a zip."""
_ASIDE = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may have, unpacked."""

    entry: int = 16_000_000
    """Bytes of one file."""
    total: int = 320_000_000
    """Bytes of all files."""
    entries: int = 10_000
    ratio: int = 200
    """How many times its packed size a file of more than `free` bytes may have."""
    free: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive."""

    number: int
    """From 1, in the order of the archive."""
    name: str
    """Its path, with `/`."""
    body: bytes

    @property
    def aside(self) -> bool:
        """Is it something that programs put beside the files that are meant?"""
        parts = [part for part in self.name.split("/") if part != "."]
        return any(part.startswith(".") or part in _ASIDE for part in parts)

    @property
    def office(self) -> bool:
        """Does it show that the archive is a file of an office program?"""
        opened = self.name == "mimetype" and self.body.startswith(_OPEN_DOCUMENT)
        return opened or self.name == _OPEN_XML.decode()


def packed(head: bytes) -> bool:
    """Do these first bytes (262 at least) begin an archive?"""
    signs = (_ZIP, _GZIP, *_OTHERS)
    return head.startswith(signs) or is_tar(head)


def is_tar(head: bytes) -> bool:
    """Does a tar archive begin so?"""
    return head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR


def astray(name: str) -> bool:
    """Does a name lead out of the archive, on any system, or hide where it leads?"""
    path = name.replace("\\", "/")
    outside = path.startswith("/") or _DRIVE.match(path) or ".." in path.split("/")
    return bool(outside) or "\0" in name or not name.strip("/. ")


def folded(name: str) -> str:
    """What makes two names one, on systems that do not tell capitals apart."""
    return "/".join(part for part in name.casefold().split("/") if part not in ("", "."))


def flat(body: bytes, number: int) -> bytes:
    """The file of an entry, where it is no archive itself; raises Rejected."""
    if not packed(body):
        return body
    office = _OPEN_XML in body[:_HEAD] or body.startswith(b"mimetype", _NAME_AT)
    rule = "archive-office" if office else "archive-nested"
    raise Rejected([fault(rule, number, code="not-supported")])


def fault(rule: str, number: int, *facts: object, code: str = "structure") -> Issue:
    """What is wrong with one entry."""
    return told(rule, *facts, source=f"entry[{number}]", code=code)


def refusal(rule: str, *facts: object, code: str = "structure") -> Rejected:
    """What is wrong with the whole archive."""
    return Rejected([told(rule, *facts, code=code)])
