"""Which files a mapping is made of: those of all folders, where a later folder wins by name."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from gateway.mapping.rows import Table
from gateway.model import Fault

_ROWS = re.compile(rb"""\\|(map|maps|rows|documents|delimited|fhir)["']?\s*:""")
"""Without one of these keys a file holds no rows; a backslash may write one otherwise."""
_COLUMNS = ("code", "target", "system", "display", "deviation")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_EXACT = ("code", "target", "system", "name", "uri")
"""Columns whose cells are compared, letter by letter."""
_SYSTEM = "a system is a URI: http://…, urn:oid:…"


def gather(folders: Sequence[Path], below: str, endings: tuple[str, ...]) -> dict[str, bytes]:
    """Path inside the folder (`hl7v2/segments/PID.yaml`) -> content, in order of paths."""
    found: dict[str, Path] = {}
    for folder in folders:
        for file in sorted((folder / below).rglob("*")):
            if file.suffix in endings and file.is_file():
                found[file.relative_to(folder).as_posix()] = file
    return {name: found[name].read_bytes() for name in sorted(found)}


@dataclass(frozen=True, slots=True)
class Files:
    """What the folders hold, unread."""

    format: str
    shared: Mapping[str, bytes]
    """Of the format, and of all formats."""
    own: Mapping[str, bytes]
    """Of senders."""

    def of(self, folder: str, ending: str) -> dict[str, bytes]:
        """The files of one folder of the format."""
        start = f"{self.format}/{folder}/"
        return {
            name: text
            for name, text in self.shared.items()
            if name.startswith(start) and name.endswith(ending)
        }

    def sender(self, name: str) -> dict[str, bytes]:
        """The file of one sender."""
        file = f"senders/{name}.yaml"
        return {file: self.own[file]} if file in self.own else {}


def gathered(folders: Sequence[Path], format: str) -> Files:
    """Read the files' bytes."""
    shared = gather(folders, format, (".yaml", ".csv")) | gather(folders, "codes", (".csv",))
    return Files(format, shared, gather(folders, "senders", (".yaml",)))


def ruling(own: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those of senders' files that may hold rows; what the others say is no part of a mapping."""
    return {name: content for name, content in own.items() if _ROWS.search(content)}


def fingerprint(files: Iterable[Mapping[str, bytes]], words: Iterable[str]) -> str:
    """SHA-256 over names, contents and further words."""
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for group in files:
        for name, content in group.items():
            digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()


def table(name: str, content: bytes, file: str) -> tuple[Table, list[Fault]]:
    """A code table: comment lines, a line of columns, a line per code."""
    rows, system, faults = _lines(content, file, _COLUMNS)
    codes: dict[str, tuple[str, str, str]] = {}
    lines: dict[str, int] = {}
    for line, row in rows:
        code = row["code"]
        if code in codes:
            faults.append(Fault(file, line, "table-duplicate-code", f"`{code}` stands twice"))
        if row["system"] and not _URI.fullmatch(row["system"]):
            faults.append(Fault(file, line, "table-system", _SYSTEM))
        codes[code] = (row["target"], row["system"], row["display"])
        lines[code] = line
    made = Table(name, MappingProxyType(codes), system, file, MappingProxyType(lines))
    return made, faults


def systems(content: bytes, file: str) -> tuple[Mapping[str, str], list[Fault]]:
    """Coding system as sent -> URI."""
    rows, _, faults = _lines(content, file, ("name", "uri"))
    found: dict[str, str] = {}
    for line, row in rows:
        if row["name"] in found:
            text = f"`{row['name']}` stands twice"
            faults.append(Fault(file, line, "table-duplicate-code", text))
        if not _URI.fullmatch(row["uri"]):
            faults.append(Fault(file, line, "table-system", _SYSTEM))
        found[row["name"]] = row["uri"]
    return MappingProxyType(found), faults


def _lines(
    content: bytes, file: str, columns: tuple[str, ...]
) -> tuple[list[tuple[int, dict[str, str]]], str, list[Fault]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], "", [Fault(file, 1, "table-encoding", "this is not UTF-8: save it as UTF-8")]
    lines = text.splitlines()
    skipped = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    system = ""
    for line in lines[:skipped]:
        if line.startswith("# system:"):
            system = line.partition(":")[2].strip()
    reader = csv.reader(io.StringIO("\n".join(lines[skipped:])))
    head = tuple(next(reader, []))
    if head != columns:
        text = f"the first line is `{','.join(columns)}`{_separated(head, columns)}"
        return [], system, [Fault(file, skipped + 1, "table-columns", text)]
    found: list[tuple[int, dict[str, str]]] = []
    faults: list[Fault] = []
    for row in reader:
        number = skipped + reader.line_num
        if row and len(row) != len(columns):
            text = f"{len(columns)} columns are expected, {len(row)} stand here"
            faults.append(Fault(file, number, "table-columns", text))
        elif row:
            cells = dict(zip(columns, row, strict=True))
            found.append((number, cells))
            faults += _blanks(cells, file, number)
    return found, system, faults


def _blanks(cells: Mapping[str, str], file: str, number: int) -> list[Fault]:
    """A code with a blank behind it, as tables copied from elsewhere have, would fit nothing."""
    wrong = [name for name in _EXACT if (cell := cells.get(name, "")) != cell.strip()]
    text = "a blank stands at the beginning or end of `{0}`: take it away"
    return [Fault(file, number, "table-blank", text.format(name)) for name in wrong]


def _separated(head: tuple[str, ...], columns: tuple[str, ...]) -> str:
    """What stands between the columns in place of a comma, where the words are right."""
    for mark, name in ((";", "`;`"), ("\t", "a tab"), (", ", "a blank")):
        if tuple(",".join(head).split(mark)) == columns:
            return f": here {name} stands between the columns; only a comma may"
    return ""
