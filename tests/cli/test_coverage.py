"""`gateway coverage`: every leaf of every message is counted once, and nothing of it is shown.

https://html.spec.whatwg.org/
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway import convert
from gateway.cli import app
from tests.api.http_house import admission, batch, in_xml, result
from tests.archives.made import zipped
from tests.warm import warm

CANARY = "Xylophonius"


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warm(tmp_path_factory.mktemp("data"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    day = batch(admission("A", family=CANARY), admission("B", "P2")) + b"\r"
    (tmp_path / "in" / "day.hl7").write_bytes(day)
    (tmp_path / "in" / "deep" / "one.txt").write_bytes(result() + f"ZXX|1|{CANARY}\r".encode())
    (tmp_path / "in" / "notes.md").write_text("no message")
    (tmp_path / "in" / "page.xml").write_text("<html xmlns='http://www.w3.org/1999/xhtml'/>")
    (tmp_path / "in" / ".hidden").write_bytes(admission("C"))
    return tmp_path / "in"


def run(code: Path, *words: str) -> Result:
    return CliRunner(env={"GATEWAY_DATA": str(code)}).invoke(app, ["coverage", *words])


def test_every_leaf_is_counted_once(code: Path, folder: Path) -> None:
    told = run(code, str(folder), "--format", "json")
    found = json.loads(told.stdout)

    body = (folder / "deep" / "one.txt").read_bytes()
    bodies = (admission("A", family=CANARY), admission("B", "P2"), body)
    leaves = sum(len(convert(one, ledger=True).ledger) for one in bodies)
    assert found["messages"] == 3
    assert found["kinds"] == {"ADT^A01": 2, "ORU^R01": 1}
    assert found["leaves"] == leaves
    assert sum(found["fates"].values()) == leaves
    for segment in found["segments"]:
        assert sum(one["leaves"] for one in segment["fields"]) == segment["leaves"]
    assert "2 files without a message" in told.stderr


def test_messages_in_xml_are_counted_too(code: Path, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(in_xml("A"))

    found = json.loads(run(code, str(tmp_path), "--format", "json").stdout)

    assert found["kinds"] == {"ADT^A01": 1}


def test_what_is_in_an_archive_is_counted_too(code: Path, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.hl7": admission("A"), "b.xml": in_xml("B")}))
    (tmp_path / "b.zip").write_bytes(zipped({"../a.hl7": admission("C")}))

    told = run(code, str(tmp_path), "--format", "json")

    assert json.loads(told.stdout)["kinds"] == {"ADT^A01": 2}
    assert "1 file without a message" in told.stderr


def test_of_a_format_that_is_said_the_files_of_others_are_left_aside(
    code: Path, folder: Path
) -> None:
    (folder / "a.xml").write_text("<ClinicalDocument xmlns='urn:hl7-org:v3'/>")

    told = run(code, str(folder), "--format", "json", "--input-format", "hl7v2")

    assert json.loads(told.stdout)["kinds"] == {"ADT^A01": 2, "ORU^R01": 1, "(cannot be read)": 2}
    assert "1 file without a message" in told.stderr


def test_places_of_documents_are_counted_by_element(code: Path, tmp_path: Path) -> None:
    body = "<kmehrmessage xmlns='http://www.ehealth.fgov.be/standards/kmehr/schema/v1'><header/>"
    (tmp_path / "a.xml").write_text(f"{body}</kmehrmessage>")
    (tmp_path / "b.json").write_text('{"resourceType": "Patient", "id": "a", "active": true}')

    found = json.loads(run(code, str(tmp_path), "--format", "json").stdout)

    assert found["messages"] == 2
    assert all("[" not in one["field"] for part in found["segments"] for one in part["fields"])


def test_what_is_unmapped_stands_first(code: Path, folder: Path) -> None:
    found = json.loads(run(code, str(folder), "--format", "json").stdout)

    first = found["segments"][0]
    assert (first["segment"], first["fates"]["unmapped"]) == ("ZXX", 2)


def test_the_table_has_a_line_for_each_field(code: Path, folder: Path) -> None:
    lines = [line.split("\t") for line in run(code, str(folder)).stdout.splitlines()]

    assert {"all", "PID", "PID-5", "ZXX-2"} <= {line[0] for line in lines}
    assert all(len(line) == 8 for line in lines if line[0] == "PID-5")


def test_the_page_is_whole_in_itself(code: Path, folder: Path) -> None:
    page = run(code, str(folder), "--format", "html").stdout

    assert page.startswith("<!doctype html>")
    assert ">PID-5<br>" in page
    assert "http" not in page
    assert "src=" not in page


def test_the_page_says_what_its_columns_and_colours_are(code: Path, folder: Path) -> None:
    """Also to who prints it, or cannot rest a mouse on it: the reasons stand below the fields."""
    page = run(code, str(folder), "--format", "html").stdout

    named = ["place", "values", "share", "mapped", "translated", "ignored", "degraded", "unmapped"]
    heads = re.findall(r"<th scope=col[^>]*>([^<]*)", page)
    assert heads == named
    assert "grey is left out for a reason" in page
    assert "<p class=why>ignored: position (" in page


def test_the_page_can_be_read_in_the_dark_and_on_a_narrow_screen(code: Path, folder: Path) -> None:
    """What is wider than the screen is moved inside its frame, and no column is cut off."""
    page = run(code, str(folder), "--format", "html").stdout

    assert "color-scheme:light dark" in page
    assert "@media (prefers-color-scheme:dark)" in page
    assert "<div class=wide tabindex=0><table>" in page
    assert ".bar{display:flex;width:24em" not in page


@pytest.mark.parametrize("shape", ["text", "json", "html"])
def test_nothing_that_a_message_says_is_shown(code: Path, folder: Path, shape: str) -> None:
    assert CANARY not in run(code, str(folder), "--format", shape).output


def test_too_much_unmapped_ends_with_1(code: Path, folder: Path) -> None:
    assert run(code, str(folder), "--below", "50").exit_code == 0
    assert run(code, str(folder), "--below", "0.1").exit_code == 1


def test_a_folder_without_messages_is_no_success(code: Path, tmp_path: Path) -> None:
    assert run(code, str(tmp_path)).exit_code == 1
    assert run(code, str(tmp_path / "nowhere")).exit_code == 2
