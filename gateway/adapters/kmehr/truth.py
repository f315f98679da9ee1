"""Truth values of KMEHR in one spelling: `0` and `FALSE` deny as `false` does.

https://www.w3.org/TR/xmlschema-2/#boolean ·
https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.model import Node

_TRUTHS = frozenset(
    {
        "boolean",
        "iscomplete",
        "isrelevant",
        "issubstitutionallowed",
        "isvalidated",
        "outofhomeallowed",
        "reportrequested",
    }
)
"""Elements that hold one."""
_SPELT: Mapping[str, str] = MappingProxyType(
    {"1": "true", "0": "false", "true": "true", "false": "false"}
)


def spell(root: Node) -> None:
    """Write each truth value of a tree that was just read as `true` or `false`; else as it is."""
    rest = [root]
    while rest:
        one = rest.pop()
        if one.name in _TRUTHS:
            said = _SPELT.get(one.text().strip().lower())
            if said is not None:
                one.content[:] = [said]
        rest.extend(one.children())
