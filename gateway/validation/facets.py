"""What is asked of a value beyond its type, written as source: code, pattern, size.

https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from msgspec import Struct, structs

from gateway import fhirjson
from gateway.definitions import Binding, Codes, Constraint, Definitions, Element
from gateway.validation import invariants
from gateway.validation.coded import CODED
from gateway.validation.module import Module
from gateway.validation.patterns import emit_pattern
from gateway.validation.tree import plain

LISTED = 2000
"""Codes of a value set up to which generated code holds them all, beyond which none."""

_FIRM = frozenset({"required", "extensible"})
ERRATA: Mapping[str, str] = MappingProxyType(
    {"http://hl7.org/fhir/ValueSet/ucum-vitals-common|4.0.1": "extensible"}
)
"""Value set -> how firmly a part of a vital sign is bound to it: published as required.

Parts have units of their own, such as L/min for oxygen: HL7's validator reads it so too.
"""
_PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "required": "required",
        "maximum": "required",
        "extensible": "extensible",
        "current": "extensible",
        "preferred": "preferred",
        "best-practice": "preferred",
    }
)
"""Purpose of an additional binding -> how strong it is; those for user interfaces are not here."""


_SHORT = frozenset(
    {
        "CapabilityStatement.format",
        "CapabilityStatement.patchFormat",
        "TestScript.setup.action.operation.accept",
        "TestScript.setup.action.operation.contentType",
        "TestScript.setup.action.assert.contentType",
    }
)
"""Elements bound to media types that take FHIR's short names (xml, json, ttl) just as well.

https://hl7.org/fhir/R4/http.html#mime-type
"""


class Asked(Struct, frozen=True):
    """What is newly asked of each value of an element."""

    bindings: tuple[Binding, ...] = ()
    """The element's own, the limit beyond which that may not be stretched, and additional ones."""
    fixed: Any = None
    pattern: str | None = None
    """The name of the function that holds a value against it."""
    constraints: tuple[tuple[Constraint, str], ...] = ()
    """With the name of the function that tests it."""
    max_length: int | None = None
    min_length: int | None = None
    max_places: int | None = None
    max_size: int | None = None
    regex: str | None = None
    min_value: tuple[str, Any] | None = None
    max_value: tuple[str, Any] | None = None

    def __bool__(self) -> bool:
        return bool(self.bindings or self.constraints) or _singles(self) != _NOTHING


_SINGLE = (
    "fixed", "pattern", "max_length", "min_length", "max_places", "max_size", "regex",
    "min_value", "max_value",
)  # fmt: skip
_singles = attrgetter(*_SINGLE)
_SILENT = (None, None, None, None, None, None, "", None, None)
"""What an element says of which nothing is said."""
_NOTHING = (None,) * len(_SINGLE)


def asked(module: Module, element: Element, before: Element | None, context: str) -> Asked:
    """What an element asks of each value and was not asked `before`; writes the tests for it."""
    constraints = _constraints(module, element, before, context)
    new = {}
    if _singles(element) != _SILENT:  # as few are: a profile says again what its base said
        new = {name: _new(element, before, name) for name in _SINGLE}
        if new["pattern"] is not None:
            new["pattern"] = emit_pattern(module, new["pattern"][1])
    binding = None if element.path in _SHORT else _new(element, before, "binding")
    bindings = held(module.definitions, binding) if binding is not None else ()
    return Asked(constraints=constraints, bindings=bindings, **new)


def _constraints(
    module: Module, element: Element, before: Element | None, context: str
) -> tuple[tuple[Constraint, str], ...]:
    """The invariants that are new, each with the name of its test."""
    if not element.constraints:
        return ()
    earlier = {one.key for one in before.constraints} if before else set()
    new = [one for one in element.constraints if one.key not in earlier]
    old = _rooted(module, element) if new else set()
    focus = _focus(element, context)
    found = [
        (one, invariants.compiled(module.writer, one, focus, module.definitions))
        for one in new
        if one.key not in old
    ]
    return tuple([(one, test) for one, test in found if test is not None])


def _focus(element: Element, context: str) -> str:
    """What an invariant is asked of: a path, or the type of what lies beyond the resource."""
    inside = any(f".{step}." in context for step in ("contained", "resource"))
    if inside and len(element.types) == 1 and element.types[0].code != "BackboneElement":
        return element.types[0].code
    return context


def _rooted(module: Module, element: Element) -> set[str]:
    """Invariants that the value's own type checks already."""
    keys: set[str] = set()
    if "." not in element.path:
        return keys
    for one in element.types:
        if one.code not in module.rooted:
            kind = None if plain(one.code) else module.definitions.structure(one.code)
            rules = kind.elements[0].constraints if kind else ()
            module.rooted[one.code] = frozenset(rule.key for rule in rules)
        keys |= module.rooted[one.code]
    return keys


