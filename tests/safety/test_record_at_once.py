"""Two messages at once, neither of which waits for the other: what one rests on may not move.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.35, 3.3.49)
"""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module

import pytest

from gateway.intake.plan import plan
from gateway.intake.receive import audited, nothing, settled
from gateway.model import Entry, Inbound, Stale, Status
from tests.intake.house import House, message, obr, obx, pid
from tests.safety.moves import (
    A01,
    ANNA,
    AT_ELEVEN,
    AT_TEN,
    BERTA,
    ORM,
    ORU,
    account,
    mrg,
    of,
    pv1,
)

A35, A49 = "ADT^A35^ADT_A30", "ADT^A49^ADT_A30"


def worked_out(house: House, body: bytes) -> Entry:
    """What a message leaves behind by what stands now, before it is kept."""
    read = plan(Inbound("klinik", "hl7v2", body, house.now), house.rules)
    found = house.run(settled(read, read.keys, house.rules, house.store, nothing))
    assert isinstance(found, Entry)
    return audited(found)


@pytest.mark.parametrize("event", [A35, A49])
def test_a_stay_is_not_booked_on_an_account_that_gives_way_meanwhile(
    house: House, event: str
) -> None:
    """V2 is admitted on A1 while A1 becomes A2: it is worked out once more, and booked on A2.

    What the other message says of the patient is old by then, and changes nothing about her.
    """
    house.say(A01, account(ANNA, "A1"), pv1("V1"), sent=AT_ELEVEN)
    admitted = message(A01, "second", f"EVN||{AT_ELEVEN}", account(ANNA, "A1"), pv1("V2"))
    entry = worked_out(house, admitted)

    house.say(event, account(ANNA, "A2"), mrg("1001", account="A1"), sent=AT_TEN)

    with pytest.raises(Stale):
        house.run(house.store.commit(entry))
    house.take(admitted)
    booked = {one["account"][0]["identifier"]["value"] for one in house.all("Encounter")}
    assert booked == {"A2"}


def test_a_result_does_not_hang_on_a_stay_that_gives_way_meanwhile(house: House) -> None:
    """V8 turns out to be V1 while its result is worked out: the result is of V1."""
    for stay in ("V1", "V8"):
        house.say(A01, ANNA, pv1(stay), sent=AT_ELEVEN)
    told = message(ORU, "result", ANNA, pv1("V8"), obr(), obx("1"), sent=AT_ELEVEN)
    entry = worked_out(house, told)

    house.say("ADT^A42^ADT_A39", ANNA, mrg("1001", visit="V8"), pv1("V1"), sent=AT_TEN)

    with pytest.raises(Stale):
        house.run(house.store.commit(entry))
    house.take(told)
    (stands,) = [one["id"] for one in house.all("Encounter") if one["status"] == "in-progress"]
    for kind in ("DiagnosticReport", "Observation"):
        assert house.only(kind)["encounter"]["reference"] == f"Encounter/{stands}"


def test_an_order_that_comes_while_its_stay_moves_goes_with_the_stay(house: House) -> None:
    """The account of V1 becomes Berta's (A44) while an order of V1 comes: worked out anew."""
    house.say(A01, account(ANNA, "A1"), pv1("V1"), sent=AT_TEN)
    house.say(A01, BERTA, sent=AT_TEN)
    gone = mrg("1001", account="A1")
    moves = message("ADT^A44^ADT_A43", "moves", f"EVN||{AT_ELEVEN}", account(BERTA, "A1"), gone)
    entry = worked_out(house, moves)

    house.say("ORM^O01^ORM_O01", ANNA, pv1("V1"), *ORM, sent=AT_TEN)

    with pytest.raises(Stale):
        house.run(house.store.commit(entry))
    house.take(moves)
    assert len(of(house, "1002", "ServiceRequest")) == 1
    assert of(house, "1001", "ServiceRequest") == []


def test_what_had_to_wait_is_kept_as_of_its_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asked meanwhile what is new asks next what is new since then, and must be told of it."""
    clock = iter((100.0, 107.5))
    walk = import_module("gateway.intake.receive")
    monkeypatch.setattr(walk, "monotonic", lambda: next(clock))

    receipt = house.say(A01, ANNA, pv1("V1"))

    stay = house.only("Encounter")
    assert datetime.fromisoformat(stay["meta"]["lastUpdated"]) == house.now + timedelta(
        seconds=7.5
    )
    assert receipt.received_at == house.now + timedelta(seconds=7.5)


def test_what_had_not_to_wait_is_kept_as_of_its_coming(house: House) -> None:
    """To the microsecond."""
    house.say(A01, ANNA, pv1("V1"))

    assert datetime.fromisoformat(house.only("Encounter")["meta"]["lastUpdated"]) == house.now


NEW = pid("1009^^^KLINIK^MR")
MERGE = message("ADT^A40^ADT_A39", "merge", f"EVN||{AT_ELEVEN}", NEW, mrg("1001"))
ADMISSION = message(A01, "first", f"EVN||{AT_TEN}", ANNA, pv1("V1"))


def test_a_merge_does_not_wait_for_what_came_meanwhile(house: House) -> None:
    """Nobody knew 1001 when the merge was looked at: it would wait for ever."""
    entry = worked_out(house, MERGE)
    house.take(ADMISSION)

    with pytest.raises(Stale):
        house.run(house.store.commit(entry))
    assert house.take(MERGE).status is Status.ACCEPTED


def test_what_is_waited_for_looks_again_who_waits(house: House) -> None:
    """Nothing waited for 1001 when its admission was looked at; by now the merge does."""
    entry = worked_out(house, ADMISSION)
    assert house.take(MERGE).status is Status.PARKED

    with pytest.raises(Stale):
        house.run(house.store.commit(entry))
    assert house.take(ADMISSION).released == ("merge",)


def test_what_is_released_looks_again_who_waits_for_it(house: House) -> None:
    """1001 became 1009, and that 1010: the second merge came while the first one was released."""
    house.take(MERGE)
    entry = worked_out(house, ADMISSION)
    newer = pid("1010^^^KLINIK^MR")
    second = message("ADT^A40^ADT_A39", "second", f"EVN||{AT_ELEVEN}", newer, mrg("1009"))
    assert house.take(second).status is Status.PARKED

    with pytest.raises(Stale):
        house.run(house.store.commit(entry))
    assert house.take(ADMISSION).released == ("merge", "second")
