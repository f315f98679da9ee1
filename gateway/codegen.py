"""The one emitter of Python source: mappings, profiles and FHIRPath are compiled through here.

Foreign text (a package's, a mapping's) never becomes source: it enters a generated module as a
constant, by name. Compiled code is kept in a folder that only its owner may read, keyed by content
and version. Generated source shows in tracebacks through `linecache`.
https://docs.python.org/3/library/functions.html#compile
"""

from __future__ import annotations

import hashlib
import linecache
import marshal
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any, TypeAlias

VERSION = 1
"""Raise it when the meaning of cached code changes."""

_RECENT = 256
"""Modules that a process has at hand beside the folder."""
Kept: TypeAlias = tuple[str, dict[str, Any], CodeType]
"""Text, constants, code."""
_MARSHALLED = (str, bytes, int, float, bool, tuple, frozenset, type(None))


@dataclass(frozen=True, slots=True)
class Source:
    """A generated module: its text, and the constants that its names stand for."""

    text: str
    constants: Mapping[str, Any]


class Writer:
    """Lines of a generated module under construction, and its constants."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth = 0
        self._names: dict[Any, str] = {}
        self._constants: dict[str, Any] = {}

    def line(self, text: str) -> None:
        """Add one line at the present depth. The text is ours, never foreign."""
        self._lines.append("    " * self._depth + text)

    @contextmanager
    def block(self, text: str) -> Iterator[None]:
        """Add a line that opens a block; lines inside the `with` are one deeper."""
        self.line(text)
        self._depth += 1
        before = len(self._lines)
        yield
        if len(self._lines) == before:
            self.line("pass")
        self._depth -= 1

    def constant(self, value: Any) -> str:
        """Give the name under which the module finds this value: the only way in for foreign text.

        Takes what `marshal` can keep: str, bytes, int, float, bool, None, and tuples and
        frozensets of these. Equal values of one type share a name.
        """
        if not isinstance(value, _MARSHALLED):
            raise TypeError(f"no constant of type {type(value).__name__}")
        key = (type(value).__name__, repr(value))
        if key not in self._names:
            self._names[key] = f"K{len(self._names)}"
            self._constants[self._names[key]] = value
        return self._names[key]

    def done(self) -> Source:
        """The finished module."""
        return Source("\n".join(self._lines) + "\n", dict(self._constants))


@lru_cache(maxsize=8)
def generator(rooms: tuple[Path, ...]) -> str:
    """What writes source, as a hash of these folders: a changed generator makes all code anew."""
    sources = [file.read_bytes() for room in rooms for file in sorted(room.glob("*.py"))]
    return hashlib.sha256(b"\0".join(sources)).hexdigest()


def build(  # noqa: PLR0913 - what a module is, made of and kept by
    name: str,
    key: str,
    generate: Callable[[], Source],
    namespace: Mapping[str, Any],
    cache: Path | None,
    *,
    whole: bool = False,
) -> dict[str, Any]:
    """Make the module and run it; gives its names.

    `name` shows in tracebacks; `key` says what it was made of (content hashes and versions): with
    the same key, a kept module is used and `generate` is not called. `namespace` holds our own
    functions that the module calls. A broken or foreign cache file is made anew. `whole`: the
    key says all that it is made of, also where nothing is kept in a folder.
    """
    digest = hashlib.sha256(f"{VERSION}|{sys.version}|{name}|{key}".encode()).hexdigest()
    recent = _recent(digest) if whole else []
    stored = bool(recent) and cache is not None and (cache / digest).exists()
    if not recent:
        found = _load(cache, digest)
        text, constants, code = found or _made(name, generate)
        recent.append((text.splitlines(keepends=True), constants, code))
        stored = found is not None
    lines, constants, code = recent[0]
    if cache is not None and not stored:
        _keep(cache / digest, ("".join(lines), constants, code))
    linecache.cache[f"<{name}>"] = (sum(map(len, lines)), None, lines, f"<{name}>")
    scope: dict[str, Any] = {**namespace, **constants}
    exec(code, scope)  # noqa: S102 - the code is our own emitter's; foreign text is constants only
    return scope


def _made(name: str, generate: Callable[[], Source]) -> Kept:
    source = generate()
    code = compile(source.text, f"<{name}>", "exec", dont_inherit=True)
    return source.text, dict(source.constants), code


@lru_cache(maxsize=_RECENT)
def _recent(_digest: str) -> list[tuple[list[str], dict[str, Any], CodeType]]:
    """Where a module that this process made lately is kept: rules read again change little.

    Its text is kept as lines, which tracebacks need anyway.
    """
    return []


def _load(cache: Path | None, digest: str) -> Kept | None:
    if cache is None:
        return None
    with suppress(OSError, ValueError, EOFError, TypeError):
        path = cache / digest
        status = path.stat()
        if status.st_uid != os.getuid() or status.st_mode & 0o022:
            return None
        text, constants, code = marshal.loads(path.read_bytes())  # noqa: S302 - owner-only file
        return text, constants, code
    return None


def _keep(path: Path, kept: Kept) -> None:
    with suppress(OSError):  # a cache that cannot be written costs time, nothing else
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(marshal.dumps(kept))
        Path(temporary).replace(path)
