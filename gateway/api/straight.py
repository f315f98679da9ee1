"""An answer as it goes out where its request arrived: header lines, written at once, and a body.

https://www.rfc-editor.org/rfc/rfc9112#name-message-format
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from gateway.api.compression import LEAST, gzipped
from gateway.api.forms import JSON, VARY
from gateway.api.guard import ALWAYS

Answer: TypeAlias = tuple[bytes, bytes]
"""Header lines, and the body."""
Heard: TypeAlias = Callable[[Answer | None], None]
"""Hears the answer to a request that was taken; None: it must go the long way after all."""
_LINE = b"%b%bcontent-length: %d\r\nx-request-id: %b\r\nserver-timing: %b\r\n%b"
_ALWAYS = b"".join(
    f"{name.lower()}: {value}\r\n".encode()
    for name, value in {**ALWAYS, "Vary": VARY, "Content-Type": JSON}.items()
)


def straight(body: bytes, version: bytes, number: str, took: bytes, *, packs: bool) -> Answer:
    """FHIR JSON, with what says its version, the number of its request, and how long it took.

    `packs`: the caller takes it gzipped; so it goes out where that is smaller.
    """
    packed = b""
    if packs and len(body) >= LEAST:
        small = gzipped(body)
        if len(small) < len(body):
            body, packed = small, b"content-encoding: gzip\r\n"
    return _LINE % (version, packed, len(body), number.encode(), took, _ALWAYS), body
