"""What FHIR says of the place where a row writes: its type, whether it is a list, its codes.

https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any
from weakref import WeakKeyDictionary

from gateway.mapping import held
from gateway.mapping.convert import PRIMITIVES
from gateway.mapping.rows import Step, Target

_SYSTEM = "http://hl7.org/fhirpath/System.String"
_NEAR = 0.65
"""How alike a name must be to be the one that was meant."""


class Mistaken(ValueError):  # noqa: N818 - names the state of a row, as Rejected does of a message
    """A target that FHIR doesn't have; the rule and a plain sentence."""

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(text)
        self.rule = rule


def typed(definitions: Any, root: str, target: Target) -> Target:
    """The target with its type and codes, below a type or a group of elements; raises Mistaken."""
    path, binding = root, None
    for step in target.steps:
        path, many, binding = _below(definitions, path, step)
        if many and step.kind == "one":
            raise Mistaken(
                "target-list",
                f"`{step.name}` is a list: write `{step.name}[]` or `{step.name}[0]`",
            )
        if not many and step.kind != "one":
            raise Mistaken("target-list", f"`{step.name}` is no list")
    if text := held.unheld(definitions, target.steps):
        raise Mistaken("extension-value", text)
    return replace(target, type=path, codes=_codes(definitions, binding))


def misled(definitions: Any, root: str, target: Target, types: Iterable[str]) -> str:
    """Why a reference to none of these types may stand at the target; empty where one may."""
    steps = target.steps
    element = held.value_of(definitions, steps)
    if element is None and steps:
        path = root
        for step in steps[:-1]:
            path, _, _ = _below(definitions, path, step)
        element = _element(definitions, path, steps[-1].name)
    return held.forbids(held.referable(definitions, element), types, target.text)


def choice(definitions: Any, root: str, steps: tuple[Step, ...], depth: int) -> str:
    """Where the step at `depth` is one form of a choice (`valueQuantity`), its name (`value`)."""
    path = root
    for step in steps[:depth]:
        path, _, _ = _below(definitions, path, step)
    element = _element(definitions, path, steps[depth].name.lstrip("_"))
    return element.path.rpartition(".")[2][:-3] if element and element.path.endswith("[x]") else ""


def _below(definitions: Any, path: str, step: Step) -> tuple[str, bool, Any]:
    """(type, is it a list, binding) of the step's element."""
    if step.url:
        return "Extension", True, None
    if path in PRIMITIVES:
        raise Mistaken("target-unknown", f"a {path} has no elements: write `_name.extension(...)`")
    name = step.name.lstrip("_")
    element = _element(definitions, path, name)
    if element is None:
        text = f"{path} has no element `{name}`{_like(definitions, path, name)}"
        raise Mistaken("target-unknown", text)
    many = element.base_max != 1
    if element.content_reference:
        return element.content_reference, many, None
    if element.path.endswith("[x]"):
        kind = next(
            ref.code for ref in element.types if element.path[:-3].endswith(_stem(name, ref))
        )
    else:
        kind = element.types[0].code if element.types else ""
    kind = "string" if kind == _SYSTEM else kind
    if step.name.startswith("_"):
        if kind not in PRIMITIVES:
            raise Mistaken(
                "target-unknown", f"`{step.name}`: only primitive elements have this form"
            )
        return "Element", many, None
    if kind in ("BackboneElement", "Element"):
        return element.path, many, None
    return kind, many, element.binding


def _like(definitions: Any, path: str, name: str) -> str:
    """What was meant, perhaps: an element that is called alike, or the forms of a choice."""
    if name == path:
        return f": leave out `{name}.`"
    names: list[str] = []
    for element in definitions.structure(path.partition(".")[0]).elements:
        parent, _, own = element.path.rpartition(".")
        if parent == path and own == f"{name}[x]":
            forms = (name + ref.code[:1].upper() + ref.code[1:] for ref in element.types)
            return f": write {', '.join(f'`{form}`' for form in sorted(set(forms)))}"
        names += [own] if parent == path else []
    return near(name, names)


def near(name: str, names: Iterable[str]) -> str:
    """`: is it ...?` of the one of the names that is most alike; empty where none is."""
    known = {one.lower(): one for one in names}
    found = get_close_matches(name.lower(), known, 1, _NEAR)
    return f": is it `{known[found[0]]}`?" if found else ""


def _stem(name: str, ref: Any) -> str:
    tail = ref.code[:1].upper() + ref.code[1:]
    return name[: -len(tail)] if name.endswith(tail) else "\0"


_elements: WeakKeyDictionary[Any, dict[tuple[str, str], Any]] = WeakKeyDictionary()
"""Definitions -> (path, name) -> element: rows ask the same again and again."""


def _element(definitions: Any, path: str, name: str) -> Any:
    known = _elements.setdefault(definitions, {})
    if (path, name) not in known:
        known[path, name] = _sought(definitions, path, name)
    return known[path, name]


def _sought(definitions: Any, path: str, name: str) -> Any:
    kind = path.partition(".")[0]
    structure = definitions.structure(kind)
    if structure is None:
        raise Mistaken("target-unknown", f"FHIR R4 has no type `{kind}`")
    found = structure.element(f"{path}.{name}")
    if found is not None:
        return found
    for element in structure.elements:
        stem = element.path[: -len("[x]")]
        if not element.path.endswith("[x]") or not f"{path}.{name}".startswith(stem):
            continue
        tail = f"{path}.{name}"[len(stem) :]
        if any(tail == ref.code[:1].upper() + ref.code[1:] for ref in element.types):
            return element
    return None


def _codes(definitions: Any, binding: Any) -> frozenset[str] | None:
    if binding is None or binding.strength != "required" or not binding.valueset:
        return None
    found = definitions.codes(binding.valueset)
    return None if found is None else frozenset(found.codes)
