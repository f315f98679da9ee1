"""A page for people: every address of this server, made from the contract; nothing from elsewhere.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

from html import escape
from typing import Any

import yaml
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from gateway.api.desk import desk

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#1b2733}h2{margin-top:2.5rem;border-bottom:1px solid #d5dde5}code{background:#f3f6f9;"
    "padding:.1rem .3rem;border-radius:4px}"
    "b.get{color:#0b6b3a}b.post{color:#8a4b00}table{border-collapse:collapse}"
    "td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}"
)


async def contract(request: Request) -> Response:
    """The OpenAPI document, as written."""
    return Response(desk(request).contract.read_bytes(), media_type="application/yaml")


async def documentation(request: Request) -> Response:
    """The contract as a readable page."""
    document = yaml.safe_load(desk(request).contract.read_text(encoding="utf-8"))
    return HTMLResponse(
        page(document),
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
    )


def page(document: dict[str, Any]) -> str:
    """HTML of an OpenAPI document (a dict as read from YAML)."""
    info = document["info"]
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>",
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style>",
        f"<h1>{escape(info['title'])}</h1>{_prose(info.get('description', ''))}",
        "<p>The contract itself: <a href='openapi.yaml'>openapi.yaml</a></p>",
    ]
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post"):
                parts.append(_operation(method, path, operation))
    return "".join(parts)


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(p['name'])}</code><td>{escape(p['in'])}"
        f"<td>{escape(p.get('description', ''))}"
        for p in operation.get("parameters", ())
        if "name" in p
    )
    answers = "".join(
        f"<tr><td><code>{escape(str(status))}</code><td>{escape(answer.get('description', ''))}"
        for status, answer in operation["responses"].items()
    )
    table = f"<h3>Parameters</h3><table>{rows}</table>" if rows else ""
    return (
        f"<h2><b class={method}>{method.upper()}</b> <code>{escape(path)}</code></h2>"
        f"<p>{escape(operation.get('summary', ''))}</p>{_prose(operation.get('description', ''))}"
        f"{table}<h3>Answers</h3><table>{answers}</table>"
    )


def _prose(text: str) -> str:
    return "".join(f"<p>{escape(block)}</p>" for block in text.split("\n\n") if block.strip())
