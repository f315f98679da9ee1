"""What of a resource does a search parameter speak of: its FHIRPath expression, compiled.

Plain ways through the elements, which most expressions are, become a walk over the JSON; all
others are compiled by `gateway.fhirpath`. `resolve() is Patient` is told by the reference's text.
https://hl7.org/fhir/R4/searchparameter-registry.html · https://hl7.org/fhirpath/N1/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.codegen import Writer, build
from gateway.definitions import Definitions
from gateway.fhirpath import RUNTIME, Environment, FhirPathError, Node, emit, parse, schema
from gateway.fhirpath.tree import Binary, Call, Literal, Member, TypeTest
from gateway.model import Resource

Read: TypeAlias = Callable[[Any, Resource], list[Any]]
"""(focus, the resource that holds it) -> the JSON values."""

_TARGET = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/[A-Za-z0-9.-]{1,64}(?:/_history/.*)?$")
_WORDS: Mapping[str, str] = MappingProxyType({"DateTime": "dateTime", "Uri": "uri"})
"""Types that published expressions misspell."""
_ABOVE = ("Resource", "DomainResource")
_ROOTS = re.compile(r"(?:^|\|)[\s(]*([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Way:
    """One branch of an expression, compiled."""

    read: Read
    places: tuple[str, ...] = ()
    """The types of what it finds, where that is known; see `fhirpath.schema`."""
    parent: str = ""
    """Where the last step stands: `Patient`, with `name` its element's path."""
    name: str = ""
    needs: frozenset[str] | None = None
    """JSON keys of the resource: without any of them, it finds what it finds in an empty one.

    None: that is not known.
    """
    key: str = ""
    """The one JSON key of the one element that it finds; empty where it is not so plain."""
    keys: tuple[str, ...] = ()
    """The one JSON key of each of its steps; none where a step has several, or is no plain one."""


def target(reference: str) -> str:
    """The type of the resource that a reference names; empty where its text does not tell."""
    found = _TARGET.search(reference)
    return found[1] if found else ""


def ways(expression: str, type_: str, definitions: Definitions, context: str = "") -> list[Way]:
    """Each branch of an expression that speaks of this type; `context`: of its focus instead.

    Raises FhirPathError where it cannot be read.
    """
    found = []
    for branch in branches(expression):
        root = _root(branch)
        if context or root == type_ or root in _ABOVE or root.islower():
            rooted = not context and not root.islower()
            found.append(_way(branch, context or type_, definitions, rooted=rooted))
    return found


def speaks(expression: str, type_: str) -> bool:
    """Does an expression speak of this type?"""
    roots = _ROOTS.findall(expression)
    return any(root == type_ or root in _ABOVE or root.islower() for root in roots)


def branches(expression: str) -> Iterator[str]:
    """The sides of a union, outside of all brackets."""
    depth, quoted, begins = 0, False, 0
    for at, letter in enumerate(expression):
        quoted ^= letter == "'"
        if not quoted:
            depth += (letter in "([") - (letter in ")]")
            if letter == "|" and not depth:
                yield expression[begins:at].strip()
                begins = at + 1
    if expression[begins:].strip():
        yield expression[begins:].strip()


def _root(branch: str) -> str:
    found = re.match(r"[(\s]*([A-Za-z]+)", branch)
    return found[1] if found else ""


def _way(branch: str, context: str, definitions: Definitions, *, rooted: bool) -> Way:
    for wrong, right in _WORDS.items():
        branch = re.sub(rf"\bas([ (]){wrong}\)", rf"as\1{right})", branch)
    node = parse(branch)
    plain = _plain(node, context, definitions, rooted=rooted)
    if plain:
        return plain
    needs = _needs(node, context, definitions) if rooted else None
    return Way(_compiled(branch, context, definitions), needs=needs)


def _needs(node: Node, context: str, definitions: Definitions) -> frozenset[str] | None:
    """The keys of all elements with which the ways of an expression begin; None: not sure."""
    match node:
        case Literal():
            return frozenset()
        case Member(source=Member(source=None, name=root), name=name) if root == context:
            member = schema(definitions).members(context).get(name)
            keys = [key for key, _ in member.keys] if member else []
            return frozenset([*keys, *(f"_{key}" for key in keys)]) if keys else None
        case Member(source=before) | TypeTest(operand=before) if before is not None:
            return _needs(before, context, definitions)
        case Call(source=before, name=name) if before is not None and name in _FOLLOWING:
            return _needs(before, context, definitions)
        case Binary(left=left, right=right):
            both = [_needs(side, context, definitions) for side in (left, right)]
            return None if None in both else frozenset().union(*filter(None, both))
    return None


