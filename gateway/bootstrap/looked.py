"""What was looked through and found right is not looked through again while nothing of it changed.

Kept in the folder of compiled code, by a hash of the data and of all our own code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from gateway import codegen
from gateway.mapping.files import fingerprint
from gateway.model import Fault

_OURS = Path(__file__).parent.parent


def through(
    part: str,
    data: Iterable[Mapping[str, bytes]],
    words: Sequence[str],
    kept: Path | None,
    faults: Iterable[Fault],
) -> Iterator[Fault]:
    """The faults of one part of the data, which are looked for only where that is new.

    `data` (name -> bytes) and `words` are all that they hang on, `kept` is the folder of compiled
    code, `faults` looks when it is gone through. Faulty data is looked through each time.
    """
    key = fingerprint(data, (part, ours(), *words))
    if codegen.vouched("data", key, kept):
        return
    right = True
    for fault in faults:
        right = False
        yield fault
    if right:
        codegen.vouch("data", key, kept)


@cache
def ours() -> str:
    """A hash of all our own code: what looks may look otherwise tomorrow."""
    hashed = hashlib.sha256()
    for file in sorted(_OURS.rglob("*")):
        if file.suffix in {".py", ".json"}:
            hashed.update(file.name.encode() + b"\0" + file.read_bytes())
    return hashed.hexdigest()


def texts(files: Iterable[Path | None]) -> dict[str, bytes]:
    """Name -> bytes of those of the files that are there."""
    return {str(file): file.read_bytes() for file in files if file is not None and file.is_file()}
