"""Random bytes are drawn in advance, and none is given twice.

https://docs.python.org/3/library/os.html#os.urandom
"""

from __future__ import annotations

import os

import pytest

from gateway.bootstrap.http_desk import stock


def test_what_is_drawn_is_given_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[bytes] = []
    real = os.urandom

    def urandom(size: int) -> bytes:
        drawn.append(real(size))
        return drawn[-1]

    monkeypatch.setattr(os, "urandom", urandom)
    taken = stock()
    given = b"".join(taken(number) for number in (7, 10, 3, 0))
    assert (given, len(drawn)) == (drawn[0][:20], 1)
    assert len(taken(100_000)) == 100_000


def test_a_copy_of_the_process_gives_others() -> None:
    """What was drawn before and not given is the other's."""
    taken = stock()
    taken(1)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, taken(16))
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 16) != taken(16)
    os.close(reading)
    os.close(writing)
