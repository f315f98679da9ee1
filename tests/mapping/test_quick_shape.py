"""What is quickly taken for a file of the right shape is one, whatever was spoiled in it.

https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gateway import yamlfile
from gateway.mapping import shape
from gateway.mapping.quick import Quick

SHIPPED = Path("mappings")
FILES = {
    "maps": "hl7v2/segments/PV2.yaml",
    "sender": "senders/hopital-du-nord.yaml",
    "structure": "hl7v2/structures/ADT_A17.yaml",
    "fhir": "fhir/systems.yaml",
}
JUNK: tuple[Any, ...] = (
    *(None, True, 0, -1, 70_000, "", "x", "P", [], [""], {}, {"id": "x"}, {"text": "x"}),
    *(Decimal("1.5"), {"map": "A -> B"}, {"patch": "x", "disable": "x"}),
)
KEYS = ("zzz", "id", "src", "code", "switch", "cases", "with", "join", "patch", "rows", "listen")


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a value but the whole."""
    held = value if isinstance(value, dict | list) else []
    for key, one in held.items() if isinstance(held, dict) else enumerate(held):
        yield (*above, key)
        yield from places(one, (*above, key))


def spoiled(value: Any, dice: random.Random) -> Any:
    """The value with one place of it gone, changed, or with one beside it."""
    made = deepcopy(value)
    *above, last = dice.choice(list(places(made)))
    box = made
    for key in above:
        box = box[key]
    junk = deepcopy(dice.choice(JUNK))
    what = dice.randrange(3)
    if what == 0:
        del box[last]
    elif what == 1 and isinstance(box, dict):
        box[dice.choice(KEYS)] = junk
    else:
        box[last] = junk
    return made


@pytest.mark.parametrize("kind", FILES)
def test_nothing_wrong_is_quickly_taken(kind: str) -> None:
    value = yamlfile.read((SHIPPED / FILES[kind]).read_bytes(), kind)[0].value
    quick = Quick(json.loads(shape.SCHEMA.read_text("utf-8"))).definition(kind)
    slow = Draft202012Validator(shape.schema(kind))
    dice = random.Random(kind)  # noqa: S311 - spoils files, hides nothing
    tried = [spoiled(value, dice) for _ in range(40)]

    assert quick(value)
    assert [one for one in tried if quick(one) and not slow.is_valid(one)] == []
    assert any(quick(one) for one in tried)
    assert not all(quick(one) for one in tried)


def test_a_keyword_that_is_not_known_is_left_to_the_schema() -> None:
    said = {"$defs": {"x": {"type": "object", "propertyNames": {"maxLength": 3}}}}

    assert not Quick(said).definition("x")({"a": 1})
