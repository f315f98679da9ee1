"""The names that compiled expressions call.

https://hl7.org/fhirpath/N1/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway.fhirpath import among, arithmetic, comparison, items, operators, regex
from gateway.fhirpath.budget import compared, paid
from gateway.fhirpath.environment import Environment
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.functions import FUNCTIONS
from gateway.fhirpath.items import Items, boolean, enter
from gateway.fhirpath.values import Quantity, moment
from gateway.model import Empty

MALFORMED = (AttributeError, TypeError, KeyError, IndexError, ArithmeticError, RecursionError)
"""What bare look-ups raise where a resource is not shaped as its definitions say."""
_DAY = len("2026-11-21")


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
    raise FhirPathError("there is no such variable")


def defined(name: str, env: Environment) -> Items:
    """What `defineVariable` put by; it was told in the same expression, before."""
    return list(env.defined.get(name, ()))


def once(number: int, find: Callable[[], Items], env: Environment) -> Items:
    """A collection that is the same wherever it is asked for: found out the first time."""
    found = env.once.get(number)
    if found is None:
        found = env.once[number] = find()
    return found


def unreadable(_focus: Any, _env: Environment) -> bool:
    """Stands for an expression that cannot be read: whoever asks it is told so (FhirPathError)."""
    raise FhirPathError("the expression cannot be read")


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


def holds(value: str | None, part: str) -> bool | None:
    """`contains(part)` of one string."""
    return None if value is None else part in value


def below(value: dict[str, Any]) -> list[Any]:
    """The bare values right below an object; None for one that has only extensions."""
    out: list[Any] = []
    for key, held in value.items():
        if isinstance(held, list) and not (key[0] == "_" and key[1:] in value):
            out += held
        elif key[0] != "_":
            if key != "resourceType":
                out.append(held)
        elif key[1:] not in value:
            out.append(None)
    return out


def says(value: Any, text: str) -> bool:
    """Whether any value right below an object is, or has, this text: else no member equals it."""
    if value.__class__ is not dict:
        return False
    values = value.values()
    if text in values:
        return True
    for one in values:  # noqa: SIM110 - any() with a generator takes twice as long
        if one.__class__ is list and text in one:
            return True
    return False


def ordered(left: str | None, right: str | None) -> int | None:
    """The order of two dates or times as written; None where it cannot be told."""
    if left is None or right is None:
        return None
    if len(left) == len(right) == _DAY and left.isascii() and right.isascii():
        return (left > right) - (left < right)
    return comparison.order([_moment(left)], [_moment(right)])


def _moment(text: str) -> Any:
    return moment("Time" if text[2:3] == ":" else "DateTime", text) or text


def unique(values: list[Any]) -> bool:
    """Is each there once only?"""
    return len(set(values)) == len(values)


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
        "p_negative": arithmetic.negative,
        "p_positive": arithmetic.positive,
        "p_variable": variable,
        "p_defined": defined,
        "p_once": once,
        "p_unreadable": unreadable,
        "p_yes": yes,
        "p_okay": okay,
        "p_given": given,
        "p_nth": nth,
        "p_fits": fits,
        "p_unique": unique,
        "p_begins": begins,
        "p_holds": holds,
        "p_below": below,
        "p_says": says,
        "p_ordered": ordered,
        "p_decimal": Decimal,
        "p_moment": moment,
        "p_quantity": Quantity,
        **{
            f"po_{work.__name__}": compared(
                work,
                each_with_each=name in operators.EACH_WITH_EACH,
                deep=name in operators.DEEP,
            )
            for name, work in operators.TRUTHS.items()
        },
        "po_within": among.within,
        "po_holds": among.holds,
        **{f"po_{work.__name__}": paid(work, world=False) for work in operators.MAKERS.values()},
        **{f"pf_{name}": paid(row.run, world=row.world) for name, row in FUNCTIONS.items()},
    }
)
"""Every name but the constants that emitted code needs."""
