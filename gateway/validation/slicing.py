"""Which slice an item of a list belongs to: its discriminators, written as source.

A slice's fixed values and patterns, wherever they stand below it, make one implied pattern; what a
discriminator's path finds in that, it must also find in the item: in one coding of several, too.
https://hl7.org/fhir/R4/profiling.html#discriminator
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gateway import fhirjson
from gateway.definitions import Definitions
from gateway.validation.patterns import emit_pattern
from gateway.validation.slice_places import emit_item, node_at, urls_at
from gateway.validation.tree import Node, plain, tree
from gateway.validation.walking import Steps, at, steps

if TYPE_CHECKING:
    from gateway.validation.module import Module

_DEEPEST = 8
"""Levels below a slice at which it may still fix something."""


def implied(definitions: Definitions, node: Node, depth: int = 0) -> Any:
    """All that a slice fixes, below it too, as one pattern; None where it fixes nothing."""
    element = node.element
    if element.fixed is not None:
        return element.fixed[1]
    if element.pattern is not None:
        return element.pattern[1]
    found: dict[str, Any] = _of_profiles(definitions, node, depth)
    for child in node.children.values():
        parts = [] if depth > _DEEPEST else list(_implied_child(definitions, child, depth))
        if parts:
            key = next(child.keys(), (child.name, ""))[0]
            found[key] = parts if child.many else parts[0]
    return found or None


def _implied_child(definitions: Definitions, child: Node, depth: int) -> Iterator[Any]:
    own = implied(definitions, child, depth + 1)
    if own is not None:
        yield from own if child.many and own.__class__ is list else (own,)
    for inner in child.slices.values():
        part = implied(definitions, inner, depth + 1) if inner.element.min else None
        if part is not None:
            yield part


def _of_profiles(definitions: Definitions, node: Node, depth: int) -> dict[str, Any]:
    """What the profile on the slice's type fixes: of an extension at least its url."""
    if len(node.element.types) != 1 or len(node.element.types[0].profiles) != 1:
        return {}
    one = node.element.types[0]
    url = one.profiles[0].partition("|")[0]
    structure = definitions.structure(one.profiles[0]) if depth <= _DEEPEST else None
    found = implied(definitions, tree(structure), depth + 4) if structure else None
    known = found if found.__class__ is dict else {}
    return {**known, "url": known.get("url", url)} if one.code == "Extension" else known


def emit_match(module: Module, whole: Node, part: Node) -> str | None:
    """Write `name(w, x)`: whether the item is of the slice. None where nobody can tell."""
    slicing = whole.element.slicing
    if slicing is None or not slicing.discriminators:
        return None
    tests: list[str] = []
    for kind, path in slicing.discriminators:
        parsed = steps(path)
        write = _WRITERS.get(kind)
        test = write(module, whole, part, parsed) if write and parsed is not None else None
        if test is None and kind != "profile":
            return None
        tests += [test] if test else []
    if not tests:
        return None
    name = module.name("m")
    with module.writer.block(f"def {name}(w, x):"):
        module.writer.line("return " + " and ".join(tests))
    return name


def _value(module: Module, whole: Node, part: Node, path: Steps) -> str | None:
    followed = [number for number, (operation, _) in enumerate(path) if operation == "resolve"]
    if followed:
        return _referred(module, part, path, followed[0])
    wanted = at(implied(module.definitions, part), path, None)
    if not wanted or wanted == [None]:
        return _bound(module, whole, part, path)
    return " and ".join(_one_value(module, path, value) for value in wanted)


def _referred(module: Module, part: Node, path: Steps, resolve: int) -> str | None:
    """What the profiles of a reference's targets fix there, where the path leads."""
    node = node_at(module, part, path[:resolve])
    urls = [url for one in node.element.types for url in one.target_profiles] if node else []
    tests = []
    for url in urls:
        structure = module.definitions.structure(url)
        fixed = implied(module.definitions, tree(structure)) if structure else None
        wanted = at(fixed, path[resolve + 1 :], None)
        if wanted and wanted != [None]:
            tests.append(" and ".join(_one_value(module, path, value) for value in wanted))
    return f"({' or '.join(tests)})" if tests else None


