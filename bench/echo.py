"""Acknowledges every MLLP frame and does nothing else: the most that any gateway could answer.

https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF
"""

from __future__ import annotations

import asyncio
from typing import cast

import uvloop


class Echo(asyncio.Protocol):
    """One peer, one frame at a time."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        self.transport = cast("asyncio.Transport", transport)
        self.chunks: list[bytes] = []

    def data_received(self, data: bytes) -> None:
        """Answer where the frame ends."""
        self.chunks.append(data)
        if data.endswith(b"\x1c\r"):
            control = b"".join(self.chunks).split(b"|", 10)[9]
            self.chunks.clear()
            self.transport.write(
                b"\x0bMSH|^~\\&|||||||ACK||P|2.5\rMSA|AA|" + control + b"\r\x1c\r"
            )


async def main() -> None:
    """Open a free port, say which, and answer until ended."""
    server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


uvloop.run(main())