_FOLLOWING = frozenset({"where", "exists", "as", "ofType", "first"})
"""Functions that ask nothing of a resource but what their source found in it."""


def _compiled(branch: str, context: str, definitions: Definitions) -> Read:
    writer, known = Writer(), schema(definitions)
    name = emit(writer, branch, context, definitions)
    made = build("search", "", writer.done, RUNTIME, None)[name]

    def read(focus: Any, resource: Resource) -> list[Any]:
        environment = Environment(resource=resource, resolve=_stub, schema=known)
        try:
            found: list[Any] = made(focus, environment)
        except FhirPathError:
            return []
        return found

    return read


def _stub(reference: str) -> Resource | None:
    named = target(reference)
    return {"resourceType": named} if named else None


def _plain(node: Node, context: str, definitions: Definitions, *, rooted: bool) -> Way | None:
    """The walk of a way through elements; None where the expression is something else."""
    wanted = ""
    match node:
        case Call(name="where", source=source, arguments=(TypeTest(operator="is") as test,)) if (
            source is not None
            and isinstance(test.operand, Call)
            and test.operand.name == "resolve"
            and test.operand.source is None
        ):
            node, wanted = source, test.type
    steps = _steps(node, context, definitions, rooted=rooted)
    if not steps:
        return None
    walked = _walk([tuple(key for key, _ in keys) for _, _, keys in steps])
    parent, name, keys = steps[-1]
    places = tuple(place for _, place in keys)
    needs = frozenset(key for key, _ in steps[0][2])
    if len(steps) == len(keys) == 1 and not wanted:
        return Way(walked, places, parent, name, needs, keys[0][0])
    if wanted:
        return Way(_only(walked, wanted), places, parent, name, needs)
    alone = tuple(at[0][0] for _, _, at in steps if len(at) == 1)
    every = alone if len(alone) == len(steps) else ()
    return Way(walked, places, parent, name, needs, keys=every)


_Steps: TypeAlias = list[tuple[str, str, tuple[tuple[str, str], ...]]]
"""Of each step: where it stands, its name, (JSON key, place) of each type that it may have."""


def _steps(node: Node, context: str, definitions: Definitions, *, rooted: bool) -> _Steps | None:
    match node:
        case TypeTest(operator="as", operand=operand, type=kind):
            return _cast(_steps(operand, context, definitions, rooted=rooted), kind)
        case Call(name="as" | "ofType", source=source, arguments=(Member(None, kind),)) if source:
            return _cast(_steps(source, context, definitions, rooted=rooted), kind)
        case Member(source=None, name=name) if rooted:
            return [] if name == context or name in _ABOVE else None
        case Member(source=source, name=name):
            before = _steps(source, context, definitions, rooted=rooted) if source else []
            return None if before is None else _entered(before, context, name, definitions)
    return None


def _cast(steps: _Steps | None, kind: str) -> _Steps | None:
    if not steps:
        return None
    parent, name, keys = steps[-1]
    kept = tuple(key for key in keys if key[1] == kind.rpartition(".")[2])
    return [*steps[:-1], (parent, name, kept)] if kept else None


def _entered(before: _Steps, context: str, name: str, definitions: Definitions) -> _Steps | None:
    places = {place for _, place in before[-1][2]} if before else {context}
    place = places.pop()
    member = None if places else schema(definitions).members(place).get(name)
    return [*before, (place, name, member.keys)] if member else None


def _walk(steps: Sequence[tuple[str, ...]]) -> Read:
    """What finds the values at the end of these steps, each of which may have several keys."""
    if len(steps) == 1 and len(steps[0]) == 1:
        return _step(steps[0][0])

    def read(focus: Any, resource: Resource) -> list[Any]:  # noqa: ARG001 - as compiled ones
        nodes = [focus]
        for keys in steps:
            found: list[Any] = []
            for node in nodes:
                for key in keys:
                    value = node.get(key)
                    if value.__class__ is list:
                        found += [one for one in value if one is not None]
                    elif value is not None:
                        found.append(value)
            if not found:
                return found
            nodes = found
        return nodes

    return read


def _step(key: str) -> Read:
    """The same of one element."""

    def read(focus: Any, resource: Resource) -> list[Any]:  # noqa: ARG001 - as compiled ones
        value = focus.get(key)
        if value.__class__ is list:
            return [one for one in value if one is not None]
        return [] if value is None else [value]

    return read


def _only(walked: Read, wanted: str) -> Read:
    def read(focus: Any, resource: Resource) -> list[Any]:
        return [
            one
            for one in walked(focus, resource)
            if target(one.get("reference", "")) == wanted or one.get("type") == wanted
        ]

    return read
