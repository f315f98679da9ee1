"""Who asks of a few resources is told the same before and after the account is written down.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from gateway.mapping.tree import TreeMapper
from tests.mapping.tree.conftest import document
from tests.mapping.tree.test_elements_that_are_alike import ROWS, drawn

MENTIONS = """
  - map: held -> Organization
    at: group
    beside: true
    mode: mention
    id: {key: [["code/@code"]]}
    rows:
      - {id: name, src: code/@code, to: name}
      - {id: shut, ignore: transport, src: "@shut"}
      - {id: opened, src: "@open", to: "alias[]", degraded: shortened}
"""


@pytest.mark.parametrize("most", [8_192, 3])
def test_the_account_is_the_same_before_it_is_written(
    tree: Callable[..., TreeMapper], monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Of each resource, whoever mentioned it; and of several at once."""
    monkeypatch.setattr("gateway.mapping.tree.account._MOST", most)
    chance, mapper, told = random.Random(3), tree(ROWS + MENTIONS), 0  # noqa: S311 - a seed
    for _ in range(25):
        read = document(drawn(chance))
        mapped = mapper.apply(read)
        names = [f"{one.type}/{one.id}" for one in mapped.changes]
        several = [[name] for name in names] + [names[:2], names, ["Patient/nobody"]]
        heads = frozenset[str](), frozenset({"name", "code"})
        asked = [dict.fromkeys(some, one) for some in several for one in heads]

        before = [[*mapper.traces(read, mapped.account, one)] for one in asked]

        assert before == [[*mapper.traces(read, mapped.tape, one)] for one in asked]
        told += sum(map(len, before))
    assert told > 300


def test_of_an_element_that_is_asked_for_all_that_wrote_it_is_told(
    tree: Callable[..., TreeMapper],
) -> None:
    """Just as who asks of the whole resource is told of it."""
    chance, mapper, told = random.Random(5), tree(ROWS + MENTIONS), 0  # noqa: S311 - a seed
    for _ in range(25):
        read = document(drawn(chance))
        mapped = mapper.apply(read)
        names = dict.fromkeys(f"{one.type}/{one.id}" for one in mapped.changes)

        whole = mapper.traces(read, mapped.account, dict.fromkeys(names, ()))
        some = [*mapper.traces(read, mapped.account, dict.fromkeys(names, frozenset({"alias"})))]

        wrote = [one for one in whole if one.target.startswith("Organization.alias[")]
        assert [one for one in some if one in wrote] == wrote
        told += len(wrote)
    assert told > 20
