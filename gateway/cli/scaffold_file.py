"""`gateway scaffold file`: a first description of a file of rows, of what the file itself shows.

https://www.w3.org/TR/tabular-data-model/ · https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from gateway.adapters.delimited.cells import Cut
from gateway.adapters.delimited.charset import GUESSED, MARK, wide
from gateway.adapters.delimited.head import DELIMITERS
from gateway.cli import ending

_LOOKED = 2_000_000
"""Bytes of the file that are looked at."""
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EMPTY = frozenset({"NULL", "null", "N/A", "n/a", "-", "."})
_FEW = 20
"""So many different texts at most make codes, where there are three times as many rows."""
_SHORT = 8
"""Characters of a code at most: what is longer may be a name."""
_CODED = ", type: code"
_SHAPES: tuple[tuple[str, str, str], ...] = (
    (r"-?\d{1,9}", "integer", ""),
    (r"-?\d+\.\d+|-?\d+", "decimal", ""),
    (r"-?\d+,\d+|-?\d+", "decimal", 'point: ","'),
    (r"\d{4}-\d\d-\d\d", "date", ""),
    (r"\d\d\.\d\d\.\d{4}", "date", "format: DD.MM.YYYY"),
    (r"\d\d/\d\d/\d{4}", "date", "format: DD/MM/YYYY"),
    (r"(19|20)\d{6}", "date", "format: YYYYMMDD"),
    (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?", "datetime", ""),
    (r"\d\d\.\d\d\.\d{4} \d\d:\d\d", "datetime", 'format: "DD.MM.YYYY HH:mm"'),
    (r"\d\d/\d\d/\d{4} \d\d:\d\d", "datetime", 'format: "DD/MM/YYYY HH:mm"'),
    (r"(19|20)\d{10}", "datetime", "format: YYYYMMDDHHmm"),
    (r"\d\d:\d\d(:\d\d)?", "time", ""),
)
"""Form of all cells of a column -> its type, and what it must declare; the first that fits, but a
date of eight digits before a whole number."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file looks like."""

    charset: str
    delimiter: str
    header: bool
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def file(
    name: Annotated[str, typer.Argument(help="Small letters, digits and hyphens.")],
    place: Annotated[Path, typer.Option("--from", help="A sample of the file, or a folder.")],
) -> None:
    """Draft mappings/delimited/NAME.yaml from a file of rows: dialect, columns and their types.

    It is printed, and passes `gateway check` as it is; which resources the rows make is yours to
    write: docs/how-to/send-flat-files.md. Of a folder, files of one header are read as one kind;
    each kind is a document of YAML (`---`), for a file of its own.
    """
    if not _NAME.fullmatch(name):
        ending.stop(f"{name}: write the name in small letters, digits and hyphens")
    kinds = grouped((one.name, seen(_begun(one))) for one in _files(place))
    if not kinds:
        ending.stop(f"{place} holds no rows")
    for number, (called, found) in enumerate(kinds, 1):
        own = name if number == 1 else f"{name}-{number}"
        sys.stdout.write("---\n" if number > 1 else "")
        sys.stdout.write("\n".join(drafted(own, found, called)) + "\n")


def _files(place: Path) -> list[Path]:
    """The files of a folder, those left out that are hidden; or the one file."""
    if not place.is_dir():
        return [place]
    return sorted(one for one in place.iterdir() if one.is_file() and one.name[0] != ".")


def _begun(place: Path) -> bytes:
    try:
        with place.open("rb") as stream:
            return stream.read(_LOOKED)
    except OSError as error:
        ending.stop(f"{place} cannot be read: {error.strerror}")


def grouped(files: Iterable[tuple[str, Seen]]) -> list[tuple[str, Seen]]:
    """(name of a file, all that files of the same form hold) for each form, as they come."""
    known: dict[tuple[object, ...], tuple[str, Seen]] = {}
    for name, one in files:
        if not one.rows:
            continue
        shape = (one.header, one.delimiter, one.rows[0] if one.header else len(one.names))
        first = known.get(shape)
        if first is None:
            known[shape] = name, one
        else:
            rows = (*first[1].rows, *one.rows[one.header :])
            charset = first[1].charset or one.charset
            known[shape] = first[0], replace(first[1], rows=rows, charset=charset)
    return list(known.values())


def seen(body: bytes) -> Seen:
    """What the first bytes of a file show."""
    charset, text = _text(body)
    lines = [line for line in text.splitlines() if line.strip()]
    delimiter = max(DELIMITERS, key=lambda one: _agreed(lines, one))
    cut = Cut(delimiter, '"', "")
    rows = [tuple(cell.strip() for cell in cut.cells(line)) for line in lines if _whole(cut, line)]
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    rows = [row for row in rows if len(row) == width]
    header = len(rows) > 1 and _is_header(rows[0], rows[1:])
    names = _named(rows[0] if header else [f"column {at + 1}" for at in range(width)])
    return Seen(charset, delimiter, header, names, tuple(rows))


