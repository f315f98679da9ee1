"""The examples of docs/mapping-language.md come out as they say."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway import fhirjson
from gateway.model import Mapped

PAGE = Path(__file__).parents[2] / "docs/mapping-language.md"
EXAMPLES = re.findall(
    r"```yaml\n(.*?)```\n```hl7\n(.*?)```\n```json\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL
)


def test_the_page_has_its_examples() -> None:
    """Were the fences written otherwise, no example would be tested."""
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize(("rows", "message", "expected"), EXAMPLES)
def test_example(rows: str, message: str, expected: str, say: Callable[..., Mapped]) -> None:
    """The message becomes exactly these resources, elements in any order, digits as written."""
    bodies = [{**change.defaults, **change.body} for change in say(rows, message).changes]

    assert sorted_json(bodies) == sorted_json(fhirjson.decode(expected.encode()))


def sorted_json(value: object) -> bytes:
    """JSON with keys in one order."""
    return fhirjson.encode(ordered(value))


def ordered(value: object) -> object:
    """Objects with their keys sorted, all the way down."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value)}
    return [ordered(one) for one in value] if isinstance(value, list) else value
