"""What a caller sends, piece by piece; packed with gzip it is unpacked, up to a limit.

https://www.rfc-editor.org/rfc/rfc9110#name-content-encoding
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request

_PLAIN = frozenset({"", "identity"})
_PACKED = frozenset({"gzip", "x-gzip"})
_GZIP = zlib.MAX_WBITS + 16
_PIECE = 1 << 16
"""Bytes that are unpacked at a time."""


async def pieces(
    request: Request, limit: int, refused: Callable[[str], Exception]
) -> AsyncIterator[bytes]:
    """The body as it comes, unpacked where it came packed.

    Raises what `refused` makes of a word: `encoding`, packed in a way that is not read here;
    `gzip`, what came is not one whole gzip; `limit`, more than that many bytes unfold.
    """
    said = request.headers.get("content-encoding", "").strip().lower()
    if said in _PLAIN:
        async for chunk in request.stream():
            yield chunk
        return
    if said not in _PACKED:
        raise refused("encoding")
    unfolding, size = zlib.decompressobj(_GZIP), 0
    async for chunk in request.stream():
        rest = chunk
        while rest:
            try:
                piece = unfolding.decompress(rest, _PIECE)
            except zlib.error:
                raise refused("gzip") from None
            rest = unfolding.unconsumed_tail
            size += len(piece)
            if size > limit:
                raise refused("limit")
            yield piece
    if not unfolding.eof or unfolding.unused_data:
        raise refused("gzip")
