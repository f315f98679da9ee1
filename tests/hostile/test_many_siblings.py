"""Four times as many elements that ask for what stands beside them are about four times the work.

Work is counted in lines of Python that are run, which no machine runs fewer of.
https://www.w3.org/TR/1999/REC-xpath-19991116/
"""

from __future__ import annotations

import pytest

from gateway import xml
from gateway.mapping.tree.finding import Step, finder
from gateway.mapping.tree.making import surroundings
from tests.hostile.test_many_of_one_kind import lines

FEW, MANY = 60, 240
MOST = 4.2
"""Times the lines at most, for four times as many."""
UP = Step(None, up="..")
CODE = Step(frozenset({"code"}))


@pytest.mark.parametrize(
    "path", [(UP, CODE), (UP, UP, Step(frozenset({"list"})), CODE)], ids=["beside", "below"]
)
def test_what_stands_beside_each_is_looked_for_once(path: tuple[Step, ...]) -> None:
    """A wide element is gone through once, and not by each that is in it."""
    assert lines(lambda: found(MANY, path)) <= MOST * lines(lambda: found(FEW, path))


def found(number: int, path: tuple[Step, ...]) -> None:
    said = f"<a><list><code/>{'<item/>' * number}</list></a>"
    around = surroundings(xml.read(said.encode()).root)
    find = finder(path)
    items = [one for one in around.order if one.name == "item"]

    assert [len(find(one, around)) for one in items] == [1] * number
