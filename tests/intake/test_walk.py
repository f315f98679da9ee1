"""One message's walk on the real rules and the real store: its verdict, and what stands after it.

https://hl7.org/fhir/R4/provenance.html · https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway import fhirjson
from gateway.intake import receive
from gateway.intake.plan import plan
from gateway.intake.settle import settle
from gateway.model import Entry, Inbound, Keys, Standing, Status, Unavailable
from tests.intake.house import (
    NOON,
    House,
    message,
    obr,
    obx,
    pid,
    pv1,
    rules_of,
)

A01 = "ADT^A01^ADT_A01"
ORU = "ORU^R01^ORU_R01"
ANNA = pid("1001^^^KLINIK^MR")


def sound(control: str = "C1", who: str = ANNA) -> bytes:
    """An admission."""
    return message(A01, control, who, pv1())


def test_a_sound_message_is_accepted(house: House) -> None:
    """The receipt names each version written, and is found again."""
    receipt = house.take(sound())

    assert receipt.status is Status.ACCEPTED
    assert [name.split("/")[0] for name in receipt.resources] == [
        "Patient", "Encounter", "Provenance",
    ]  # fmt: skip
    assert house.run(house.store.receipt("klinik", "C1")) == receipt


def test_a_resend_is_a_duplicate_and_changes_nothing(house: House) -> None:
    """The first receipt is said again, and nothing has a second version."""
    first = house.take(sound())

    again = house.take(sound())

    assert again.status is Status.DUPLICATE
    assert (again.resources, again.issues) == (first.resources, first.issues)
    assert house.patient("1001")["meta"]["versionId"] == "1"


def test_a_control_id_used_again_is_a_conflict(house: House) -> None:
    """The other content is kept in quarantine and says nothing of the record."""
    house.take(sound())

    other = house.take(sound(who=pid("1001^^^KLINIK^MR", "Weber^Anna")))

    assert (other.status, rules_of(other)) == (Status.CONFLICT, ["control-id-reused"])
    assert house.patient("1001")["name"][0]["family"] == "Meyer"
    assert house.run(house.store.receipt("klinik", "C1")).status is Status.ACCEPTED


def test_a_mended_resend_of_a_rejected_message_is_accepted(house: House) -> None:
    """A rejected message does not occupy its control id, and leaves nothing."""
    rejected = house.take(sound(who=pid("1001^^^KLINIK^MR", born="19851332")))
    assert rejected.status is Status.REJECTED
    assert house.all("Patient") == []

    assert house.take(sound()).status is Status.ACCEPTED


def test_the_same_control_id_of_two_senders_is_two_messages(house: House) -> None:
    """A control id is its sender's own."""
    house.take(sound())

    assert house.take(sound(), "spidol").status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("kind", "change", "rule"),
    [
        ("PMU^B01", None, "unsupported-type"),
        (A01, (b"|P|", b"|T|"), "unsupported-processing-id"),
        (A01, (b"|2.5.1|", b"|3.0|"), "unsupported-version"),
    ],
)
def test_what_is_not_taken_is_refused_by_name(
    house: House, kind: str, change: tuple[bytes, bytes] | None, rule: str
) -> None:
    """Type, processing id, version."""
    body = message(kind, "C1", ANNA)

    receipt = house.take(body.replace(*change) if change else body)

    assert receipt.status is Status.UNSUPPORTED
    assert rule in rules_of(receipt)
    assert house.all("Patient") == []


def test_an_unknown_event_of_a_known_type_is_read(house: House) -> None:
    """What the segments say is kept; a status is not made up."""
    house.say("ADT^Z77", ANNA, pv1())

    assert house.only("Encounter")["status"] == "unknown"


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"MSH|^~\\&|", b"\xff\xfe\x00", b"MSH|^~\\&" + b"|" * 30]
)
def test_what_cannot_be_read_is_rejected_with_its_place(house: House, body: bytes) -> None:
    """Never faulted, always journaled, always with an issue that says where."""
    receipt = house.take(body)

    assert receipt.status in (Status.REJECTED, Status.UNSUPPORTED)
    assert receipt.seq == 1
    assert all(issue.source for issue in receipt.issues)
    assert receipt.issues


def test_a_fault_of_ours_is_journaled_and_blocks_nobody(house: House) -> None:
    """The kind of the exception is told, never its text; the message keeps its control id free."""

    class Broken:
        def __init__(self, within: Any) -> None:
            self.within = within

        def apply(self, document: Any) -> Any:
            raise ValueError(document.tree.body)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.within, name)

    real = house.rules
    house.rules = replace(real, mappers=lambda *key: Broken(real.mappers(*key)))
    faulted = house.take(sound())
    house.rules = real

    assert (faulted.status, rules_of(faulted)) == (Status.FAULTED, ["internal-fault"])
    assert "Meyer" not in repr(faulted)
    assert house.take(sound()).status is Status.ACCEPTED


