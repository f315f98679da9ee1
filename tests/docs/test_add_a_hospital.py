"""The invented hospital of the how-to, put together from its page, works as the page says.

https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import UNRECORDED
from gateway.bootstrap.rules import faults, ruleset
from gateway.fhirjson import decode
from gateway.intake.convert import Conversion
from gateway.intake.convert import convert as conversion
from gateway.model import Inbound, Status
from gateway.settings import Settings, read
from tests.docs.pages import ROOT, blocks
from tests.warm import warm
from tools import expected

PAGE = ROOT / "docs" / "how-to" / "add-a-hospital.md"
SENDER = "clinique-du-sud"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of mappings with the sender file, the code table and the message of the page."""
    made = tmp_path_factory.mktemp("operator")
    (table,) = blocks(PAGE, "csv")
    (message,) = blocks(PAGE, "hl7")
    for place, content in (
        (f"senders/{SENDER}.yaml", "".join(blocks(PAGE, "yaml"))),
        ("hl7v2/tables/SUD-sex.csv", table),
        ("registration.hl7", message),
    ):
        (made / place).parent.mkdir(parents=True, exist_ok=True)
        (made / place).write_text(content, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def settings(folder: Path) -> Settings:
    """Settings that name the folder."""
    return read({"GATEWAY_MAPPINGS": str(folder), "GATEWAY_DATA": str(warm(folder / "data"))})


@pytest.fixture(scope="module")
def found(folder: Path, settings: Settings) -> Conversion:
    """What becomes of the message."""
    body = (folder / "registration.hl7").read_bytes()
    return conversion(Inbound(SENDER, "hl7v2", body, UNRECORDED), ruleset(settings), ledger=True)


def test_its_files_have_no_fault(settings: Settings) -> None:
    """`gateway check` finds nothing."""
    assert list(faults(settings)) == []


def test_its_message_is_accepted(found: Conversion) -> None:
    """Nothing of it is wrong, and nothing is warned of."""
    assert found.status is Status.ACCEPTED
    assert {str(issue.severity) for issue in found.issues} <= {"information"}


def test_nothing_of_its_message_is_lost(found: Conversion) -> None:
    """Every leaf is mapped, translated or ignored, none unmapped or degraded."""
    assert {trace.fate for trace in found.ledger} <= {"mapped", "translated", "ignored"}


def test_its_own_rows_and_codes_are_used(found: Conversion) -> None:
    """The sex comes from its table, the next of kin from its segment, the system from its file."""
    patient = found.bundle["entry"][0]["resource"]
    stay = found.bundle["entry"][1]["resource"]

    assert patient["gender"] == "male"
    assert patient["contact"][0]["name"]["text"] == "Marie Weber"
    assert patient["identifier"][0]["system"].endswith("/sid/clinique-du-sud")
    assert stay["period"]["start"] == "2026-11-20T10:15:00+01:00"
    rows = {trace.source: trace.row for trace in found.ledger}
    assert rows["PID-9.1"] == f"senders/{SENDER}.yaml#sud-pid-9"


def test_a_slip_in_its_rows_is_told_with_its_line(folder: Path, tmp_path: Path) -> None:
    """A target that FHIR does not have is found before the first message."""
    written = (folder / "senders" / f"{SENDER}.yaml").read_text(encoding="utf-8")
    (tmp_path / "senders").mkdir()
    broken = tmp_path / "senders" / f"{SENDER}.yaml"
    broken.write_text(written.replace("contact[next].name", "contact[next].nam"))
    line = next(
        at for at, text in enumerate(broken.read_text().splitlines(), 1) if ".nam." in text
    )

    data = str(warm(tmp_path / "data"))
    named = read({"GATEWAY_MAPPINGS": f"{folder}:{tmp_path}", "GATEWAY_DATA": data})

    assert [(fault.line, fault.rule) for fault in faults(named)] == [(line, "target-unknown")]


def test_the_tool_writes_what_becomes_of_its_message(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`python -m tools.expected` writes the file that the message pairs are held to."""
    monkeypatch.setenv("GATEWAY_MAPPINGS", str(folder))

    assert expected.main(SENDER, str(folder / "registration.hl7")) == 0

    said = decode((folder / "registration.expected.json").read_bytes())
    assert said["sender"] == SENDER
    assert [change["body"]["resourceType"] for change in said["changes"]] == [
        "Provenance",
        "Patient",
        "Encounter",
    ]
    assert "registration.expected.json: 3 changes, 0 leaves left" in capsys.readouterr().out