def _one_value(module: Module, path: Steps, value: Any) -> str:
    if not path:
        return f"{emit_pattern(module, value)}(w)"
    if len(path) == 1 and path[0][0] == "child" and value.__class__ is str:
        key = module.constant(path[0][1])
        wanted = module.constant(value)
        there = f"w.__class__ is dict and (r := w.get({key})).__class__ is str"
        return f"(r == {wanted} if {there} else found(w, {key}, {wanted}))"
    where, text = module.constant(path), module.constant(fhirjson.encode(value))
    slowly = f"holding(w, {where}, {text}, x)"
    if len(path) != 1 or path[0][0] != "child" or value.__class__ is not dict:
        return slowly
    inside = f"(c := w.get({module.constant(path[0][1])})).__class__ is dict"
    return f"({emit_pattern(module, value)}(c) if {inside} else {slowly})"


def _bound(module: Module, whole: Node, part: Node, path: Steps) -> str | None:
    node = node_at(module, part, path)
    usual = node_at(module, whole, path)
    if node is None or node.element.binding is None:
        return None
    if usual is not None and usual.element.binding == node.element.binding:
        return ""  # all slices have it in common: the other discriminators decide
    known = module.definitions.codes(node.element.binding.valueset)
    if known is None:
        return None
    where = module.constant(path)
    if any(plain(one.code) for one in node.element.types):
        return f"coded_in(w, {where}, {module.constant(known.codes)}, x)"
    return f"concept_in(w, {where}, {module.constant(known.pairs)}, x)"


def _exists(module: Module, _whole: Node, part: Node, path: Steps) -> str | None:
    node = node_at(module, part, path)
    if node is None:
        return None
    where = module.constant(path)
    if node.element.max == 0:
        return f"not at(w, {where}, x)"
    return f"at(w, {where}, x)" if node.element.min else None


def _type(module: Module, _whole: Node, part: Node, path: Steps) -> str | None:
    resolved = bool(path) and path[-1][0] == "resolve"
    node = node_at(module, part, path[:-1] if resolved else path)
    if node is None:
        return None
    codes = {one.code for one in node.element.types}
    if resolved:
        urls = {url for one in node.element.types for url in one.target_profiles}
        codes = {found.type for url in urls if (found := module.definitions.structure(url))}
        if not codes:
            return None
    if node.choice:
        keys = module.constant(tuple(dict(node.keys())))
        owner = module.constant(path[:-1])
        return f"formed(w, {owner}, {keys}, x)"
    where, known = module.constant(path), module.constant(frozenset(codes))
    slowly = f"typed(w, {where}, {known}, x)"
    item = emit_item(module, path)
    if not item or "Resource" in codes:
        return slowly
    inside = f'(r := {item}).__class__ is dict and "resourceType" in r'
    return f'(str(r["resourceType"]) in {known} if {inside} else {slowly})'


def coded(definitions: Definitions, whole: Node, part: Node) -> tuple[str, tuple[str, str]] | None:
    """Where the one coding stands by which alone a slice is known, and its (system, code).

    A key of the item, or nothing for the item itself; None where it is known otherwise.
    """
    asked = whole.element.slicing.discriminators if whole.element.slicing else ()
    parsed = (
        steps(asked[0][1]) if len(asked) == 1 and asked[0][0] in {"value", "pattern"} else None
    )
    if parsed is None or len(parsed) > 1 or {operation for operation, _ in parsed} - {"child"}:
        return None
    wanted = at(implied(definitions, part), parsed, None)
    concept = wanted[0] if len(wanted) == 1 and wanted[0].__class__ is dict else {}
    codings = concept.get("coding") if concept.keys() == {"coding"} else None
    one = codings[0] if codings.__class__ is list and len(codings) == 1 else None
    if one.__class__ is not dict or one.keys() != {"system", "code"}:
        return None
    return (parsed[0][1] if parsed else ""), (str(one["system"]), str(one["code"]))


