"""SIGTERM at full work: what was sent whole is answered, the end is logged, and it is no failure.

https://man7.org/linux/man-pages/man7/signal.7.html
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.api.http_house import admission
from tests.warm import warm


def sent(port: int, text: bytes) -> socket.socket:
    """A line on which something was said, and nothing heard yet."""
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    line.sendall(text)
    return line


def heard(line: socket.socket) -> bytes:
    """All that comes back, until the other side closes."""
    with line:
        answer = b""
        while more := line.recv(65536):
            answer += more
    return answer


def posted(body: bytes) -> bytes:
    """The body as a request."""
    head = (
        f"POST /messages/hl7v2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def test_a_signal_ends_it_once_what_is_in_hand_is_answered(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    environment = {**kept, "GATEWAY_DATA": str(warm(tmp_path))}
    words = [sys.executable, "-m", "gateway", "serve", "--port", "0", "--mllp-port", "0"]
    with subprocess.Popen(  # noqa: S603 - our own program
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            http, mllp = (
                int(running.stdout.readline().split()[1].rstrip("/").rpartition(":")[2])
                for _ in range(2)
            )
            over_http = sent(http, posted(admission("A")))
            over_mllp = sent(mllp, b"\x0b" + admission("B") + b"\x1c\r")
            time.sleep(0.2)
            running.send_signal(signal.SIGTERM)
            running.send_signal(signal.SIGINT)
            _, log = running.communicate(timeout=60)
        finally:
            running.kill()
    assert heard(over_http).startswith(b"HTTP/1.1 201")
    assert b"MSA|CA|B" in heard(over_mllp)
    assert running.returncode == 0
    assert '"event": "closed"' in log.splitlines()[-1]
