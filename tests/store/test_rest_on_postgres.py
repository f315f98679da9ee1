"""Two processes' worth of gateways on one PostgreSQL: what REST promises holds across them.

https://hl7.org/fhir/R4/http.html#concurrency
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tests.api.http_house import MESSAGE, admission, first, house
from tests.api.rest_house import ABSENT, NUMBER, add, basic
from tests.store.made_server import Server

TOGETHER = 20
"""Fifty meet at one gateway in `test_rest_writes.py`; each reads again whenever one was first."""


def test_two_gateways_keep_their_promises_on_one_database(
    tmp_path: Path, postgres: Server
) -> None:
    """Many conditional creates make one, as many updates lose none, both read a message."""
    url = postgres.database()

    async def story() -> tuple[list[int], Any, Any, int]:
        async with (
            house(tmp_path / "a", url=url) as one,
            house(tmp_path / "b", url=url) as two,
            one.client() as left,
            two.client() as right,
        ):
            both = (left, right)
            sent = basic(identifier=[NUMBER])
            made = await asyncio.gather(
                *(
                    both[at % 2].post("/fhir/Basic", json=sent, headers=ABSENT)
                    for at in range(TOGETHER)
                )
            )
            await left.put("/fhir/Basic/b1", json=basic(id="b1"))
            await asyncio.gather(*(add(both[at % 2], at) for at in range(TOGETHER)))
            patient = first(await left.post(MESSAGE, content=admission("C-1")), "Patient")
            return (
                [answer.status_code for answer in made],
                (await right.get("/fhir/Basic?identifier=U-7")).json(),
                (await right.get("/fhir/Basic/b1")).json(),
                (await right.get(f"/fhir/Patient/{patient}/$summary")).status_code,
            )

    statuses, found, body, summary = asyncio.run(story())
    assert sorted(statuses) == [200] * (TOGETHER - 1) + [201]
    assert found["total"] == 1
    assert sorted(int(one["value"]) for one in body["identifier"]) == list(range(TOGETHER))
    assert body["meta"]["versionId"] == f"{TOGETHER + 1}"
    assert summary == 200
