"""A terminology server for tests: real HTTP on this machine, and as wrong as a test wants it.

https://hl7.org/fhir/R4/valueset-operation-validate-code.html
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PLANTS = "https://codes.example/plants"
KNOWN = {"oak": "Oak tree", "elm": "Elm tree"}
"""The codes that it knows of that system, and their usual names."""
ALSO = {("oak", "Quercus")}
"""Names that are right too."""


class Fake(ThreadingHTTPServer):
    """Answers `$validate-code`; `mood` says how."""

    daemon_threads = True

    def __init__(self, mood: str) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.mood = mood
        self.asked: list[tuple[str, dict[str, Any]]] = []

    @property
    def address(self) -> str:
        """Base of its FHIR interface."""
        return f"http://127.0.0.1:{self.server_address[1]}/fhir"


class _Door(BaseHTTPRequestHandler):
    server: Fake

    def do_POST(self) -> None:
        """Answer one question, in the mood of the server."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = {one["name"]: one[next(k for k in one if k != "name")] for one in body["parameter"]}
        self.server.asked.append((self.path, said))
        status, text = _MOODS[self.server.mood](said)
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        with suppress(OSError):  # who asked may have gone away
            self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _parameters(**said: object) -> bytes:
    forms = {bool: "valueBoolean", str: "valueString"}
    parts = [{"name": key, forms[type(value)]: value} for key, value in said.items()]
    return json.dumps({"resourceType": "Parameters", "parameter": parts}).encode()


def _well(said: dict[str, Any]) -> tuple[int, bytes]:
    code, display = said.get("code"), said.get("display")
    if PLANTS not in (said.get("system"), said.get("url")):
        return 200, _parameters(**{"result": False, "x-unknown-system": "it is not here"})
    if code not in KNOWN:
        return 200, _parameters(result=False, message="no such code")
    right = display in (None, KNOWN[code]) or (code, display) in ALSO
    return 200, _parameters(result=right, display=KNOWN[code])


def _slowly(said: dict[str, Any]) -> tuple[int, bytes]:
    time.sleep(1.5)
    return _well(said)


_MOODS: Mapping[str, Callable[[dict[str, Any]], tuple[int, bytes]]] = {
    "well": _well,
    "slow": _slowly,
    "broken": lambda _: (500, b"<html>oops</html>"),
    "mad": lambda _: (200, b'{"resourceType": "Patient"}'),
    "vague": lambda _: (200, _parameters(result="yes")),
    "garbled": lambda _: (200, b"{"),
    "endless": lambda _: (200, b" " * 2_000_000),
    "ignorant": lambda _: (404, b'{"resourceType": "OperationOutcome"}'),
}


@contextmanager
def running(mood: str) -> Iterator[Fake]:
    """A server that runs until the block ends."""
    fake = Fake(mood)
    thread = threading.Thread(target=fake.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.shutdown()
        fake.server_close()
        thread.join()
