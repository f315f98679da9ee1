"""Who is let in, and who is told whose receipts.

https://www.rfc-editor.org/rfc/rfc6750
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.http_house import MESSAGE, House, admission, ask, house, told

TOKENS = {"clinique-fictive": "abc", "labo-fictif": "xyz"}


def test_a_token_decides_who_the_sender_is(tmp_path: Path) -> None:
    """Whatever MSH-4 says, the receipt names the sender of the token, and is told to it alone."""

    async def whole() -> tuple[dict[str, Any], list[int]]:
        async with house(tmp_path, TOKENS) as opened, opened.client() as client:
            ours, theirs = ({"Authorization": f"Bearer {token}"} for token in TOKENS.values())
            sent = await client.post(MESSAGE, content=admission("A/1 ü"), headers=ours)
            place = sent.headers["location"]
            asked = [await client.get(place, headers=head) for head in (ours, theirs, {})]
            return sent.json(), [answer.status_code for answer in asked]

    receipt, statuses = asyncio.run(whole())

    assert receipt["sender"] == "clinique-fictive"
    assert statuses == [200, 404, 401]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", "Basic YWJjOg==", "Bearer abc xyz", "Bearer \xe9"]
)
@pytest.mark.parametrize("path", ["/fhir/Patient", "/fhir/Patient/1", "/fhir/Patient/1/$summary"])
def test_without_a_known_token_nothing_is_read(tmp_path: Path, path: str, header: str) -> None:
    """401 says how to be let in."""

    async def whole() -> httpx.Response:
        async with house(tmp_path, TOKENS) as opened, opened.client() as client:
            head = [(b"Authorization", header.encode("latin-1"))]
            return await client.get(path, headers=head)

    answer = asyncio.run(whole())

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("localhost", 200),
        ("[::1]:8080", 200),
        ("gateway.example", 401),
        ("127.0.0.1.evil.example", 401),
        ("[", 401),
        ("", 401),
    ],
)
def test_without_tokens_only_this_machine_is_answered(
    tmp_path: Path, host: str, status: int
) -> None:
    """A page that made a browser come here under another name is a stranger."""
    assert ask(tmp_path, "GET", "/fhir/Patient", headers={"Host": host}).status_code == status


def test_without_tokens_a_caller_from_elsewhere_is_refused(tmp_path: Path) -> None:
    """Even if it says the right name."""

    async def story(opened: House) -> int:
        async with opened.client() as client:
            transport: Any = client._transport
            transport.client = ("192.0.2.7", 5000)
            return (await client.get("/fhir/Patient")).status_code

    assert told(tmp_path, story) == 401


def test_nothing_is_told_to_a_collector() -> None:
    """The HTTP door loads nothing that could send addresses abroad, whatever it is asked to."""
    asked = {**os.environ, "OTEL_SDK_DISABLED": "false", "FASTAPI_OTEL_AUTO_CONFIGURE": "true"}
    loaded = "import sys, gateway.bootstrap.serve; print(*sys.modules)"

    told_of = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", loaded], env=asked, capture_output=True, check=True
    )

    assert b"gateway.api.app" in told_of.stdout
    assert b"opentelemetry" not in told_of.stdout
