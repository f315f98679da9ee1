"""What a place may hold where a definition says more than its type: extensions, references.

https://hl7.org/fhir/R4/extensibility.html · https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gateway.mapping.rows import Step

_BASE = "http://hl7.org/fhir/StructureDefinition/"
_VALUE = "value"


def unheld(definitions: Any, steps: Sequence[Step]) -> str:
    """Why the definition of an extension has no such value or part; empty where it has.

    `steps` are those of a target. What no definition at hand describes is not judged.
    """
    inside: tuple[Any, str] | None = None
    for step in steps:
        before, inside = inside, _entered(definitions, inside, step) if step.url else None
        if before is None:
            continue
        if step.url and not inside and ":" not in step.url:
            return f"this extension has no part `{step.url}`"
        if not step.url and (text := _no_value(before, step.name)):
            return text
    return ""


def referable(definitions: Any, element: Any) -> frozenset[str] | None:
    """The types to which a reference at that element may lead; None: to any."""
    refs = [ref for ref in element.types if ref.code == "Reference"] if element else []
    if not refs or not all(ref.target_profiles for ref in refs):
        return None
    urls = [url for ref in refs for url in ref.target_profiles]
    types = frozenset(_type(definitions, url) for url in urls)
    return None if types & {"", "Resource"} else types


def forbids(allowed: frozenset[str] | None, types: Iterable[str], text: str) -> str:
    """Why a reference to none of these types may stand at a target; empty where one may."""
    meant = set(types)
    if allowed is None or not meant or meant & allowed:
        return ""
    said = " or ".join(sorted(meant))
    return f"`{text}` refers to {', '.join(sorted(allowed))}, not to a {said}"


def value_of(definitions: Any, steps: Sequence[Step]) -> Any:
    """The element of the value of a described extension, where the last step is one."""
    inside: tuple[Any, str] | None = None
    for step in steps[:-1]:
        inside = _entered(definitions, inside, step) if step.url else None
    return _value(inside) if inside and steps[-1].name.startswith(_VALUE) else None


def _entered(
    definitions: Any, around: tuple[Any, str] | None, step: Step
) -> tuple[Any, str] | None:
    """(definition, id of the extension in it), where one describes the extension."""
    if around is not None:
        structure, at = around
        part = f"{at}.extension:{step.url}"
        if structure.element(part) is not None:
            return structure, part
    if ":" not in step.url:
        return None
    found = _structure(definitions, step.url)
    return (found, "Extension") if found is not None and found.type == "Extension" else None


def _no_value(inside: tuple[Any, str], name: str) -> str:
    element = _value(inside)
    if element is None or not name.lstrip("_").startswith(_VALUE):
        return ""
    if element.max == 0:
        return "this extension has parts, and no value of its own"
    forms = {f"{_VALUE}{ref.code[:1].upper()}{ref.code[1:]}" for ref in element.types}
    if name.lstrip("_") in forms or not forms:
        return ""
    return f"this extension holds {', '.join(f'`{form}`' for form in sorted(forms))}"


def _value(inside: tuple[Any, str]) -> Any:
    structure, at = inside
    return structure.element(f"{at}.value[x]")


def _structure(definitions: Any, url: str) -> Any:
    """The definition; None where there is none, or none that can be used."""
    try:
        return definitions.structure(url)
    except (LookupError, ValueError):  # told of with its package
        return None


def _type(definitions: Any, url: str) -> str:
    """The type that a profile is of; empty where that is not known."""
    if url.startswith(_BASE):
        return str(url[len(_BASE) :])
    found = _structure(definitions, url)
    return found.type if found is not None else ""
