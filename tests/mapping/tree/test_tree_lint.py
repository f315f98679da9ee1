"""Each kind of fault in the rows of a document format is found, with its file and line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.mapping.load import Broken
from gateway.mapping.tree import TreeMapper

HEAD = """map: result -> Observation
at: observation
rows:
  - {id: first, src: value/@value, to: valueString}
"""
ROWS = {
    "{id: a, src: code/@code, to: status, colour: red}": "mapping-shape",
    "{id: a, src: code/@code, ignore: because}": "mapping-shape",
    "{id: a, src: code//@code, to: status}": "path-syntax",
    "{id: a, src: 'code[@x', to: status}": "path-syntax",
    "{id: a, src: code/@code, to: state}": "target-unknown",
    "{id: a, src: code/@code, to: 'sta tus'}": "target-syntax",
    "{id: a, src: code/@code, to: category.text}": "target-list",
    "{id: a, src: code, to: code, as: CD}": "datatype-missing",
    "{id: a, src: code/@code, to: code}": "datatype-missing",
    "{id: a, src: code/@code, to: code, code: colours}": "table-missing",
    "{id: a, src: code/@code, to: status, when: 'code like x'}": "guard-syntax",
    "{id: a, const: done, to: status}": "code-not-allowed",
    "{id: a, const: {system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: nOne}"
    ", to: 'category[0].coding[0]'}": "code-unlisted",
    "{id: a, src: code/@code, to: status, code: words}": "table-code-not-allowed",
    "{id: first, src: code/@code, to: status}": "row-duplicate",
    "{id: a, src: code/@code, to: status, ignore: empty}": "row-both",
    "{id: a, src: code/@code}": "row-incomplete",
    "{id: a, to: status}": "row-incomplete",
    "{id: a, made: code, to: encounter, types: [Patient]}": "reference-type",
}
MAPS = {
    "map: result - Observation\nat: x\n": "map-name",
    "map: result -> Observed\nat: x\n": "map-type",
    "map: result -> Composition.chapter\nat: x\n": "target-unknown",
    "map: result -> Observation\n": "mapping-shape",
    "map: [\n": "yaml-syntax",
}
WORDS = "code,target,system,display,deviation\nx,finished,,,\n"


@pytest.mark.parametrize(("row", "rule"), ROWS.items())
def test_a_row_is_wrong(row: str, rule: str, tree: Callable[..., TreeMapper]) -> None:
    """It is named by its rule, in its line."""
    mapper = tree(f"{HEAD}  - {row}\n", words=WORDS)

    with pytest.raises(Broken) as broken:
        _ = mapper.program

    fault = broken.value.faults[0]
    table = rule == "table-code-not-allowed"
    assert fault.rule == rule
    assert (fault.file, fault.line) == (
        ("toy/tables/words.csv", 2) if table else ("toy/rows.yaml", 5)
    )


@pytest.mark.parametrize(("text", "rule"), MAPS.items())
def test_a_map_is_wrong(text: str, rule: str, tree: Callable[..., TreeMapper]) -> None:
    """So is a map."""
    with pytest.raises(Broken) as broken:
        _ = tree(text).program

    assert broken.value.faults[0].rule == rule
