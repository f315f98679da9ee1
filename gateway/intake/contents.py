"""The content of a document stands in a Binary of its own; the lines of one text are one content.

Bytes are never changed: other bytes are another Binary, so that a document that was replaced can
still be read as it was. What stands elsewhere is named by its address, and never fetched.
https://hl7.org/fhir/R4/binary.html · https://hl7.org/fhir/R4/datatypes.html#Attachment
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import structs

from gateway.identity.names import resource_id
from gateway.intake.pieces import glued, goes_on, in_one
from gateway.labels import labelled, labels
from gateway.model import Change, Issue, Mapped, Mode, Resource, Severity
from gateway.wording import told

_DOCUMENT = "DocumentReference"
Moved: TypeAlias = dict[tuple[str, str], tuple[str, str]]
"""As in `Mapped.moved`."""
_TEXT = "text/plain; charset=utf-8"
_PIECE = 262_144
"""Characters of base64 that are looked at together: whole groups of four."""
_LINE = frozenset({"contentType", "data", "title"})
"""What the attachment of a line of running text says."""


def apart(mapped: Mapped) -> Mapped:
    """The same changes, with what documents hold in Binaries behind them."""
    if not [one for one in mapped.changes if one.type == _DOCUMENT and "content" in one.body]:
        return mapped
    mapped = in_one(mapped)
    changes: list[Change] = []
    likes = dict(mapped.likes)
    moved: Moved = dict(mapped.moved)
    issues: list[Issue] = []
    for change in mapped.changes:
        if change.type == _DOCUMENT and "content" in change.body:
            changes += _apart(change, moved, issues)
            likes.pop((change.type, change.id), None)
        else:
            changes.append(change)
    _with_their_files(mapped.moved, moved)
    told_of = (*mapped.issues, *issues)
    return structs.replace(
        mapped, changes=tuple(changes), likes=likes, moved=moved, issues=told_of
    )


def _with_their_files(
    joined: Moved | Mapping[tuple[str, str], tuple[str, str]], moved: Moved
) -> None:
    """Where a file is that came in pieces, its pieces are: they were documents of their own."""
    data = f"{_DOCUMENT}.content[0].attachment.data"
    for (piece, place), (head, _) in joined.items():
        if not place and (head, data) in moved:
            moved[piece, data] = moved[head, data]


def _apart(document: Change, moved: Moved, issues: list[Issue]) -> list[Change]:
    """The document, and a Binary for each content in it; `moved` learns what went where.

    `issues` learn of what is otherwise than it says of itself.
    """
    made: list[Change] = []
    contents: list[Resource] = []
    name = f"{_DOCUMENT}/{document.id}"
    found = _lines(document.body["content"])
    for content, came in found:
        attachment = content.get("attachment", {})
        measured = _measured(attachment)
        place = f"{_DOCUMENT}.content[{len(contents)}]"
        before = [f"{_DOCUMENT}.content[{number}]" for number in came]
        moved.update({(name, old): (name, place) for old in before if old != place})
        if measured is None:
            contents.append(content)
            continue
        issues += _damaged(attachment, measured, f"{before[0]}.attachment", name)
        made.append(_binary(document, attachment))
        binary = f"Binary/{made[-1].id}", "Binary.data"
        moved.update({(name, f"{old}.attachment.data"): binary for old in before})
        contents.append({**content, "attachment": _named(attachment, made[-1], measured)})
    body, parts = {**document.body, "content": contents}, document.parts
    if origins := parts.get("content"):
        # Of which field each content is: a text is of the field that its first line is of.
        parts = {**parts, "content": tuple(origins[came[0]] for _, came in found)}
    return [structs.replace(document, body=body, parts=parts), *made]


def _lines(contents: Sequence[Resource]) -> list[tuple[Resource, list[int]]]:
    """Lines of plain text under one heading that follow one another are one content.

    Each with the numbers of those that it is made of. A line without words is an empty one, and
    beside other contents it is none.
    """
    found: list[tuple[Resource, list[int]]] = []
    files: dict[int, list[Resource]] = {}
    for number, content in enumerate(contents):
        held = files.get(len(found) - 1) or [one[0].get("attachment", {}) for one in found[-1:]]
        if found and _of_one_file(found[-1][0], held[-1], content):
            files[len(found) - 1] = [*held, content["attachment"]]
            found[-1][1].append(number)
        elif found and _goes_on(found[-1][0], content):
            last, came = found[-1]
            lines = [_bytes(one["attachment"]) or b"" for one in (last, content)]
            data = b64encode(b"\n".join(lines)).decode()
            joined = {**last, "attachment": {**last["attachment"], "data": data}}
            found[-1] = joined, [*came, number]
        elif len(contents) == 1 or not _wordless(content):
            found.append((content, [number]))
    for at, pieces in files.items():
        content, came = found[at]
        found[at] = {**content, "attachment": glued(pieces)}, came
    return found


def _of_one_file(first: Resource, last: Resource, content: Resource) -> bool:
    """Is it a part of the file that the first one begins (the last part so far), and no more?"""
    alike = all(first.get(key) == said for key, said in content.items() if key != "attachment")
    return alike and goes_on(first.get("attachment", {}), last, content.get("attachment", {}))


def _goes_on(last: Resource, content: Resource) -> bool:
    """True: a line of the text that the last one is of."""
    if not _plain(last):
        return False
    attachment: Resource = content.get("attachment", {})
    if {*attachment} == {"title"}:
        return bool(attachment["title"] == last["attachment"].get("title"))
    return _plain(content) and _heading(last) == _heading(content)


def _wordless(content: Resource) -> bool:
    """Is it a heading, and nothing below it?"""
    return {*content} == {"attachment"} and {*content["attachment"]} == {"title"}


def _plain(content: Resource) -> bool:
    attachment: Resource = content.get("attachment", {})
    return attachment.get("contentType") == _TEXT and {*attachment} <= _LINE


def _heading(content: Resource) -> Resource:
    """All that a content says beside its bytes."""
    attachment = {k: v for k, v in content.get("attachment", {}).items() if k != "data"}
    return {**content, "attachment": attachment}


def _binary(document: Change, attachment: Resource) -> Change:
    """Its bytes, known by what they are and whose document they are of."""
    kind = attachment.get("contentType", "application/octet-stream")
    data, digest = attachment["data"], hashlib.sha256()
    for at in range(0, len(data), _PIECE):
        digest.update(data[at : at + _PIECE].encode())
    id = resource_id("Binary", (document.id, kind, digest.hexdigest()))
    body: Resource = {
        "resourceType": "Binary",
        "contentType": kind,
        "securityContext": {"reference": f"{_DOCUMENT}/{document.id}"},
        "data": attachment["data"],
    }
    body = labelled(body, labels(document.body))
    return Change("Binary", id, Mode.DELTA, body, source=document.source)


def _bytes(attachment: Resource) -> bytes | None:
    """What it holds; None where it holds nothing, or nothing that can be read."""
    try:
        return b64decode(attachment["data"], validate=True) if "data" in attachment else None
    except ValueError:
        return None


def _measured(attachment: Resource) -> tuple[int, str] | None:
    """(how many bytes it holds, what they come to); None as `_bytes`.

    By pieces: a document may have fifty megabytes.
    """
    data = attachment.get("data")
    if "url" in attachment:  # the same stands elsewhere, too: there is one place for an address
        return None
    if data is None or data.find("=", 0, -2) >= 0:  # filling in the midst: it is no base64
        return None
    size, sha1 = 0, hashlib.sha1(usedforsecurity=False)
    try:
        for at in range(0, len(data), _PIECE):
            piece = b64decode(data[at : at + _PIECE], validate=True)
            size += len(piece)
            sha1.update(piece)
    except ValueError:
        return None
    return size, b64encode(sha1.digest()).decode()


def _damaged(
    attachment: Resource, measured: tuple[int, str], target: str, resource: str
) -> Iterator[Issue]:
    """What an attachment says of its bytes, and they are not: they may have been cut."""
    for key, found in zip(("size", "hash"), measured, strict=True):
        if attachment.get(key, found) != found:
            rule, at = f"attachment-{key}", f"{target}.{key}"
            issue = told(rule, target=at, code="value")
            yield structs.replace(issue, severity=Severity.WARNING, resource=resource)


def _named(attachment: Resource, binary: Change, measured: tuple[int, str]) -> Resource:
    """The attachment, with where its bytes are, how many, and what they come to."""
    left: dict[str, Any] = {key: said for key, said in attachment.items() if key != "data"}
    size, hash = measured
    return {**left, "url": f"Binary/{binary.id}", "size": size, "hash": hash}
