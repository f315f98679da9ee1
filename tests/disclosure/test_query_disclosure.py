"""Nothing is told unless it may be, and unless it is written down who is told of.

https://profiles.ihe.net/ITI/BALP/ · https://hl7.org/fhir/R4/auditevent.html
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from gateway.disclosure.persons import MOST
from gateway.intake.batch import batch, each
from gateway.model import Criterion, Decision, Inbound, Page, Query, Receipt, Resource, Unavailable
from gateway.store import Store
from tests.api.http_house import Listening
from tests.disclosure.asked_house import ANNA, answer, pdq, pix, reply, segments
from tests.intake.house import House, person, pid

KLINIK = "https://klinik.example/id"


class Discreet:
    """A store of which only one patient may be seen: every decision comes with a filter."""

    def __init__(self, store: Store, seen: str) -> None:
        self._store = store
        self._seen = seen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def _narrow(self, decision: Decision) -> Decision:
        return replace(decision, criteria=(Criterion("patient", "reference", ((self._seen,),)),))

    async def read(self, decision: Decision, type: str, id: str) -> bytes | None:
        """Read what may be seen."""
        return await self._store.read(self._narrow(decision), type, id)

    async def search(self, decision: Decision, query: Query) -> Page:
        """Find what may be seen."""
        return await self._store.search(self._narrow(decision), query)

    async def compartment(self, decision: Decision, patient: str) -> Sequence[bytes]:
        """Collect what may be seen."""
        return await self._store.compartment(self._narrow(decision), patient)


class Full:
    """A store in which nothing more can be written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def record_audit(self, _: Sequence[Resource]) -> None:
        """Fail."""
        raise Unavailable("the disk is full")


def heard(house: House, body: bytes) -> list[Resource]:
    """The audit events of one query."""
    listening = Listening(house.store)
    answer(house, body, store=cast("Store", listening))
    return listening.events


def entities(event: Resource, code: str) -> list[Resource]:
    return [one for one in event["entity"] if one["type"]["code"] == code]


def test_a_pix_query_leaves_its_event(house: House) -> None:
    """Query, ITI-9, who asked, in which words, and whose numbers were told."""
    (event,) = heard(house, pix("1001^^^KLINIK"))

    assert (event["type"]["code"], event["subtype"][0]["code"]) == ("110112", "ITI-9")
    (asked, _) = entities(event, "2")[0], entities(event, "4")
    assert b64decode(asked["query"]).decode() == "QPD|IHE PIX Query|T1|1001^^^KLINIK|"
    served = house.survivor("1001")["id"]
    assert entities(event, "1")[0]["what"] == {"reference": f"Patient/{served}"}
    assert (event["action"], event["outcome"]) == ("E", "0")


def test_each_person_of_a_pdq_answer_has_an_event(house: House) -> None:
    events = heard(house, pdq("@PID.3.1^1002"))

    told = {entities(event, "1")[0]["what"]["reference"] for event in events}
    assert len(told) == len(events) == 2
    assert {event["subtype"][0]["code"] for event in events} == {"ITI-21"}


def test_events_fit_the_national_profile(house: House) -> None:
    events = [
        *heard(house, pix("1001^^^KLINIK")),
        *heard(house, pix("9999^^^KLINIK")),
        *heard(house, pdq("@PID.5.1^Weber")),
    ]

    assert len(events) == 3
    validator = house.rules.validator
    bad = [
        issue
        for event in events
        for issue in validator.check(event)
        if issue.severity in ("error", "fatal")
    ]
    assert bad == []


def test_a_query_that_finds_nobody_leaves_its_event_too(house: House) -> None:
    (event,) = heard(house, pix("9999^^^KLINIK"))

    assert entities(event, "1") == []
    assert event["outcome"] == "0"


def test_a_malformed_query_leaves_an_event_of_its_refusal(house: House) -> None:
    (event,) = heard(house, pdq("@PID.8^F"))

    assert event["outcome"] == "4"


def test_what_cannot_be_written_down_is_not_told(house: House) -> None:
    with pytest.raises(Unavailable):
        answer(house, pix("1001^^^KLINIK"), store=cast("Store", Full(house.store)))


