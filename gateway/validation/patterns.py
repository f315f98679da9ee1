"""Values held against a fixed value or a pattern, and codes against a value set.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gateway import fhirjson

if TYPE_CHECKING:
    from gateway.validation.module import Module

_NUMBERS = (int, Decimal)


@lru_cache(maxsize=1024)
def _value(text: bytes) -> Any:
    return fhirjson.decode(text)


def exactly(value: Any, text: bytes) -> bool:
    """Whether a value is the one that the JSON text says: no more and no less of it."""
    return _same(value, _value(text))


def _same(value: Any, other: Any) -> bool:
    if other.__class__ is dict:
        return (
            value.__class__ is dict
            and value.keys() == other.keys()
            and all(_same(value[key], inner) for key, inner in other.items())
        )
    if other.__class__ is list:
        return (
            value.__class__ is list
            and len(value) == len(other)
            and all(_same(one, two) for one, two in zip(value, other, strict=True))
        )
    return bool(_kin(value, other) and value == other)


def _kin(value: Any, other: Any) -> bool:
    if value.__class__ in _NUMBERS:
        return other.__class__ in _NUMBERS
    return value.__class__ is other.__class__


def holds(value: Any, pattern: Any) -> bool:
    """Whether a value has at least what the pattern has: in lists, an item for each of its own."""
    if pattern.__class__ is dict:
        return value.__class__ is dict and all(
            key in value and holds(value[key], inner) for key, inner in pattern.items()
        )
    if pattern.__class__ is list:
        return value.__class__ is list and all(
            any(holds(one, inner) for one in value) for inner in pattern
        )
    return bool(_kin(value, pattern) and value == pattern)


def has(value: Any, text: bytes) -> bool:
    """Whether a value has what the pattern, as JSON text, asks for."""
    return holds(value, _value(text))


def emit_pattern(module: Module, pattern: Any) -> str:
    """Write a function that holds a value against a pattern, once; gives its name."""
    text = fhirjson.encode(pattern)
    if text not in module.patterns:
        module.patterns[text] = _emitted(module, pattern)
    return module.patterns[text]


def _emitted(module: Module, pattern: Any) -> str:
    if pattern.__class__ is dict:
        return _object(module, pattern)
    return _list(module, pattern) if pattern.__class__ is list else _plain(module, pattern)


def _plain(module: Module, pattern: Any) -> str:
    name, text = module.name("p"), module.constant(fhirjson.encode(pattern))
    with module.writer.block(f"def {name}(v):"):
        module.writer.line(f"return has(v, {text})")
    return name


def _object(module: Module, pattern: dict[str, Any]) -> str:
    tests = []
    for key, inner in pattern.items():
        at = module.constant(key)
        if inner.__class__ is str:
            tests.append(f"v.get({at}) == {module.constant(inner)}")
        else:
            tests.append(f"{emit_pattern(module, inner)}(v.get({at}))")
    name = module.name("p")
    with module.writer.block(f"def {name}(v):"):
        module.writer.line("return " + " and ".join(["v.__class__ is dict", *tests]))
    return name


def _list(module: Module, pattern: list[Any]) -> str:
    tests = [_item(module, inner) for inner in pattern]
    name = module.name("p")
    with module.writer.block(f"def {name}(v):"):
        with module.writer.block("if v.__class__ is not list:"):
            module.writer.line("return False")
        for test in tests:
            with module.writer.block("for w in v:"), module.writer.block(f"if {test}:"):
                module.writer.line("break")
            with module.writer.block("else:"):
                module.writer.line("return False")
        module.writer.line("return True")
    return name


def _item(module: Module, pattern: Any) -> str:
    """A test of `w`, one of a list: an object of texts, as a Coding mostly is, where it stands."""
    if pattern.__class__ is not dict or {*map(type, pattern.values())} != {str}:
        return f"{emit_pattern(module, pattern)}(w)"
    tests = [
        f"w.get({module.constant(key)}) == {module.constant(text)}"
        for key, text in pattern.items()
    ]
    return " and ".join(["w.__class__ is dict", *tests])


def pair_in(value: Any, pairs: frozenset[tuple[str, str]]) -> bool:
    """Whether a Coding, or the unit of a Quantity, is one of (system, code)."""
    try:
        return (value.get("system"), value.get("code")) in pairs
    except (TypeError, AttributeError):
        return True  # a wrong structure is said elsewhere


def sole(concept: Any) -> tuple[str, str] | None:
    """(system, code) of the one coding that a concept has; None where it is formed otherwise."""
    try:
        (one,) = concept["coding"]
        system, code = one["system"], one["code"]
    except (LookupError, TypeError, ValueError):
        return None
    return (system, code) if system.__class__ is str is code.__class__ else None


def among(value: Any, pairs: frozenset[tuple[str, str]]) -> bool:
    """Whether one coding of a CodeableConcept is one of (system, code)."""
    codings = value.get("coding") if value.__class__ is dict else None
    if codings.__class__ is not list:
        return False
    for coding in codings:  # noqa: SIM110 - any() with a generator takes twice as long
        if pair_in(coding, pairs):
            return True
    return False
