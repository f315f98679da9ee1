"""Under which law a patient is cared for: as long as its source says, and never longer.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.interopsante.org (IHE PAM, national extension France: ZFS)
"""

from __future__ import annotations

import pytest

from tests.intake.house import House, pid

A31 = "ADT^A31^ADT_A05"
ANNA = pid("1001^^^KLINIK^MR")


def zfs(action: str, end: str = "") -> str:
    """Care at the request of another, since Saturday."""
    return f"ZFS|1|L1^KLINIK|20261121|{end}|{action}|SPDT^Care at the request of another^99X"


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        (zfs("UPDATE", "20261205"), "inactive"),
        (zfs("CANCEL"), "entered-in-error"),
        (zfs("UPDATE"), "active"),
    ],
)
def test_care_without_consent_ends_with_its_law(house: House, then: str, expected: str) -> None:
    """What ended is active no more, and what was cancelled never held."""
    house.say(A31, ANNA, zfs("INSERT"))
    house.say(A31, ANNA, then)

    flag = house.only("Flag")
    assert flag["status"] == expected
    assert [one["code"] for one in flag["meta"]["security"]] == ["PSY"]


def test_a_law_whose_end_was_wrong_holds_again(house: House) -> None:
    """An update without an end: nobody says any more that it ended."""
    for said in (zfs("INSERT"), zfs("UPDATE", "20261205"), zfs("UPDATE")):
        house.say(A31, ANNA, said)

    flag = house.only("Flag")
    assert (flag["status"], flag["period"]) == ("active", {"start": "2026-11-21"})
