"""Killed while it does what was put off: all of it is done in the end, and nothing twice.

https://hl7.org/fhir/R5/async-bundle.html
"""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.http_house import house
from tests.born import born
from tests.store import later_story
from tests.store.later_story import MADE


def killed(folder: Path, url: str, point: str, passes: int) -> list[str]:
    """Where the answers will be, as the process said before it was killed."""
    with born(later_story.told, str(folder), url, point, str(passes)) as story:
        said = story.stdout.read().split()
        assert story.wait() == -signal.SIGKILL
    return said


async def after(folder: Path, url: str, places: list[str]) -> tuple[list[Any], int]:
    """What is answered to who asks later, and how many resources there are.

    Two minutes on: whoever died has nothing for itself any more.
    """
    async with house(folder, url=url) as opened:
        now = opened.desk.clock
        async with opened.working(clock=lambda: now() + timedelta(minutes=2)) as client:
            told = []
            for place in places:
                answer = await client.get(place)
                while answer.status_code == 202:
                    await asyncio.sleep(0.02)
                    answer = await client.get(place)
                told.append(answer.json())
            found = await client.get("/fhir/Basic?_summary=count")
            return told, found.json()["total"]


@pytest.mark.parametrize("passes", [0, 1])
@pytest.mark.parametrize("point", ["later.begun", "later.done", "later.kept"])
def test_what_was_accepted_is_done_once_however_it_ended(
    tmp_path: Path, place: tuple[str, Any], point: str, passes: int
) -> None:
    url = place[1] if place[0] == "postgresql" else ""

    places = killed(tmp_path, url, point, passes)
    told, total = asyncio.run(after(tmp_path, url, places))

    assert len(places) == 2
    assert total == 2 * MADE
    for answer in told:
        (entry,) = answer["entry"]
        assert entry["response"]["status"] == "200 OK"
        made = entry["resource"]["entry"]
        assert len({one["response"]["location"] for one in made}) == MADE
        assert {one["resource"]["resourceType"] for one in made} == {"Basic"}
