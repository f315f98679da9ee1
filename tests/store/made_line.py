"""A line to a server that can be cut at any piece of what is said over it.

https://www.postgresql.org/docs/current/protocol-flow.html
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

Cut = Literal["before", "after"]
"""Before a piece reaches the server; or after it did, so that the answer is lost."""


@dataclass(slots=True)
class Line:
    """A listener on loopback in front of a server's socket."""

    address: str
    listener: socket.socket
    left: int = -1
    """Pieces that still go through; -1: all."""
    how: Cut = "before"
    cuts: int = 0
    pairs: list[tuple[socket.socket, socket.socket]] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.listener.getsockname()[1])

    def cut_at(self, piece: int, how: Cut) -> None:
        """Cut all that goes over the line at that piece from now on, once."""
        with self.guard:
            self.left, self.how = piece, how

    def accept(self) -> None:
        """Serve whoever calls, until the listener is closed."""
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.address)
                self.pairs.append((near, far))
                for work in (self._asked, self._answered):
                    threading.Thread(target=work, args=(near, far), daemon=True).start()

    def _asked(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := near.recv(1 << 20):
                cut = self._reached()
                if cut == "before":
                    break
                if cut == "after":
                    # The server hears it, and nobody hears the server.
                    near.shutdown(socket.SHUT_RDWR)
                    far.sendall(piece)
                    break
                far.sendall(piece)
            if cut == "after":
                time.sleep(0.05)
        _close(near, far)

    def _answered(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := far.recv(1 << 20):
                near.sendall(piece)
        with contextlib.suppress(OSError):
            near.shutdown(socket.SHUT_RDWR)

    def _reached(self) -> str:
        with self.guard:
            if self.left < 0:
                return ""
            self.left -= 1
            if self.left >= 0:
                return ""
            self.cuts += 1
            return self.how


def _close(*ends: socket.socket) -> None:
    for end in ends:
        with contextlib.suppress(OSError):
            # Closing alone does not wake who waits for it in another thread.
            end.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            end.close()


@contextmanager
def line(address: str) -> Iterator[Line]:
    """A line to the server's socket; all that goes over it ends with it."""
    listener = socket.create_server(("127.0.0.1", 0))
    made = Line(address, listener)
    threading.Thread(target=made.accept, daemon=True).start()
    try:
        yield made
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for pair in made.pairs:
            _close(*pair)
