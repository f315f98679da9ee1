"""The names that compiled expressions call.

https://hl7.org/fhirpath/N1/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway.fhirpath import items, operators, regex
from gateway.fhirpath.environment import Environment
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.functions import FUNCTIONS
from gateway.fhirpath.items import Items, boolean, enter
from gateway.fhirpath.values import Quantity, moment
from gateway.model import Empty

MALFORMED = (AttributeError, TypeError, KeyError, IndexError, ArithmeticError, RecursionError)
"""What bare look-ups raise where a resource is not shaped as its definitions say."""
VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "sct": "http://snomed.info/sct",
        "loinc": "http://loinc.org",
        "ucum": "http://unitsofmeasure.org",
    }
)
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "vs-": "http://hl7.org/fhir/ValueSet/",
        "ext-": "http://hl7.org/fhir/StructureDefinition/",
    }
)


def variable(name: str, focus: Items, env: Environment) -> Items:
    """`%name`; raises FhirPathError where there is none."""
    if name in env.variables:
        return enter(env.variables[name], "")
    if name == "context":
        return focus if env.context is None else enter(env.context, "")
    if name in {"resource", "rootResource"}:
        root = env.root_resource if name == "rootResource" else None
        found = root or env.resource
        return focus if found is None else enter(found, "Resource")
    if name in VARIABLES:
        return [VARIABLES[name]]
    for prefix, base in PREFIXES.items():
        if name.startswith(prefix):
            return [base + name.removeprefix(prefix)]
    raise FhirPathError("there is no such variable")


def yes(found: Items) -> bool:
    """Is the collection true?"""
    return boolean(found) is True


def okay(found: Items) -> bool:
    """Is it true or empty?"""
    return boolean(found) is not False


def given(value: Any) -> tuple[Any, ...]:
    """One value to walk on, or none."""
    return () if value is None else (value,)


def nth(values: Iterable[Any], position: int) -> Any:
    """The value at a place, or None."""
    held = list(values)
    return held[position] if position < len(held) else None


def fits(value: str | None, pattern: str) -> bool | None:
    """`matches(pattern)` of one string."""
    return None if value is None else regex.search(pattern, value)


def begins(value: str | None, part: str) -> bool | None:
    """`startsWith(part)` of one string."""
    return None if value is None else value.startswith(part)


RUNTIME: Mapping[str, Any] = MappingProxyType(
    {
        "p_NOTHING": Empty,
        "p_MALFORMED": MALFORMED,
        "p_FhirPathError": FhirPathError,
        "p_plain": items.plain,
        "p_enter": enter,
        "p_child": items.child,
        "p_member": items.member,
        "p_start": items.start,
        "p_truth": items.truth,
        "p_at": operators.at,
        "p_union": operators.union,
        "p_negative": operators.negative,
        "p_positive": operators.positive,
        "p_variable": variable,
        "p_yes": yes,
        "p_okay": okay,
        "p_given": given,
        "p_nth": nth,
        "p_fits": fits,
        "p_begins": begins,
        "p_decimal": Decimal,
        "p_moment": moment,
        "p_quantity": Quantity,
        **{f"po_{work.__name__}": work for work in operators.TRUTHS.values()},
        **{f"po_{work.__name__}": work for work in operators.MAKERS.values()},
        **{f"pf_{name}": row.run for name, row in FUNCTIONS.items()},
    }
)
"""Every name but the constants that emitted code needs."""
