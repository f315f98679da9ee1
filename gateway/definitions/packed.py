"""One definition's facts in few bytes: each invariant said once, then compressed.

What a definition says of itself stands before what it says of its elements: most who ask want no
more than that. https://docs.python.org/3/library/zlib.html
"""

from __future__ import annotations

import zlib
from typing import Any

from gateway import fhirjson
from gateway.definitions.strip import Record

_SIZE = 4
_ELEMENTS = ("elements", "constraints")


def pack(record: Any, level: int = 9) -> bytes:
    """The bytes of a record (or of a list of them)."""
    if "elements" not in record:
        return bytes(_SIZE) + _small(record, level)
    folded = _fold(record)
    body = {key: folded.pop(key) for key in _ELEMENTS}
    first = _small(folded, level)
    return len(first).to_bytes(_SIZE, "big") + first + _small(body, level)


def unpack(packed: bytes | memoryview) -> Any:
    """What `pack` was given."""
    size = int.from_bytes(packed[:_SIZE], "big")
    body = _large(packed[_SIZE + size :])
    return {**_large(packed[_SIZE : _SIZE + size]), **_unfold(body)} if size else body


def head(packed: bytes | memoryview) -> Record | None:
    """What a type or profile with a snapshot says of itself; None of other records."""
    size = int.from_bytes(packed[:_SIZE], "big")
    if not size:
        return None
    record: Record = _large(packed[_SIZE : _SIZE + size])
    return record


def _small(value: Any, level: int) -> bytes:
    return zlib.compress(fhirjson.encode(value), level)


def _large(packed: bytes | memoryview) -> Any:
    return fhirjson.decode(zlib.decompress(packed))


def _fold(record: Record) -> Record:
    """Each invariant once per record: its elements only number them."""
    seen: dict[bytes, int] = {}
    said: list[Any] = []
    folded: list[Record] = []
    for facts in record["elements"]:
        numbers: list[int] = []
        for one in facts.get("constraint", ()):
            numbers.append(seen.setdefault(fhirjson.encode(one), len(said)))
            said += [one] if numbers[-1] == len(said) else []
        folded.append({**facts, "constraint": numbers} if numbers else facts)
    return {**record, "elements": folded, "constraints": said}


def _unfold(body: Record) -> Record:
    said = body.pop("constraints")
    for facts in body["elements"]:
        if "constraint" in facts:
            facts["constraint"] = [said[number] for number in facts["constraint"]]
    return body
