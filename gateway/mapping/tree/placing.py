"""Where in a resource does a row write? Lists grow, items are shared, forms of a choice give way.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from gateway.mapping.rows import Step
from gateway.mapping.tree.making import Made

Spot: TypeAlias = Callable[[Made], str | None]
"""The path that a value would get, with numbers; None where a single element is taken."""
Put: TypeAlias = Callable[[Made, Any], None]
"""Writes a value there, making what is on the way."""


def placer(steps: Sequence[Step], rivals: Sequence[frozenset[str]]) -> tuple[Spot, Put]:
    """How a target is written; most are one name, single or a list."""
    if len(steps) == 1 and steps[0].kind == "one":
        return _single(steps[0].name, rivals[0])
    if len(steps) == 1 and steps[0].kind == "append":
        return _appended(steps[0].name)
    return lambda made: _spot(made, steps, rivals), lambda made, value: _put(made, steps, value)


def _single(name: str, rivals: frozenset[str]) -> tuple[Spot, Put]:
    def spot(made: Made) -> str | None:
        body = made.body
        return None if name in body or (rivals and not rivals.isdisjoint(body)) else name

    def put(made: Made, value: Any) -> None:
        made.body[name] = value

    return spot, put


def _appended(name: str) -> tuple[Spot, Put]:
    def spot(made: Made) -> str:
        return f"{name}[{len(made.body.get(name, ()))}]"

    def put(made: Made, value: Any) -> None:
        made.body.setdefault(name, []).append(value)

    return spot, put


def standing(made: Made, steps: Sequence[Step]) -> dict[str, Any] | None:
    """The Reference that stands where a single one would be written, if it names nothing yet."""
    body: Any = made.body
    for step in steps:
        body = body.get(step.name) if step.kind == "one" and isinstance(body, dict) else None
    return body if isinstance(body, dict) else None


def _spot(made: Made, steps: Sequence[Step], rivals: Sequence[frozenset[str]]) -> str | None:
    body: Any = made.body
    path = ""
    last = len(steps) - 1
    for at, step in enumerate(steps):
        name = step.name
        path = f"{path}.{name}" if path else name
        if step.kind == "one":
            if body is None:
                continue
            if (rivals[at] and not rivals[at].isdisjoint(body)) or (at == last and name in body):
                return None
            body = body.get(name)
            continue
        items = body.get(name) if body is not None else None
        if step.kind == "append":
            path = f"{path}[{len(items or ())}]"
            body = None
            continue
        found = _find(made, step, body, items)
        number = items.index(found) if items and found is not None else len(items or ())
        path = f"{path}[{number}]"
        body = found
    return path


def _put(made: Made, steps: Sequence[Step], value: Any) -> None:
    body: Any = made.body
    last = len(steps) - 1
    for at, step in enumerate(steps):
        if step.kind == "one":
            if at == last:
                body[step.name] = value
                return
            body = body.setdefault(step.name, {})
            continue
        items = body.setdefault(step.name, [])
        if step.kind == "append":
            if at == last:
                items.append(value)
                return
            items.append({"url": step.url} if step.url else {})
            body = items[-1]
            continue
        found = _find(made, step, body, items)
        if found is None:
            found = {"url": step.url} if step.url else {}
            items.append(found)
            if not step.url:
                made.slots[id(items), step.name, step.slot] = found
        body = found
        if at == last and isinstance(value, dict):
            found.update(value)


def _find(made: Made, step: Step, body: Any, items: list[Any] | None) -> Any:
    """The item that rows share; None where there is none yet."""
    if body is None or items is None:
        return None
    if step.url:
        return next((one for one in items if one.get("url") == step.url), None)
    return made.slots.get((id(items), step.name, step.slot))
