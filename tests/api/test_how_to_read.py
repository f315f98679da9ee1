"""The how-to for application developers: each of its requests is tried as it stands there.

https://curl.se/docs/manpage.html
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx

from tests.api.http_house import House, house

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "read-a-summary.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
MESSAGE = "\r".join(
    re.findall(r"^  '(.*)' [\\|]$", next(b for b in BLOCKS if "MSH" in b), re.MULTILINE)
)


async def _follow(opened: House) -> list[httpx.Response]:
    """Send the message, then every other request in its order, with the ids that it led to."""
    names = {"$TOKEN": "", r"\$": "$", "$GATEWAY": "", "$ID": "", "$OBSERVATION": "none"}
    answers = []
    async with opened.client() as client:
        answers.append(await client.post("/messages/hl7v2", content=f"{MESSAGE}\r".encode()))
        written = [path.split("/") for path in answers[0].json()["resources"]]
        names["$ID"] = next(parts[1] for parts in written if parts[0] == "Patient")
        for block in BLOCKS:
            for line in re.findall(r"^curl .*$", block, re.MULTILINE):
                path, headers = _request(line, names)
                answers.append(await client.get(path, headers=headers))
    return answers


def _request(line: str, names: dict[str, str]) -> tuple[str, dict[str, str]]:
    path = line.rpartition(' "')[2].rstrip('"')
    for name, value in names.items():
        path = path.replace(name, value)
    stated = re.findall(r"-H '([^:]+): ([^']+)'", line)
    return path, dict(stated)


def test_every_request_of_the_page_is_answered(tmp_path: Path) -> None:
    """As the page says: the message is taken, and only the observation is not there."""

    async def whole() -> list[httpx.Response]:
        async with house(tmp_path) as opened:
            return await _follow(opened)

    answers = asyncio.run(whole())

    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 200, 200, 404]
    assert answers[4].text.startswith("International Patient Summary")
