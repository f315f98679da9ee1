"""Stories that REST clients play at an empty gateway, and what they send and read in them.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.api.http_house import House, house

T = TypeVar("T")
Story = Callable[[httpx.AsyncClient, House], Awaitable[T]]
NUMBER = {"system": "https://clinic.example/units", "value": "U-7"}
ABSENT = {"If-None-Exist": f"identifier={NUMBER['system']}|{NUMBER['value']}"}


def told(folder: Path, story: Story[T], **said: Any) -> T:
    """What becomes of a story at an empty gateway."""

    async def play() -> T:
        async with house(folder, **said) as opened, opened.client() as client:
            return await story(client, opened)

    return asyncio.run(play())


def basic(**more: Any) -> dict[str, Any]:
    """A Basic, which no national profile binds."""
    return {"resourceType": "Basic", "code": {"text": "x"}, **more}


def issue(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, rule and text of the first issue of an answer."""
    found = answer.json()["issue"][0]
    return answer.status_code, found["details"]["coding"][0]["code"], found["details"]["text"]


async def add(client: httpx.AsyncClient, number: int) -> None:
    """Read, add a word of one's own, write with If-Match: until it is taken."""
    while True:
        read = await client.get("/fhir/Basic/b1")
        body = read.json()
        body["identifier"] = [*body.get("identifier", []), {"value": str(number)}]
        match = {"If-Match": read.headers["etag"]}
        answer = await client.put("/fhir/Basic/b1", json=body, headers=match)
        if answer.status_code == 200:
            return
        assert answer.status_code == 412, answer.text
