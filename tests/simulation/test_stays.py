"""Short stays, each from one seed: senders, clock, kills and failing writes; then every promise.

`make faults` plays more of them (GATEWAY_SIMULATION_STAYS); GATEWAY_SIMULATION_SEED begins
elsewhere.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from gateway.model import Status
from tests.intake.house import rules
from tests.simulation import promises
from tests.simulation.hospital import sendings
from tests.simulation.life import Life, accepted, parked

# The writing thread of a gateway that is killed ends in the middle of a word.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

STAYS = int(os.environ.get("GATEWAY_SIMULATION_STAYS", "32"))
FIRST = int(os.environ.get("GATEWAY_SIMULATION_SEED", "1"))
PARTS = 8
LENGTH = 12


PLAYED: dict[int, Life] = {}
"""Seed -> the stay that was played of it."""


def play(seed: int, folder: Path) -> Life:
    """One stay, and everything that must be true after it."""
    if seed in PLAYED:
        return PLAYED[seed]
    draw = Random(seed)  # noqa: S311 - a simulation wants the same again
    life = Life(folder / "gateway.sqlite", rules(), draw)
    life.live(sendings(draw, LENGTH))
    kept = promises.Kept(life.path)
    assert not [r.issues for _, r in life.ledger if r.status is Status.FAULTED]
    promises.exactly_once(kept, accepted(life.ledger), parked(life.ledger))
    promises.whole(kept)
    promises.resolving(kept)
    promises.provenanced(kept)
    promises.replayed(kept, rules(), folder / "again.sqlite")
    PLAYED[seed] = life
    return life


@pytest.mark.parametrize("part", range(PARTS))
def test_every_promise_holds_after_every_stay(tmp_path: Path, part: int) -> None:
    """Nothing acknowledged is lost, nothing is stored twice, nothing is half there."""
    for seed in range(FIRST + part, FIRST + STAYS, PARTS):
        folder = tmp_path / str(seed)
        try:
            play(seed, folder)
        except BaseException:
            print(f"GATEWAY_SIMULATION_SEED={seed} GATEWAY_SIMULATION_STAYS=1")  # noqa: T201 - how to see it again
            raise


def test_the_simulation_kills_at_every_point_and_meets_every_verdict(tmp_path: Path) -> None:
    """A simulation in which nothing goes wrong proves nothing."""
    lives = [play(seed, tmp_path / str(seed)) for seed in range(1, 13)]

    deaths = {death for life in lives for death in life.deaths}
    verdicts = {receipt.status for life in lives for _, receipt in life.ledger}
    assert len({death.split()[1] for death in deaths}) >= 8
    assert verdicts >= {Status.ACCEPTED, Status.DUPLICATE, Status.CONFLICT, Status.REJECTED}
