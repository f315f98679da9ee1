"""A doctor with number and authority is mentioned as a Practitioner; a name stays a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.bootstrap.rules import ruleset
from gateway.intake.convert import convert
from gateway.mapping.mapper import Mapper
from gateway.model import Document, Inbound, Mapped, Mode, Sender
from gateway.settings import Settings
from tests.warm import warm

Say = Callable[..., Mapped]
MSH = "MSH|^~\\&|LAB|NORD|||20261121101500+0100||ORU^R01|77|P|2.5.1\n"
ROWS = """
maps:
  - map: OBR -> DiagnosticReport
    id: {key: [[OBR-3, ordinal]]}
    rows:
      - {id: obr-4, src: OBR-4, to: code, as: CWE}
      - {id: obr-16, src: "OBR-16[]", to: "performer[]", as: XCN}
      - {id: obr-32, src: OBR-32, to: "resultsInterpreter[]", as: NDL}
  - map: OBX -> Observation
    id: {key: [[OBX-3, ordinal]]}
    rows:
      - {id: obx-3, src: OBX-3, to: code, as: CWE}
      - {id: obx-16, src: "OBX-16[]", to: "performer[]", as: XCN}
      - {id: obx-23, src: OBX-23, to: "performer[]", as: XON}
"""
NORD = Sender("nord", default_authority="urn:oid:1.2.3.9")


def obr(who: str) -> str:
    return f"{MSH}OBR|||7|A{'|' * 12}{who}"


def performer(said: Mapped) -> object:
    return said.changes[-1].body["performer"]


def test_number_and_authority_name_a_practitioner(say: Say) -> None:
    """The Reference points to it; identifier, name and prefix stand in the mention, made first."""
    said = say(ROWS, obr("77^THILL^Claire^^^Dr^^^1.2.3&1.2.3&ISO"))
    mention, report = said.changes

    assert (mention.mode, mention.id) == (Mode.MENTION, "practitioner/urn:oid:1.2.3/77")
    assert mention.body == {
        "resourceType": "Practitioner",
        "identifier": [{"value": "77", "system": "urn:oid:1.2.3"}],
        "name": [{"family": "THILL", "given": ["Claire"], "prefix": ["Dr"]}],
    }
    assert report.body["performer"] == [
        {
            "reference": "Practitioner/practitioner/urn:oid:1.2.3/77",
            "display": "Dr Claire THILL",
            "type": "Practitioner",
        }
    ]


def test_name_alone(say: Say) -> None:
    """Nobody is made of a name."""
    said = say(ROWS, obr("^THILL^Claire"))

    assert performer(said) == [{"display": "Claire THILL", "type": "Practitioner"}]
    assert len(said.changes) == 1


@pytest.mark.parametrize(
    ("sender", "made"),
    [(Sender("example"), []), (NORD, ["practitioner/urn:oid:1.2.3.9/77"])],
    ids=["undeclared", "declared"],
)
def test_number_without_authority(sender: Sender, made: list[str], say: Say) -> None:
    """It counts only where the sender declares whose such numbers are."""
    said = say(ROWS, obr("77^THILL^Claire"), sender)

    assert [one.id for one in said.changes if one.mode is Mode.MENTION] == made
    if not made:
        alone = {"identifier": {"value": "77"}, "display": "Claire THILL", "type": "Practitioner"}
        assert performer(said) == [alone]


def test_once_for_a_message(say: Say) -> None:
    """Whoever is named in three places is mentioned once; an organisation too."""
    who = "77^THILL^^^^^^^1.2.3"
    obx = f"OBX|1||B{'|' * 13}{who}{'|' * 7}CHL^^^^^1.2.4^XX^^^9\n"
    said = say(ROWS, f"{obr(who)}{'|' * 16}77&THILL&&&&&&&1.2.3\n{obx}{obx}")

    assert [(one.type, one.mode) for one in said.changes[:2]] == [
        ("Practitioner", Mode.MENTION),
        ("Organization", Mode.MENTION),
    ]
    assert Mode.MENTION not in {one.mode for one in said.changes[2:]}
    assert said.changes[1].body["name"] == "CHL"


def test_ledger_follows_the_name(
    mapper: Callable[..., Mapper], read: Callable[..., Document]
) -> None:
    """The family name went to the Practitioner, the number to its identifier."""
    made = mapper(ROWS)
    document = read(obr("77^THILL^Claire^^^^^^1.2.3"))
    told = {one.source: one for one in made.traces(document, made.apply(document).tape)}

    assert (told["OBR-16.2"].target, told["OBR-16.2"].resource) == (
        "Practitioner.name[0].family",
        "Practitioner/practitioner/urn:oid:1.2.3/77",
    )
    assert told["OBR-16.1"].target == "Practitioner.identifier[0].value"


def test_what_is_mentioned_meets_the_national_profiles(tmp_path: Path) -> None:
    """Practitioner and Organization are valid, and are kept."""
    rules = ruleset(Settings(data=warm(tmp_path)))
    body = (
        f"{MSH}PID|1||4711^^^1.2.3.4||Doe^Jane||19800229\n"
        "OBR|1||7|718-7^Hb^LN|||20261121101500+0100\n"
        f"OBX|1|NM|718-7^Hb^LN||7.25|g/dL|||||F|||20261121101500+0100||77^THILL^^^^^^^1.2.3"
        f"{'|' * 7}CHL^^^^^1.2.4^^^^9"
    )
    inbound = Inbound("default", "hl7v2", body.replace("\n", "\r").encode(), datetime.now(UTC))
    made = convert(inbound, rules)

    kept = [one["resource"] for one in made.bundle["entry"]]
    named = [one for one in kept if one["resourceType"] in {"Practitioner", "Organization"}]
    assert [len(one["meta"]["profile"]) for one in named] == [1, 1]
    about = {f"{one['resourceType']}/{one['id']}" for one in named}
    assert not [issue for issue in made.issues if issue.resource in about]
