"""What comes to the HTTP door and is no request gets an OperationOutcome, as all else does.

https://www.rfc-editor.org/rfc/rfc9110#name-400-bad-request
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gateway import fhirjson
from gateway.api.unreadable import LONGEST, LONGEST_HEAD, unreadable
from tests.api.test_slow_callers import played

DATE = [(b"date", b"Sun, 29 Nov 2026 12:00:00 GMT")]


@pytest.mark.parametrize(
    ("came", "status", "text"),
    [
        (b"/fhir/Patient?name=" + b"a" * LONGEST, b"414 ", "The address has more than 65535"),
        (
            "GET /fhir/Patient?name=José HTTP/1.1\r\n".encode(),
            b"400 ",
            "The address holds letters",
        ),
        (b"\x16\x03\x01\x02\x00\x01\x00", b"400 ", "This is no HTTP request"),
        (b"GET /fhir/Patient HTTP/1.1\r\nHost x\r\n", b"400 ", "This is no HTTP request"),
        (b"", b"400 ", "This is no HTTP request"),
    ],
    ids=["too-long", "letters", "tls", "header", "nothing"],
)
def test_it_is_told_what_is_wrong_and_let_go(came: bytes, status: bytes, text: str) -> None:
    """Never what it said: that may be a patient's name."""
    head, _, body = unreadable(came, DATE).partition(b"\r\n\r\n")
    (issue,) = fhirjson.decode(body)["issue"]

    assert head.startswith(b"HTTP/1.1 " + status)
    assert b"\r\ncontent-length: %d\r\n" % len(body) in head
    assert b"\r\nconnection: close" in head
    assert issue["details"]["text"].startswith(text)
    assert b"Jos" not in body


def test_the_door_says_it_and_closes(tmp_path: Path) -> None:
    """A name with an accent, as a program that forgot to encode it sends it."""

    async def story(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write("GET /fhir/Patient?name=José HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        heard = await asyncio.wait_for(reader.read(), 5)
        writer.close()

        assert heard.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert b"Write them as UTF-8 in percent signs" in heard

    played(tmp_path, story)


@pytest.mark.parametrize("name", [b"X-Name: ", b"X-Name: a\r\nX-Name: "])
def test_nobody_waits_for_the_end_of_a_head_without_end(tmp_path: Path, name: bytes) -> None:
    """However many headers there are, or however long one is."""

    async def story(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /livez HTTP/1.1\r\nHost: here\r\nX-First: a\r\n")
        for _ in range(LONGEST_HEAD // 1000 + 1):
            writer.write(name + b"a" * (1000 - len(name)) + b"\r\n")
            await writer.drain()
        heard = await asyncio.wait_for(reader.read(), 5)
        writer.close()

        assert heard.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
        assert b"headers of more than 131072 bytes" in heard

    played(tmp_path, story)
