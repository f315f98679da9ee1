"""One definition's facts in few bytes: each invariant said once, then compressed.

https://docs.python.org/3/library/zlib.html
"""

from __future__ import annotations

import zlib
from typing import Any

from gateway import fhirjson
from gateway.definitions.strip import Record


def pack(record: Any, level: int = 9) -> bytes:
    """The bytes of a record (or of a list of them)."""
    return zlib.compress(fhirjson.encode(_fold(record)), level)


def unpack(packed: bytes | memoryview) -> Any:
    """What `pack` was given."""
    return _unfold(fhirjson.decode(zlib.decompress(packed)))


def _fold(record: Any) -> Any:
    """Each invariant once per record: its elements only number them."""
    if "elements" not in record:
        return record
    seen: dict[tuple[str, ...], int] = {}
    folded: list[Record] = []
    for facts in record["elements"]:
        numbers = [seen.setdefault(tuple(one), len(seen)) for one in facts.get("constraint", ())]
        folded.append({**facts, "constraint": numbers} if numbers else facts)
    return {**record, "elements": folded, "constraints": [list(one) for one in seen]}


def _unfold(record: Any) -> Any:
    if "constraints" in record:
        said = record.pop("constraints")
        for facts in record["elements"]:
            if "constraint" in facts:
                facts["constraint"] = [said[number] for number in facts["constraint"]]
    return record
