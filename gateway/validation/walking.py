"""Follows a discriminator's path through an item, and holds what it finds against a slice.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from gateway import fhirjson
from gateway.validation.patterns import holds
from gateway.validation.references import named

if TYPE_CHECKING:
    from gateway.validation.run import Run

Steps: TypeAlias = tuple[tuple[str, str], ...]
"""(operation, name) of each step."""

_MOST = 20
"""Items of which it is told why they are not of a slice."""
_STEP = re.compile(
    r"(extension|ofType|resolve)\(\s*'?([^')]*)'?\s*\)|([A-Za-z][A-Za-z0-9]*)|(\$this)"
)


def steps(path: str) -> Steps | None:
    """A discriminator's path, taken apart: (operation, name); None where it is not understood."""
    found: list[tuple[str, str]] = []
    rest = path.strip()
    while rest:
        match = _STEP.match(rest)
        if match is None:
            return None
        if match[1]:
            found.append((match[1], match[2]))
        elif match[3]:
            found.append(("child", match[3]))
        rest = rest[match.end() :].removeprefix(".")
    return tuple(found)


def at(value: Any, path: Steps, run: Run | None) -> list[Any]:
    """All values that a path finds, lists laid flat."""
    here = [value]
    for operation, name in path:
        if len(here) == 1 and operation == "child" and here[0].__class__ is dict:
            found = here[0].get(name)
            if found is not None:  # as it mostly is
                here = found if found.__class__ is list else [found]
                continue
        here = [
            item
            for one in here
            if one.__class__ is dict
            for found in _WALKS[operation](one, name, run)
            for item in (found if found.__class__ is list else (found,))
        ]
    return here


def _child(value: dict[str, Any], name: str, _run: Run | None) -> Iterator[Any]:
    if name in value:
        yield value[name]
        return
    for key, found in value.items():
        if key.startswith(name) and key[len(name) :][:1].isupper():
            yield found


def _extension(value: dict[str, Any], url: str, _run: Run | None) -> Iterator[Any]:
    extensions = value.get("extension")
    for one in extensions if extensions.__class__ is list else ():
        if one.__class__ is dict and one.get("url") == url:
            yield one


def _of_type(value: dict[str, Any], name: str, _run: Run | None) -> Iterator[Any]:
    if value.get("resourceType", name) == name:
        yield value


def _resolve(value: dict[str, Any], _name: str, run: Run | None) -> Iterator[Any]:
    reference = value.get("reference")
    if reference.__class__ is not str or run is None:
        return
    found = run.resolve(reference)
    if found is not None:
        yield found
    elif named(value):
        yield {"resourceType": named(value)}


_WALKS = MappingProxyType(
    {"child": _child, "extension": _extension, "ofType": _of_type, "resolve": _resolve}
)


def _found(value: Any, key: str, wanted: str) -> bool:
    there = value.get(key) if value.__class__ is dict else None
    if there.__class__ is str:
        return bool(there == wanted)
    return wanted in at(value, (("child", key),), None)


@lru_cache(maxsize=1024)
def _decoded(text: bytes) -> Any:
    """What a profile asks for, read once; nobody changes it."""
    return fhirjson.decode(text)


def _holding(value: Any, path: Steps, text: bytes, run: Run) -> bool:
    wanted = _decoded(text)
    return any(holds(one, wanted) for one in at(value, path, run))


def _coded_in(value: Any, path: Steps, codes: frozenset[str], run: Run) -> bool:
    return any(one.__class__ is str and one in codes for one in at(value, path, run))


def _concept_in(value: Any, path: Steps, pairs: frozenset[tuple[str, str]], run: Run) -> bool:
    codings = [
        coding
        for one in at(value, path, run)
        for coding in (at(one, (("child", "coding"),), run) or [one])
    ]
    return any(
        coding.__class__ is dict and (str(coding.get("system")), str(coding.get("code"))) in pairs
        for coding in codings
    )


def _formed(value: Any, path: Steps, keys: tuple[str, ...], run: Run) -> bool:
    return any(
        one.__class__ is dict and any(key in one for key in keys) for one in at(value, path, run)
    )


def _typed(value: Any, path: Steps, types: frozenset[str], run: Run) -> bool:
    for one in at(value, path, run):
        kind = one.get("resourceType") if one.__class__ is dict else None
        if kind is None:
            kind = {str: "string", bool: "boolean", int: "integer"}.get(one.__class__)
        if (kind.__class__ is str and kind in types) or "Resource" in types:
            return True
    return False


def _meeting(value: Any, path: Steps, urls: tuple[str, ...], run: Run) -> bool:
    return any(_meets(one, url, run) for one in at(value, path, run) for url in urls)


def _near(
    items: Sequence[tuple[int, Any]], key: str, path: Steps, urls: tuple[str, ...], run: Run
) -> str:
    """Of the items that could have been of a slice, why they do not meet its profile."""
    told = [
        f"{key}[{index}]: {why}"
        for index, item in items[:_MOST]
        for one in at(item, path, run)
        if one.__class__ is dict
        for url in urls
        if (why := run.why(url, one))
    ]
    return f" [{' | '.join(told)}]" if told else ""


def _meets(value: Any, url: str, run: Run) -> bool:
    """Whether a value meets a profile: of what is not at hand, its type must be enough."""
    if value.__class__ is dict and value.keys() == {"resourceType"}:
        return run.compiled.fits(url, value)
    return run.holds(url, value, (None, "slice"))


def _led(value: dict[str, Any], run: Run) -> Any:
    """The entry that a whole address leads to; None where that is not told at a glance."""
    reference = value.get("reference")
    return run.sure.get(reference) if reference.__class__ is str else None


RUNTIME: Mapping[str, Any] = MappingProxyType(
    {
        "at": at,
        "coded_in": _coded_in,
        "concept_in": _concept_in,
        "formed": _formed,
        "found": _found,
        "holding": _holding,
        "led": _led,
        "meeting": _meeting,
        "near": _near,
        "typed": _typed,
    },
)
