"""What is asked of a value beyond its type, written as source: code, pattern, size, target.

https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gateway import fhirjson
from gateway.definitions import Binding, Constraint, Definitions, Element, TypeRef
from gateway.validation import invariants
from gateway.validation.module import Module
from gateway.validation.patterns import emit_pattern
from gateway.validation.tree import BASE, plain

LEXICAL: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "http://hl7.org/fhir/ValueSet/mimetypes": re.compile(r"[^\s/;]+/[^\s/;]+(\s?;.*)?"),
        "http://hl7.org/fhir/ValueSet/currencies": re.compile(r"[A-Z]{3}"),
        "http://hl7.org/fhir/ValueSet/all-languages": re.compile(
            r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"
        ),
    },
)
"""Value sets that nobody can enumerate, and what their codes look like."""

_STRENGTHS = frozenset({"required", "extensible"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is newly asked of each value of an element."""

    binding: Binding | None = None
    fixed: Any = None
    pattern: str | None = None
    """The name of the function that holds a value against it."""
    constraints: tuple[tuple[Constraint, str], ...] = ()
    """With the name of the function that tests it."""
    max_length: int | None = None
    min_value: tuple[str, Any] | None = None
    max_value: tuple[str, Any] | None = None
    limit: Binding | None = None
    """The value set beyond which a weaker binding may not be stretched."""

    def __bool__(self) -> bool:
        single = any(getattr(self, name) is not None for name in _SINGLE)
        return single or self.limit is not None or bool(self.constraints)


_SINGLE = ("binding", "fixed", "pattern", "max_length", "min_value", "max_value")
_CODED = frozenset({"Coding", "Quantity", "Age", "Count", "Distance", "Duration"})


def asked(module: Module, element: Element, before: Element | None, context: str) -> Asked:
    """What an element asks of each value and was not asked `before`; writes the tests for it."""
    constraints = []
    old = _rooted(module, element) | ({one.key for one in before.constraints} if before else set())
    for one in element.constraints:
        if one.key in old:
            continue
        test = invariants.compiled(module.writer, one, context, module.definitions)
        if test is not None:
            constraints.append((one, test))
    new = {name: _new(element, before, name) for name in _SINGLE}
    if new["pattern"] is not None:
        new["pattern"] = emit_pattern(module, new["pattern"][1])
    binding = new["binding"]
    if binding is None:
        return Asked(constraints=tuple(constraints), **new)
    limit = Binding("required", binding.max_valueset)
    if not binding_matters(module.definitions, binding):
        new["binding"] = None
    if not binding_matters(module.definitions, limit):
        return Asked(constraints=tuple(constraints), **new)
    return Asked(constraints=tuple(constraints), limit=limit, **new)


def _rooted(module: Module, element: Element) -> set[str]:
    """Invariants that the value's own type checks already."""
    keys: set[str] = set()
    if "." not in element.path:
        return keys
    for one in element.types:
        if plain(one.code):
            continue
        kind = module.definitions.structure(one.code)
        if kind is not None:
            keys |= {rule.key for rule in kind.elements[0].constraints}
    return keys


def _new(element: Element, before: Element | None, name: str) -> Any:
    value = getattr(element, name)
    return None if before is not None and getattr(before, name) == value else value


def binding_matters(definitions: Definitions, binding: Binding) -> bool:
    """Whether codes can be held against it here."""
    if binding.strength not in _STRENGTHS or not binding.valueset:
        return False
    url = binding.valueset.partition("|")[0]
    return (url in LEXICAL and binding.strength == "required") or (
        definitions.codes(binding.valueset) is not None
    )


def emit(module: Module, asks: Asked, value: str, path: str, code: str) -> None:
    """Write the checks of one value, which has the right JSON form for its type."""
    for line in _lines(module, asks, value, path, code):
        module.writer.line(line)
    if asks.binding is not None:
        emit_binding(module, asks.binding, value, path, code)
    if asks.limit is not None:
        emit_binding(module, asks.limit, value, path, code)
    for constraint, test in asks.constraints:
        profile = module.profile
        invariants.emit(module.writer, test, constraint, value, path, profile)


