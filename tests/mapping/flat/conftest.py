"""What tests of descriptions of files share: a mapper of one as written, readable ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gateway.adapters.delimited.adapter import Delimited
from gateway.definitions import Definitions
from gateway.mapping.files import Files
from gateway.mapping.flat.describe import layouts
from gateway.mapping.flat.link import kinds
from gateway.mapping.flat.mapper import FlatMapper
from gateway.model import Fault, Mapped, Sender, Trace
from tests.mapping.conftest import Names

SENDER = Sender("example", zone="Europe/Luxembourg")


def gathered(text: str, **more: str | bytes) -> Files:
    """The files of one description and of others by their name in `delimited/`."""
    shared = {"delimited/test.yaml": text.encode()}
    shared |= {
        f"delimited/{name.replace('__', '/')}.csv": body
        if isinstance(body, bytes)
        else body.encode()
        for name, body in more.items()
    }
    return Files("delimited", shared, {})


@pytest.fixture
def said(definitions: Definitions) -> Callable[..., list[tuple[Mapped, list[Trace]]]]:
    """Says the rows of a file by a description: what was made of each, and its ledger."""

    def say(text: str, file: str, **more: str | bytes) -> list[tuple[Mapped, list[Trace]]]:
        found = gathered(text, **more)
        adapter = Delimited(lambda name: layouts(found, name))
        mapper = FlatMapper(found, SENDER, definitions, Names())
        cut = adapter.splitter(1_000_000, SENDER)
        rows = [one for one in (*cut.feed(file.encode()), *cut.end()) if isinstance(one, bytes)]
        made: list[tuple[Mapped, list[Trace]]] = []
        for row in rows:
            document = adapter.parse(row, SENDER)
            mapped = mapper.apply(document)
            made.append((mapped, list(mapper.traces(document, mapped.tape))))
        return made

    return say


@pytest.fixture
def linted(definitions: Definitions) -> Callable[..., list[Fault]]:
    """The faults of a description."""

    def lint(text: str, **more: str | bytes) -> list[Fault]:
        _, faults = kinds(gathered(text, **more), SENDER, definitions)
        return faults

    return lint


def bodies(made: list[tuple[Mapped, Any]]) -> list[list[dict[str, Any]]]:
    """What each row says, its resource type left out."""
    return [
        [
            {key: value for key, value in one.body.items() if key != "resourceType"}
            for one in mapped.changes
        ]
        for mapped, _ in made
    ]
