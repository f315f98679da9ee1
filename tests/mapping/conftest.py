"""What tests of the mapping room share: definitions, a dialect, and small folders of mappings."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway.adapters.hl7v2.paths import HL7v2
from gateway.adapters.hl7v2.read import parse
from gateway.definitions import Definitions
from gateway.mapping import load
from gateway.mapping.mapper import Mapper
from gateway.model import Document, Mapped, Sender
from gateway.settings import Settings

ROOT = Path(__file__).parents[2]
EVENTS = """
types: [ADT, ORU]
structures: {ADT^A40: merges, "*": flat}
events:
  ADT^A03: {Encounter: {set: {status: finished}}}
  ADT^A11: {Encounter: {mode: cancel, set: {status: cancelled}}}
  ADT^A13: {Encounter: {set: {status: in-progress}, remove: [period.end]}}
  "*": {}
"""
FLAT = """
structure: flat
behind: {TQ1: [ORC, OBR]}
groups: [MSH, EVN?, PID, PV1?, {ORDER*: [ORC?, TQ1*, OBR, TQ1*, NTE*, {RESULT*: [OBX, NTE*]}]}]
"""
MERGES = "structure: merges\ngroups: [MSH, EVN?, {PATIENT+: [PID, MRG, PV1?]}]\n"


class Names:
    """Readable ids, so that examples can say them."""

    def resource(self, type: str, parts: Sequence[str]) -> str:
        """The key, as a path."""
        return f"{type}/{'/'.join(parts)}".lower()

    def patient(self, identifiers: list[dict[str, Any]], sender: Sender) -> str:
        """The first identifier."""
        del sender
        known = [one for one in identifiers if one.get("value")]
        return f"patient/{known[0].get('system', '')}/{known[0]['value']}" if known else ""

    def told(self, id: str, body: dict[str, Any]) -> str:
        """The patient's own."""
        del body
        return id

    def thing(self, type: str, identifiers: list[dict[str, Any]]) -> str:
        """The first identifier with a system."""
        known = [one for one in identifiers if one.get("system") and one.get("value")]
        return f"{type}/{known[0]['system']}/{known[0]['value']}".lower() if known else ""


@pytest.fixture(scope="session")
def definitions() -> Definitions:
    archive = Settings().definitions
    if not archive.is_file():
        pytest.skip("the base definitions are not built: run `make setup`")
    return Definitions.open(archive)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the shipped datatypes and tables, a small event table and no segments."""
    base = tmp_path / "mappings"
    for part in ("hl7v2/datatypes", "hl7v2/tables", "codes"):
        shutil.copytree(ROOT / "mappings" / part, base / part)
    (base / "hl7v2/segments").mkdir()
    (base / "hl7v2/structures").mkdir()
    (base / "hl7v2/events.yaml").write_text(EVENTS, "utf-8")
    (base / "hl7v2/structures/flat.yaml").write_text(FLAT, "utf-8")
    (base / "hl7v2/structures/merges.yaml").write_text(MERGES, "utf-8")
    return base


@pytest.fixture
def mapper(folder: Path, definitions: Definitions) -> Callable[..., Mapper]:
    """Makes a mapper of segments as written; `plain` for the interpreter."""

    def make(segments: str, *, plain: bool = False, sender: Sender | None = None) -> Mapper:
        (folder / "hl7v2/segments/example.yaml").write_text(segments, "utf-8")
        who = sender or Sender("example")
        if plain:
            return load.plain([folder], "hl7v2", who, definitions, HL7v2(), Names())
        return load.load([folder], "hl7v2", who, definitions, HL7v2(), Names(), None)

    return make


@pytest.fixture
def say(mapper: Callable[..., Mapper]) -> Callable[..., Mapped]:
    """Maps one message by segments as written, compiled and interpreted: both say the same."""

    def speak(segments: str, message: str, sender: Sender | None = None) -> Mapped:
        document = _read(message, sender)
        compiled = mapper(segments, sender=sender).apply(document)
        assert compiled == mapper(segments, plain=True, sender=sender).apply(document)
        return compiled

    return speak


def _read(message: str, sender: Sender | None = None) -> Document:
    """A message as written in an example, lines for segments."""
    return parse("\r".join(message.strip().splitlines()).encode(), sender or Sender("example"))


@pytest.fixture
def read() -> Callable[..., Document]:
    """Reads a message as written in an example, lines for segments."""
    return _read


@pytest.fixture(scope="session")
def names() -> Names:
    """Readable ids."""
    return Names()


@pytest.fixture(scope="session")
def shipped() -> Path:
    """The folder of mappings that we ship."""
    return ROOT / "mappings"
