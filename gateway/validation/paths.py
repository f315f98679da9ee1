"""A place in a resource: known by the place that holds it, told as FHIRPath writes it.

https://hl7.org/fhir/R4/fhirpath.html#paths
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

Path: TypeAlias = tuple[Any, ...]
"""(path of the parent or None, key) or (path of the parent, key, index)."""
ITEM = 3
"""Parts of a path to an item of a list."""
Steps: TypeAlias = tuple[str | int, ...]
"""Keys and indexes from a resource to something in it."""


def text(path: Path) -> str:
    """The path as FHIRPath writes it: `Patient.name[0].given[1]`."""
    steps = path[1] if len(path) < ITEM else f"{path[1]}[{path[2]}]"
    step: Path | None = path[0]
    while step is not None:
        steps = f"{step[1]}.{steps}" if len(step) < ITEM else f"{step[1]}[{step[2]}].{steps}"
        step = step[0]
    return str(steps)


def at(value: Any, steps: Steps) -> Any:
    """What stands there; None where nothing does."""
    try:
        for step in steps:
            value = value[step]
    except (LookupError, TypeError):
        return None
    return value


def path(start: Path, steps: Steps) -> Path:
    """The path of what stands there in a resource which begins at `start`."""
    for number, step in enumerate(steps):
        if step.__class__ is str:
            item = steps[number + 1 : number + 2]
            start = (start, step, *item) if item and item[0].__class__ is int else (start, step)
    return start


def parts(owner: dict[str, Any], key: str, path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """The objects in a list under a key of an owner, and where each stands."""
    found = owner.get(key)
    for index, one in enumerate(found if found.__class__ is list else ()):
        if one.__class__ is dict:
            yield one, (path, key, index)
