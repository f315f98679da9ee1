"""What a FHIRPath Patch asks: its Parameters read into operations, or every fault of their form.

https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gateway.definitions.strip import lowered
from gateway.model import Issue, Rejected, Resource
from gateway.wording import told

MOST = 1_000
"""Operations in one patch."""
_LONGEST = 1_000
"""Characters of a path."""

_ELEMENTS = frozenset({"resourceType", "id", "meta", "implicitRules", "language", "parameter"})
"""Of a Parameters."""

TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "add": ("path", "name", "value"),
        "insert": ("path", "index", "value"),
        "delete": ("path",),
        "replace": ("path", "value"),
        "move": ("path", "source", "destination"),
    }
)
"""Type of an operation -> the parts that it must have."""


@dataclass(frozen=True, slots=True)
class Value:
    """What is to be put: a value of a type, or parts of an element that has no type of its own."""

    type: str
    """`HumanName`, `code`; empty for parts."""
    json: Any = None
    beside: Any = None
    """The `_name` beside a primitive: its id and extensions."""
    parts: tuple[tuple[str, Value], ...] = ()
    """Name and value of each part."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; what its type does not ask for is empty."""

    type: str
    at: str
    """Where it stands: `Parameters.parameter[0]`."""
    path: str
    name: str = ""
    value: Value = Value("")
    index: int = 0
    source: int = 0
    destination: int = 0


def read(parameters: Resource) -> list[Operation]:
    """The operations in their order; raises Rejected with everything that is wrong with them."""
    stated = parameters.get("parameter", [])
    other = parameters.get("resourceType") != "Parameters" or not isinstance(stated, list)
    # What is misspelt would pass for done.
    if other or not _ELEMENTS.issuperset(key.lstrip("_") for key in parameters):
        raise Rejected([told("patch-shape.parameters", code="structure")])
    if len(stated) > MOST:
        raise Rejected([told("patch-size", MOST, code="too-costly")])
    faults: list[Issue] = []
    found = [_operation(one, f"Parameters.parameter[{n}]", faults) for n, one in enumerate(stated)]
    if faults:
        raise Rejected(faults)
    return [one for one in found if one is not None]


def _operation(said: Any, at: str, faults: list[Issue]) -> Operation | None:
    if not isinstance(said, dict) or said.get("name") != "operation":
        faults.append(told("patch-shape.parameters", source=at, code="structure"))
        return None
    parts: dict[str, Any] = {}
    wrong = list(_gathered(said.get("part"), at, parts))
    type_ = parts.get("type", "")
    needed = TYPES.get(type_, ())
    if not wrong and not needed:
        wrong.append(told("patch-shape.type", ", ".join(TYPES), source=at, code="value"))
    if not wrong:
        lacking = [part for part in needed if part not in parts]
        wrong += (
            told("patch-shape.lacks", type_, part, source=at, code="required") for part in lacking
        )
    faults += wrong
    return None if wrong else Operation(type_, at, **{name: parts[name] for name in needed})


def _gathered(stated: Any, at: str, parts: dict[str, Any]) -> Iterator[Issue]:
    """Read each part into `parts`; gives what is wrong with them."""
    for n, part in enumerate(stated if isinstance(stated, list) else ()):
        place = f"{at}.part[{n}]"
        name = part.get("name") if isinstance(part, dict) else None
        if not isinstance(name, str) or name not in _PARTS or name in parts:
            yield told("patch-shape.part", ", ".join(_PARTS), source=place, code="structure")
            continue
        way, reads = _PARTS[name]
        value = reads(part)
        if value is None:
            yield told(f"patch-shape.{way}", name, source=place, code="value")
        else:
            parts[name] = value


def _word(part: Resource) -> str | None:
    """A text, whether it says that it is a code or a string."""
    found = part.get("valueCode", part.get("valueString"))
    return found if isinstance(found, str) and len(found) <= _LONGEST else None


def _whole(part: Resource) -> int | None:
    keys = ("valueInteger", "valueUnsignedInt", "valuePositiveInt")
    found = next((part[key] for key in keys if key in part), None)
    return found if type(found) is int and found >= 0 else None


def _value(part: Resource) -> Value | None:
    """The one value of a part, or the parts in it; None where there is not exactly one."""
    typed = {key.removeprefix("_") for key in part if key.lstrip("_").startswith("value")}
    inner, resource = part.get("part"), part.get("resource")
    if len(typed) + (inner is not None) + (resource is not None) != 1:
        return None
    if typed:
        key = typed.pop()
        return Value(lowered(key.removeprefix("value")), part.get(key), part.get(f"_{key}"))
    if resource is not None:
        return Value("Resource", resource) if isinstance(resource, dict) else None
    return _of_parts(inner)


def _of_parts(inner: Any) -> Value | None:
    if not isinstance(inner, list):
        return None
    parts: list[tuple[str, Value]] = []
    for part in inner:
        name = part.get("name") if isinstance(part, dict) else None
        value = _value(part) if isinstance(name, str) else None
        if value is None:
            return None
        parts.append((str(name), value))
    return Value("", parts=tuple(parts))


_PARTS: Mapping[str, tuple[str, Callable[[Resource], Any]]] = MappingProxyType(
    {
        "type": ("word", _word),
        "path": ("word", _word),
        "name": ("word", _word),
        "value": ("value", _value),
        "index": ("number", _whole),
        "source": ("number", _whole),
        "destination": ("number", _whole),
    }
)
"""Name of a part -> how its fault is said, and how it is read."""
