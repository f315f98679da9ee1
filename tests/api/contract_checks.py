"""Whether an answer is as the contract says: its status, its kind of content, its schema.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import httpx
from jsonschema import Draft202012Validator

from gateway.api.negotiation import NDJSON
from tests.api.http_house import CONTRACT

OPERATIONS = MappingProxyType(
    {
        operation["operationId"]: (method, path, operation)
        for path, item in CONTRACT["paths"].items()
        for method, operation in item.items()
    }
)


def undocumented(name: str, answer: httpx.Response) -> Any:
    """What of an answer to the operation of this name is not as documented."""
    documented = followed(OPERATIONS[name][2]["responses"][str(answer.status_code)])
    for header, stated in documented.get("headers", {}).items():
        pattern = followed(stated)["schema"].get("pattern", "")
        if not re.search(pattern, answer.headers.get(header, "\0")):
            yield f"{header} is not as documented"
    contents = content_of(documented)
    if not contents:
        yield from ["a body where none is documented"] if answer.content else []
        return
    if answer.request.headers.get("prefer") == "return=minimal":
        yield from ["a body where none is wanted"] if answer.content else []
        return
    kind = answer.headers["content-type"].partition(";")[0]
    kind = kind if kind in contents else "*/*"
    if kind not in contents:
        yield f"{kind} is not documented"
        return
    whole = kind.endswith("json") and kind != NDJSON
    value = answer.json() if whole else answer.text
    yield from wrong(contents[kind]["schema"], value)


def content_of(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Kind of content -> what an answer of it is, by the contract."""
    found: Mapping[str, Any] = followed(answer).get("content", {})
    return found


def followed(stated: Mapping[str, Any]) -> Mapping[str, Any]:
    """It, or what it refers to."""
    while "$ref" in stated:
        found: Any = CONTRACT
        for step in stated["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        stated = found
    return stated


def wrong(schema: Mapping[str, Any], value: Any) -> list[str]:
    """How a value breaks a schema of the contract: none where it does not."""
    rooted = {**schema, "components": CONTRACT["components"]}
    checker = Draft202012Validator(rooted, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(value)]
