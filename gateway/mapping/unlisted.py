"""Is every code that is written one of its code system, where all codes of that are at hand?

https://hl7.org/fhir/R4/codesystem.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.mapping.rows import Table
from gateway.model import Fault
from gateway.terminology.grammars import FORMED

_GROWING = frozenset({"http://dicom.nema.org/resources/ontology/DCM"})
"""Registries that get new codes each year: what FHIR published of them is of one day."""


def unlisted(value: Any, definitions: Any) -> Iterator[str]:
    """What is wrong with each coding in a constant, in words."""
    if isinstance(value, list):
        for one in value:
            yield from unlisted(one, definitions)
    elif isinstance(value, dict):
        system, code = value.get("system"), value.get("code")
        if (
            isinstance(system, str)
            and isinstance(code, str)
            and _absent(system, code, definitions)
        ):
            yield f"`{code}` is no code of {system}"
        for one in value.values():
            yield from unlisted(one, definitions)


def unlisted_targets(table: Table, definitions: Any) -> Iterator[Fault]:
    """The lines of a code table that translate into a code that there is not."""
    for source, (target, system, _) in table.codes.items():
        if target and system and _absent(system, target, definitions):
            text = f"`{target}` is no code of {system}"
            yield Fault(table.file, table.lines[source], "table-code-unlisted", text)


def _absent(system: str, code: str, definitions: Any) -> bool:
    found = None if system in _GROWING else definitions.system(system)
    if found is None or not found.complete or found.find(code) is not None:
        return False
    return system not in FORMED or not FORMED[system](code)
