"""Nobody overtakes in any lane, nobody waits in a circle, and whoever gives up blocks nobody.

https://docs.python.org/3/library/asyncio-task.html
"""

from __future__ import annotations

import asyncio

from gateway.intake.lanes import Lanes


def played(*wanted: str, leaves: int = -1) -> list[int]:
    """Who held its lanes in which order; `wanted`: the lanes of each, one letter each."""

    async def story() -> list[int]:
        lanes, order = Lanes(), list[int]()

        async def go(number: int, names: str) -> None:
            async with lanes.hold(names):
                order.append(number)
                await asyncio.sleep(0.001)

        tasks = [asyncio.ensure_future(go(at, names)) for at, names in enumerate(wanted)]
        await asyncio.sleep(0)
        if leaves >= 0:
            tasks[leaves].cancel()
        async with asyncio.timeout(5):
            await asyncio.gather(*tasks, return_exceptions=True)
        assert lanes._last == {}
        return order

    return asyncio.run(story())


def test_strangers_do_not_wait_for_one_another() -> None:
    assert played("a", "a", "b") == [0, 2, 1]


def test_nobody_overtakes_whoever_waits_for_two_lanes() -> None:
    assert played("a", "ab", "b", "b") == [0, 1, 2, 3]


def test_crossed_wishes_come_to_an_end() -> None:
    assert played("ab", "bc", "ca", "cb", "ba") == [0, 1, 2, 3, 4]


def test_whoever_gives_up_lets_nobody_past_those_before() -> None:
    assert played("ab", "ac", "c", "b", leaves=1) == [0, 2, 3] or played(
        "ab", "ac", "c", "b", leaves=1
    ) == [0, 3, 2]