def _new(element: Element, before: Element | None, name: str) -> Any:
    value = getattr(element, name)
    if value == "" or (before is not None and getattr(before, name) == value):
        return None
    return value


def held(definitions: Definitions, binding: Binding | None) -> tuple[Binding, ...]:
    """All that a code is held against because of one binding, as bindings of their own."""
    if binding is None:
        return ()
    strength = ERRATA.get(binding.valueset, binding.strength)
    found = [Binding(strength, binding.valueset)]
    if binding.max_valueset:
        found.append(Binding("required", binding.max_valueset))
    found += [
        Binding(_PURPOSES[one.purpose], one.valueset)
        for one in binding.additional
        if one.purpose in _PURPOSES and not (one.limited or one.any)
    ]
    return tuple(dict.fromkeys(one for one in found if _matters(definitions, one)))


def left(definitions: Definitions, asks: Asked, before: Element) -> Asked:
    """What is asked without the value sets that hold all that was required before."""
    required = [one for one in held(definitions, before.binding) if one.strength == "required"]
    known = [found for one in required if (found := listed(definitions, one.valueset)) is not None]
    return structs.replace(
        asks,
        bindings=tuple(
            one for one in asks.bindings if not _holds(listed(definitions, one.valueset), known)
        ),
    )


def _holds(wide: Codes | None, known: Sequence[Codes]) -> bool:
    """Whether a value set has all codes of one of others."""
    return wide is not None and any(
        one.codes <= wide.codes and one.pairs <= wide.pairs for one in known
    )


def _matters(definitions: Definitions, binding: Binding) -> bool:
    """Whether codes are held against it: a mere preference only where that costs little."""
    if not binding.valueset:
        return False
    if binding.strength in _FIRM:
        return True
    return binding.strength == "preferred" and listed(definitions, binding.valueset) is not None


def listed(definitions: Definitions, valueset: str) -> Codes | None:
    """The codes of a value set, where they are known and not too many."""
    known = definitions.codes(valueset)
    return known if known is not None and len(known.pairs) <= LISTED else None


def emit(module: Module, asks: Asked, value: str, path: str, code: str) -> None:
    """Write the checks of one value, which has the right JSON form for its type."""
    for line in _lines(module, asks, value, path, code):
        module.writer.line(line)
    for binding in asks.bindings:
        emit_binding(module, binding, value, path, code)
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
    if asks.min_length is not None and plain(code):
        least = int(asks.min_length)
        yield (
            f"if {value}.__class__ is str and len({value}) < {least}: "
            f'{add}("value-too-short", {path}, ({path}[1], {least}), {who})'
        )
    for test, greatest, rule in (
        ("finer", asks.max_places, "value-too-precise"),
        ("heavier", asks.max_size, "data-too-large"),
    ):
        if greatest is not None:
            told = f'"{rule}", {path}, ({path}[1], {int(greatest)}), {who}'
            yield f"if {test}({value}, {int(greatest)}): {add}({told})"
    if asks.regex is not None and plain(code):
        form = module.constant(asks.regex)
        yield (
            f"if {value}.__class__ is str and not formed_as({value}, {form}): "
            f'{add}("value-form", {path}, {facts}, {who})'
        )
    for bound, sign, rule in (
        (asks.min_value, -1, "value-too-small"),
        (asks.max_value, 1, "value-too-large"),
    ):
        if bound is not None:
            limit = module.constant(fhirjson.encode(bound[1]))
            test = f"beyond({value}, {limit}, {sign}, x)"
            yield f'if {test}: {add}("{rule}", {path}, {facts}, {who})'


def emit_binding(module: Module, binding: Binding, value: str, path: str, code: str) -> None:
    """Write the check of a code, Coding, CodeableConcept or Quantity against its value set."""
    known = listed(module.definitions, binding.valueset)
    url, strength = module.constant(binding.valueset), module.constant(binding.strength)
    if plain(code):
        test = f"{value}.__class__ is str"
        if known is not None:
            test += f" and {value} not in {module.constant(known.codes)}"
    elif code in CODED or code == "CodeableConcept":
        test = "True"
        if known is not None:
            within = "among" if code == "CodeableConcept" else "pair_in"
            test = f"not {within}({value}, {module.constant(known.pairs)})"
    else:
        return
    call = f"bound(x, {value}, {path}, {url}, {strength}, {module.who})"
    module.writer.line(f"if {test}: {call}")
