"""What tests of rows for documents share: a small format of its own, and readable ids."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway import xml
from gateway.definitions import Definitions
from gateway.mapping.files import Files
from gateway.mapping.tree import TreeMapper
from gateway.mapping.tree.reading import TEXT, Reading
from gateway.model import Document, Node, Sender
from tests.mapping.conftest import Names

WALK = b"""
root: [document]
kinds: [document]
control: [id/@extension]
statements: [observation]
ignore:
  - {src: "@class", reason: position}
"""


def _text(reading: Reading, node: Node) -> str | None:
    return reading.read(node, TEXT) or None


TYPES = {"toy": {("TEXT", "string"): _text}}
"""A format with one datatype."""


@pytest.fixture
def tree(definitions: Definitions) -> Callable[..., TreeMapper]:
    """Makes a mapper of rows as written."""

    def make(rows: str, sender: Sender | None = None, **more: str) -> TreeMapper:
        shared = {"toy/walk.yaml": WALK, "toy/rows.yaml": rows.encode()}
        shared |= {f"toy/tables/{name}.csv": text.encode() for name, text in more.items()}
        return TreeMapper(
            Files("toy", shared, {}), sender or Sender("example"), definitions, Names(), TYPES
        )

    return make


def document(text: str) -> Document:
    """A document as written in an example."""
    return Document("document", "1", "", "", "", xml.read(text.strip().encode()).root)
