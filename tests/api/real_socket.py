"""The HTTP door on a real socket, for what is seen only there: lines, pieces, hurry.

https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import uvicorn

from gateway.api.app import build
from gateway.api.desk import Desk
from gateway.bootstrap.http_peers import HttpPeer


async def served(
    desk: Desk, story: Callable[[int], Awaitable[None]], peer: type[HttpPeer] = HttpPeer
) -> None:
    """Open the door, play with its port, and close it."""
    config = uvicorn.Config(build(desk), port=0, http=peer, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    running = asyncio.ensure_future(server.serve())
    async with asyncio.timeout(10):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no bell for it
            await asyncio.sleep(0.01)
    try:
        await story(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await running
