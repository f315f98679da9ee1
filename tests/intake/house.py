"""A gateway without doors for tests: the real rules, a real store, and invented senders.

https://docs.pytest.org/en/stable/how-to/fixtures.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from gateway import disclosure
from gateway.bootstrap.rules import ruleset
from gateway.identity.names import resource_id
from gateway.intake import receive
from gateway.intake.receive import nothing
from gateway.model import Caller, Criterion, Decision, Inbound, Query, Receipt, Resource, Ruleset
from gateway.settings import Settings
from gateway.store import Store, open_sqlite

OPEN = Decision(allowed=True, reason="a test may see everything")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
SENDERS = ROOT / "tests" / "intake" / "senders"
MATRICULE = "urn:oid:1.3.182.4.4"
HEAD = r"MSH|^~\&|HIS|{facility}|GW|LU|{sent}||{kind}|{control}|P|2.5.1||||||UNICODE UTF-8"


@cache
def rules() -> Ruleset:
    """The rules that are shipped, with the invented senders of the tests beside them."""
    shipped = Settings(data=ROOT / ".cache" / "tests")
    return ruleset(replace(shipped, mappings=(*shipped.mappings, SENDERS)))


def person(system: str, value: str) -> str:
    """The source identity of an identifier: the id of the Patient known by it."""
    return resource_id("Patient", (system, value))


def message(
    kind: str, control: str, *segments: str, sent: str = "20261121101500+0100",
    facility: str = "KLINIK",
) -> bytes:  # fmt: skip
    """A message as bytes; `segments` follow MSH, a CR ends each."""
    head = HEAD.format(facility=facility, sent=sent, kind=kind, control=control)
    return "".join(f"{segment}\r" for segment in (head, *segments)).encode()


class House:
    """Rules, a store and a clock; every answer is read from the store, never remembered."""

    def __init__(
        self, path: Path, ruleset: Ruleset, crash: Callable[[str], None] = nothing
    ) -> None:
        self.path = path
        self.rules = ruleset
        self.now = NOON
        self.crash = crash
        self._runner = asyncio.Runner()
        self._numbers = iter(range(1, 1_000_000))
        self.store: Store = open_sqlite(path, crash=crash)

    def close(self) -> None:
        """Let go of the file."""
        self._runner.run(self.store.close())
        self._runner.close()

    def run(self, coroutine: Any) -> Any:
        """Wait for an answer of the store."""
        return self._runner.run(coroutine)

    def take(self, body: bytes, sender: str = "klinik", format: str = "hl7v2") -> Receipt:
        """Take in one message; the clock goes on by a second."""
        self.now += timedelta(seconds=1)
        inbound = Inbound(sender, format, body, self.now)
        receipt: Receipt = self.run(receive(inbound, self.rules, self.store, self.crash))
        return receipt

    def say(self, kind: str, *segments: str, sender: str = "klinik", sent: str = "") -> Receipt:
        """Take in a message under a control id of its own; an EVN stands before what is said."""
        number = next(self._numbers)
        when = sent or f"20261121{10 + number // 60:02}{number % 60:02}00+0100"
        event = () if kind.startswith("ORU") else (f"EVN||{when}",)
        return self.take(message(kind, f"M{number}", *event, *segments, sent=when), sender)

    def read(self, type: str, id: str) -> Resource | None:
        """What is served under that id now."""
        body = self.run(self.store.read(OPEN, type, id))
        found: Resource | None = json.loads(body) if body else None
        return found

    def patient(self, value: str, system: str = "https://klinik.example/id") -> Resource:
        """The Patient served under the id of this identifier."""
        found = self.read("Patient", person(system, value))
        assert found is not None
        return found

    def survivor(self, value: str, system: str = "https://klinik.example/id") -> Resource:
        """The Patient that this identifier's id leads to, however often it gave way."""
        found = self.read("Patient", person(system, value)) or self.only(
            "Patient", identifier=f"{system}|{value}"
        )
        while links := [one for one in found.get("link", ()) if one["type"] == "replaced-by"]:
            following = self.read(*links[0]["other"]["reference"].split("/"))
            assert following is not None
            found = following
        return found

    def all(self, type: str, **criteria: str) -> list[Resource]:
        """Every resource of a type that a search finds."""
        asked = tuple(_criterion(name, value) for name, value in criteria.items())
        page = self.run(self.store.search(OPEN, Query(type, asked, count=1000)))
        return [json.loads(body) for body in page.resources]

    def only(self, type: str, **criteria: str) -> Resource:
        """The one resource of a type."""
        found = self.all(type, **criteria)
        assert len(found) == 1
        return found[0]

    def summary(self, id: str) -> Resource:
        """The patient summary asked for under this id."""
        by = disclosure.Asked(Caller("tester", authenticated=True), self.now, "r1", "::1", "")
        found: Resource | None = self.run(disclosure.summary(by, self.store, self.store, id))
        assert found is not None
        return found

    def summarised(self, id: str, type: str) -> list[Resource]:
        """The resources of a type in the patient summary."""
        entries = self.summary(id)["entry"]
        return [one["resource"] for one in entries if one["resource"]["resourceType"] == type]


def rules_of(receipt: Receipt) -> Sequence[str]:
    """The rules that a receipt's issues name."""
    return [issue.rule for issue in receipt.issues]


def pid(  # noqa: PLR0913 - what a PID says is a long list
    number: str, name: str = "Meyer^Anna", born: str = "19850312", *, sex: str = "F",
    phone: str = "", more: str = "",
) -> str:  # fmt: skip
    """A PID; `number` is written as PID-3 wants it, `more` follows PID-13."""
    return f"PID|1||{number}||{name}||{born}|{sex}|||||{phone}{more}"


def pv1(
    number: str = "V1^^^KLINIK^VN", *, kind: str = "I", begins: str = "", ends: str = ""
) -> str:
    """A PV1."""
    return f"PV1|1|{kind}|||||||||||||||||{number}{'|' * 25}{begins}|{ends}"


def obr(filler: str = "F1^LAB", status: str = "F", *, code: str = "24323-8^Panel^LN") -> str:
    """An OBR of the chemistry section."""
    return f"OBR|1||{filler}|{code}|||20261121080000+0100{'|' * 17}CH|{status}"


def obx(  # noqa: PLR0913 - what an OBX says is a long list
    value: str, status: str = "F", *, code: str = "2345-7^Glucose^LN", type: str = "NM",
    sub: str = "", flag: str = "", unit: str = "mg/dL^^UCUM", range: str = "",
) -> str:  # fmt: skip
    """An OBX."""
    return f"OBX|1|{type}|{code}|{sub}|{value}|{unit}|{range}|{flag}|||{status}"


def _criterion(name: str, value: str) -> Criterion:
    if name == "identifier":
        system, bar, code = value.partition("|")
        return Criterion(name, "token", ((system, code),) if bar else ((None, value),))
    if name == "_id":
        return Criterion(name, "id", ((value,),))
    return Criterion(name, "reference", ((value if "/" in value else f"Patient/{value}",),))
