"""Asks for a transaction and a batch to be done later, and is killed while they are.

Run by test_later_crash.py in a process of its own: folder, database (or nothing), crash point,
passes before the kill. Says aloud where the answers will be.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from tests.api.http_house import house
from tests.store.crash_story import killer

LATER = {"Prefer": "return=representation, respond-async"}
MADE = 3


def bundle(kind: str) -> dict[str, Any]:
    """Makes as many of a Basic."""
    body = {"resourceType": "Basic", "code": {"text": kind}}
    entry = {"request": {"method": "POST", "url": "Basic"}, "resource": body}
    return {"resourceType": "Bundle", "type": kind, "entry": [entry] * MADE}


async def main(folder: str, url: str, point: str, passes: str) -> None:
    """Both are accepted before either is begun."""
    crash = killer(point, int(passes))
    async with house(Path(folder), url=url) as opened:
        async with opened.client() as client:
            for kind in ("transaction", "batch"):
                answer = await client.post("/fhir", json=bundle(kind), headers=LATER)
                os.write(1, answer.headers["content-location"].encode() + b"\n")
        async with opened.working(crash):
            await asyncio.sleep(60)


def told(folder: str, url: str, point: str, passes: str) -> None:
    """The whole story, in a process without a loop."""
    asyncio.run(main(folder, url, point, passes))
