"""Values held against a fixed value or a pattern, and codes against a value set.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gateway import fhirjson

if TYPE_CHECKING:
    from gateway.validation.findings import Path
    from gateway.validation.module import Module
    from gateway.validation.run import Run

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


def beyond(value: Any, text: bytes, sign: int) -> bool:
    """Whether a number or date lies beyond a limit: above (1) or below (-1)."""
    limit = _value(text)
    if limit.__class__ is dict and value.__class__ is dict:
        value, limit = value.get("value"), limit.get("value")
    if not (_kin(value, limit) and limit.__class__ in (int, Decimal, str)):
        return False
    if limit.__class__ is str and len(value) != len(limit):
        return False
    return bool(value > limit if sign > 0 else value < limit)


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
    tests = [emit_pattern(module, inner) for inner in pattern]
    name = module.name("p")
    with module.writer.block(f"def {name}(v):"):
        with module.writer.block("if v.__class__ is not list:"):
            module.writer.line("return False")
        for test in tests:
            with module.writer.block("for w in v:"), module.writer.block(f"if {test}(w):"):
                module.writer.line("break")
            with module.writer.block("else:"):
                module.writer.line("return False")
        module.writer.line("return True")
    return name


def pair_in(value: Any, pairs: frozenset[tuple[str, str]]) -> bool:
    """Whether a Coding, or the unit of a Quantity, is one of (system, code)."""
    try:
        return (value.get("system"), value.get("code")) in pairs
    except (TypeError, AttributeError):
        return True  # a wrong structure is said elsewhere


def among(value: Any, pairs: frozenset[tuple[str, str]]) -> bool:
    """Whether one coding of a CodeableConcept is one of (system, code)."""
    codings = value.get("coding") if value.__class__ is dict else None
    if codings.__class__ is not list:
        return False
    for coding in codings:  # noqa: SIM110 - any() with a generator takes twice as long
        if pair_in(coding, pairs):
            return True
    return False


def fitting(value: Any, pairs: frozenset[tuple[str, str]], systems: frozenset[str]) -> bool:
    """Whether a CodeableConcept has one of (system, code), or none of the systems."""
    codings = value.get("coding", ())
    for coding in codings:
        if (coding.get("system"), coding.get("code")) in pairs:
            return True
    return not any(coding.get("system") in systems for coding in codings)


def bound(  # noqa: PLR0913, PLR0917 - called by generated code with the facts of one binding
    run: Run,
    value: Any,
    path: Path,
    systems: frozenset[str],
    valueset: str,
    required: bool,  # noqa: FBT001 - a constant in generated code
    profile: str,
) -> None:
    """Say what is wrong with a coded value that has no code of its value set."""
    if value.__class__ is not dict:
        return
    said = value.get("coding") if "code" not in value and "system" not in value else [value]
    listed = said if said.__class__ is list else ()
    codings = [one for one in listed if one.__class__ is dict and "code" in one]
    if required:
        rule = "code-not-in-value-set" if codings else "code-missing"
        run.add(rule, path, (valueset,), profile)
    elif any(str(one.get("system")) in systems for one in codings):
        run.add("code-not-recommended", path, (valueset,), profile)
