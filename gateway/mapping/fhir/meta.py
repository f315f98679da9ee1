"""What of a resource's meta stays: profiles as rows say, nothing that each server says for itself.

https://hl7.org/fhir/R4/resource.html#Meta
"""

from __future__ import annotations

from typing import Any

from gateway.mapping.fhir.account import ROW, Account, Leaf, Place
from gateway.mapping.fhir.rows import Rows
from gateway.model import Fate, Resource

_OF_SERVER = frozenset({"versionId", "lastUpdated"})
"""What of `meta` each server says for itself."""


def without_server(account: Account, value: Resource, place: Place) -> Resource:
    """The meta without what its server says of it, which is left to ours."""
    left = {
        name: inner for name, inner in value.items() if name.removeprefix("_") not in _OF_SERVER
    }
    for name in [name for name in value if name not in left]:
        account.claim(value[name], place.inside(name), Fate.IGNORED, "transport")
    return left


def profiles(account: Account, rows: Rows, claimed: list[Any], place: Place) -> list[Any]:
    """The profiles that are claimed here too, as the rows say."""
    kept: list[Any] = []
    for number, url in enumerate(claimed):
        at = place.inside("profile", number)
        if not isinstance(url, str):
            account.misshapen("value-form", "profile", at)
            continue
        row = rows.find("profile", url)
        if row is not None and not row.to:
            reason = "not claimed here"
            account.leaves.append(Leaf(at.source, "", Fate.DEGRADED, reason, row.name))
            continue
        target = f"{place.target}.profile[{len(kept)}]"
        account.leaves.append(Leaf(at.source, target, row=row.name if row else ROW))
        kept.append(row.to if row else url)
    return kept
