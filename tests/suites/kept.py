"""Examples put over REST and read back: every number must come out with the text it went in with.

https://hl7.org/fhir/R4/http.html#update · https://hl7.org/fhir/R4/xml.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from gateway.fhirjson import MAX_BYTES, decode
from gateway.fhirxml import FhirXml
from gateway.model import Rejected
from tests.api.http_house import house
from tests.suites.examples import Example

_JSON = {"Content-Type": "application/fhir+json", "Prefer": "return=minimal"}
_READ = {"Accept": "application/fhir+json"}
_XML = {"Accept": "application/fhir+xml"}


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one example."""

    name: str
    otherwise: str
    """Empty where it was kept and came back as it was."""


def put_and_read(wanted: Iterable[Example]) -> list[Kept]:
    """Put each under its own id at a gateway of base R4 alone, and read it back in both forms."""
    return asyncio.run(_all(wanted))


async def _all(wanted: Iterable[Example]) -> list[Kept]:
    with TemporaryDirectory() as folder:
        async with (
            house(Path(folder), national=False) as opened,
            opened.client(max_body=MAX_BYTES) as client,
        ):
            return [
                Kept(one.name, await _one(client, opened.desk.xml, one.content)) for one in wanted
            ]


async def _one(client: httpx.AsyncClient, xml: FhirXml, content: bytes) -> str:
    try:
        sent = decode(content)
    except Rejected as verdict:
        return verdict.issues[0].rule
    address = f"/fhir/{sent['resourceType']}/{sent.get('id', '')}"
    answer = await client.put(address, content=content, headers=_JSON)
    if answer.status_code != 201:
        return f"{answer.status_code} {_first(answer)}"
    if _bare(decode((await client.get(address, headers=_READ)).content)) != _bare(sent):
        return "it comes back as another in JSON"
    read = await client.get(address, headers=_XML)
    if _bare(xml.read(read.content).resource) != _bare(sent):
        return "it comes back as another in XML"
    return ""


def _first(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["issue"][0]["details"]["coding"][0]["code"])
    except (ValueError, LookupError):
        return "without a reason"


def _bare(body: Any) -> Any:
    """Without what the server says itself; numbers as their text, since 1.0 is not 1.00 here."""
    meta = {k: v for k, v in body.get("meta", {}).items() if k not in ("versionId", "lastUpdated")}
    rest = {key: value for key, value in body.items() if key != "meta"}
    return _texts({**rest, "meta": meta} if meta else rest)


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_texts(inner) for inner in value]
    return value if isinstance(value, bool | str | None) else str(value)
