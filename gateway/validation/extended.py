"""Extensions that no quick test passes, and what is beside primitives: looked at by themselves.

https://hl7.org/fhir/R4/extensibility.html · https://hl7.org/fhir/R4/json.html#primitive
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from gateway.validation.doubts import doubted
from gateway.validation.library import UNSHAPED
from gateway.validation.primitives import PRIMITIVES

if TYPE_CHECKING:
    from gateway.validation.findings import Findings
    from gateway.validation.library import Quick
    from gateway.validation.paths import Path
    from gateway.validation.run import Run


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


def unusual(owner: Mapping[str, Any], run: Run, known: AbstractSet[str]) -> int:
    """How many of an object's rare keys may be passed: its `id`, and each `_name` beside a value.

    The first is met for the first time, the others are left for later; no more is known of them.
    """
    if run.doubts is None or run.lasting or len(owner) == 1:
        return 0
    met = 0
    for key in known & owner.keys():
        if key == "id":
            met += PRIMITIVES["id"].test(owner[key]) and run.fresh(owner[key])
            run.strange.append("")
        else:
            met += key[1:] in owner and doubted(run, _sibling, owner[key])
    return met


def whole(value: Any, run: Findings, kind: str) -> bool:
    """Whether an object of a type that has no quick test may be passed to be looked at later."""
    return doubted(run, _typed, value, kind)


def _typed(run: Findings, value: Any, where: Path, kind: str) -> None:
    run.compiled.type(kind)(value, where, run)


def _extension(run: Findings, value: Any, where: Path) -> None:
    run.compiled.type("Extension")(value, where, run)


def _sibling(run: Findings, value: Any, where: Path) -> None:
    run.sibling(value, where)
