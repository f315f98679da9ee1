"""Ids of new resources are UUIDs of version 4, each drawn by itself.

https://www.rfc-editor.org/rfc/rfc9562#section-5.4
"""

from __future__ import annotations

import os
from uuid import RFC_4122, UUID

import pytest

from gateway.bootstrap.http_desk import drawing


def test_each_is_another_one_and_well_formed() -> None:
    draw = drawing()
    found = [one for number in (500, 7, 300) for one in draw(number)]
    assert len(set(found)) == 807
    for text in found:
        one = UUID(text)
        assert (str(one), one.version, one.variant) == (text, 4, RFC_4122)


def test_none_is_drawn_where_none_is_asked_for() -> None:
    assert drawing()(0) == ()


def test_all_that_is_drawn_is_kept_but_what_names_the_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As `uuid.UUID` does it with the same bytes."""
    content = bytes(range(0, 256, 16)) + bytes(range(255, 0, -16))
    monkeypatch.setattr(os, "urandom", lambda size: content[:size])
    each = [content[at : at + 16] for at in (0, 16)]
    assert drawing()(2) == tuple(str(UUID(bytes=one, version=4)) for one in each)


def test_a_copy_of_the_process_draws_others() -> None:
    """What was drawn before and not given is the other's."""
    draw = drawing()
    draw(1)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, draw(1)[0].encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 36).decode() != draw(1)[0]
    os.close(reading)
    os.close(writing)
