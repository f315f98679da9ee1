"""A file that came in several pieces is one file: each OBX, or repetition of OBX-5, held a part.

What does not begin as its kind of file does, right behind what does under the same heading, is no
file of its own: its bytes stand behind those before them, unchanged.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.4.2) · https://hl7.org/fhir/R4/datatypes.html#Attachment
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from msgspec import structs

from gateway.model import Change, Mapped, Resource

_DOCUMENT = "DocumentReference"
_EOF = b"%%EOF"
_FORMS: Mapping[str, tuple[bytes, int, bytes, int]] = MappingProxyType(
    {
        "application/pdf": (b"%PDF-", 1024, _EOF, 1024),
        "image/jpeg": (b"\xff\xd8\xff", 0, b"\xff\xd9", 64),
        "image/png": (b"\x89PNG", 0, b"IEND", 16),
        "text/rtf": (b"{\\rtf", 0, b"}", 8),
        "application/rtf": (b"{\\rtf", 0, b"}", 8),
        "application/zip": (b"PK\x03\x04", 0, b"PK\x05\x06", 65_557),
    }
)
"""How a file of that kind begins and ends, and how far from its first and last byte."""
_UPDATE = re.compile(rb"\s*(\d+\s+\d+\s+obj\b|xref\b)")
"""What stands behind an end of a PDF where more of it follows: each change of it ends so again.

ISO 32000-1, 7.5.6 (incremental updates), annex F (a file whose first page is in front).
"""
_PART = "OBX-4"
"""In the system of the number by which a sender counts what stands under one heading."""


def goes_on(first: Resource, last: Resource, piece: Resource) -> bool:
    """Is an attachment a further part of the file that `first` begins and `last` leaves open?"""
    kind = str(first.get("contentType"))
    if kind not in _FORMS or kind != piece.get("contentType", kind):
        return False
    mark, within, end, before = _FORMS[kind]
    if piece.get("title", first.get("title")) != first.get("title"):
        return False
    head, tail, bytes_ = _bytes(first), _bytes(last), _bytes(piece)
    if head is None or tail is None or bytes_ is None:
        return False
    reach = within + len(mark)
    begun = mark in head[:reach] and mark not in bytes_[:reach]
    _, ended, behind = tail[-before - len(end) :].rpartition(end)
    return begun and not (ended and (end != _EOF or not _UPDATE.match(behind + bytes_[:64])))


def glued(attachments: Sequence[Resource]) -> Resource:
    """The first of them, with the bytes of all, each of which `goes_on` has read."""
    held = [_bytes(one) or b"" for one in attachments]
    return {**attachments[0], "data": b64encode(b"".join(held)).decode()}


def in_one(mapped: Mapped) -> Mapped:
    """The same changes, each file that came as several documents in the first of them."""
    papers = [at for at, one in enumerate(mapped.changes) if _file(one) is not None]
    heads: dict[int, int] = {}
    for before, at in pairwise(papers):
        head = heads.get(before, before)
        if _one_file(mapped.changes[head], mapped.changes[before], mapped.changes[at]):
            heads[at] = head
    if not heads:
        return mapped
    whole = {head: _whole(mapped.changes, head, heads) for head in {*heads.values()}}
    kept = [whole.get(at, one) for at, one in enumerate(mapped.changes) if at not in heads]
    gone = {mapped.changes[at].id for at in {*heads, *whole}}
    moved = {
        (f"{_DOCUMENT}/{mapped.changes[at].id}", ""): (
            f"{_DOCUMENT}/{mapped.changes[head].id}",
            "",
        )
        for at, head in heads.items()
    }
    likes = {key: like for key, like in mapped.likes.items() if key[1] not in gone}
    return structs.replace(
        mapped, changes=tuple(kept), likes=likes, moved={**mapped.moved, **moved}
    )


def _whole(changes: Sequence[Change], head: int, heads: Mapping[int, int]) -> Change:
    """The document that a file begins, with the file."""
    first = changes[head]
    came = [head, *[at for at, before in heads.items() if before == head]]
    files = [file for at in came if (file := _file(changes[at])) is not None]
    (content,) = first.body["content"]
    said = {**content, "attachment": glued(files)}
    return structs.replace(first, body={**first.body, "content": [said]})


def _file(change: Change) -> Resource | None:
    """The only file of a document; None of anything else."""
    contents: list[Resource] = change.body.get("content", []) if change.type == _DOCUMENT else []
    attachment: Resource = contents[0].get("attachment", {}) if len(contents) == 1 else {}
    return attachment if "data" in attachment else None


def _one_file(head: Change, before: Change, piece: Change) -> bool:
    """Is what a document holds a part of what the head begins, and says it no more?"""
    first, last, further = _file(head), _file(before), _file(piece)
    if first is None or last is None or further is None or head.mode != piece.mode:
        return False
    return _heading(head.body) == _heading(piece.body) and goes_on(first, last, further)


def _heading(body: Resource) -> Resource:
    """All that a document says beside its file, and beside which part of it this is."""
    numbers = [one for one in body.get("identifier", ()) if _PART not in one.get("system", "")]
    return {**body, "identifier": numbers, "content": None}


def _bytes(attachment: Resource) -> bytes | None:
    """What it holds; None where it holds nothing, or nothing that can be read."""
    try:
        return b64decode(attachment["data"], validate=True) if "data" in attachment else None
    except ValueError:
        return None
