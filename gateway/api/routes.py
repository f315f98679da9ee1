"""Which handler answers a request? Found by the pieces of its address, none of them tried in vain.

https://www.rfc-editor.org/rfc/rfc3986#section-3.3
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]
_ALSO: Mapping[str, tuple[str, ...]] = {"GET": ("GET", "HEAD")}
"""A HEAD is a GET whose body nobody sends."""
_LONG = ":path"
"""Ends the name of a part that may hold several pieces."""


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the table, its address in pieces."""

    method: str
    fixed: tuple[tuple[int, str], ...]
    """(place, piece) of what must stand there just so."""
    named: tuple[tuple[int, str], ...]
    """(place, name) of what is told to the handler."""
    handler: Handler
    size: int
    long: int = 0
    """The place of what may hold several pieces; 0: nothing does."""

    def told(self, pieces: Sequence[str]) -> Mapping[str, str] | None:
        """What the named parts are of an address of this many pieces; None: it is another one."""
        if self.long:
            pieces = self._drawn_together(pieces)
        for place, piece in self.fixed:
            if pieces[place] != piece:
                return None
        found = {name: pieces[place] for place, name in self.named}
        return found if all(map(_fits, found.items())) else None

    def _drawn_together(self, pieces: Sequence[str]) -> Sequence[str]:
        behind = self.size - self.long - 1
        end = len(pieces) - behind
        return (*pieces[: self.long], "/".join(pieces[self.long : end]), *pieces[end:])


def _fits(part: tuple[str, str]) -> bool:
    """Can the part of that name be this? No type and no id begins as an operation does."""
    name, piece = part
    return piece != "" and not (piece[0] in "$_" and name in _OWN) and part != _NO_TYPE


_OWN = frozenset({"type", "id", "version"})
_NO_TYPE = ("type", "metadata")
"""An address of its own where a type would stand."""


class Routes:
    """The table of routes, ready to be looked in."""

    def __init__(self, rows: Sequence[tuple[str, str, Handler]]) -> None:
        self._by_size: dict[tuple[str, int], list[Route]] = {}
        self._long: list[Route] = []
        for row in rows:
            for made in _made(*row):
                if made.long:
                    self._long.append(made)
                else:
                    self._by_size.setdefault((made.method, made.size), []).append(made)

    def found(self, method: str, path: str) -> tuple[Handler, Mapping[str, str]] | None:
        """The first row that fits, and what the named parts of the address are."""
        pieces = path.split("/")
        for route in self._by_size.get((method, len(pieces)), ()):
            told = route.told(pieces)
            if told is not None:
                return route.handler, told
        for route in self._long:
            if route.method == method and len(pieces) >= route.size:
                told = route.told(pieces)
                if told is not None:
                    return route.handler, told
        return None

    def methods(self, path: str) -> list[str]:
        """All that can be done at an address, whichever rows of the table say so."""
        known = {method for method, _ in self._by_size} | {one.method for one in self._long}
        return sorted(method for method in known if self.found(method, path) is not None)


def _made(method: str, path: str, handler: Handler) -> Iterator[Route]:
    pieces = path.split("/")
    named = [(at, piece[1:-1]) for at, piece in enumerate(pieces) if piece[:1] == "{"]
    fixed = [(at, piece) for at, piece in enumerate(pieces) if piece[:1] != "{"]
    long = next((at for at, name in named if name.endswith(_LONG)), 0)
    names = tuple((at, name.removesuffix(_LONG)) for at, name in named)
    for each in _ALSO.get(method, (method,)):
        yield Route(each, tuple(fixed), names, handler, len(pieces), long)
