"""Which of several versions is the newest, and which of them somebody asked for.

https://semver.org/ · https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Order: TypeAlias = tuple[object, ...]

_ANY = frozenset({"", "latest", "current", "dev", "*", "x"})
_MOST = 18
"""Digits of a number; what is longer is compared as text."""


def order(version: str) -> Order:
    """A key by which versions sort, the oldest first: a preview stands before its release."""
    said, _, preview = version.partition("+")[0].partition("-")
    numbers = [_part(one) for one in said.split(".")]
    while numbers and numbers[-1] == _part("0"):
        numbers.pop()
    return (tuple(numbers), not preview, tuple(_part(one) for one in preview.split(".")), version)


def meets(version: str, wanted: str) -> bool:
    """Is this the version asked for, one of its `4.0.x`, or was any asked for?"""
    if version == wanted or wanted in _ANY:
        return True
    stem = wanted.removesuffix(".x").removesuffix(".*")
    return stem != wanted and version.startswith(stem + ".")


def best(wanted: str, versions: Iterable[str]) -> str | None:
    """The newest of those that meet it, a release before a preview; None where none does."""
    met = [one for one in versions if meets(one, wanted)]
    return max(met, key=lambda one: ("-" not in one, order(one))) if met else None


def _part(text: str) -> tuple[bool, int, str]:
    number = text.isascii() and text.isdigit() and len(text) <= _MOST
    return (False, int(text), "") if number else (True, 0, text)
