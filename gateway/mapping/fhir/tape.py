"""The account of a message as it is kept: only what is otherwise than whole is written down.

Whatever is not told of went to the same place in the resource that it stood in. So the account is
read years later with the message alone, whatever the rows say by then.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gateway.mapping.fhir.account import Leaf
from gateway.model import Fate, Resource, Trace

Part = tuple[str, str, Sequence[Leaf]]
"""(`Type/id` or nothing, where it stood: `Bundle.entry[3].resource`, its leaves)"""

_VALUE = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"(\s*+:)?|[^\s\[\]{},:"]++', re.DOTALL)
"""A string, and the colon behind it if it is a key; or a number, `true`, `null`."""
_NUMBER = 4
"""Bytes of a number of a tape."""


def pack(parts: Iterable[Part]) -> bytes:
    """The account, as a tape."""
    said = [
        [name, place, [list(leaf) for leaf in leaves if leaf != _whole(leaf.source, name, place)]]
        for name, place, leaves in parts
    ]
    packed = zlib.compress(json.dumps(said, separators=(",", ":")).encode(), 6)
    head = len(packed).to_bytes(_NUMBER, "little")
    return head + packed + b"\0" * (-len(packed) % _NUMBER)


def traces(said: Resource, tape: bytes, spans: Iterable[tuple[int, int]] = ()) -> Iterator[Trace]:
    """A Trace for each leaf of the message, in its order, as the tape tells it.

    `spans`: the bytes of each leaf, where they are known.
    """
    parts = _unpacked(tape)
    told = {leaf[0]: (name, leaf) for name, _, leaves in parts for leaf in leaves}
    places = {place: name for name, place, _ in parts if place}
    root = str(said.get("resourceType", ""))
    known = iter(spans)
    for source, name, place in _leaves(said, root, places):
        owner, leaf = told.get(source) or (name, _whole(source, name, place))
        yield _trace(owner, Leaf(*leaf), next(known, (0, 0)))


def spans_of(text: bytes, mark: int) -> Iterator[tuple[int, int]]:
    """Bytes [start, end) of each value of a JSON text, in its order; `mark` bytes stand before."""
    for token in _VALUE.finditer(text):
        if token[1] is None and token[0] != b"null":
            quoted = token[0][:1] == b'"'
            yield token.start() + mark + quoted, token.end() + mark - quoted


def _unpacked(tape: bytes) -> Sequence[Any]:
    size = int.from_bytes(tape[:_NUMBER], "little")
    if not size:
        return ()
    found: Sequence[Any] = json.loads(zlib.decompress(tape[_NUMBER : _NUMBER + size]))
    return found


def _whole(source: str, name: str, place: str) -> Leaf:
    """What became of a leaf of which nothing else is told."""
    if source.endswith(".resourceType"):
        return Leaf(source, "", Fate.IGNORED, "position")
    if not place:
        return Leaf(source, "", Fate.IGNORED, "transport")
    return Leaf(source, name.partition("/")[0] + source[len(place) :])


def _trace(name: str, leaf: Leaf, span: tuple[int, int]) -> Trace:
    resource = name if leaf.target else ""
    fate = Fate(leaf.fate)
    return Trace(leaf.source, fate, leaf.target, resource, leaf.row, leaf.reason, span)


def _leaves(
    said: Resource, root: str, places: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """(place, `Type/id` of the resource that it stands in, where that begins) of each leaf."""
    stack: list[tuple[str, Any, str, str]] = [(root, said, "", "")]
    while stack:
        source, value, name, place = stack.pop()
        if source in places:
            name, place = places[source], source
        if isinstance(value, dict):
            inner = [(f"{source}.{key}", one, name, place) for key, one in value.items()]
            stack += reversed(inner)
        elif isinstance(value, list):
            inner = [(f"{source}[{n}]", one, name, place) for n, one in enumerate(value)]
            stack += reversed(inner)
        elif value is not None:
            yield source, name, place
