"""A gateway that runs elsewhere, as a client sees it: files are posted to it, receipts come back.

https://www.python-httpx.org/async/
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType, TracebackType
from typing import Any, BinaryIO, Self
from urllib.parse import quote

import httpx

from gateway.model import Unavailable
from gateway.wording.outcome import SOURCE

_CHUNK = 1 << 16
_TIMEOUT = httpx.Timeout(30.0, read=600.0)
_WHY: Mapping[type[Exception], str] = MappingProxyType(
    {
        httpx.ConnectError: "no gateway answers there (ConnectError)",
        httpx.UnsupportedProtocol: "an address begins with https:// or http://",
    }
)
"""What a person is told of an error; of others, its name."""
_LINES = "application/x-ndjson"
_NOW = frozenset({401, 403, 408, 425, 429, 500, 502, 503, 504})
"""Answers that say nothing of the file: it is posted again later."""


class Gateway:
    """Posts files; see the file's first line."""

    def __init__(self, base: str, token: str = "") -> None:
        """`base`: its address, without a path; `token`: who we are."""
        head = {"Authorization": f"Bearer {token}"} if token else {}
        self._base = base
        self._client = httpx.AsyncClient(
            base_url=base.rstrip("/"), headers=head, timeout=_TIMEOUT, trust_env=False
        )

    async def __aenter__(self) -> Self:
        """Nothing is asked yet."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def post(
        self, stream: BinaryIO, name: str, format: str
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Each receipt, the sum of a batch, and what is wrong with the request.

        Raises Unavailable where the gateway cannot be reached, or takes nothing just now.
        """
        headers = {
            "Accept": _LINES,
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f"attachment; filename*=UTF-8''{_quoted(name)}",
        }
        try:
            request = self._client.stream(
                "POST", f"/messages/{format}", content=_chunks(stream), headers=headers
            )
            async with request as answer:
                if answer.status_code in _NOW and not _receipt(answer):
                    raise Unavailable(f"the gateway answered {answer.status_code}")
                async for one in _told(answer):
                    yield one
        except httpx.HTTPError as error:
            why = _WHY.get(type(error), type(error).__name__)
            raise Unavailable(f"{self._base}: {why}") from None


def _quoted(name: str) -> str:
    """A name of a file, also one that is no text."""
    return quote(name.encode(errors="surrogateescape"), safe="")


def _receipt(answer: httpx.Response) -> bool:
    return str(answer.headers.get("content-type", "")).startswith("application/json")


async def _told(answer: httpx.Response) -> AsyncIterator[Mapping[str, Any]]:
    try:
        if answer.headers.get("content-type", "").startswith(_LINES):
            async for line in answer.aiter_lines():
                yield json.loads(line)
            return
        body = json.loads(await answer.aread())
    except ValueError:
        raise Unavailable("what answered is no gateway") from None
    if body.get("resourceType") == "OperationOutcome":
        yield {"issues": [_issue(one) for one in body.get("issue", ())]}
    else:
        yield body


def _issue(one: Mapping[str, Any]) -> Mapping[str, Any]:
    """An issue of an OperationOutcome, as receipts have it."""
    details = one.get("details", {})
    rule = next((coding.get("code", "") for coding in details.get("coding", ())), "")
    found = {"rule": rule, "severity": one.get("severity", ""), "text": details.get("text", "")}
    beside = {said["url"]: said.get("valueString", "") for said in one.get("extension", ())}
    source = beside.get(SOURCE) or next(iter(one.get("location", ())), "")
    told = {**found, "hint": one.get("diagnostics", ""), "source": source}
    return {name: text for name, text in {**told, "code": one.get("code", "")}.items() if text}


async def _chunks(stream: BinaryIO) -> AsyncIterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk
