"""The examples of docs/mapping-documents.md come out as they say."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway import fhirjson
from gateway.mapping.tree import TreeMapper
from tests.mapping.test_mapping_language import sorted_json
from tests.mapping.tree.conftest import document

PAGE = Path(__file__).parents[3] / "docs/mapping-documents.md"
EXAMPLES = re.findall(
    r"```yaml\n(.*?)```\n```xml\n(.*?)```\n```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL
)


def test_the_page_has_its_examples() -> None:
    """Were the fences written otherwise, no example would be tested."""
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize(("rows", "sent", "expected"), EXAMPLES)
def test_example(rows: str, sent: str, expected: str, tree: Callable[..., TreeMapper]) -> None:
    """The document becomes exactly these resources, elements in any order."""
    bodies = [change.body for change in tree(rows).apply(document(sent)).changes]

    assert sorted_json(bodies) == sorted_json(fhirjson.decode(expected.encode()))


@pytest.mark.parametrize(("rows", "sent", "expected"), EXAMPLES)
def test_every_leaf_is_accounted_for(
    rows: str, sent: str, expected: str, tree: Callable[..., TreeMapper]
) -> None:
    """Whatever the rows do, each attribute and text has one line in the ledger, in order."""
    del expected
    mapper, read = tree(rows), document(sent)

    found = [*mapper.traces(read, mapper.apply(read).tape)]

    leaves = re.findall(r'(?<=\s)(\w+)="[^"]*"|>\s*([^<>\s][^<>]*)<', sent)
    assert len(found) == len(leaves)
    assert len({trace.source for trace in found}) == len(found)
