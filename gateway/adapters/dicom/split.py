"""One object, or the metadata of many in one JSON array: each is a message.

https://dicom.nema.org/medical/dicom/current/output/html/part18.html#sect_10.5
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway import fhirjson
from gateway.model import Piece, Rejected
from gateway.wording import told

_MARK = b"\xef\xbb\xbf"


class Cut:
    """Finds the datasets of a stream."""

    header = b""

    def __init__(self, most: int) -> None:
        """`most`: bytes that one message may have."""
        self.several = False
        self.rest = b""
        self._most = most
        self._held = bytearray()
        self._lost = False

    def feed(self, data: bytes) -> list[Piece]:
        """Nothing is whole before the end."""
        self._held += data
        self.several = self.several or several(bytes(self._held[:64]))
        if self.several and len(self._held) > fhirjson.MAX_BYTES:
            self._held.clear()
            if not self._lost:
                self._lost = True
                return [told("json-size", fhirjson.MAX_BYTES, code="too-long")]
        return []

    def end(self) -> list[Piece]:
        """The object, or each dataset of the array."""
        left = bytes(self._held)
        self._held.clear()
        if self._lost:
            return []
        if not self.several:
            self.rest = left
            return [left]
        return list(self._pieces(left))

    def _pieces(self, body: bytes) -> Iterator[Piece]:
        for number, one in enumerate(split(body)):
            large = len(one) > self._most
            yield (
                told("batch-message-large", number, self._most, code="too-long") if large else one
            )


def several(body: bytes) -> bool:
    """Is it an array of datasets?"""
    return body.removeprefix(_MARK).lstrip()[:1] == b"["


def split(body: bytes) -> Iterator[bytes]:
    """Each dataset of an array; else, and where it cannot be read, the whole."""
    if not several(body):
        yield body
        return
    try:
        found = fhirjson.strict(body.removeprefix(_MARK))
    except Rejected:
        yield body
        return
    yield from map(fhirjson.encode, found) if found else (body,)
