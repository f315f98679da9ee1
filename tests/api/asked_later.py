"""How tests ask for an answer later, and fetch it.

https://hl7.org/fhir/R5/async-bundle.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from tests.api.http_house import House, told

LATER = {"Prefer": "respond-async"}
SEARCH = "/fhir/Patient?identifier=P100045"


def bundle(kind: str, *entries: tuple[str, str, Any]) -> dict[str, Any]:
    """A Bundle of (method, url, resource)."""
    parts = [
        {"request": {"method": method, "url": url}, **({"resource": body} if body else {})}
        for method, url, body in entries
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": parts}


def place(answer: httpx.Response) -> str:
    """Where the answer will be; it must have been taken."""
    assert answer.status_code == 202, answer.text
    assert answer.headers["preference-applied"] == "respond-async"
    where: str = answer.headers["content-location"]
    return where


async def fetched(client: httpx.AsyncClient, where: str, **how: Any) -> httpx.Response:
    """The answer, once it is there."""
    for _ in range(500):
        answer = await client.get(where, **how)
        if answer.status_code != 202:
            return answer
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.headers["x-progress"]
        await asyncio.sleep(0.01)
    raise AssertionError("it was never done")


async def whole(
    client: httpx.AsyncClient, method: str, path: str, **request: Any
) -> dict[str, Any]:
    """Ask for an answer later, and wait for it: its one entry."""
    request["headers"] = {**LATER, **request.get("headers", {})}
    answer = await fetched(client, place(await client.request(method, path, **request)))
    assert answer.status_code == 200, answer.text
    assert answer.json()["type"] == "batch-response"
    (entry,) = answer.json()["entry"]
    found: dict[str, Any] = entry
    return found


def played(folder: Path, story: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
    """Play a story in a house in which what is put off is done."""

    async def inside(opened: House) -> Any:
        async with opened.working() as client:
            return await story(client)

    return told(folder, inside)
