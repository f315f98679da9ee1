"""Where in a resource does a row write? Lists grow, items are shared, forms of a choice give way.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.mapping.rows import Step
from gateway.mapping.tree.making import Made
from gateway.mapping.tree.rows import TreeRow


def standing(made: Made, steps: Sequence[Step]) -> dict[str, Any] | None:
    """The Reference that stands where a single one would be written, if it names nothing yet."""
    body: Any = made.body
    for step in steps:
        body = body.get(step.name) if step.kind == "one" and isinstance(body, dict) else None
    return body if isinstance(body, dict) else None


def spot_of(made: Made, row: TreeRow) -> str | None:
    """The path that a value would get, with numbers; None where a single element is taken."""
    assert row.to is not None  # noqa: S101 - linked
    steps = row.to.steps
    body: Any = made.body
    path = ""
    last = len(steps) - 1
    for at, step in enumerate(steps):
        path = f"{path}.{step.name}" if path else step.name
        if step.kind == "one":
            if body is not None and row.rivals[at] and not row.rivals[at].isdisjoint(body):
                return None
            if at == last and body is not None and step.name in body:
                return None
            body = body.get(step.name) if body is not None else None
            continue
        items = body.get(_list(step)) if body is not None else None
        if step.kind == "append":
            path = f"{path}[{len(items or ())}]"
            body = None
            continue
        found = _find(made, step, body, items)
        number = items.index(found) if items and found is not None else len(items or ())
        path = f"{path}[{number}]"
        body = found
    return path


def put(made: Made, steps: Sequence[Step], value: Any) -> None:
    """Write a value where the steps lead, making what is on the way."""
    body: Any = made.body
    last = len(steps) - 1
    for at, step in enumerate(steps):
        if step.kind == "one":
            if at == last:
                body[step.name] = value
                return
            body = body.setdefault(step.name, {})
            continue
        items = body.setdefault(_list(step), [])
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


def _list(step: Step) -> str:
    return step.name


def _find(made: Made, step: Step, body: Any, items: list[Any] | None) -> Any:
    """The item that rows share; None where there is none yet."""
    if body is None or items is None:
        return None
    if step.url:
        return next((one for one in items if one.get("url") == step.url), None)
    return made.slots.get((id(items), step.name, step.slot))
