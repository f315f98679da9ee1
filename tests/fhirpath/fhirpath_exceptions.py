"""Where we answer otherwise than HL7's suite, and why."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OTHERWISE: Mapping[str, str] = MappingProxyType(
    {
        "testPlusDate19": "N1 cuts the fraction of what is added only above seconds",
        "LowBoundaryDecimal15": "-0.0 is not below -0.0034: a boundary must bound",
        "HighBoundaryDecimal15": "0.0 is not above 0.0034: a boundary must bound",
        "HighBoundaryDecimal16": "0.0 is the sign lost: - binds looser than the dot",
        "HighBoundaryDateTimeMillisecond1": "the minute was not said, so it may be the 59th",
        "HighBoundaryDateTimeMillisecond3": "the minute was not said, so it may be the 59th",
    }
)
"""Test -> why our value differs."""
NOT_REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "testSimpleFail": "an unknown member is empty; refused by `strict`",
        "testSimpleWithWrongContext": "a path of another type is empty; refused by `strict`",
        "testPolymorphismB": "a member named with its type is empty; refused by `strict`",
        "testPolymorphismAsB": "a value of another type is empty, as the function `as` has it",
        "testDollarOrderNotAllowed": "our children have an order: that of the JSON",
    }
)
"""Test -> why we answer where the suite wants a refusal."""