def test_a_patient_of_whom_nothing_may_be_told_is_nobody(house: House) -> None:
    """PIX says that the number is unknown; PDQ finds nobody; the one who may be seen is told."""
    seen = person(KLINIK, "1004")
    store = cast("Store", Discreet(house.store, f"Patient/{seen}"))

    hidden = answer(house, pix("1001^^^KLINIK"), store=store)
    shown = answer(house, pix("1004^^^KLINIK", "^^^KLINIK"), store=store)
    nobody = answer(house, pdq("@PID.3.1^1001"), store=store)

    assert "|204^Unknown key identifier^HL70357|E|query-identifier-unknown^" in hidden
    assert segments(hidden, "PID") == segments(nobody, "PID") == []
    assert "\nQAK|T2|NF|" in nobody
    assert segments(shown, "PID")[0][3] == "1004^^^KLINIK^MR"


def test_a_description_shows_nobody_who_may_not_be_seen(house: House) -> None:
    """Two are born on that day; the one who may be seen is told of, and counted alone."""
    store = cast("Store", Discreet(house.store, f"Patient/{person(KLINIK, '1004')}"))

    told = answer(house, pdq("@PID.7^19850312"), store=store)

    assert [one[5].partition("^")[0] for one in segments(told, "PID")] == ["Klein"]
    assert segments(told, "QAK")[0][4:] == ["1", "1", "0"]


def test_a_description_of_too_many_tells_of_nobody(house: House) -> None:
    """More than MOST may be meant: not one of them is told of, and the event says so."""
    for number in range(2000, 2000 + MOST):
        house.say("ADT^A28^ADT_A05", pid(f"{number}^^^KLINIK^MR", "Klein^Bob", "19600101"))

    told = answer(house, pdq("@PID.5.1^Klein"))
    narrower = answer(house, pdq("@PID.5.1^Klein~@PID.7^19850312"))

    assert "|query-too-wide^" in told
    assert f"More than {MOST} patients may be meant." in told
    assert segments(told, "PID") == []
    assert len(segments(narrower, "PID")) == 1


def test_a_query_changes_nothing_and_keeps_no_control_id(house: House) -> None:
    """Asked again under the same number it is answered again, by what stands then."""
    before = house.all("Patient")
    first = answer(house, pix("1004^^^KLINIK", "^^^LUX"))
    assert house.all("Patient") == before
    assert house.run(house.store.receipt("klinik", "Q1")) is None

    house.say("ADT^A08^ADT_A01", pid("1004^^^KLINIK^MR~1985031212484^^^LUX^NI", "Klein^Eva"))
    again = answer(house, pix("1004^^^KLINIK", "^^^LUX"))

    assert "|NF\n" in first
    assert "|OK\n" in again


def test_each_sender_is_told_in_its_own_names(house: House) -> None:
    """`spidol` asks for the same person, and reads its own word for whose number it is."""
    told = answer(house, pix("77", "^^^LUX~^^^KLINIK"), sender="spidol")

    assert segments(told, "PID")[0][3] == (f"1001^^^KLINIK^MR~{ANNA}^^^LUX&1.3.182.4.4&ISO^NI")


@pytest.mark.parametrize(
    "body",
    [
        pix("1001^^^KLINIK").replace(b"QBP^Q23", b"QBP^Q99"),
        pix("1001^^^KLINIK").replace(b"|P|2.5", b"|D|2.5"),
        pix("1001^^^KLINIK").replace(b"|P|2.5", b"|P|x"),
        pix("1001^^^KLINIK") + b"MSH|^~\\&|A\r",
    ],
    ids=["another query", "processing id", "version", "a second header"],
)
def test_what_is_no_query_for_this_place_is_refused_like_any_message(
    house: House, body: bytes
) -> None:
    assert reply(house, body) is None
    receipt = house.take(body)

    assert receipt.status in ("unsupported", "rejected")
    assert house.rules.adapters["hl7v2"].acknowledge(
        Inbound("klinik", "hl7v2", body, house.now), receipt
    )


def test_in_a_batch_a_query_is_refused_by_name(house: House) -> None:
    """Its receipt says that it must come by itself; nothing is told."""

    async def take(_: Inbound) -> Receipt:
        return receipt

    receipt = house.take(pix("1001^^^KLINIK"))

    async def played() -> list[Any]:
        found = batch(
            each((pix("1001^^^KLINIK"),)), lambda b: Inbound("klinik", "hl7v2", b, house.now), take
        )
        return [one async for one in found]

    ((_, kept),) = house.run(played())
    assert kept.status == "unsupported"
    assert [issue.rule for issue in kept.issues] == ["unsupported-type"]
    assert "by itself" in kept.issues[0].text
