"""Is this a unit of UCUM? Read from left to right once, with the atoms of the published table.

Each unit costs microseconds, whatever stands in it: a stranger may send thousands of them.
https://ucum.org/ucum
"""

from __future__ import annotations

import re
from functools import lru_cache

_NOTE = re.compile(r"\{[!-z|~]*\}")


@lru_cache(maxsize=1)
def _component() -> re.Pattern[str]:
    """One factor of a unit: a number, or an atom with its prefix, exponent and annotation."""
    from ucumvert import xml_util  # noqa: PLC0415 - a third of a second, and seldom needed

    prefix, metric, other = (
        "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
        for codes in (
            xml_util.get_prefixes(),
            {*xml_util.get_base_units(), *xml_util.get_metric_units()},
            xml_util.get_non_metric_units(),
        )
    )
    atom = rf"(?:{prefix})?(?:{metric})|{other}|\d+"
    note = _NOTE.pattern
    return re.compile(
        rf"(?:(?:{atom})(?:[+-]?\d+)?(?:{note})?|{note}(?:{note})?)(?=[./)]|$)", re.ASCII
    )


def unit(code: str) -> bool:
    """Whether a code is a unit, to the letter: `mg/dL` is, `MG/DL` and `mg/` are not."""
    component, at, depth = _component(), 0, 0
    wanted = first = True
    while at < len(code):
        letter = code[at]
        if wanted and letter == "/" and first:
            first, at = False, at + 1
        elif wanted and letter == "(":
            depth, first, at = depth + 1, True, at + 1
        elif wanted:
            found = component.match(code, at)
            if found is None:
                return False
            wanted, at = False, found.end()
        elif letter in "./":
            wanted, first, at = True, False, at + 1
        elif letter == ")" and depth:
            depth, at = depth - 1, at + 1
            note = _NOTE.match(code, at)
            at = note.end() if note else at
        else:
            return False
    return not wanted and depth == 0
