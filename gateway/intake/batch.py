"""Many messages that come in one body, file or frame: each taken in on its own, in their order.

No more than a few of them are held. What is wrong with the batch is told where it is found, and
stops none of the others.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol)
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from typing import TypeAlias, TypeVar

from gateway.model import Inbound, Issue, Piece, Receipt, Splitter, Unavailable
from gateway.wording import told

AHEAD = 16
"""Messages of one batch that are under way at once."""

Kept: TypeAlias = tuple[Inbound, Receipt]
T = TypeVar("T")


async def batch(
    pieces: AsyncIterable[T | Issue],
    inbound: Callable[[T], Inbound],
    take: Callable[[Inbound], Awaitable[Receipt]],
) -> AsyncIterator[Kept | Issue]:
    """Each message with its receipt, and each issue of the batch, in their order.

    A few messages are under way at once; lanes keep those about one patient in their order. Where
    the store can keep no more, `store-unavailable` is the last that is told: nothing that came
    after it is read. Raises Unavailable where nothing at all was kept.
    """
    line: deque[Issue | asyncio.Task[Kept]] = deque()
    count = 0
    try:
        async for piece in pieces:
            if isinstance(piece, Issue):
                line.append(piece)
            else:
                line.append(asyncio.ensure_future(_kept(inbound(piece), take)))
            while len(line) > AHEAD:
                found = await _next(line)
                count += not isinstance(found, Issue)
                yield found
        while line:
            found = await _next(line)
            count += not isinstance(found, Issue)
            yield found
    except Unavailable:
        if not count:
            raise
        yield told("store-unavailable.batch", count, code="transient")
    finally:
        await _abandon(line)


async def _kept(message: Inbound, take: Callable[[Inbound], Awaitable[Receipt]]) -> Kept:
    return message, await take(message)


async def _next(line: deque[Issue | asyncio.Task[Kept]]) -> Kept | Issue:
    first = line.popleft()
    return first if isinstance(first, Issue) else await first


async def _abandon(line: Iterable[Issue | asyncio.Task[Kept]]) -> None:
    """What is under way is let come to its end; nobody is told of it."""
    rest = [one for one in line if not isinstance(one, Issue)]
    await asyncio.gather(*rest, return_exceptions=True)


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
