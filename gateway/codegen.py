"""The one emitter of Python source: mappings, profiles and FHIRPath are compiled through here.

Foreign text (a package's, a mapping's) never becomes source: it enters a generated module as a
constant, by name. Compiled code is kept in a folder that only its owner may read, keyed by content
and version, its text behind it. Generated source shows in tracebacks through `linecache`.
https://docs.python.org/3/library/functions.html#compile
"""

from __future__ import annotations

import hashlib
import linecache
import marshal
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

VERSION = 3
"""Raise it when the meaning of cached code changes."""

_SIZE = 8
"""Bytes at the end of a kept module that say how long its text is."""
_RECENT = 256
"""Modules that a process has at hand beside the folder."""
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
        frozensets of these; raises TypeError for anything else. Equal values of one type share a
        name.
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
    digest = _digest(name, key)
    recent = _recent(digest) if whole else []
    stored = bool(recent) and cache is not None and (cache / digest).exists()
    if not recent:
        found = _load(cache, digest)
        recent.append(found or _made(name, generate))
        stored = found is not None
    kept = recent[0]
    if cache is not None and not stored:
        _keep(cache / digest, kept)
    # What linecache asks of lines is their number and one of them.
    linecache.cache[f"<{name}>"] = (kept.lines.size, None, kept.lines, f"<{name}>")  # type: ignore[assignment]
    scope: dict[str, Any] = {**namespace, **kept.constants}
    exec(kept.code, scope)  # noqa: S102 - the code is our own emitter's; foreign text is constants only
    return scope


def at_hand(name: str, key: str, cache: Path | None) -> bool:
    """Is the module kept in the folder, so that `build` need not generate it?"""
    return _owned(cache, _digest(name, key)) is not None


def vouched(what: str, key: str, cache: Path | None) -> bool:
    """Was `vouch` said of what is made of this content, by a process of this owner?"""
    return at_hand(f"vouched {what}", key, cache)


def vouch(what: str, key: str, cache: Path | None) -> None:
    """Keep that what is made of this content was looked through, and that nothing is wrong."""
    if cache is not None:
        nothing = _Kept(_Lines(0, str), {}, compile("", "", "exec"))
        _keep(cache / _digest(f"vouched {what}", key), nothing)


@contextmanager
def compiling(what: str, cache: Path | None) -> Iterator[Callable[[str], CodeType]]:
    """Give what compiles a text; texts that stood here the last time are compiled already.

    `what` names the texts; they are known by all of their letters. What was new is kept behind
    the block, together with what was used of the rest.
    """
    digest = _digest(f"texts {what}", "")
    known, used = _texts(_owned(cache, digest)), dict[str, CodeType]()

    def code(text: str) -> CodeType:
        if text not in used:
            used[text] = known.get(text) or compile(text, "<string>", "exec", dont_inherit=True)
        return used[text]

    yield code
    if cache is not None and not used.keys() <= known.keys():
        with suppress(OSError):  # as `_keep`
            cache.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(cache / digest, marshal.dumps(used))


def _texts(path: Path | None) -> dict[str, CodeType]:
    with suppress(OSError, ValueError, EOFError, TypeError):
        found = marshal.loads(path.read_bytes()) if path else {}  # noqa: S302 - owner-only file
        return found if isinstance(found, dict) else {}
    return {}


def _digest(name: str, key: str) -> str:
    return hashlib.sha256(f"{VERSION}|{sys.version}|{name}|{key}".encode()).hexdigest()


class _Lines(Sequence[str]):
    """The lines of a module's text, cut when a traceback first shows one."""

    def __init__(self, size: int, text: Callable[[], str]) -> None:
        self.size = size
        self._text = text
        self._lines: list[str] | None = None

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text()

    def __len__(self) -> int:
        return len(self._cut())

    def __getitem__(self, at: Any) -> Any:
        return self._cut()[at]

    def _cut(self) -> list[str]:
        if self._lines is None:
            self._lines = self._text().splitlines(keepends=True)
        return self._lines


@dataclass(frozen=True, slots=True)
class _Kept:
    """A module without the room that it is run in."""

    lines: _Lines
    constants: dict[str, Any]
    code: CodeType


def _made(name: str, generate: Callable[[], Source]) -> _Kept:
    source = generate()
    code = compile(source.text, f"<{name}>", "exec", dont_inherit=True)
    return _Kept(_Lines(len(source.text), lambda: source.text), dict(source.constants), code)


@lru_cache(maxsize=_RECENT)
def _recent(_digest: str) -> list[_Kept]:
    """Where a module that this process made lately is kept: rules read again change little."""
    return []


def _owned(cache: Path | None, digest: str) -> Path | None:
    """The file of a kept module, if nobody else can have written it."""
    if cache is None:
        return None
    with suppress(OSError):
        status = (cache / digest).stat()
        if status.st_uid == os.getuid() and not status.st_mode & 0o022:
            return cache / digest
    return None


def _load(cache: Path | None, digest: str) -> _Kept | None:
    path = _owned(cache, digest)
    if path is None:
        return None
    with suppress(OSError, ValueError, EOFError, TypeError):
        size, constants, code = marshal.loads(path.read_bytes())  # noqa: S302 - owner-only file
        return _Kept(_Lines(size, lambda: _text(path)), constants, code)
    return None


def _text(path: Path) -> str:
    """The text of a kept module, which only tracebacks show."""
    with suppress(OSError, ValueError):
        content = path.read_bytes()
        size = int.from_bytes(content[-_SIZE:], "big")
        return content[-_SIZE - size : -_SIZE].decode()
    return ""


def _keep(path: Path, kept: _Kept) -> None:
    with suppress(OSError):  # a cache that cannot be written costs time, nothing else
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = kept.lines.text.encode()  # what loads code reads no further than the code
        code = marshal.dumps((kept.lines.size, kept.constants, kept.code))
        _write(path, b"".join((code, text, len(text).to_bytes(_SIZE, "big"))))


def _write(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).replace(path)
