"""One value of a result beside several of it: R4 lets one of the two stand, what is newer counts.

Several values of one result are components under its own code.
https://hl7.org/fhir/R4/observation.html#invs (obs-7)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gateway.model import Resource
from gateway.reconcile.elements import choice

_TYPE = "Observation"


def outvalued(said: Resource, standing: Resource) -> set[str]:
    """The elements of an Observation that stands which what is said now contradicts."""
    code = said.get("code", standing.get("code"))
    if "component" in said:
        values = {key for key in standing if _is_value(key)} - said.keys()
        return values if _alike(code, said["component"]) else set()
    told = any(map(_is_value, said))
    return {"component"} if told and _alike(code, standing.get("component", ())) else set()


def undisputed(said: Resource, standing: Resource, fresh: Callable[[str], bool]) -> Resource:
    """What an earlier message says of an Observation, less a value that later ones contradict.

    `fresh`: was nothing said of the element of this name since?
    """
    disputed = outvalued(said, standing)
    if all(fresh(choice(_TYPE, key)) for key in disputed):
        return said
    left = {key: value for key, value in said.items() if not _is_value(key)}
    left.pop("component", None)
    return left


def _is_value(key: str) -> bool:
    return choice(_TYPE, key) == "value"


def _alike(code: Any, components: Sequence[Any]) -> bool:
    """Has one of these components a coding of that code?"""
    codings = (code or {}).get("coding", ())
    named = [one for part in components for one in part.get("code", {}).get("coding", ())]
    return any(one in codings for one in named)
