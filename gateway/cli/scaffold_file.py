"""`gateway scaffold file`: a first description of a file of rows, of what the file itself shows.

https://www.w3.org/TR/tabular-data-model/ · https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from gateway.adapters.delimited.parts import PARTS
from gateway.cli import ending
from gateway.cli.column_types import CODED, EMPTY, doubts, typed
from gateway.cli.sampled import LOOKED, Seen, seen

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SHORT = 8
"""Characters of a code at most: what is longer may be a name."""
_BREAKS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}
"""Signs that end a line of YAML."""
_MOST_TOLD = 10


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
            return stream.read(LOOKED)
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


def drafted(name: str, found: Seen, file: str) -> Iterator[str]:
    """The lines of a description."""
    rows = found.rows[found.header :]
    yield f"# {name}: drafted from {len(rows)} rows; read every line before you use it."
    yield f"files: [{_quoted(re.sub(r'[0-9]+', '*', file))}]"
    yield from _written(found)
    empty = sorted({cell for row in rows for cell in row} & EMPTY)
    if empty:
        yield f"empty: [{', '.join(map(_quoted, empty))}]"
    yield from _ragged(found)
    yield "columns:"
    for at, column in enumerate(found.names):
        yield from _column(at, column, found, rows)
    yield from _codes(found, rows)
    yield "# Which resources a row makes (none yet): docs/how-to/send-flat-files.md"
    yield "maps: []"


def _written(found: Seen) -> Iterator[str]:
    """How the file is written."""
    if found.charset:
        yield f"# Not UTF-8: {found.charset} is a guess. Look at letters with accents, and ask."
        yield f"charset: {found.charset}"
    if found.widths:
        yield "# Where columns begin is seen by blanks: what stands close together is one column."
        yield f"fixed: {'bytes' if found.octets else 'true'}"
        return
    yield f"delimiter: {_quoted(found.delimiter)}"
    if found.quote != '"':
        yield f"quote: {_quoted(found.quote)}"
    if found.escape:
        yield f"escape: {_quoted(found.escape)}"
    if not found.header:
        yield "header: false"
    if found.skip:
        yield f"skip: {found.skip}"
    if found.comment:
        yield f"comment: {_quoted(found.comment)}"


def _ragged(found: Seen) -> Iterator[str]:
    """Rows of another number of cells: sums, remarks, what was cut."""
    if found.ragged:
        told = ", ".join(f"R{one}" for one in found.ragged[:_MOST_TOLD])
        more = ", ..." if len(found.ragged) > _MOST_TOLD else ""
        yield f"# {len(found.ragged)} rows have another number of cells: {told}{more}"
        yield "# Are cells left out (`short: true`)? Are these no rows (`comment`)?"


def _column(at: int, column: str, found: Seen, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """One column, and what a person must be asked of it."""
    cells = [row[at] for row in rows if row[at] and row[at] not in EMPTY]
    called = found.rows[0][at] if found.header else ""
    if found.header and not called and not cells:
        return  # a delimiter at the end of each line
    if found.header and found.rows[0].count(called) > 1:
        yield f"  # {_quoted(called)} stands more than once in the header: it will not be read"
        if found.rows[0].index(called) < at:
            return
    for doubt in doubts(cells):
        yield f"  # {column}: {doubt}"
    header = f", header: {_quoted(called)}" if called else ""
    place = ""
    if found.widths:
        start, width = found.widths[at]
        place = f", start: {start + 1}, width: {width}"
    required = ", required: true" if len(cells) == len(rows) else ""
    bounded = _bounded(cells) if called or found.widths else ""
    type = f"{bounded}, part: number" if bounded else typed(cells, called)
    yield f"  - {{name: {column}{header}{place}{type}{required}}}"
    if bounded:
        yield f"  - {{name: {column}_comparator{header}{place}, type: code, part: comparator}}"


def _bounded(cells: Sequence[str]) -> str:
    """The type of numbers of which some are only bounded (`<0,5`); "" for all others."""
    bare = [PARTS["number"](one) for one in cells]
    said = typed(bare) if bare != list(cells) else ""
    return said if said.startswith((", type: decimal", ", type: integer")) else ""


def _codes(found: Seen, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Of columns of short codes, how often each comes: what tables have to translate."""
    for at, name in enumerate(found.names if found.header else ()):  # else they may be anything
        cells = [row[at] for row in rows if row[at] and row[at] not in EMPTY]
        called = found.rows[0][at]
        short = all(len(one) <= _SHORT for one in cells)
        if typed(cells, called) == CODED and not _bounded(cells) and short:
            told = (f"{_quoted(one)} {count}" for one, count in Counter(cells).most_common())
            yield f"# codes of {name}: {', '.join(told)}"


def _quoted(word: str) -> str:
    """A text of YAML, whatever it is."""
    return json.dumps(word, ensure_ascii=False).translate(_BREAKS)