def emit_kinds(module: Module, whole: Node) -> tuple[str, dict[str, str]]:
    """Where the resource stands by whose type slices are known, and the types of each slice.

    As an expression, and as slice -> constant; nothing, where slices are known by something else.
    """
    slicing = whole.element.slicing
    for kind, path in slicing.discriminators if slicing else ():
        parsed = steps(path) if kind == "type" else None
        item = emit_item(module, parsed) if parsed else ""
        if parsed and item:
            found = {name: _codes(module, part, parsed) for name, part in whole.slices.items()}
            if all(codes and "Resource" not in codes for codes in found.values()):
                return item, {name: module.constant(codes) for name, codes in found.items()}
    return "", {}


def emit_chosen(module: Module, whole: Node, part: Node, item: str) -> str:
    """The one profile by which a slice is known, apart from the type of what stands at `item`.

    As a constant; empty where a slice is known by anything else.
    """
    found = ""
    for kind, path in whole.element.slicing.discriminators if whole.element.slicing else ():
        parsed = steps(path)
        if kind not in {"type", "profile"} or parsed is None or emit_item(module, parsed) != item:
            return ""
        if kind == "profile" and _profiles(module, part, parsed):
            urls = urls_at(part, parsed, module)
            found = module.constant(urls[0]) if len(urls) == 1 else ""
    return found


def _codes(module: Module, part: Node, path: Steps) -> frozenset[str]:
    """The types that a path of a slice may have, or lead to."""
    resolved = path[-1][0] == "resolve"
    node = node_at(module, part, path[:-1] if resolved else path)
    if node is None or node.choice:
        return frozenset()
    if not resolved:
        return frozenset(one.code for one in node.element.types)
    urls = {url for one in node.element.types for url in one.target_profiles}
    known = [module.definitions.structure(url) for url in urls]
    return frozenset(one.type for one in known if one)


def _profile(module: Module, _whole: Node, part: Node, path: Steps) -> str | None:
    known = _profiles(module, part, path)
    if not known:
        return None
    slowly = f"meeting(w, {known}, x)"
    urls, item = urls_at(part, path, module), emit_item(module, path)
    if not item:
        return slowly
    alike = f'(r := {item}).__class__ is dict and len(r) > 1 and "resourceType" in r'
    chosen = " or ".join(f"x.chosen({module.constant(url)}, r)" for url in urls)
    if len(urls) == 1:
        slowly = f"not x.lacks(r, {module.constant(urls[0])}) and {slowly}"
    return f"(({chosen}) if {alike} else {slowly})"


def emit_near(module: Module, whole: Node, part: Node) -> str:
    """An expression that says why items do not meet the profiles by which a slice is known.

    Empty where it is known by something else.
    """
    slicing = whole.element.slicing
    for kind, path in slicing.discriminators if slicing else ():
        parsed = steps(path)
        known = _profiles(module, part, parsed) if kind == "profile" and parsed is not None else ""
        if known:
            return f"near(v, {module.constant(whole.name)}, {known}, x)"
    return ""


def _profiles(module: Module, part: Node, path: Steps) -> str:
    """Where a resource or a value stands, and the profiles that it must meet, as arguments."""
    resolved = bool(path) and path[-1][0] == "resolve"
    node = node_at(module, part, path[:-1] if resolved else path)
    urls = urls_at(part, path, module)
    if node is None or not urls:
        return ""
    if not resolved and all(one.code == "Reference" for one in node.element.types):
        path = (*path, ("resolve", ""))
    return f"{module.constant(path)}, {module.constant(tuple(urls))}"


_WRITERS = MappingProxyType(
    {"value": _value, "pattern": _value, "exists": _exists, "type": _type, "profile": _profile}
)
