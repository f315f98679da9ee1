"""Extensions that no quick test passes, and what is beside primitives: looked at by themselves.

https://hl7.org/fhir/R4/extensibility.html · https://hl7.org/fhir/R4/json.html#primitive
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from gateway.validation.doubts import doubted
from gateway.validation.library import UNSHAPED

if TYPE_CHECKING:
    from gateway.validation.findings import Findings
    from gateway.validation.library import Quick
    from gateway.validation.paths import Path


def extended(value: Any, run: Findings, test: Quick) -> bool:
    """Whether an extension passes its quick test, or may be passed to be looked at later.

    What is doubted inside it is looked at with it: its own definition asks more of that.
    """
    doubts = run.doubts
    if doubts is None:
        return test(value, run)
    since = len(doubts)
    try:
        if test(value, run) and len(doubts) == since:
            return True
    except UNSHAPED:
        pass
    del doubts[since:]
    return doubted(run, _extension, value)


def siblings(owner: Mapping[str, Any], run: Findings, known: Collection[str]) -> int:
    """How many of an object's `_name`, beside a primitive that is there, are left for later."""
    met = 0
    for key, value in owner.items():
        if key in known and key[1:] in owner and doubted(run, _sibling, value):
            met += 1
    return met


def _extension(run: Findings, value: Any, where: Path) -> None:
    run.compiled.type("Extension")(value, where, run)


def _sibling(run: Findings, value: Any, where: Path) -> None:
    run.compiled.type("Element")(value, where, run)
