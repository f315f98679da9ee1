"""What a visit says of its account under a number that turns out to be the same patient's is kept.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.40, 3.3.44, 3.4.3)
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest

from tests.intake.house import House, pid
from tests.safety.moves import A01, ANNA, account, mrg
from tests.safety.test_record_bills import A08, ELEVEN, TEN, TWELVE, money, owing, standing

NEW = pid("1009^^^KLINIK^MR")
"""Anna, under the number that survives."""
MERGED: Mapping[str, tuple[str, ...]] = {
    "admitted": (A01, TEN, account(ANNA, "A1"), owing("10")),
    "merged": ("ADT^A40^ADT_A39", ELEVEN, NEW, mrg("1001")),
    "updated": (A08, TWELVE, account(NEW, "A1"), owing("20")),
}
MOVED: Mapping[str, tuple[str, ...]] = {
    **MERGED,
    "merged": ("ADT^A44^ADT_A43", ELEVEN, account(NEW, "A1"), mrg("1001", account="A1")),
}


@pytest.mark.parametrize("order", [*permutations(MERGED)])
@pytest.mark.parametrize("said", [MERGED, MOVED], ids=["merged", "moved"])
def test_the_last_amount_counts_whichever_of_merge_and_visit_came_first(
    house: House, said: Mapping[str, tuple[str, ...]], order: tuple[str, ...]
) -> None:
    """What was owed last was lost where it came before the merge, or the move, was known."""
    for name in order:
        kind, at, *segments = said[name]
        house.say(kind, *segments, sent=at)

    assert [money(one) for one in standing(house)] == [{"balance": "20"}]
