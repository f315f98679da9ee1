"""Under which addresses do callers know this server? Links and references begin with them.

https://hl7.org/fhir/R4/http.html#root
"""

from __future__ import annotations

from functools import lru_cache

from starlette.requests import Request


def served_at(request: Request) -> str:
    """Under which address this caller knows the server, without / at the end."""
    host, scope = request.headers.get("host", ""), request.scope
    if scope.get("root_path"):
        return f"{request.base_url}fhir"
    return _served_at(scope.get("scheme", "http"), host, scope.get("server"))


@lru_cache(maxsize=256)
def _served_at(scheme: str, host: str, server: tuple[str, int | None] | None) -> str:
    scope = {"type": "http", "scheme": scheme, "path": "/", "query_string": b"", "root_path": ""}
    headers = [(b"host", host.encode("latin-1"))] if host else []
    return f"{Request({**scope, 'server': server, 'headers': headers}).base_url}fhir"


def known_as(request: Request) -> tuple[str, str]:
    """The same, without and with TLS: where that ends before us, only its name is sent here."""
    return _known_as(served_at(request))


@lru_cache(maxsize=256)
def _known_as(address: str) -> tuple[str, str]:
    _, _, rest = address.partition("://")
    return f"http://{rest}", f"https://{rest}"
