"""A page for people: every address of this server, made from the contract; nothing from elsewhere.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from gateway.api.desk import desk
from gateway.api.page import page

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


async def contract(request: Request) -> Response:
    """The OpenAPI document, as written."""
    return Response(desk(request).contract.read_bytes(), media_type="application/yaml")


async def documentation(request: Request) -> Response:
    """The contract as a readable page."""
    text = desk(request).contract.read_bytes()
    return HTMLResponse(
        await run_in_threadpool(_drawn, text), headers={"Content-Security-Policy": _policy()}
    )


@lru_cache(maxsize=1)
def _drawn(contract: bytes) -> str:
    facts = yaml.load(contract, _LOADER)  # noqa: S506 - it makes plain values only
    return page(facts, _style())


@lru_cache(maxsize=1)
def _style() -> str:
    return Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


def _policy() -> str:
    """Nothing may be loaded and nothing may run; the one style sheet is known by its hash."""
    known = b64encode(sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{known}'; frame-ancestors 'none'"
