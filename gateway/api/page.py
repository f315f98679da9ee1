"""An OpenAPI document as one HTML page: a table of contents, then each operation with examples.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from gateway.fhirjson import pretty

Node = Mapping[str, Any]


def page(document: Node, style: str) -> str:
    """HTML of an OpenAPI document (as read from YAML), with this style sheet in it."""
    info = document["info"]
    return "".join(
        [
            "<!doctype html><html lang=en><meta charset=utf-8>",
            "<meta name=viewport content='width=device-width, initial-scale=1'>",
            f"<title>{escape(info['title'])}</title><style>{style}</style>",
            f"<nav><strong>{escape(info['title'])}</strong>{_contents(document)}</nav>",
            f"<main><h1>{escape(info['title'])}</h1>",
            f"<p class=lead>{escape(info.get('summary', ''))}</p>",
            prose(info.get("description", "")),
            "<p>The contract for machines: <a href=openapi.yaml>openapi.yaml</a> · what this ",
            "server can do, in FHIR's own words: <a href=fhir/metadata>fhir/metadata</a></p>",
            *(_operation(document, *found) for found in _operations(document)),
            "</main>",
        ]
    )


def prose(text: str) -> str:
    """Paragraphs with `code` and **strong** words; everything else is escaped."""
    marked = escape(text.strip())
    marked = re.sub(r"`([^`]+)`", r"<code>\1</code>", marked)
    marked = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", marked)
    return "".join(f"<p>{block}</p>" for block in re.split(r"\n\s*\n", marked) if block)


def _operations(document: Node) -> Iterator[tuple[str, str, Node]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def _contents(document: Node) -> str:
    parts = []
    for tag in document["tags"]:
        rows = "".join(
            f"<li><a href='#{escape(stated['operationId'])}'>{_method(method)}"
            f"<code>{_breakable(path)}</code></a>"
            for method, path, stated in _operations(document)
            if tag["name"] in stated["tags"]
        )
        parts.append(f"<h2>{escape(tag['description'])}</h2><ul>{rows}</ul>")
    return "".join(parts)


def _method(method: str) -> str:
    return f"<span class='method {escape(method)}'>{escape(method.upper())}</span> "


def _breakable(path: str) -> str:
    return escape(path).replace("/", "/<wbr>")


def _operation(document: Node, method: str, path: str, stated: Node) -> str:
    open_to_all = stated.get("security") == []
    return (
        f"<section id='{escape(stated['operationId'])}'>"
        f"<h2>{_method(method)}<code>{escape(path)}</code></h2>"
        f"<p class=lead>{escape(stated['summary'])}</p>{prose(stated.get('description', ''))}"
        + ("<p class=note>Needs no token.</p>" if open_to_all else "")
        + _parameters(document, stated)
        + _body(document, stated)
        + _answers(document, stated)
        + "</section>"
    )


def _parameters(document: Node, stated: Node) -> str:
    rows = []
    for each in stated.get("parameters", ()):
        found = _followed(document, each)
        example = f" <code>{escape(str(found['example']))}</code>" if "example" in found else ""
        rows.append(
            f"<tr><td><code>{escape(found['name'])}</code><div class=note>{escape(found['in'])}"
            f"{', required' if found.get('required') else ''}</div>"
            f"<td>{prose(found.get('description', ''))}"
            + (f"<div class=note>for example{example}</div>" if example else "")
        )
    return f"<h3>Parameters</h3><table>{''.join(rows)}</table>" if rows else ""


def _body(document: Node, stated: Node) -> str:
    if "requestBody" not in stated:
        return ""
    found = stated["requestBody"]
    return f"<h3>Body</h3>{prose(found.get('description', ''))}" + _contained(document, found)


def _answers(document: Node, stated: Node) -> str:
    rows = []
    for status, each in stated["responses"].items():
        found = _followed(document, each)
        rows.append(
            f"<tr><td><code class=s{escape(str(status))[0]}>{escape(str(status))}</code>"
            f"<td>{prose(found['description'])}{_headers(document, found)}"
            f"{_contained(document, found)}"
        )
    return f"<h3>Answers</h3><table>{''.join(rows)}</table>"


def _headers(document: Node, found: Node) -> str:
    return "".join(
        f"<div class=note><code>{escape(name)}</code> "
        f"{escape(_followed(document, each).get('description', ''))}</div>"
        for name, each in found.get("headers", {}).items()
    )


def _contained(document: Node, found: Node) -> str:
    """The media types of a body, and its examples to unfold."""
    contents = found.get("content", {})
    kinds = " ".join(f"<code>{escape(kind)}</code>" for kind in contents)
    examples = "".join(
        f"<details><summary>{escape(shown.get('summary', 'Example'))}</summary>"
        f"<pre>{_shown(shown['value'])}</pre></details>"
        for content in contents.values()
        for shown in _examples(document, content)
    )
    return f"<div class=note>{kinds}</div>{examples}" if contents else ""


def _examples(document: Node, content: Node) -> Iterator[Node]:
    if "example" in content:
        yield {"value": content["example"]}
    for each in content.get("examples", {}).values():
        yield _followed(document, each)


def _shown(value: Any) -> str:
    return escape(value if isinstance(value, str) else pretty(value).decode())


def _followed(document: Node, stated: Node) -> Node:
    """What a `$ref` of this document means."""
    while "$ref" in stated:
        found: Any = document
        for step in stated["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        stated = found
    return stated
