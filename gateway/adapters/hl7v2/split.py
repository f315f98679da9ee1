"""Several HL7 v2 messages in one body or file: where each begins and ends.

Batch headers and trailers (FHS, BHS, BTS, FTS) are stepped over. Whatever belongs to no message is
handed out as a piece of its own, so that it is refused by name instead of being dropped.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BEGIN = re.compile(
    rb"(?:(?<=[\r\n\x0b\x1c])|\A(?:\xef\xbb\xbf)?\s*)(MSH|FHS|BHS|BTS|FTS)(?=[^\w\s])"
)
_NAMES = (b"MSH", b"FHS", b"BHS", b"BTS", b"FTS")
_BLANKS = b"\x0b\x1c\r\n\t "


def split(body: bytes) -> Iterator[bytes]:
    """Each message of the body, in its order; the body itself where it holds no message."""
    if not any(body.find(name, len(name)) >= 0 for name in _NAMES):
        yield body
        return
    begins = [(found.start(1), found[1]) for found in _BEGIN.finditer(body)]
    if len(begins) <= 1 and (not begins or begins[0][1] == b"MSH"):
        yield body
        return
    pieces = [piece for piece in _pieces(body, begins) if piece.strip(_BLANKS)]
    yield from pieces or [body]


def _pieces(body: bytes, begins: list[tuple[int, bytes]]) -> Iterator[bytes]:
    yield body[: begins[0][0]].removeprefix(b"\xef\xbb\xbf")
    ends = [start for start, _ in begins[1:]] + [len(body)]
    for (start, name), end in zip(begins, ends, strict=True):
        piece = body[start:end]
        if name == b"MSH":
            yield piece
        else:
            yield b"".join(re.split(rb"[\r\n]", piece, maxsplit=1)[1:])
