"""The how-to for whoever patches resources: each of its requests is tried as it stands there.

https://curl.se/docs/manpage.html
"""

from __future__ import annotations

import asyncio
import re
import shlex
from itertools import pairwise
from pathlib import Path

import httpx

from gateway.patching.operations import TYPES
from gateway.patching.spots import CALLS
from tests.api.http_house import house

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "patch-a-resource.md").read_text(
    encoding="utf-8"
)
LINES = re.findall(r"^curl .*$", PAGE, re.MULTILINE)


def asked(client: httpx.AsyncClient, line: str) -> httpx.Request:
    """The request that a line of the page makes, read as a shell does."""
    words = shlex.split(line)
    said = dict(pairwise(words))
    headers = [words[at + 1].partition(": ")[::2] for at, word in enumerate(words) if word == "-H"]
    path = next(word for word in words if word.startswith("$GATEWAY"))
    return client.build_request(
        said["-X"],
        path.removeprefix("$GATEWAY"),
        content=said["-d"].encode(),
        headers=[pair for pair in headers if pair[0] != "$AUTH"],
    )


def test_every_request_of_the_page_is_answered_as_it_says(tmp_path: Path) -> None:
    """Put, patched twice, and refused twice."""

    async def follow() -> list[httpx.Response]:
        async with house(tmp_path) as opened, opened.client() as client:
            return [await client.send(asked(client, line)) for line in LINES]

    answers = asyncio.run(follow())

    assert [one.status_code for one in answers] == [201, 200, 200, 412, 422]
    assert [one["code"] for one in answers[2].json()["code"]["coding"]] == ["a", "c"]
    assert answers[2].json()["code"]["text"] == "new plan"
    assert answers[4].json()["issue"][0]["extension"][0]["valueString"] == "/0"
    assert answers[4].json()["issue"][0]["details"]["coding"][0]["code"] == "patch-test"


def test_the_page_names_every_operation_and_every_function() -> None:
    for type_, parts in TYPES.items():
        assert f"| `{type_}` | {', '.join(f'`{part}`' for part in parts)} |" in PAGE
    for call in CALLS.split(", "):
        assert f"`{call.removesuffix('()') if call == 'as()' else call}`" in PAGE
