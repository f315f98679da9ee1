"""Which kinds of files may a sender send, and how is each written? Read from their descriptions.

`delimited/<name>.yaml` for all senders; a sender's own stand in its file below `delimited:`, where
a name that all know says only what differs: `laboratory-results: {charset: windows-1252}`.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gateway import yamlfile
from gateway.mapping import shape
from gateway.mapping.files import Files
from gateway.mapping.flat.formats import misread, pattern
from gateway.mapping.flat.rows import Typed
from gateway.mapping.flat.suits import alike
from gateway.model import Column, Fault, Layout
from gateway.yamlfile import Place, Written

FOLDER = "delimited"
_TRUE, _FALSE = ("true",), ("false",)


def described(files: Files, sender: str) -> tuple[dict[str, Written], list[Fault]]:
    """Name -> description, those with faults of form left out; and every fault of form."""
    found: dict[str, Written] = {}
    faults: list[Fault] = []
    for file, content in files.shared.items():
        path = Path(file)
        if path.parent.as_posix() != FOLDER or path.suffix != ".yaml":
            continue
        written, wrong = yamlfile.read(content, file)
        faults += wrong or _formed(path.stem, written, found)
    for own in _own(files, sender, faults):
        name, written = own
        shared = found.get(name)
        value = {**(shared.value if shared else {}), **written.value}
        faults += _formed(name, Written(written.file, value, written.lines), found)
    return found, faults


def _own(files: Files, sender: str, faults: list[Fault]) -> Iterator[tuple[str, Written]]:
    """The sender's own descriptions, their places told as if each were a file."""
    for file, content in files.sender(sender).items():
        whole, wrong = yamlfile.read(content, file)
        faults += wrong
        said = (whole.value or {}).get(FOLDER) if isinstance(whole.value, dict) else None
        for name, value in (said if isinstance(said, dict) else {}).items():
            if isinstance(value, dict):
                start: Place = (FOLDER, name)
                lines = {at[2:]: line for at, line in whole.lines.items() if at[:2] == start}
                yield name, Written(file, value, lines)


def _formed(name: str, written: Written, found: dict[str, Written]) -> list[Fault]:
    wrong = list(shape.check(written, "delimited")) or list(_wrong(written))
    if wrong:
        found.pop(name, None)
    else:
        found[name] = written
    return wrong


def _wrong(written: Written) -> Iterator[Fault]:
    """What a schema cannot say of the columns and of the file."""
    for place, text in (*_columns(written.value), *_file(written.value)):
        yield Fault(written.file, written.line(place), "flat-columns", text)


def _columns(value: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    names = [one["name"] for one in value["columns"]]
    for at, one in enumerate(value["columns"]):
        if one["name"] in names[:at]:
            yield ("columns", at), f"`{one['name']}` stands twice"
        if value.get("fixed", False) and ("start" not in one or "width" not in one):
            yield ("columns", at), "a fixed column has `start` and `width`"
        if one.get("faulty") == "drop" and one.get("required", False):
            yield ("columns", at), "a column cannot be required and dropped where it is faulty"
        for text in _formats(one):
            yield ("columns", at, "format"), text
    for at, text in alike(value["columns"]):
        yield ("columns", at), text
    for name in value.get("key", ()):
        if name not in names:
            yield ("key",), f"there is no column `{name}`"


def _formats(one: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the formats of a column, each by itself and beside another."""
    formats = _some(one.get("format"))
    try:
        for format in formats:
            pattern(format, one.get("pivot"))
    except ValueError as error:
        yield str(error)
        return
    for format, earlier in misread(typed(one)) if len(formats) > 1 else ():
        yield f"what `{format}` writes may be read by `{earlier}` as another day or hour"


def _file(value: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    fixed = value.get("fixed", False)
    if "charset" in value and not _known(value["charset"]):
        yield ("charset",), "this character set is not known"
    if not fixed and not value.get("header", True) and "delimiter" not in value:
        yield (), "without a header the `delimiter` must be said"
    if not fixed and not value.get("header", True) and any("part" in c for c in value["columns"]):
        yield (
            ("columns",),
            "without a header each column is a cell of its own, and no `part`",
        )
    if fixed and value.get("header", False):
        yield ("header",), "fixed columns have no header: say how many lines to `skip`"
    if value.get("delimiter", "\0") == value.get("quote", '"'):
        yield ("delimiter",), "delimiter and quote are the same"


def _known(charset: str) -> bool:
    try:
        return bool(codecs.lookup(charset)) and "a".encode(charset).decode(charset) == "a"
    except (LookupError, UnicodeError, AssertionError):
        return False


def layout(name: str, written: Written) -> Layout:
    """How a kind of file is written."""
    value: Mapping[str, Any] = written.value
    names = [one["name"] for one in value["columns"]]
    fixed = value.get("fixed", False)
    quote = value.get("quote", '"')
    return Layout(
        name=name,
        columns=tuple(
            Column(
                one["name"],
                tuple(_some(one.get("header"))) or (one["name"],),
                one.get("required", False),
                one.get("start", 1) - 1,
                one.get("width", 0),
                one.get("part", ""),
            )
            for one in value["columns"]
        ),
        files=tuple(value.get("files", ())),
        charset=value.get("charset", ""),
        delimiter=value.get("delimiter", ""),
        quote="" if fixed else quote or "",
        escape=value.get("escape", ""),
        header=value.get("header", not fixed) and not fixed,
        skip=value.get("skip", 0),
        comment=tuple(_some(value.get("comment"))),
        empty=frozenset(value.get("empty", ())),
        key=tuple(names.index(one) for one in value.get("key", ())),
        short=value.get("short", False),
        fixed=bool(fixed),
        octets=fixed == "bytes",
        mapped=bool(value["maps"]),
    )


def typed(one: Mapping[str, Any]) -> Typed:
    """What may stand in the cells of a column."""
    return Typed(
        name=one["name"],
        type=one.get("type", "text"),
        formats=tuple(_some(one.get("format"))),
        pivot=one.get("pivot"),
        point=one.get("point", "."),
        thousands=one.get("thousands", ""),
        true=frozenset(one.get("true", _TRUE)),
        false=frozenset(one.get("false", _FALSE)),
        allowed=frozenset(map(str, one.get("allowed", ()))),
        most=one.get("most", 0),
        required=one.get("required", False),
        recurs=one.get("recurs", False),
        drops=one.get("faulty") == "drop",
    )


def _some(value: Any) -> list[str]:
    """One text, or several."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def layouts(files: Files, sender: str) -> tuple[Layout, ...]:
    """The kinds of files of a sender; of nobody in particular, those that all may send."""
    found, _ = described(files, sender)
    return tuple(layout(name, written) for name, written in found.items())
