"""JSON Patch: add, remove, replace, move, copy and test, at JSON pointers.

https://www.rfc-editor.org/rfc/rfc6902 · https://hl7.org/fhir/R4/http.html#patch
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import jsonpatch
import jsonpointer

from gateway.fhirjson import MAX_DEPTH
from gateway.model import Issue, Rejected
from gateway.patching.trees import alike, copied, deep, size
from gateway.wording import told

MOST = 1_000
"""Operations in one patch."""
_COPIED = 200_000
"""Values that the `copy` operations of a patch may make, in all."""
_PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "add": ("path", "value"),
        "remove": ("path",),
        "replace": ("path", "value"),
        "move": ("from", "path"),
        "copy": ("from", "path"),
        "test": ("path", "value"),
    }
)
"""Operation -> what it must say."""
_UNPLACED = (
    jsonpatch.JsonPatchConflict, jsonpatch.InvalidJsonPatch, jsonpointer.JsonPointerException,
    TypeError, KeyError,
)  # fmt: skip
"""What the library raises of a patch whose form is right."""


def applied(document: Any, operations: Any) -> Any:
    """The document, changed in place (or another one, where the patch replaces all of it).

    Raises Rejected with every fault of the patch, or with the first operation that cannot be done.
    """
    faults = list(_faults(operations))
    if faults:
        raise Rejected(faults)
    left = _COPIED
    for at, said in enumerate(operations):
        try:
            document, left = _done(document, copied(said), left)
        except jsonpatch.JsonPatchTestFailed:
            raise Rejected([told("patch-test", source=f"/{at}", code="conflict")]) from None
        except _UNPLACED:
            raise Rejected([told("patch-place", source=f"/{at}", code="not-found")]) from None
    return document


def _done(document: Any, said: dict[str, Any], left: int) -> tuple[Any, int]:
    """The document after one operation, and how many values may still be copied."""
    if said["op"] == "test":
        if not alike(_found(document, said["path"]), said["value"]):
            raise jsonpatch.JsonPatchTestFailed
        return document, left
    if said["op"] == "copy":
        value = _found(document, said["from"])
        left -= size(value, left)
        if left < 0:
            raise Rejected([told("patch-size.copied", _COPIED, code="too-costly")])
        said = {"op": "add", "path": said["path"], "value": copied(value)}
    if deep(said.get("value")):
        raise Rejected([told("patch-size.depth", code="too-costly")])
    return jsonpatch.JsonPatch([said]).apply(document, in_place=True), left


def _found(document: Any, pointer: str) -> Any:
    return jsonpointer.JsonPointer(pointer).resolve(document)


def _faults(operations: Any) -> Iterator[Issue]:
    """All that is wrong with the form of the patch."""
    if not isinstance(operations, list):
        yield told("patch-shape", code="structure")
        return
    if len(operations) > MOST:
        yield told("patch-size", MOST, code="too-costly")
        return
    for at, said in enumerate(operations):
        yield from _wrong(said, f"/{at}")


def _wrong(said: Any, at: str) -> Iterator[Issue]:
    if not isinstance(said, dict):
        yield told("patch-shape.operation", source=at, code="structure")
        return
    op = said.get("op")
    if not isinstance(op, str) or op not in _PARTS:
        yield told("patch-shape.type", ", ".join(_PARTS), source=f"{at}/op", code="value")
        return
    for part in _PARTS[op]:
        if part not in said:
            yield told("patch-shape.lacks", op, part, source=at, code="required")
        elif part != "value" and not _pointer(said[part]):
            yield told("patch-shape.pointer", source=f"{at}/{part}", code="value")


def _pointer(text: Any) -> bool:
    """Is it a JSON pointer, and no longer than any resource is deep?"""
    if not isinstance(text, str) or text.count("/") > MAX_DEPTH:
        return False
    try:
        jsonpointer.JsonPointer(text)
    except jsonpointer.JsonPointerException:
        return False
    return True
