"""Ids of new resources are UUIDs of version 4, each drawn by itself.

https://www.rfc-editor.org/rfc/rfc9562#section-5.4
"""

from __future__ import annotations

import os
from uuid import RFC_4122, UUID

import pytest

from gateway.bootstrap.http_desk import drawn


def test_each_is_another_one_and_well_formed() -> None:
    found = drawn(500)
    assert len(set(found)) == 500
    for text in found:
        one = UUID(text)
        assert (str(one), one.version, one.variant) == (text, 4, RFC_4122)


def test_none_is_drawn_where_none_is_asked_for() -> None:
    assert drawn(0) == ()


def test_all_that_is_drawn_is_kept_but_what_names_the_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As `uuid.UUID` does it with the same bytes."""
    content = bytes(range(0, 256, 16)) + bytes(range(255, 0, -16))
    monkeypatch.setattr(os, "urandom", lambda size: content[:size])
    each = [content[at : at + 16] for at in (0, 16)]
    assert drawn(2) == tuple(str(UUID(bytes=one, version=4)) for one in each)