def _whole(cut: Cut, line: str) -> bool:
    return cut.state(line) == "whole"


def _text(body: bytes) -> tuple[str, str]:
    """(character set to declare: none where its mark or UTF-8 says it, the text)"""
    codec, mark = wide(body)
    if codec:
        return "", body[mark:].decode(codec, "replace")
    try:
        # The last character may have been cut through.
        return "", body.removeprefix(MARK).decode("utf-8") if len(body) < _LOOKED else _cut(body)
    except UnicodeDecodeError:
        return GUESSED, body.decode(GUESSED, "replace")


def _cut(body: bytes) -> str:
    return body.removeprefix(MARK)[: -len(body.rpartition(b"\n")[2]) or None].decode("utf-8")


def _agreed(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """(lines that have the usual number of cells, if these are several; that number)"""
    counts = Counter(line.count(delimiter) for line in lines[:200])
    usual, times = counts.most_common(1)[0] if counts else (0, 0)
    return (times, usual) if usual else (0, 0)


def _is_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Names stand in it: each once, none a number, and none seen below it."""
    numbers = any(re.fullmatch(r"[-\d.,:/ ]*", cell) for cell in first)
    again = any(first[at] == row[at] for row in rest[:50] for at in range(len(first)))
    return len(set(first)) == len(first) and not numbers and not again


def _named(header: Sequence[str]) -> tuple[str, ...]:
    """Names that rows can call: small letters, digits and low lines, each once."""
    found: list[str] = []
    for at, cell in enumerate(header):
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell)
        plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode().lower()
        name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
        name = name if name[:1].isalpha() else f"column_{at + 1}"
        found.append(name if name not in found else f"{name}_{at + 1}")
    return tuple(found)


def drafted(name: str, found: Seen, file: str) -> Iterator[str]:
    """The lines of a description."""
    rows = found.rows[found.header :]
    yield f"# {name}: drafted from {len(rows)} rows; read every line before you use it."
    yield f"files: [{_quoted(re.sub(r'[0-9]+', '*', file))}]"
    if found.charset:
        yield "# Not UTF-8: windows-1252 is a guess. Ask whether it is ISO 8859-15."
        yield f"charset: {found.charset}"
    yield f"delimiter: {_quoted(found.delimiter)}"
    if not found.header:
        yield "header: false"
    empty = sorted({cell for row in rows for cell in row} & _EMPTY)
    if empty:
        yield f"empty: [{', '.join(map(_quoted, empty))}]"
    yield "columns:"
    for at, column in enumerate(found.names):
        cells = [row[at] for row in rows if row[at] and row[at] not in _EMPTY]
        header = f", header: {_quoted(found.rows[0][at])}" if found.header else ""
        required = ", required: true" if len(cells) == len(rows) else ""
        yield f"  - {{name: {column}{header}{_typed(cells)}{required}}}"
    yield from _codes(found.names, rows)
    yield "# Which resources a row makes (none yet): docs/how-to/send-flat-files.md"
    yield "maps: []"


def _codes(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Of columns of short codes, how often each comes: what tables have to translate."""
    for at, name in enumerate(names):
        cells = [row[at] for row in rows if row[at] and row[at] not in _EMPTY]
        if _typed(cells) == _CODED and all(len(one) <= _SHORT for one in cells):
            told = (f"{_quoted(one)} {count}" for one, count in Counter(cells).most_common())
            yield f"# codes of {name}: {', '.join(told)}"


def _typed(cells: Sequence[str]) -> str:
    """What the cells of a column have in common, as a description declares it."""
    if not cells:
        return ""
    shapes = sorted(_SHAPES, key=lambda shape: not shape[0].startswith("(19|20)"))
    for form, type, more in shapes:
        if _number(type, cells) and all(re.fullmatch(form, one, re.ASCII) for one in cells):
            return f", type: {type}{f', {more}' if more else ''}"
    different = len(set(cells))
    return _CODED if different <= _FEW and different * 3 <= len(cells) else ""


def _number(type: str, cells: Sequence[str]) -> bool:
    """May they be numbers to reckon with? Zeros in front and many digits are those of names."""
    if type not in ("integer", "decimal"):
        return True
    padded = any(re.match(r"-?0\d", cell) for cell in cells)
    whole = all(cell.lstrip("-").isdigit() for cell in cells)
    return not padded and whole is (type == "integer")


def _quoted(word: str) -> str:
    """A text of YAML, whatever it is."""
    return json.dumps(word, ensure_ascii=False)
