"""The rows for FHIR that others send: identifier systems, codes, profiles, what nobody needs.

They stand in `mappings/fhir/*.yaml`, and a sender's own below `fhir:` in its file.
https://hl7.org/fhir/R4/terminologies-systems.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway import yamlfile
from gateway.definitions import Definitions
from gateway.fhirxml.shapes import Shapes
from gateway.mapping import files, shape
from gateway.mapping.rows import Table
from gateway.model import Empty, Fault

FORMAT = "fhir"
KINDS = ("identifier", "system", "codes", "profile", "ignore")
CODED = frozenset({"CodeableConcept", "Coding", "code"})
"""Types whose codes a table may translate."""


@dataclass(frozen=True, slots=True)
class Row:
    """What shall become of one thing that is sent."""

    id: str
    kind: str
    """identifier and system (of codes): the URI is another here; codes: a table translates them;
    profile: another is claimed, or none; ignore: nobody needs the element."""
    src: str
    """A URI, or the path of an element: `Observation.code`."""
    name: str
    """`fhir/shared.yaml#loinc`"""
    line: int
    to: str = ""
    table: str = ""
    other: str = ""
    """The code where the table has no translation."""
    url: str = ""
    """Of an extension that is ignored."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows in force for one sender."""

    of: Mapping[str, Mapping[str, Row]] = field(default_factory=lambda: Empty)
    """Kind -> what it is about (of `ignore` the path and `|` and the URL) -> row."""
    tables: Mapping[str, Table] = field(default_factory=lambda: Empty)
    bases: tuple[str, ...] = ()
    """Addresses of the sender's own server: what they name are its own ids."""

    def find(self, kind: str, about: str) -> Row | None:
        """The row of that kind about this."""
        return self.of.get(kind, Empty).get(about)


def lint(found: files.Files, senders: Iterable[str], definitions: Definitions) -> Iterator[Fault]:
    """Every fault of the rows, once."""
    shapes = Shapes(definitions)
    faults = (fault for name in senders for fault in gathered(found, name, shapes)[1])
    yield from dict.fromkeys(faults)


def gathered(found: files.Files, sender: str, shapes: Shapes) -> tuple[Rows, list[Fault]]:
    """The rows in force for a sender, and every fault of them."""
    rows: dict[str, Row] = {}
    faults: list[Fault] = []
    for file, content in found.shared.items():
        if not (file.startswith(f"{FORMAT}/") and file.endswith(".yaml")):
            continue
        written, wrong = yamlfile.read(content, file)
        wrong = wrong or list(shape.check(written, FORMAT))
        faults += wrong
        if not wrong:
            faults += _take(rows, written, (), own=False)
    bases: tuple[str, ...] = ()
    for file, content in found.sender(sender).items():
        written, wrong = yamlfile.read(content, file)
        said = (written.value or {}).get(FORMAT) if not wrong else None
        if isinstance(said, dict):
            bases = tuple(one.rstrip("/") for one in said.get("base", ()))
            faults += _take(rows, written, (FORMAT,), own=True)
    tables, wrong = _tables(found)
    faults += wrong
    for row in rows.values():
        faults += _wrong(row, shapes, tables)
    by_kind = {
        kind: {_about(row): row for row in rows.values() if row.kind == kind} for kind in KINDS
    }
    return Rows(by_kind, tables, bases), faults


def _take(
    rows: dict[str, Row], written: yamlfile.Written, place: tuple[str, ...], *, own: bool
) -> Iterator[Fault]:
    """Add the rows of a file; a sender's row stands in place of the shared one of the same id."""
    value: Any = written.value or {}
    for key in place:
        value = value[key]
    known: set[str] = set()
    for number, said in enumerate(value.get("rows", ())):
        line = written.line((*place, "rows", number))
        row = _row(said, written.file, line)
        if row.id in known or (row.id in rows and not own):
            yield Fault(written.file, line, "row-duplicate", f"the row `{row.id}` stands twice")
        known.add(row.id)
        rows.pop(row.id, None)
        if not said.get("drop"):
            rows[row.id] = row


def _row(said: Mapping[str, Any], file: str, line: int) -> Row:
    kind = next((one for one in KINDS if one in said), "")
    return Row(
        id=said["id"],
        kind=kind,
        src=said.get(kind, ""),
        name=f"{file}#{said['id']}",
        line=line,
        to=said.get("to", ""),
        table=said.get("table", ""),
        other=said.get("else", ""),
        url=said.get("url", ""),
        reason=said.get("reason", ""),
    )


def _about(row: Row) -> str:
    return f"{row.src}|{row.url}" if row.kind == "ignore" else row.src


def _tables(found: files.Files) -> tuple[dict[str, Table], list[Fault]]:
    tables: dict[str, Table] = {}
    faults: list[Fault] = []
    for file, content in found.of("tables", ".csv").items():
        name = Path(file).stem
        tables[name], wrong = files.table(name, content, file)
        faults += wrong
    return tables, faults


def _wrong(row: Row, shapes: Shapes, tables: Mapping[str, Table]) -> Iterator[Fault]:
    """What no machine of ours could do."""
    file = row.name.partition("#")[0]

    def at_row(rule: str, text: str) -> Fault:
        return Fault(file, row.line, rule, text)

    if not row.kind:
        yield at_row("row-kind", f"one of {', '.join(KINDS)} is expected")
    if row.kind in ("identifier", "system") and not row.to:
        yield at_row("row-to", "`to` is missing")
    if row.kind == "codes" and row.table not in tables:
        yield at_row("table-unknown", f"there is no table `{row.table}` in fhir/tables")
    if row.kind in ("codes", "ignore"):
        type_ = reached(row.src, shapes)
        if not type_:
            yield at_row("target-unknown", f"R4 has no element `{row.src}`")
        elif row.kind == "codes" and type_ not in CODED:
            yield at_row("target-type", f"`{row.src}` holds no codes")
        if row.url and type_ != "Extension":
            yield at_row("target-type", f"`{row.src}` is no extension")
        if row.kind == "ignore" and not row.reason:
            yield at_row("row-reason", "`reason` is missing")


def reached(path: str, shapes: Shapes) -> str:
    """The type of the element at a path (`Patient.contact.name`); "" where there is none."""
    head, *steps = path.split(".")
    key = head if shapes.is_resource(head) else ""
    for step in steps:
        part = shapes.of(key).get(step) if key else None
        if part is None:
            return ""
        key = part.type
    return key if steps else ""
