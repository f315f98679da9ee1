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


async def answered(client: httpx.AsyncClient, line: str, where: list[str]) -> int:
    """Its status; of what is answered later, once it is there."""
    request = asked(client, line.replace("$REQUEST", where[-1] if where else ""))
    answer = await client.send(request)
    while answer.status_code == 202 and request.method == "GET":
        await asyncio.sleep(0.01)
        answer = await client.send(request)
    where += [answer.headers.get("content-location", "").rpartition("/")[2]]
    where[:] = [one for one in where if one]
    return answer.status_code


def test_every_request_of_the_page_is_answered_as_it_says(tmp_path: Path) -> None:
    """Made, found, put, changed, patched, deleted; by a search; at once; refused; and later."""

    async def follow() -> list[int]:
        where: list[str] = []
        async with house(tmp_path) as opened, opened.working() as client:
            return [await answered(client, line, where) for line in LINES]

    alone = [201, 200, 201, 200, 200, 204, 410, 200]
    sought, refused, later = [200, 200, 204, 404], [200, 412, 422, 400], [202, 200, 202]
    assert asyncio.run(follow()) == [*alone, *sought, 200, *refused, *later]
