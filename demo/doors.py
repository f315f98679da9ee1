"""How the invented hospital reaches the gateway: MLLP for its systems, HTTP for everyone else.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=55
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

START, END = b"\x0b", b"\x1c\r"


@dataclass(frozen=True, slots=True)
class House:
    """A running gateway: base URL, and sender -> MLLP port."""

    http: str
    mllp: dict[str, int]


@contextmanager
def gateway(data: Path, senders: tuple[str, ...]) -> Iterator[House]:
    """A gateway on free ports, ended on leaving."""
    listen = [word for sender in senders for word in ("--listen", f"{sender}=0")]
    command = [
        sys.executable,
        "-m",
        "gateway",
        "serve",
        "--port",
        "0",
        "--mllp-port",
        "0",
        *listen,
    ]
    environment = {**os.environ, "GATEWAY_DATA": str(data), "GATEWAY_LOG": "error"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield _opened(process)
        finally:
            process.terminate()


def _opened(process: subprocess.Popen[str]) -> House:
    http, mllp = "", {}
    assert process.stdout is not None  # noqa: S101 - it was asked for
    for line in process.stdout:
        if found := re.match(r"HTTP +(\S+)/ ", line):
            http = found[1]
        if found := re.match(r"MLLP +\S+:(\d+) +\(sender (\S+)\)", line):
            mllp[found[2]] = int(found[1])
        if line.startswith("note"):
            return House(http, mllp)
    raise SystemExit("the gateway did not start; see the message above")


class Line:
    """One MLLP connection, stop and wait: a message, then its acknowledgement."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)

    def send(self, body: str) -> str:
        """The acknowledgement of a message."""
        self._socket.sendall(START + body.encode() + END)
        heard = b""
        while not heard.endswith(END):
            chunk = self._socket.recv(65536)
            if not chunk:
                raise ConnectionError("the gateway hung up")
            heard += chunk
        return heard[1:-2].decode()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def post(house: House, body: str) -> dict[str, Any]:
    """Hand in a message over HTTP; gives its receipt, whatever the verdict."""
    request = Request(
        f"{house.http}/messages/hl7v2", body.encode(), {"Content-Type": "application/hl7-v2"}
    )
    return _answer(request)


def get(house: House, path: str, accept: str = "application/fhir+json") -> str:
    """Read an address as text."""
    request = Request(f"{house.http}{path}", headers={"Accept": accept})
    with urlopen(request, timeout=30) as answer:
        return str(answer.read().decode())


def _answer(request: Request) -> dict[str, Any]:
    try:
        with urlopen(request, timeout=30) as answer:
            return dict(json.loads(answer.read()))
    except HTTPError as error:
        return dict(json.loads(error.read()))
