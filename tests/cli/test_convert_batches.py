"""`gateway convert` on a file of many messages: each is printed, and its frame is held.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3)
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from tests.api.http_house import admission, batch
from tests.archives.made import package, tarred, zipped
from tests.warm import warm


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warm(tmp_path_factory.mktemp("data"))


def convert(code: Path, folder: Path, body: bytes, *options: str) -> Result:
    (folder / "day.hl7").write_bytes(body)
    words = ["convert", str(folder / "day.hl7"), *options]
    return CliRunner(env={"GATEWAY_DATA": str(code)}).invoke(app, words)


def test_each_message_is_one_line(code: Path, tmp_path: Path) -> None:
    result = convert(code, tmp_path, batch(admission("A"), admission("B", "P2")))

    bundles = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["resourceType"] for one in bundles] == ["Bundle", "Bundle"]
    told = [line.partition(" · ")[0] for line in result.stderr.splitlines()]
    assert told == ["1: accepted", "2: accepted"]
    assert result.exit_code == 0


def test_a_wrong_count_is_told_and_ends_with_1(code: Path, tmp_path: Path) -> None:
    result = convert(code, tmp_path, batch(admission("A"), count="9"))

    assert "batch: BTS-1: batch-count: BTS-1 is not the number" in result.stderr
    assert result.exit_code == 1


def test_tables_stand_under_the_number_of_their_message(code: Path, tmp_path: Path) -> None:
    result = convert(code, tmp_path, admission("A") + admission("B"), "--ledger")

    heads = [line for line in result.stdout.splitlines() if line.startswith("#")]
    assert heads == ["# message 1", "# message 2"]


def test_one_message_is_printed_as_ever(code: Path, tmp_path: Path) -> None:
    result = convert(code, tmp_path, admission("A"))

    assert json.loads(result.stdout)["type"] == "collection"
    assert result.stderr.startswith("accepted")


def test_several_files_are_converted_one_after_the_other(code: Path, tmp_path: Path) -> None:
    (tmp_path / "other.hl7").write_bytes(admission("B", "P2"))

    result = convert(code, tmp_path, admission("A"), str(tmp_path / "other.hl7"))

    assert result.stdout.count('"resourceType": "Bundle"') == 2
    assert result.exit_code == 0


def test_what_is_of_no_format_is_said_so(code: Path, tmp_path: Path) -> None:
    unknown = convert(code, tmp_path, b"%PDF-1.7", "--validate")
    empty = convert(code, tmp_path, b"")

    assert unknown.stderr.startswith("file: format-unknown: A file of this kind (PDF)")
    assert empty.stderr.startswith("file: file-empty: ")
    assert (unknown.exit_code, empty.exit_code) == (1, 1)


@pytest.mark.parametrize("made", [zipped, tarred, package])
def test_each_document_of_an_archive_is_converted(
    code: Path, tmp_path: Path, made: Callable[[dict[str, bytes]], bytes]
) -> None:
    many = batch(admission("B", "P2"), admission("C", "P3"))

    result = convert(code, tmp_path, made({"A.HL7": admission("A"), "B.HL7": many}))

    told = [line.partition(" \u00b7 ")[0] for line in result.stderr.splitlines()]
    assert told == ["1: accepted", "2: accepted", "3: accepted"]
    assert result.exit_code == 0


def test_an_archive_that_is_refused_says_why(code: Path, tmp_path: Path) -> None:
    result = convert(code, tmp_path, zipped({"../a": admission("A"), "b": b"%PDF-1.7"}))
    strange = convert(code, tmp_path, zipped({"a": admission("A"), "b": b"%PDF-1.7"}))

    assert result.stderr.startswith("file: entry[1]: archive-path: ")
    assert "file: entry[2]: format-unknown: " in strange.stderr
    assert strange.stderr.startswith("1: accepted")
    assert (result.exit_code, strange.exit_code) == (1, 1)


def test_a_format_that_is_said_is_taken_as_it_is_said(code: Path, tmp_path: Path) -> None:
    told = convert(code, tmp_path, b"good morning", "--validate", "--input-format", "hl7v2")
    strange = convert(code, tmp_path, admission("A"), "--input-format", "edifact")

    assert "format-unknown" not in told.stdout
    assert told.exit_code == 1
    assert "there is no format edifact; these are:" in strange.stderr
    assert strange.exit_code == 2


def test_broken_mappings_end_with_a_sentence(code: Path, tmp_path: Path) -> None:
    """They are linked when the first row needs them: what is wrong is told, not how it showed."""
    kind = tmp_path / "delimited" / "wards.yaml"
    kind.parent.mkdir()
    kind.write_text(
        "columns: [{name: ward, required: true}]\nmaps:\n  - map: one -> Encounter\n"
        "    id: {key: [[ward]]}\n    rows:\n"
        "      - {id: w, src: ward, lookup: none.x, to: status}\n",
        "utf-8",
    )
    (tmp_path / "wards.csv").write_text("ward,name\nA,B\n", "utf-8")
    env = {"GATEWAY_DATA": str(code), "GATEWAY_MAPPINGS": str(tmp_path)}
    result = CliRunner(env=env).invoke(app, ["convert", str(tmp_path / "wards.csv")])

    assert result.exit_code == 2
    assert "delimited/wards.yaml:6: there is no look-up `none`" in result.stderr
    assert "Traceback" not in result.output


def test_tables_of_an_archive_say_which_file_of_it(code: Path, tmp_path: Path) -> None:
    body = zipped({"a": admission("A"), "b": b"%PDF-1.7", "c": admission("C", "P2")})

    result = convert(code, tmp_path, body, "--validate")

    heads = [line for line in result.stdout.splitlines() if line.startswith("#")]
    assert heads == [
        "# message 1 (entry[1] of the archive)",
        "# message 2 (entry[3] of the archive)",
    ]


def test_of_several_files_it_is_said_which_a_table_is_of(code: Path, tmp_path: Path) -> None:
    files = [tmp_path / "a.hl7", tmp_path / "b.hl7"]
    for file in files:
        file.write_bytes(admission(file.stem))
    words = ["convert", *map(str, files)]

    tables = CliRunner(env={"GATEWAY_DATA": str(code)}).invoke(app, [*words, "--validate"])
    bundles = CliRunner(env={"GATEWAY_DATA": str(code)}).invoke(app, words)

    heads = [f"# {file}" for file in files]
    assert [one for one in tables.stdout.splitlines() if one.startswith("#")] == heads
    assert [one for one in bundles.stderr.splitlines() if one.startswith("#")] == heads
    assert "#" not in bundles.stdout


def test_a_folder_is_no_file(code: Path, tmp_path: Path) -> None:
    result = CliRunner(env={"GATEWAY_DATA": str(code)}).invoke(app, ["convert", str(tmp_path)])

    assert (result.exit_code, "is a folder: name its files" in result.stderr) == (2, True)
