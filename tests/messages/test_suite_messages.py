"""Real-looking messages of other projects: each is read whole, converted alike twice, none faults.

https://www.hl7.eu/HL7v2x/v251/hl7v251.htm
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway import fhirjson
from gateway.adapters.hl7v2.adapter import ADAPTER
from gateway.adapters.hl7v2.leaves import leaves
from gateway.bootstrap.rules import ruleset
from gateway.intake.convert import Conversion, convert
from gateway.model import Inbound, Rejected, Ruleset, Status
from gateway.settings import Settings
from tests.drawn import TIMES
from tests.warm import warm

HERE = Path(__file__)
SHARED = Path(os.environ.get("GATEWAY_SHARED_DATA", HERE.parents[2] / "../shared/data"))
TWICE = max(1, 4 // TIMES)
"""Of how many messages one is converted again."""
SUITES = ("hl7v2-messages", "hl7v2-to-fhir")
WHEN = datetime(2026, 11, 21, tzinfo=UTC)


def files() -> list[Path]:
    return sorted(one for name in SUITES for one in (SHARED / "suites" / name).rglob("*.hl7"))


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    return ruleset(Settings(data=warm(tmp_path_factory.mktemp("data"))))


def messages() -> Iterator[bytes]:
    """Each message of each file, a batch taken apart."""
    for file in files():
        try:
            yield from ADAPTER.split(file.read_bytes())
        except Rejected:
            continue


def said(body: bytes, rules: Ruleset) -> tuple[Conversion, bytes]:
    made = convert(Inbound("default", "hl7v2", body, WHEN), rules, ledger=True)
    return made, fhirjson.encode(made.bundle)


@pytest.mark.skipif(not files(), reason="no shared data: set GATEWAY_SHARED_DATA")
def test_every_leaf_is_told(rules: Ruleset) -> None:
    """The ledger has one row for each leaf, and the same message gives the same bytes twice."""
    told = 0
    for at, body in enumerate(messages()):
        first = said(body, rules)
        assert at % TWICE or first == said(body, rules)
        assert first[0].status is not Status.FAULTED
        try:
            document = ADAPTER.parse(body, rules.senders["default"])
        except Rejected:
            continue
        assert len(first[0].ledger) == len(list(leaves(document.tree)))
        told += 1
    assert told > 250


def test_a_type_that_is_not_taken_is_read_all_the_same(rules: Ruleset) -> None:
    """The verdict is a refusal by name; the Bundle and the ledger show what would be read."""
    body = (
        b"MSH|^~\\&|A|NORD|||20261121101500+0100||CRM^C01|1|P|2.5.1\r"
        b"PID|1||4711^^^1.2.3.4||Doe^Jane\r"
        b"CSR|S1^HOSP\rOBX|1|TX|11488-4^Note^LN||Text||||||F"
    )
    made, _ = said(body, rules)

    assert made.status is Status.UNSUPPORTED
    assert [issue.rule for issue in made.issues if issue.rule.startswith("unsupported")] == [
        "unsupported-type"
    ]
    kinds = {one["resource"]["resourceType"] for one in made.bundle["entry"]}
    assert {"Patient", "Observation"} <= kinds
