"""Messages of stays in any order, with resends, kills, two senders: the record of the right order.

GATEWAY_SEQUENCES=500 plays more of them; GATEWAY_SIMULATION_SEED begins elsewhere.
https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gateway.model import Status
from gateway.store import look
from gateway.store.waiting import every
from tests.intake.house import rules
from tests.simulation import promises
from tests.simulation.hospital import Sent
from tests.simulation.life import Life, accepted, parked
from tests.simulation.told import told

# The writing thread of a gateway that is killed ends in the middle of a word.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

SEQUENCES = int(os.environ.get("GATEWAY_SEQUENCES", "8"))
FIRST = int(os.environ.get("GATEWAY_SIMULATION_SEED", "1"))


def record(life: Life) -> dict[str, Any]:
    """What is served, without meta, and without the papers that name versions.

    Nor does it count under which ids something was heard of that gave way to something else.
    """
    bodies = promises.Kept(life.path).bodies()
    accounts = {
        f"Account/{id}": _name(id, _living(bodies, body))
        for (type, id), body in bodies.items()
        if type == "Account"
    }
    accounts |= {
        f"Encounter/{id}": _name(id, body)
        for (type, id), body in bodies.items()
        if type == "Encounter" and _bare(body)
    }
    return {
        f"{type}/{_name(id, body)}": _renamed(_plain(body), accounts)
        for (type, id), body in sorted(bodies.items())
        if type != "Provenance" and body.get("active", True) and not _closed(body)
    }


def _closed(body: dict[str, Any]) -> bool:
    """Is it an account, or a stay known by its account alone, that goes on under another id?"""
    return "partOf" in body and (_bare(body) or body["resourceType"] == "Account")


def _bare(body: dict[str, Any]) -> bool:
    """Is it a stay that has no number but that of its account?"""
    return body["resourceType"] == "Encounter" and "identifier" not in body


def _living(bodies: Mapping[promises.Key, Any], account: dict[str, Any]) -> dict[str, Any]:
    """The account under which one goes on; itself, where it does not."""
    seen: set[str] = set()
    while "partOf" in account and account["id"] not in seen:
        seen.add(account["id"])
        account = bodies["Account", account["partOf"]["reference"].removeprefix("Account/")]
    return account


def _name(id: str, body: dict[str, Any]) -> str:
    """The id; of an account, and of a stay known by it alone, the number of the account.

    Which id these keep hangs on what was heard of first.
    """
    if _bare(body) and "account" in body:
        number = body["account"][0]["identifier"]
    elif body["resourceType"] == "Account":
        number = body["identifier"][0]
    else:
        return id
    return f"{number['system']}|{number['value']}"


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    said = {key: value for key, value in body.items() if key not in ("meta", "link")}
    for name in ("result", "hasMember", "extension"):  # of which the order says nothing
        if name in said:
            said[name] = sorted(said[name], key=json.dumps)
    return {**said, "id": _name(body["id"], body)}


def _renamed(body: dict[str, Any], accounts: Mapping[str, str]) -> dict[str, Any]:
    """With the numbers of accounts for their ids, wherever it leads to one."""

    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(one) for one in value]
        if isinstance(value, dict):
            return {key: renamed(one) for key, one in value.items()}
        return accounts.get(value, value) if isinstance(value, str) else value

    return {key: renamed(value) for key, value in body.items()}


def disordered(draw: Random, messages: list[Sent]) -> list[Sent]:
    """In any order, some of them again and again."""
    shuffled = draw.sample(messages, len(messages))
    return [Sent(s.sender, s.control, s.body, draw.choice((1, 1, 1, 2))) for s in shuffled]


def play(seed: int, folder: Path) -> Counter[str]:
    """The right order and another one; gives how many messages became what in the other."""
    draw = Random(seed)  # noqa: S311 - a simulation wants the same again
    messages = told(draw)
    right = Life(folder / "right.sqlite", rules(), draw, calm=True)
    right.live(messages)
    assert {r.status for _, r in right.ledger} == {Status.ACCEPTED}, _refused(right)
    other = Life(folder / "other.sqlite", rules(), draw)
    other.live(disordered(draw, messages))
    kept = promises.Kept(other.path)
    promises.exactly_once(kept, accepted(other.ledger), parked(other.ledger))
    promises.whole(kept)
    promises.resolving(kept)
    assert look(other.path).looked(every) == ()
    assert record(other) == record(right)
    waited = {(s.sender, s.control) for s, r in other.ledger if r.status is Status.PARKED}
    return Counter(parked=len(waited), all=len(messages))


def _refused(life: Life) -> list[Any]:
    return [(s.body, r.issues) for s, r in life.ledger if r.status is not Status.ACCEPTED]


def test_any_order_makes_the_record_of_the_right_order(tmp_path: Path) -> None:
    """Nothing waits in the end, and at most one message in twenty ever did."""
    counted: Counter[str] = Counter()
    for seed in range(FIRST, FIRST + SEQUENCES):
        (tmp_path / str(seed)).mkdir()
        try:
            counted += play(seed, tmp_path / str(seed))
        except BaseException:
            print(f"GATEWAY_SIMULATION_SEED={seed} GATEWAY_SEQUENCES=1")  # noqa: T201 - how to see it again
            raise

    assert counted["parked"] * 20 <= counted["all"]
