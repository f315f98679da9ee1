"""Mappings are compiled once, kept by content, and never run a word that a mapping holds."""

from __future__ import annotations

import builtins
import time
from pathlib import Path

import pytest
from conftest import Names, read
from gateway.adapters.hl7v2.paths import HL7v2
from gateway.definitions import Definitions
from gateway.mapping import load, tape
from gateway.mapping.mapper import Mapper
from gateway.model import Sender

EVIL = "'+__import__('builtins').injected('x')+'\\\"\"\"\\n\\x00{}"
YAML = EVIL.replace("\\", "\\\\").replace('"', '\\"')
MESSAGE = "MSH|^~\\&|A|NORD|||20261121101500||ADT^A08|1|P|2.5.1\nPID|1||4||DOE||19800101|F\n"


def made(
    folder: Path, definitions: Definitions, cache: Path | None, sender: str = "example"
) -> Mapper:
    return load.load([folder], "hl7v2", Sender(sender), definitions, HL7v2(), Names(), cache)


def test_injection_does_nothing(
    folder: Path, definitions: Definitions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mapping whose every string is a Python injection compiles, runs and does nothing evil."""
    ran: list[str] = []
    monkeypatch.setattr(builtins, "injected", ran.append, raising=False)
    for old in (folder / "hl7v2/datatypes").glob("*"):
        old.unlink()
    (folder / "hl7v2/tables/evil.csv").write_text(
        '# system: {0}\ncode,target,system,display,deviation\n"{0}",female,"{0}","{0}","{0}"\nF,female,"{0}","{0}",\n'.format(
            EVIL.replace('"', '""')
        ),
        "utf-8",
    )
    (folder / "hl7v2/segments/evil.yaml").write_text(
        f"""
map: PID -> Patient
source: "{YAML}"
note: "{YAML}"
id: {{key: [[{{text: "{YAML}"}}, PID-3, ordinal]]}}
defaults: {{language: "{YAML}"}}
rows:
  - {{id: a, src: PID-5, to: "name[{"x" * 3}].text", as: ST, degraded: "{YAML}", deviation: "{YAML}", note: "{YAML}"}}
  - {{id: b, const: "{YAML}", to: "extension({YAML.replace(")", "")}).valueString"}}
  - {{id: c, const: {{"{YAML}": ["{YAML}"]}}, to: "contact[0]"}}
  - {{id: d, src: PID-8, to: gender, as: IS, code: evil}}
  - {{id: e, src: PID-16, to: maritalStatus, as: IS, code: evil}}
  - {{id: f, src: "PID-9[]", to: "address[0].text", as: ST, join: "{YAML}"}}
  - {{id: g, src: PID-7, to: "address[1].text", call: joined, with: {{"{YAML}": {{text: "{YAML}"}}}}}}
  - {{id: h, switch: PID-8, cases: {{"{YAML.replace(" ", "")}": {{src: PID-8, to: "photo[0].title", as: ST}}}}, else: {{src: PID-8, to: "photo[1].title", as: ST}}}}
""",
        "utf-8",
    )
    mapper = made(folder, definitions, tmp_path / "code")
    body = mapper.apply(read(MESSAGE + "PID|1||4||DOE|||F|A~B|||||||S")).changes[-1].body

    assert not ran
    assert len(body["contact"]) == 1
    assert body["gender"] == "female"


def test_kept_code_is_used_until_a_file_changes(
    folder: Path, definitions: Definitions, tmp_path: Path
) -> None:
    """The same files give the same code from the cache in no time; another byte gives another mapper."""
    file = folder / "hl7v2/segments/PID.yaml"
    text = "map: PID -> Patient\nid: {identifiers: identifier}\nrows:\n  - {id: a, src: PID-3, to: 'identifier[]', as: CX}\n"
    file.write_text(text, "utf-8")
    cold = made(folder, definitions, tmp_path / "code")
    started = time.process_time()
    warm = made(folder, definitions, tmp_path / "code")
    took = time.process_time() - started
    file.write_text(text + "  - {id: b, src: PID-7, to: birthDate, as: TS}\n", "utf-8")
    other = made(folder, definitions, tmp_path / "code")

    assert took < 0.2
    assert cold.version == warm.version != other.version
    assert warm.apply(read(MESSAGE)) == cold.apply(read(MESSAGE))
    assert "birthDate" in other.apply(read(MESSAGE)).changes[0].body


def test_broken_files_are_refused_by_name(folder: Path, definitions: Definitions) -> None:
    """A mapper is never made of files with faults."""
    (folder / "hl7v2/segments/PID.yaml").write_text(
        "map: PID -> Patient\nrows:\n  - {id: a, src: PID-3, to: nothing, as: ST}\n", "utf-8"
    )

    with pytest.raises(load.Broken, match=r"PID\.yaml:3: Patient has no element `nothing`"):
        made(folder, definitions, None)


def test_later_folder_wins(folder: Path, tmp_path: Path, definitions: Definitions) -> None:
    """A file of the same name in a later folder stands in place of ours."""
    rows = "map: PID -> Patient\nid: {key: [[control, ordinal]]}\nrows:\n  - {id: a, src: PID-5, to: 'name[0].%s', as: ST}\n"
    (folder / "hl7v2/segments/PID.yaml").write_text(rows % "text", "utf-8")
    later = tmp_path / "later/hl7v2/segments"
    later.mkdir(parents=True)
    (later / "PID.yaml").write_text(rows % "family", "utf-8")
    mapper = load.load(
        [folder, tmp_path / "later"], "hl7v2", Sender("x"), definitions, HL7v2(), Names(), None
    )

    assert mapper.apply(read(MESSAGE)).changes[0].body["name"] == [{"family": "DOE"}]


def test_catalogue_reads_a_tape_without_the_files(folder: Path, definitions: Definitions) -> None:
    """Document, tape and catalogue are enough."""
    from gateway.mapping.ledger import Ledger  # noqa: PLC0415 - shows that nothing else is needed

    (folder / "hl7v2/segments/PID.yaml").write_text(
        "map: PID -> Patient\nid: {key: [[control, ordinal]]}\nrows:\n  - {id: a, src: 'PID-5[]', to: 'name[].text', as: ST}\n",
        "utf-8",
    )
    mapper = made(folder, definitions, None)
    document = read(MESSAGE.replace("DOE", "DOE~ROE"))
    told = Ledger(tape.unpack(mapper.catalogue), HL7v2()).traces(
        document, mapper.apply(document).tape
    )

    assert [one.target for one in told if one.source.startswith("PID-5")] == [
        "Patient.name[0].text",
        "Patient.name[1].text",
    ]
