"""Mappings are compiled once, kept by content, and never run a word that a mapping holds."""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.adapters.hl7v2.paths import HL7v2
from gateway.definitions import Definitions
from gateway.mapping import load, tape
from gateway.mapping.ledger import Ledger
from gateway.mapping.mapper import Mapper
from gateway.model import Document, Sender
from tests.pace import within

Make = Callable[..., Mapper]
Read = Callable[..., Document]

EVIL = "'+__import__('builtins').injected('x')+'\\\"\"\"\\n{}#"
PATIENT = """
map: PID -> Patient
id: {identifiers: identifier}
rows:
  - {id: a, src: PID-3, to: 'identifier[]', as: CX}
"""
NAMED = """
map: PID -> Patient
id: {key: [[control, ordinal]]}
rows:
  - {id: a, src: 'PID-5[]', to: 'name[].text', as: ST}
"""
MESSAGE = "MSH|^~\\&|A|NORD|||20261121101500||ADT^A08|1|P|2.5.1\nPID|1||4||DOE||19800101|F\n"


@pytest.fixture
def make(folder: Path, definitions: Definitions, names: Any) -> Make:
    """Loads the folder's mappings."""

    def loaded(cache: Path | None = None, *later: Path) -> Mapper:
        sender = Sender("example")
        return load.load([folder, *later], "hl7v2", sender, definitions, HL7v2(), names, cache)

    return loaded


def evil_map() -> dict[str, Any]:
    """A map in which every text that may be free is an injection."""
    free = {"degraded": EVIL, "deviation": EVIL, "note": EVIL}
    photo = {"src": "PID-8", "to": "photo[0].title", "as": "ST"}
    return {
        "map": "PID -> Patient",
        "source": EVIL,
        "note": EVIL,
        "id": {"key": [[{"text": EVIL}, "PID-3", "ordinal"]]},
        "defaults": {"language": EVIL},
        "rows": [
            {"id": "a", "src": "PID-5", "to": "name[0].text", "as": "ST", **free},
            {"id": "b", "const": EVIL, "to": f"extension({EVIL.replace(')', '')}).valueString"},
            {"id": "c", "const": {EVIL: [EVIL]}, "to": "contact[0]"},
            {"id": "d", "src": "PID-8", "to": "gender", "as": "IS", "code": "evil"},
            {"id": "e", "src": "PID-16", "to": "maritalStatus", "as": "IS", "code": "evil"},
            {"id": "f", "src": "PID-9[]", "to": "address[0].text", "as": "ST", "join": EVIL},
            {
                "id": "g",
                "src": "PID-7",
                "to": "address[1].text",
                "call": "joined",
                "with": {EVIL: {"text": EVIL}},
            },
            {"id": "h", "switch": "PID-8", "cases": {EVIL: photo}, "else": photo},
        ],
    }


def test_injection_does_nothing(
    folder: Path, make: Make, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mapping whose every string is a Python injection compiles, runs and does nothing evil."""
    ran: list[str] = []
    monkeypatch.setattr(builtins, "injected", ran.append, raising=False)
    quoted = '"' + EVIL.replace('"', '""') + '"'
    uri = "urn:" + "".join(one for one in EVIL if "!" <= one <= "~")  # else it is refused
    system = '"' + uri.replace('"', '""') + '"'
    (folder / "hl7v2/tables/evil.csv").write_text(
        f"# system: {EVIL}\ncode,target,system,display,deviation\n"
        f"{quoted},female,{system},{quoted},{quoted}\nF,female,{system},{quoted},\n",
        "utf-8",
    )
    (folder / "hl7v2/segments/evil.yaml").write_text(json.dumps(evil_map()), "utf-8")
    body = make().apply(read(MESSAGE.strip() + "|A~B|||||||F")).changes[0].body

    assert not ran
    assert body["contact"] == [{EVIL: [EVIL]}]
    assert body["address"] == [{"text": f"A{EVIL}B"}, {"text": f"19800101 {EVIL}"}]
    assert body["maritalStatus"]["coding"][1] == {
        "system": uri,
        "code": "female",
        "display": EVIL,
    }


def test_kept_code_is_used_until_a_file_changes(
    folder: Path, make: Make, read: Read, tmp_path: Path
) -> None:
    """The same files give the kept code in no time; another row gives another mapper."""
    file = folder / "hl7v2/segments/PID.yaml"
    file.write_text(PATIENT, "utf-8")
    cold = make(tmp_path / "code")
    with within(0.2):
        warm = make(tmp_path / "code")
    file.write_text(PATIENT + "  - {id: b, src: PID-7, to: birthDate, as: TS}\n", "utf-8")
    other = make(tmp_path / "code")

    assert cold.version == warm.version != other.version
    assert warm.apply(read(MESSAGE)) == cold.apply(read(MESSAGE))
    assert "birthDate" in other.apply(read(MESSAGE)).changes[0].body


def test_kept_code_is_read_when_a_message_comes(
    folder: Path, make: Make, read: Read, tmp_path: Path
) -> None:
    """A start asks for the version of each sender's mappings, and reads none."""
    (folder / "hl7v2/segments/PID.yaml").write_text(PATIENT, "utf-8")
    cold, warm = make(tmp_path / "code"), make(tmp_path / "code")

    assert "opened" in vars(cold)
    assert "opened" not in vars(warm)
    assert warm.apply(read(MESSAGE)).changes
    assert "opened" in vars(warm)


def test_broken_files_are_refused_by_name(folder: Path, make: Make) -> None:
    """A mapper is never made of files with faults."""
    (folder / "hl7v2/segments/PID.yaml").write_text(PATIENT.replace("identifier[]", "nothing"))

    with pytest.raises(load.Broken, match=r"PID\.yaml:5: Patient has no element `nothing`"):
        make()


def test_later_folder_wins(folder: Path, tmp_path: Path, make: Make, read: Read) -> None:
    """A file of the same name in a later folder stands in place of ours."""
    (folder / "hl7v2/segments/PID.yaml").write_text(NAMED, "utf-8")
    later = tmp_path / "later/hl7v2/segments"
    later.mkdir(parents=True)
    (later / "PID.yaml").write_text(NAMED.replace("text", "family"), "utf-8")
    said = make(None, tmp_path / "later").apply(read(MESSAGE))

    assert said.changes[0].body["name"] == [{"family": "DOE"}]


def test_catalogue_reads_a_tape_without_the_files(folder: Path, make: Make, read: Read) -> None:
    """Document, tape and catalogue are enough."""
    (folder / "hl7v2/segments/PID.yaml").write_text(NAMED, "utf-8")
    mapper = make()
    document = read(MESSAGE.replace("DOE", "DOE~ROE"))
    told = Ledger(tape.unpack(mapper.catalogue), HL7v2()).traces(
        document, mapper.apply(document).tape
    )

    assert [one.target for one in told if one.source.startswith("PID-5")] == [
        "Patient.name[0].text",
        "Patient.name[1].text",
    ]
