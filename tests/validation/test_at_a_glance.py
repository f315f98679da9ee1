"""What is told at a glance of moments, addresses and characters is what a careful look says.

https://hl7.org/fhir/R4/datatypes.html#primitive
"""

from __future__ import annotations

import random
import re
import sys
from uuid import UUID

import pytest

from gateway.validation import moments
from gateway.validation.primitives import PRIMITIVES, Seen, fresh, unique, uniques
from gateway.validation.quick_narrative import _BLANKS, _PLAIN

RIGHT = (
    "2026-03-17T08:00:00+01:00",
    "2026-03-17T08:00:00.123Z",
    "2026-12-31T23:59:59-14:00",
    "2024-02-29",
)
WRONG = (
    "2023-02-29",
    "2026-W01-1",
    "2026-W01-1T08:00:00Z",
    "20260317",
    "2026-03-17T24:00:00Z",
    "2026-03-17T08:00:00",
    "2026-03-17T08:00:00+15:00",
    "2026-03-17T08:00:00+01:00:30",
    "2026-03-17 08:00:00+01:00",
    "0000-01-01",
    "٢026-03-17",
)
URN = [
    f"urn:uuid:{UUID(int=number * 0x1234567890ABCDEF1234567890ABCDEF % 2**128)}"
    for number in range(9)
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_most_moments_look_like_is_known_at_once(text: str) -> None:
    assert moments.surely(text)
    assert moments.datetime_(text)


@pytest.mark.parametrize("kind", ["dateTime", "instant"])
def test_a_zone_is_looked_at_with_care_once(kind: str) -> None:
    test = fresh(PRIMITIVES[kind], Seen())
    assert test("2026-03-17T08:00:00-09:37")
    assert moments.whole("2025-01-01T00:00:00-09:37")
    assert test("2025-01-01T00:00:00-09:37")
    assert not test("2025-02-30T00:00:00-09:37")
    assert not test("2025-01-01T24:00:00-09:37")


@pytest.mark.parametrize("text", WRONG)
def test_no_glance_passes_what_is_no_moment(text: str) -> None:
    assert not moments.surely(text)
    assert not moments.datetime_(text)
    assert not fresh(PRIMITIVES["dateTime"], Seen())(text)


@pytest.mark.parametrize(
    "text", ["2026", "2026-03", "2026-03-17T08:00:60Z", f"{RIGHT[0][:-6]}.5Z"]
)
def test_what_is_rarer_is_looked_at_with_care_and_passes(text: str) -> None:
    assert not moments.surely(text)
    assert fresh(PRIMITIVES["dateTime"], Seen())(text)


def test_spoilt_moments_pass_a_glance_only_where_they_are_right_yet() -> None:
    draw = random.Random("moments")  # noqa: S311 - seeded, so that it can be repeated
    signs = "0123456789-+:.TZW ٣²"
    passed = 0
    for _ in range(20_000):
        text = list(draw.choice((*RIGHT, *WRONG)))
        for _ in range(draw.randrange(1, 4)):
            text[draw.randrange(len(text))] = draw.choice(signs)
        said = "".join(text)
        if moments.surely(said):
            passed += 1
            assert moments.datetime_(said), said
        assert not moments.sure_moment(said) or moments.instant(said), said
        assert not moments.whole(said) or moments.sure_moment(said), said
        assert not moments.sure_date(said) or moments.date_(said), said
    assert passed > 100


@pytest.mark.parametrize(
    "other",
    [
        "urn:uuid:" + "-" * 36,
        URN[0][:-1] + "g",
        URN[0][:-1] + " ",
        URN[0][:-1] + "é",
        URN[0] + "0",
        URN[0].replace("urn:uuid", "urn-uuid"),
        "urn:uuid:urn:uuid:" + URN[0][18:],
        "",
        URN[0].upper(),
        URN[0].replace("urn:uuid", "urn:uui5"),
        f"{URN[0]}\n{URN[1]}",
        URN[0][:-1],
    ],
)
def test_addresses_are_told_together_as_they_are_one_by_one(other: str) -> None:
    for several in ([*URN], [*URN, other], [other], [other, *URN], []):
        assert uniques(several) == {one for one in several if unique(one)}


def test_addresses_that_are_right_only_together_are_wrong() -> None:
    lines = f"{URN[0]}\n{URN[1]}"
    for at in range(len(lines)):
        several = [lines[:at], lines[at:]]
        assert uniques(several) == {one for one in several if unique(one)}


def test_no_character_that_is_not_printed_is_taken_for_a_plain_one() -> None:
    plain = re.compile(f"[{_PLAIN}]").fullmatch
    taken = [chr(code) for code in range(sys.maxunicode + 1) if plain(chr(code))]
    assert all(one.isprintable() or one in _BLANKS for one in taken)
    assert "<" not in taken
    assert {"é", "ß", "Ω", "ж", "€", "\n"} <= {*taken}
