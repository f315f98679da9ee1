"""The door for HL7 v2 over TCP: frames in, acknowledgements out, in the same order (MLLP).

It knows nothing of what is inside a frame. Memory per connection is bounded, a slow or silent peer
is let go, and nothing is answered that was not handled.
https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF
"""

from __future__ import annotations

import asyncio
import ssl

from gateway.mllp.connection import Connection
from gateway.mllp.door import Answer, Door, Handle, Limits, Line, Note, Refuse, Welcome, ignore
from gateway.model import Issue

__all__ = [
    "Answer",
    "Door",
    "Handle",
    "Limits",
    "Line",
    "Note",
    "Refuse",
    "Welcome",
    "serve",
    "serve_tls",
]


async def serve(  # noqa: PLR0913 - a door is its address, its limits and its two answers
    handle: Handle,
    host: str = "127.0.0.1",
    port: int = 0,
    limits: Limits | None = None,
    *,
    refuse: Refuse,
    note: Note = ignore,
) -> Door:
    """Open the door; port 0 is any free one. Raises OSError where the address cannot be had."""
    door = Door(handle, refuse, limits or Limits(), note)
    return await _opened(door, host, port, None)


async def serve_tls(  # noqa: PLR0913 - the same, behind a certificate
    welcome: Welcome,
    tls: ssl.SSLContext,
    host: str = "127.0.0.1",
    port: int = 0,
    limits: Limits | None = None,
    *,
    note: Note = ignore,
) -> Door:
    """The same behind TLS: the names in the peer's certificate say who it is."""
    door = Door(_unheard, _unheard_head, limits or Limits(), note, welcome)
    return await _opened(door, host, port, tls)


async def _opened(door: Door, host: str, port: int, tls: ssl.SSLContext | None) -> Door:
    loop = asyncio.get_running_loop()
    timeout = door.limits.handshake if tls else None
    door.server = await loop.create_server(
        lambda: Connection(door, loop),
        host,
        port,
        ssl=tls,
        ssl_handshake_timeout=timeout,
        backlog=door.limits.connections,
    )
    return door


async def _unheard(_: bytes) -> Answer:
    raise ValueError("nobody is heard before it is known who it is")


def _unheard_head(_head: bytes, _issue: Issue) -> Answer:
    raise ValueError("nobody is heard before it is known who it is")
