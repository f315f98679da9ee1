"""Says in FHIRPath where something stands: what JSON calls `valueQuantity` is a form of a choice.

https://hl7.org/fhir/R4/fhirpath.html#polymorphism
"""

from __future__ import annotations

import re
from typing import Any

from gateway.fhirxml.shapes import Shapes
from gateway.model import Resource

_STEP = re.compile(r"_?(\w+)(?:\[(\d+)\])?")


def expressed(shapes: Shapes, resource: Resource, target: str) -> str:
    """`Observation.valueQuantity.unit` as `Observation.value.ofType(Quantity).unit`.

    An extension beside a primitive (`Patient._birthDate.extension[0]`) is said to stand on it.
    From the first name that FHIR does not have, the target is left as it is.
    """
    head, *names = target.split(".")
    said, key, here = [head], str(resource.get("resourceType")), resource
    for count, name in enumerate(names):
        step = _STEP.fullmatch(name)
        part = shapes.of(key).get(step[1]) if step else None
        if step is None or part is None:
            return ".".join([*said, *names[count:]])
        said.append(part.path + (f"[{step[2]}]" if step[2] else ""))
        here = _below(here, step[1], step[2])
        key = str(here.get("resourceType")) if part.kind == "resource" else part.type
    return ".".join(said)


def _below(value: Resource, name: str, index: str | None) -> Resource:
    """The object that an element holds; an empty one where it holds none."""
    found: Any = value.get(name)
    if index and isinstance(found, list):
        found = found[int(index)] if int(index) < len(found) else None
    return found if isinstance(found, dict) else {}
