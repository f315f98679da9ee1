"""The how-to for searching: each of its requests is tried as it stands there.

https://curl.se/docs/manpage.html
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import httpx

from tests.api.http_house import House, admission, first, result, told

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "search-the-record.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
LINES = [line for block in BLOCKS for line in re.findall(r"^curl .*$", block, re.MULTILINE)]
LATER = [line for line in LINES if "respond-async" in line]
REQUESTS = [line for line in LINES if line not in LATER]


async def _asked(client: httpx.AsyncClient, line: str, id_: str) -> httpx.Response:
    """One request, as a shell would send it."""
    words = shlex.split(line.replace(r"\$", "DOLLAR"))
    path = words[-1].replace("$GATEWAY", "").replace("$ID", id_).replace("DOLLAR", "$")
    stated = [words[at + 1] for at, word in enumerate(words) if word == "-H"]
    headers = dict(one.split(": ", 1) for one in stated if one != "$AUTH")
    if "-d" in words:
        key, value = words[words.index("-d") + 1].split("=")
        return await client.post(path, data={key: value}, headers=headers)
    return await client.get(path, headers=headers)


def test_every_search_of_the_page_finds_something(tmp_path: Path) -> None:
    """One patient in the hospital, and one result."""

    async def story(opened: House) -> dict[str, httpx.Response]:
        async with opened.client() as client:
            sent = await client.post("/messages/hl7v2", content=admission())
            await client.post("/messages/hl7v2", content=result())
            id_ = first(sent, "Patient")
            return {line: await _asked(client, line, id_) for line in REQUESTS}

    answers = told(tmp_path, story)
    found = {line: answer.json() for line, answer in answers.items()}

    assert len(found) > 20
    assert {answer.status_code for answer in answers.values()} == {200}
    for line, bundle in found.items():
        assert bundle["type"] == "searchset"
        assert bundle.get("entry") or bundle["total"], line


def test_what_is_to_be_answered_later_is_taken(tmp_path: Path) -> None:
    """And told of where the page says."""

    async def story(opened: House) -> list[httpx.Response]:
        async with opened.client() as client:
            return [await _asked(client, line, "") for line in LATER]

    (taken,) = told(tmp_path, story)

    assert taken.status_code == 202
    assert "/requests/" in taken.headers["content-location"]