def _lines(module: Module, asks: Asked, value: str, path: str, code: str) -> Iterator[str]:
    add, who = "x.add", module.who
    facts = f"({path}[1],)"
    if asks.fixed is not None:
        fixed = module.constant(fhirjson.encode(asks.fixed[1]))
        yield f'if not exactly({value}, {fixed}): {add}("fixed-value", {path}, {facts}, {who})'
    if asks.pattern is not None:
        test = asks.pattern
        yield f'if not {test}({value}): {add}("pattern-value", {path}, {facts}, {who})'
    if asks.max_length is not None and plain(code):
        most = int(asks.max_length)
        yield (
            f"if {value}.__class__ is str and len({value}) > {most}: "
            f'{add}("value-too-long", {path}, ({path}[1], {most}), {who})'
        )
    for bound, sign, rule in (
        (asks.min_value, -1, "value-too-small"),
        (asks.max_value, 1, "value-too-large"),
    ):
        if bound is not None:
            limit = module.constant(fhirjson.encode(bound[1]))
            yield f'if beyond({value}, {limit}, {sign}): {add}("{rule}", {path}, {facts}, {who})'


def emit_binding(module: Module, binding: Binding, value: str, path: str, code: str) -> None:
    """Write the check of a code, Coding, CodeableConcept or Quantity against its value set."""
    writer = module.writer
    url = binding.valueset.partition("|")[0]
    known = module.definitions.codes(binding.valueset)
    named, who = module.constant(url), module.who
    if known is None:
        if plain(code):
            writer.line(
                f"if {value}.__class__ is str and not LEXICAL[{named}].fullmatch({value}): "
                f'x.add("code-not-in-value-set", {path}, ({named},), {who})'
            )
        return
    required = binding.strength == "required"
    if plain(code):
        codes = module.constant(known.codes)
        rule = "code-not-in-value-set" if required else "code-not-recommended"
        writer.line(
            f"if {value}.__class__ is str and {value} not in {codes}: "
            f'x.add("{rule}", {path}, ({named},), {who})'
        )
    elif code in _CODED or code == "CodeableConcept":
        pairs, systems = module.constant(known.pairs), module.constant(known.systems)
        test = "among" if code == "CodeableConcept" else "pair_in"
        writer.line(
            f"if not {test}({value}, {pairs}): "
            f"bound(x, {value}, {path}, {systems}, {named}, {required}, {who})"
        )


def targets(definitions: Definitions, one: TypeRef) -> tuple[frozenset[str], tuple[str, ...]]:
    """Of a reference: the types it may refer to (none: any), and the profiles they must meet."""
    types, profiles = set(), []
    for url in one.target_profiles:
        kind = definitions.structure(url)
        if kind is None:
            return frozenset(), ()
        types.add(kind.type)
        if kind.derivation == "constraint":
            profiles.append(url)
    if "Resource" in types or "DomainResource" in types:
        return frozenset(), tuple(profiles)
    full = all(url.startswith(BASE) for url in one.target_profiles)
    return frozenset(types), () if full and not profiles else one.target_profiles


def emit_types(module: Module, one: TypeRef, value: str, path: str) -> None:
    """Write the checks of a type's own profiles, and of what a reference refers to."""
    kind = module.definitions.structure(one.code)
    if len(one.profiles) == 1 and kind is not None and kind.kind != "resource":
        call = module.needed(one.profiles[0].partition("|")[0])
        module.writer.line(f"{call}({value}, {path}, x)")
    elif one.profiles:
        urls = module.constant(one.profiles)
        module.writer.line(f"x.one_of({urls}, {value}, {path}, {module.who})")
    if one.code == "Reference" and one.target_profiles:
        types, profiles = targets(module.definitions, one)
        if not types and not profiles:
            return
        known, wanted = module.constant(types), module.constant(profiles)
        said = module.constant(" or ".join(sorted(types)))
        call = f"x.target({value}, {path}, {known}, {wanted}, {said}, {module.who})"
        module.writer.line(f"if x.near or not refers({value}, {known}): {call}")
