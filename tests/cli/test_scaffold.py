"""`gateway scaffold sender`: what a folder shows is declared or counted, and the draft is right.

https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from gateway import UNRECORDED
from gateway.bootstrap.rules import code_tables, faults, ruleset
from gateway.cli import app
from gateway.cli.survey import TIMELESS, Survey
from gateway.intake.convert import convert
from gateway.model import Inbound, Sender
from gateway.settings import read
from gateway.wording import SENTENCES
from tests.api.http_house import admission
from tests.intake.house import rules
from tests.warm import warm

CANARY = "Xylophonius"
PAIRS = Path(__file__).parents[1] / "messages" / "cda"


def message(control: str, sent: str = "20260105083000", extra: str = "") -> bytes:
    """An invented admission as an old system writes it."""
    text = (
        f"MSH|^~\\&|HIS|SUD|GATEWAY|LU|{sent}||ADT^A01|{control}|P|2.3\r"
        "EVN|A01|20260105083000\r"
        f'PID|1||S1^^^SUD^MR~X2^^^OTHER: "x"^PI||M\xfcller^{CANARY}||19870423|7\r'
        "PV1|1|I|MED^214^1|||||||||||||||1|V1^^^SUD^VN|||||||||||||||||||||||||20260105083000\r"
        "DG1|1||A1^Asthma^99SUD\r"
        f"ZSU|1|{CANARY}\r{extra}"
    )
    return text.encode("latin-1")


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warm(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("in")
    (made / "a.hl7").write_bytes(message("1") + message("2"))
    (made / "b.hl7").write_bytes(message("1", "20260106083000"))
    return made


def run(code: Path, *words: str) -> Result:
    return CliRunner(env={"GATEWAY_DATA": str(code)}).invoke(app, ["scaffold", "sender", *words])


@pytest.fixture(scope="module")
def draft(code: Path, folder: Path) -> str:
    result = run(code, "clinique-du-sud", "--from", str(folder))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_what_must_be_declared_is(draft: str) -> None:
    said = yaml.safe_load(draft)

    base = "https://fhir.gateway.example/lu/sid/clinique-du-sud"
    assert said["key"] == ["MSH-10", "MSH-7"]
    assert said["charset"] == "8859/1"
    assert said["own"] == [base]
    assert said["authorities"]["SUD"] == base
    assert said["authorities"]['OTHER: "x"'] == f"{base}/OTHER%3A%20%22x%22"


def test_what_was_seen_is_counted(draft: str) -> None:
    assert "# Message types: ADT^A01 3" in draft
    assert "come again with other content: 1" in draft
    assert "#   ZSU after DG1: ZSU-1 3, ZSU-2 3" in draft
    assert "# Offsets in MSH-7: none 3" in draft
    assert "# zone: " in draft
    assert "# Codes without translation in HL70001: 7 (3)" in draft


def test_nothing_of_a_patient_is_in_it(draft: str) -> None:
    assert CANARY not in draft
    assert "19870423" not in draft


def test_it_has_no_fault_and_can_be_used_at_once(draft: str, tmp_path: Path, code: Path) -> None:
    (tmp_path / "senders").mkdir()
    (tmp_path / "senders" / "clinique-du-sud.yaml").write_text(draft, encoding="utf-8")
    settings = read({"GATEWAY_MAPPINGS": str(tmp_path), "GATEWAY_DATA": str(code)})

    assert list(faults(settings)) == []
    assert "clinique-du-sud" in ruleset(settings).senders


def test_a_clean_folder_gives_a_clean_draft(tmp_path: Path, code: Path) -> None:
    (tmp_path / "a.hl7").write_bytes(admission())

    said = yaml.safe_load(run(code, "nord", "--from", str(tmp_path)).stdout)

    assert (said["key"], said["charset"]) == (["MSH-10"], "UNICODE UTF-8")


def test_a_number_that_a_state_gives_is_not_taken_for_the_hospitals_own(
    tmp_path: Path, code: Path
) -> None:
    body = message("1").replace(b"S1^^^SUD^MR~", b"19^^^ETAT^NI~S1^^^SUD^MR~")
    (tmp_path / "a.hl7").write_bytes(body)

    drafted = run(code, "sud", "--from", str(tmp_path)).stdout

    base = "https://fhir.gateway.example/lu/sid/sud"
    said = yaml.safe_load(drafted)["authorities"]
    assert (said["ETAT"], said["SUD"]) == (f"{base}/ETAT", base)
    assert f'"ETAT": {base}/ETAT  # 1 (NI 1)' in drafted


def test_a_system_of_patients_numbers_that_messages_name_is_its_own(
    tmp_path: Path, code: Path
) -> None:
    body = message("1").replace(b"S1^^^SUD^MR~", b"S1^^^SUD&1.2.3.4.5&ISO^MR~")
    (tmp_path / "a.hl7").write_bytes(body)

    drafted = run(code, "sud", "--from", str(tmp_path)).stdout

    base = "https://fhir.gateway.example/lu/sid/sud"
    assert yaml.safe_load(drafted)["own"] == ["urn:oid:1.2.3.4.5", base]
    assert "# urn:oid:1.2.3.4.5: patients' numbers, named so in the messages: 1" in drafted


def test_files_without_a_message_are_counted(tmp_path: Path, code: Path) -> None:
    (tmp_path / "a.hl7").write_bytes(admission())
    (tmp_path / "notes.txt").write_text("ask for the zone", encoding="utf-8")

    made = run(code, "nord", "--from", str(tmp_path))

    assert made.stderr == "1 file without a message: left aside\n"


def test_a_file_that_is_there_is_not_touched(tmp_path: Path, folder: Path, code: Path) -> None:
    words = ("nord", "--from", str(folder), "--to", str(tmp_path))

    first, again = run(code, *words), run(code, *words)

    assert first.exit_code == 0
    assert (tmp_path / "senders" / "nord.yaml").is_file()
    assert (again.exit_code, "is there already" in again.stderr) == (2, True)


@pytest.mark.parametrize("name", ["Nord", "a b", "../x", ""])
def test_a_name_that_is_none_is_refused(name: str, folder: Path, code: Path) -> None:
    assert run(code, name, "--from", str(folder)).exit_code == 2


def test_the_rules_it_looks_for_are_rules() -> None:
    assert {one.rule for one in SENTENCES.values()} >= TIMELESS


def test_codes_of_a_document_without_translation_are_counted() -> None:
    """Rows of documents read code tables too; the bytes of a leaf there are its element's."""
    settings = read({})
    tables, names = code_tables(settings, "cda", Sender("default"))
    body = (PAIRS / "MEDICATION" / "two-hours-a-day-and-how-urgent-it-was.xml").read_bytes()
    body = body.replace(b'<statusCode code="active"/>', b'<statusCode code="going-on"/>')
    found = Survey("default", tables, names)

    inbound = Inbound("default", "cda", body, UNRECORDED)
    found.add(body, convert(inbound, rules(), ledger=True), "cda")

    (tables_named,) = (name for name, codes in found.codes.items() if codes == {"going-on": 1})
    assert "statement-status" in tables_named.split(" / ")