def test_a_store_that_keeps_nothing_gives_no_receipt(house: House) -> None:
    """Unavailable goes up: no answer is given for what was not kept."""

    class Full:
        def __getattr__(self, name: str) -> Any:
            return getattr(house.store, name)

        async def commit(self, _: Entry) -> Any:
            raise Unavailable("the disk is full")

    inbound = Inbound("klinik", "hl7v2", sound(), NOON)
    with pytest.raises(Unavailable):
        house.run(receive(inbound, house.rules, Full()))

    assert house.run(house.store.receipt("klinik", "C1")) is None


def test_the_same_bytes_and_standing_and_rules_give_the_same_entry(house: House) -> None:
    """Byte for byte, whenever it is computed."""
    house.say(A01, pid("1001^^^KLINIK^MR", "Meier^Anna"))
    inbound = Inbound("klinik", "hl7v2", sound(), NOON)

    def entry() -> bytes:
        planned = plan(inbound, house.rules)
        standing: Standing = house.run(house.store.standing(planned.keys))
        made = settle(planned, standing, house.rules)
        assert isinstance(made, Entry)
        bodies = [fhirjson.encode(one.body) for one in made.resources]
        return repr((made.receipt, bodies, made.lineage, dict(made.expects), made.links)).encode()

    assert entry() == entry()


def test_no_change_makes_no_version(house: House) -> None:
    """The same said again under another control id leaves no version and no Provenance."""
    house.say(A01, ANNA, pv1(), sent="20261121100000+0100")

    receipt = house.say(A01, ANNA, pv1(), sent="20261121100500+0100")

    assert (receipt.status, receipt.resources) == (Status.ACCEPTED, ())
    assert house.only("Encounter")["meta"]["versionId"] == "1"


def test_provenance_names_every_version_and_the_message(house: House) -> None:
    """Targets are version-specific and complete; what was said before is not among them."""
    house.say(A01, ANNA, pv1())

    receipt = house.say(ORU, ANNA, pv1(), obr(), obx("1"), obx("2", code="718-7^Hb^LN"))

    (paper,) = [one for one in house.all("Provenance") if len(one["target"]) == 3]
    *written, own = receipt.resources
    assert [one["reference"] for one in paper["target"]] == written
    assert own == f"Provenance/{paper['id']}/_history/1"
    message_id = paper["entity"][0]["what"]["identifier"]["value"]
    assert message_id == receipt.control_id


def test_an_issue_says_both_places_and_the_bytes(house: House) -> None:
    """PID-7 and Patient.birthDate, with the bytes of the field."""
    body = sound(who=pid("1001^^^KLINIK^MR", born="19851332"))

    (issue,) = [i for i in house.take(body).issues if i.rule == "value-invalid-date"]

    assert (issue.source, issue.target) == ("PID-7", "Patient.birthDate")
    assert issue.span is not None
    assert body[slice(*issue.span)] == b"19851332"


def test_everything_that_is_wrong_is_said_at_once(house: House) -> None:
    """Two faults in two segments are two issues."""
    receipt = house.say(
        ORU,
        pid("1001^^^KLINIK^MR", born="19851332"),
        obr(),
        obx("1").replace("|F", "|F|||2026139"),
    )

    errors = {issue.source for issue in receipt.issues if issue.severity == "error"}
    assert errors == {"PID-7", "OBX-14"}


def test_what_another_message_changed_meanwhile_is_taken_into_account(house: House) -> None:
    """An entry computed on what no longer stands is computed again."""
    held: list[Standing] = []

    class Late:
        def __getattr__(self, name: str) -> Any:
            return getattr(house.store, name)

        async def standing(self, keys: Keys) -> Standing:
            standing: Standing = await house.store.standing(keys)
            if not held:
                held.append(standing)
                other = message(A01, "O1", pid("1001^^^KLINIK^MR", phone="+352 111"), pv1())
                await receive(Inbound("klinik", "hl7v2", other, NOON), house.rules, house.store)
            return standing

    inbound = Inbound("klinik", "hl7v2", sound(), NOON + timedelta(seconds=5))
    receipt = house.run(receive(inbound, house.rules, Late()))

    assert receipt.status is Status.ACCEPTED
    assert house.patient("1001")["telecom"][0]["value"] == "+352 111"
