"""Many messages that come in one body, file or frame: each taken in on its own, in their order.

No more than one of them is held. What is wrong with the batch is told where it is found, and stops
none of the others. https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol)
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeAlias, TypeVar

from gateway.model import Inbound, Issue, Piece, Receipt, Splitter, Unavailable
from gateway.wording import told

Kept: TypeAlias = tuple[Inbound, Receipt]
T = TypeVar("T")


async def batch(
    pieces: AsyncIterable[Piece],
    inbound: Callable[[bytes], Inbound],
    take: Callable[[Inbound], Awaitable[Receipt]],
) -> AsyncIterator[Kept | Issue]:
    """Each message with its receipt, and each issue of the batch.

    Where the store can keep no more, `store-unavailable` is the last that is told: what comes
    after it was not taken. Raises Unavailable where nothing at all was.
    """
    count = 0
    async for piece in pieces:
        if isinstance(piece, Issue):
            yield piece
            continue
        message = inbound(piece)
        try:
            receipt = await take(message)
        except Unavailable:
            if not count:
                raise
            yield told("store-unavailable.batch", count, code="transient")
            return
        count += 1
        yield message, receipt


async def pieces(cut: Splitter, chunks: AsyncIterable[bytes]) -> AsyncIterator[Piece]:
    """What a splitter finds in the chunks, as it finds it."""
    async for chunk in chunks:
        for piece in cut.feed(chunk):
            yield piece
    for piece in cut.end():
        yield piece


async def each(items: Iterable[T]) -> AsyncIterator[T]:
    """Items that are here already, for whoever waits for each."""
    for item in items:
        yield item
