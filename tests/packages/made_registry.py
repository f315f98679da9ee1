"""A registry of FHIR packages on this machine, for as long as a test lasts.

https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Registry:
    """What it has, and what it was asked."""

    packages: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """(name, version) -> the .tgz."""
    dist: dict[str, Any] = field(default_factory=dict)
    """What it says of each file, instead of the truth."""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    """Path -> (status, headers, body), instead of what it has."""
    asked: list[str] = field(default_factory=list)
    base: str = ""

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """What it answers to a GET."""
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        name, _, version = path.strip("/").partition("/")
        if version:
            content = self.packages.get((name, version))
            return (200, {}, content) if content is not None else (404, {}, b"")
        versions = {v: self._version(n, v) for n, v in self.packages if n == name}
        if not versions:
            return 404, {}, b"{}"
        tags = {"latest": list(versions)[-1]}
        return 200, {}, json.dumps({"versions": versions, "dist-tags": tags}).encode()

    def _version(self, name: str, version: str) -> dict[str, Any]:
        content = self.packages[name, version]
        sha512 = base64.b64encode(hashlib.sha512(content).digest()).decode()
        dist = {
            "tarball": f"{self.base}/{name}/{version}",
            "integrity": f"sha512-{sha512}",
            "shasum": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        }
        return {"name": name, "version": version, "dist": dist | self.dist}


@contextmanager
def serving() -> Iterator[Registry]:
    """A registry that answers."""
    registry = Registry()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = registry.answer(self.path)
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    registry.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
