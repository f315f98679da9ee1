"""The how-to for whoever writes resources: each of its requests is tried as it stands there.

https://curl.se/docs/manpage.html
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx

from tests.api.http_house import house

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-resources.md"
LINES = re.findall(r"^curl .*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def asked(client: httpx.AsyncClient, line: str) -> httpx.Request:
    """The request that a line of the page makes."""
    method = re.search(r"-X (\w+)", line)
    body = re.search(r" -d '(.*)'$", line)
    path = re.search(r'"\$GATEWAY(.*?)"', line)
    assert path is not None
    return client.build_request(
        method[1] if method else "GET",
        path[1],
        content=body[1].encode() if body else None,
        headers=dict(re.findall(r"-H '([^:]+): ([^']+)'", line)),
    )


def test_every_request_of_the_page_is_answered_as_it_says(tmp_path: Path) -> None:
    """Made, found, put, changed, deleted, gone, told of, and two at once."""

    async def follow() -> list[int]:
        async with house(tmp_path) as opened, opened.client() as client:
            return [(await client.send(asked(client, line))).status_code for line in LINES]

    assert asyncio.run(follow()) == [201, 200, 201, 200, 204, 410, 200, 200]
