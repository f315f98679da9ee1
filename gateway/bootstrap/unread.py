"""Files in a folder of mappings that nothing reads, though they are meant to be: a slip in a name.

Only what looks like one of ours is told: a folder of mappings may hold other files as well.
`docs/how-to/add-a-hospital.md`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from gateway import yamlfile
from gateway.bootstrap.examples import FOLDER as EXAMPLES
from gateway.bootstrap.retention import FILE as RETENTION
from gateway.identity.ranks import FILE as IDENTITIES
from gateway.mapping.senders import FOLDER as SENDERS
from gateway.mapping.shape import schema
from gateway.model import Fault
from gateway.search.indexing import FILE as SEARCH
from gateway.validation.imposed_rows import FILE as IMPOSED

RULE = "file-unread"
_FILES = (IDENTITIES, IMPOSED, RETENTION, SEARCH, "profiles.yaml")
_ENDINGS = (".yaml", ".csv")
_WRONG = {".yml": ".yaml", ".yaml.txt": ".yaml", ".csv.txt": ".csv"}
_PARTS = ("structures", "segments", "datatypes", "tables")
"""Folders of HL7 v2, the one format whose folder has a plan."""
_NEAR = 0.85


def unread(folders: Sequence[Path], formats: Sequence[str]) -> Iterator[Fault]:
    """Every such file, with what it would have to be called; `formats` have a folder each."""
    known = (SENDERS, "codes", EXAMPLES, *formats)
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = file.relative_to(folder)
            if name.parts[0] != EXAMPLES and not any(part[0] == "." for part in name.parts):
                text = _ending(name) or _place(name, known) or _sender(file, name)
                if text:
                    yield Fault(name.as_posix(), 1, RULE, f"nothing reads this file: {text}")


def _ending(name: Path) -> str:
    """What is wrong with the ending of a name."""
    small = name.name.lower()
    for wrong, right in _WRONG.items():
        if small.endswith(wrong):
            return f"call it `{name.name[: -len(wrong)]}{right}`"
    if name.suffix.lower() in _ENDINGS and name.suffix not in _ENDINGS:
        return f"its ending is `{name.suffix.lower()}`, in small letters"
    return ""


def _place(name: Path, known: Sequence[str]) -> str:
    """What is wrong with the folder that it is in, or with its name at the top."""
    if name.suffix not in _ENDINGS:
        return ""
    top, *rest = name.parts
    if not rest:
        return "" if top in _FILES else _like(top, _FILES)
    if top not in known:
        return _like(top, known)
    return _like(rest[0], _PARTS) if top == "hl7v2" and rest[1:] else ""


def _like(word: str, known: Sequence[str]) -> str:
    near = () if word in known else get_close_matches(word.lower(), known, 1, _NEAR)
    return f"is `{word}` meant to be `{near[0]}`?" if near else ""


def _sender(file: Path, name: Path) -> str:
    """Is it a sender's file that stands at the top?"""
    if name.parts != (name.name,) or name.suffix != ".yaml" or name.name in _FILES:
        return ""
    value = yamlfile.read(file.read_bytes(), name.name)[0].value
    keys = schema("sender")["$defs"]["sender"]["properties"].keys()
    ours = isinstance(value, dict) and value and value.keys() <= keys
    return f"a sender's file stands in `{SENDERS}/`" if ours else ""
