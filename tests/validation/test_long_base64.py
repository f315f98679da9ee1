"""Base64 of many kilobytes is right where it would be as one piece, and wrong where not."""

from __future__ import annotations

from base64 import b64encode

import pytest

from gateway.validation.primitives import PRIMITIVES

LONG = b64encode(bytes(range(256)) * 1500).decode()
HALF = b64encode(b"x" * 196_607).decode()
"""Filled up just where a piece ends."""


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (LONG, True),
        (f"{LONG}QQ==", True),
        (f"{LONG[:300_000]}\n{LONG[300_000:]}", True),
        (f"{LONG}Q", False),
        (f"{HALF}{LONG}", False),
        (f"{LONG[:-4]}*{LONG[-3:]}", False),
        (f"{LONG[:-4]}é{LONG[-3:]}", False),
    ],
)
def test_long_base64_is_looked_at_by_pieces(text: str, right: bool) -> None:  # noqa: FBT001
    assert PRIMITIVES["base64Binary"].test(text) is right
