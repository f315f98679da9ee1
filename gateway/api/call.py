"""A request whose headers are looked up by name, each read once however often it is asked for.

https://www.rfc-editor.org/rfc/rfc9110#name-field-lines-and-combined-fi
"""

from __future__ import annotations

from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope


class Named(Headers):
    """Headers; of a name that comes twice, the first is told, as Starlette does."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope=scope)
        self._known: dict[str, str] = {}
        for name, value in self._list:
            self._known.setdefault(name.decode("latin-1"), value.decode("latin-1"))

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a header, whatever the case of its name."""
        return self._known.get(key.lower(), default)

    def __getitem__(self, key: str) -> str:
        return self._known[key.lower()]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self._known


class Call(Request):
    """A request to a handler."""

    @property
    def headers(self) -> Headers:
        """By name."""
        found: Headers | None = getattr(self, "_headers", None)
        if found is None:
            found = self._headers = Named(self.scope)
        return found
