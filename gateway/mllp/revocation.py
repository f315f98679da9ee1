"""Lists of revoked certificates (CRLs) as their authorities publish them: how long each holds.

What is revoked, TLS itself looks up; here is only read when a list is to be replaced.
https://www.rfc-editor.org/rfc/rfc5280#section-5
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime

_LIST = re.compile(
    rb"-----BEGIN X509 CRL-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END X509 CRL-----", re.ASCII
)
_UTC, _GENERAL = 0x17, 0x18
_TIMES = {_UTC: "%y%m%d%H%M%SZ", _GENERAL: "%Y%m%d%H%M%SZ"}
_LONG = 0x80
"""From here on, the first byte of a length tells how many bytes it has."""


def ends(pem: bytes) -> tuple[datetime, ...]:
    """When each list in a file must be replaced; raises ValueError with a plain sentence."""
    found = _LIST.findall(pem)
    if not found:
        raise ValueError("it holds no list of revoked certificates (PEM, X509 CRL)")
    return tuple(map(_end, found))


def _end(text: bytes) -> datetime:
    """NextUpdate of a CertificateList."""
    try:
        _, whole = next(_parts(b64decode(text)))
        _, stated = next(_parts(whole))
        times = [(kind, value) for kind, value in _parts(stated) if kind in _TIMES]
        kind, value = times[1]
        return datetime.strptime(value.decode("ascii"), _TIMES[kind]).replace(tzinfo=UTC)
    except (IndexError, StopIteration, ValueError):
        raise ValueError("a list in it cannot be read, or says not until when it holds") from None


def _parts(der: bytes) -> Iterator[tuple[int, bytes]]:
    """(tag, content) of each DER value in a row."""
    at = 0
    while at < len(der):
        kind, size = der[at], der[at + 1]
        at += 2
        if size >= _LONG:
            width = size - _LONG
            size = int.from_bytes(der[at : at + width])
            at += width
        if at + size > len(der):
            raise ValueError("it is cut short")
        yield kind, der[at : at + size]
        at += size
