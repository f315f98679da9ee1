"""Why a peer's TLS handshake failed, in plain words: who reads it mends a certificate by it.

https://docs.python.org/3/library/ssl.html#ssl.SSLContext.sslobject_class
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import TypeAlias

Failed: TypeAlias = Callable[[str], None]
"""Told why a handshake failed: by a sentence of the TLS library, never with what was sent."""


def unheard(_: str) -> None:
    """Tell nobody."""


def telling(failed: Failed) -> type[ssl.SSLObject]:
    """A TLS object that tells why its handshake failed: the event loop would let go in silence."""

    class Told(ssl.SSLObject):
        def do_handshake(self) -> None:
            try:
                super().do_handshake()
            except ssl.SSLError as error:
                if why := _why(error):
                    failed(why)
                raise

    return Told


def _why(error: ssl.SSLError) -> str:
    """Empty where it is not over yet, or the peer only tried whether somebody is there."""
    if isinstance(error, ssl.SSLWantReadError | ssl.SSLWantWriteError | ssl.SSLEOFError):
        return ""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return str(error.reason or "").lower().replace("_", " ")
