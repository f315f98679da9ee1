"""Why we judge otherwise than others do: a written reason for each case, kept as data.

A case without a reason is a fault, and so is a reason for a case on which we agree.
https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FILE = Path(__file__).with_name("reasons.toml")


def reasons(suite: str) -> Mapping[str, str]:
    """Case -> why we judge it otherwise, of one suite; raises ValueError for an empty reason."""
    table: dict[str, str] = tomllib.loads(FILE.read_text(encoding="utf-8")).get(suite, {})
    for case, reason in table.items():
        if not reason.strip():
            raise ValueError(f"{suite}: {case} has no reason")
    return table


def faults(suite: str, seen: Iterable[str], otherwise: Iterable[str]) -> Iterator[str]:
    """What is wrong with the reasons of a suite.

    Takes the cases that ran and those that were judged otherwise; gives a sentence for each that
    has no reason, and for each reason that explains nothing.
    """
    said, seen, otherwise = reasons(suite), set(seen), set(otherwise)
    for case in sorted(otherwise - said.keys()):
        yield f"{suite}: {case} is judged otherwise, and no reason is written"
    for case in sorted((said.keys() & seen) - otherwise):
        yield f"{suite}: {case} is judged alike, and yet a reason is written"
