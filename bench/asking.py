"""Asks a server over HTTP on a few connections that stay open, and counts its CPU time.

https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bench.core import premise
from bench.house import Server

CONNECTIONS = 32
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    method: str
    path: str
    body: bytes = b""

    def text(self) -> bytes:
        """As it goes over the line."""
        head = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        head += ["Accept: application/fhir+json"]
        if self.body:
            head += ["Content-Type: application/fhir+json", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*head, "", ""]).encode() + self.body


def asked(server: Server, asks: Sequence[Ask]) -> list[bytes]:
    """The body of each answer, in the order of the asks; each must be a 200 or 201."""
    return asyncio.run(_asked(server.port, asks))


def spent(server: Server, asks: Sequence[Ask]) -> float:
    """CPU seconds of the server for one of these."""
    before = server.cpu()
    asked(server, asks)
    return (server.cpu() - before) / len(asks)


async def _asked(port: int, asks: Sequence[Ask]) -> list[bytes]:
    waiting = iter(enumerate(asks))
    found: dict[int, bytes] = {}

    async def speak() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=50_000_000)
        for number, ask in waiting:
            writer.write(ask.text())
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            premise(holds=length is not None, text="every answer says how long it is")
            body = await reader.readexactly(int(length[1]) if length else 0)
            premise(
                holds=head[9:12] in {b"200", b"201"},
                text=f"{ask.method} {ask.path} is answered well: {head[9:12]!r} {body[:900]!r}",
            )
            found[number] = body
        writer.close()

    await asyncio.gather(*(speak() for _ in range(CONNECTIONS)))
    return [found[number] for number in range(len(asks))]
