"""A body may hold several messages; nothing in it is dropped in silence.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3)
"""

from __future__ import annotations

import pytest

from gateway.adapters.hl7v2.split import split

ONE = b"MSH|^~\\&|A|||||ADT^A01|1|P|2.5\rPID|1\r"
TWO = b"MSH$%~\\&$A$$$$$ADT%A03$2$P$2.5\rPID$1\r"


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        (ONE, [ONE]),
        (b"\r\n" + ONE, [b"\r\n" + ONE]),
        (ONE + TWO, [ONE, TWO]),
        (b"\x0b" + ONE + b"\x1c\r\x0b" + TWO + b"\x1c\r", None),
        (b"FHS|^~\\&\rBHS|^~\\&\r" + ONE + TWO + b"BTS|2\rFTS|1\r", [ONE, TWO]),
        (b"\xef\xbb\xbfFHS|^~\\&\r\n" + ONE + b"FTS|1", [ONE]),
        (b"garbage\r" + ONE + TWO, [b"garbage\r", ONE, TWO]),
        (b"FHS|^~\\&\rPID|1\r" + ONE, [b"PID|1\r", ONE]),
        (b"FHS|^~\\&\rFTS|0\r", [b"FHS|^~\\&\rFTS|0\r"]),
        (b"no message at all", [b"no message at all"]),
        (b"", [b""]),
        (b"MSH|a\rNTE|1||MSH|b", [b"MSH|a\rNTE|1||MSH|b"]),
    ],
)
def test_pieces_of_a_body(body: bytes, pieces: list[bytes] | None) -> None:
    found = [piece.strip(b"\x0b\x1c\r") for piece in split(body)]

    assert found == [piece.strip(b"\x0b\x1c\r") for piece in pieces or [ONE, TWO]]
