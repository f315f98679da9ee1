"""One line of a definition: what it slices, limits and asks, as far as the line itself can tell.

https://hl7.org/fhir/R4/elementdefinition.html#interpretation
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gateway.codegen import Writer
from gateway.fhirpath import FhirPathError, emit_test, parse

if TYPE_CHECKING:
    from gateway.definitions import Definitions, Structure
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

Part = dict[str, Any]
FHIRPATH = "text/fhirpath"
"""What the language of an Expression is called."""
_LONGEST = 10_000
"""Characters of an expression up to which it is read."""
_MOST = 500
"""Expressions of one definition whose names are looked up."""
_elsewhere = re.compile(r"\b(?:contained|resource|resolve|conformsTo|memberOf)\b").search
_ORDERED = frozenset(
    {
        "date", "dateTime", "instant", "time", "decimal", "integer", "positiveInt", "unsignedInt",
        "Quantity", "Age", "Count", "Distance", "Duration", "MoneyQuantity", "SimpleQuantity",
    }
)  # fmt: skip
"""Types that have a least and a greatest value."""
_LIMITS: Mapping[str, str] = MappingProxyType(
    {"maxLength": "long", "minValue": "ordered", "maxValue": "ordered"}
)
"""What a limit begins with -> what a type must be for it."""


def lined(element: Part, definitions: Definitions, path: Path, run: Run) -> None:
    """Note what a line slices that cannot be, limits that has no limit, and asks unreadably."""
    place = str(element.get("path"))
    if "slicing" in element and not place.endswith("[x]"):
        owner = named(definitions, place.partition(".")[0])
        known = owner.element(place) if owner else None
        if known is not None and known.base_max == 1 and "." in place:
            run.add("slicing-single", (path, "slicing"))
    for number, one in parts(element, "constraint"):
        if not readable(one.get("expression")):
            run.add("constraint-unreadable", ((path, "constraint", number), "expression"))
    _limited(element, definitions, path, run)


def _limited(element: Part, definitions: Definitions, path: Path, run: Run) -> None:
    """Note a limit on types of which none has any."""
    codes = [str(one.get("code")) for _, one in parts(element, "type")]
    known = [named(definitions, code) for code in codes]
    if not codes or not all(known):
        return
    for key in element:
        asked = next((_LIMITS[one] for one in _LIMITS if key.startswith(one)), "")
        if asked and not any(_limits(one, asked) for one in known):
            run.add("limit-idle", path, (key, ", ".join(codes)))


def _limits(structure: Structure | None, asked: str) -> bool:
    """Whether values of a type are so long, or can be compared."""
    if structure is None or asked == "ordered":
        return structure is None or structure.type in _ORDERED
    return structure.kind == "primitive-type" and structure.type != "boolean"


def keyed(elements: list[tuple[int, Part]], base: Structure | None, where: Path, run: Run) -> None:
    """Note each invariant whose key stands for another one: here, or in the base."""
    known = {
        one.key: one.expression
        for element in (base.elements if base else ())
        for one in element.constraints
    }
    for number, element in elements:
        for at, one in parts(element, "constraint"):
            key, said = one.get("key"), one.get("expression")
            if key.__class__ is not str or said.__class__ is not str:
                continue
            if known.setdefault(str(key), str(said)) != said:
                place: Path = ((where, "element", number), "constraint", at)
                run.add("constraint-key-taken", place, (key,))


def expressed(profile: Part, where: Path, run: Run) -> None:
    """Note each rule of a profile's own whose expression names what its element has not.

    What lies in another resource is of no type that a profile tells, and is not looked at.
    """
    url = str(profile.get("url"))
    own = {url, f"{url}|{profile.get('version')}"}
    left = _MOST
    for number, element in parts(profile.get("snapshot"), "element"):
        for at, one in parts(element, "constraint"):
            said, path = one.get("expression"), element.get("path")
            if said.__class__ is not str or path.__class__ is not str or left < 0:
                continue
            if str(one.get("source", url)) not in own or _elsewhere(said) or not readable(said):
                continue
            left -= 1
            if not _named(str(said), str(path), run.compiled.definitions):
                place: Path = ((where, "element", number), "constraint", at)
                run.add("constraint-strange", (place, "expression"))


def _named(expression: str, path: str, definitions: Definitions) -> bool:
    try:
        emit_test(Writer(), expression, path, definitions, strict=True)
    except (FhirPathError, RecursionError):
        return False
    return True


def formulated(value: Part, path: Path, run: Run) -> None:
    """Note an Expression that says it is FHIRPath, and is none."""
    if value.get("language") == FHIRPATH and not readable(value.get("expression")):
        run.add("constraint-unreadable", (path, "expression"))


def readable(expression: Any) -> bool:
    """Whether it is FHIRPath; what is no text, or too long to be read, is not told."""
    if expression.__class__ is not str or len(expression) > _LONGEST:
        return True
    try:
        parse(expression)
    except FhirPathError:
        return False
    return True


def named(definitions: Definitions, name: Any) -> Structure | None:
    """The type or profile of this name; None where it is not at hand, or not to be applied."""
    try:
        return definitions.structure(name) if name.__class__ is str else None
    except ValueError:
        return None


def parts(owner: Any, key: str) -> Iterator[tuple[int, Part]]:
    """The objects under a key, with their numbers."""
    found = owner.get(key) if owner.__class__ is dict else None
    for number, one in enumerate(found if found.__class__ is list else ()):
        if one.__class__ is dict:
            yield number, one
