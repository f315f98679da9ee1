"""Ids of new resources: UUIDs of version 8, drawn, those drawn together close together.

https://www.rfc-editor.org/rfc/rfc9562#section-5.8
"""

from __future__ import annotations

import os
from collections import Counter
from itertools import pairwise
from uuid import RFC_4122, UUID

from gateway.identity.drawn import NEAR, Drawing

ONES = range(200)


def beginnings(ids: list[str]) -> Counter[str]:
    """How many ids begin with which 48 bits."""
    return Counter(one[:13] for one in ids)


def test_each_is_another_one_and_well_formed() -> None:
    found = Drawing(os.urandom)(500)
    assert len(set(found)) == 500
    for text in found:
        one = UUID(text)
        assert (str(one), one.version, one.variant) == (text, 8, RFC_4122)


def test_none_is_drawn_where_none_is_asked_for() -> None:
    assert Drawing(os.urandom)(0) == ()


def test_those_of_one_request_begin_alike_however_many_they_are() -> None:
    assert len(beginnings([*Drawing(os.urandom)(500)])) == 1


def test_those_of_requests_one_after_the_other_begin_alike_in_handfuls() -> None:
    drawing = Drawing(os.urandom)
    found = beginnings([drawing(1)[0] for _ in range(4 * NEAR)])
    assert [*found.values()] == [NEAR] * 4


def test_a_request_that_finds_no_room_there_begins_elsewhere() -> None:
    drawing = Drawing(os.urandom)
    found = beginnings([one for number in (31, 31, 31, 200, 1) for one in drawing(number)])
    assert [*found.values()] == [62, 31, 200, 1]


def test_what_comes_after_a_handful_says_nothing_of_it() -> None:
    """The shared beginning is drawn anew, not counted on: ids tell neither when nor how many."""
    drawing = Drawing(os.urandom)
    found = [int(drawing(NEAR)[0][:13].replace("-", ""), 16) for _ in ONES]
    rising = sum(before < after for before, after in pairwise(found))
    assert 50 < rising < 150


def test_two_processes_begin_elsewhere() -> None:
    assert len({Drawing(os.urandom)(1)[0][:13] for _ in ONES}) == len(ONES)


def test_each_of_74_bits_is_set_in_every_second_id() -> None:
    found = [UUID(one).int for one in Drawing(os.urandom)(2_000)]
    often = [sum(one >> bit & 1 for one in found) for bit in range(80)]
    fixed = {62, 63, *range(76, 80)}
    assert all(800 < often[bit] < 1_200 for bit in range(80) if bit not in fixed)
    assert {often[bit] for bit in fixed} == {0, 2_000}
