"""FHIRPath, as FHIR R4 uses it, compiled to Python: ask a question of a resource.

An expression is read into a tree (`parse`), compiled into a function of a generated module
(`emit`, `emit_test`), or compiled and run at once (`evaluate`). Values are plain FHIR JSON, in
and out.
https://hl7.org/fhirpath/N1/ · https://hl7.org/fhir/R4/fhirpath.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from gateway.codegen import Writer, build
from gateway.fhirpath.code import Code
from gateway.fhirpath.compile import Compiler
from gateway.fhirpath.environment import BUDGET, Environment
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.functions import FUNCTIONS
from gateway.fhirpath.parse import parse
from gateway.fhirpath.runtime import RUNTIME
from gateway.fhirpath.schema import Schema, schema
from gateway.fhirpath.tight import truths
from gateway.fhirpath.tree import Node

if TYPE_CHECKING:
    from gateway.definitions import Definitions

__all__ = [
    "BUDGET",
    "FUNCTIONS",
    "RUNTIME",
    "SHORT",
    "Environment",
    "FhirPathError",
    "Node",
    "Schema",
    "compiled",
    "emit",
    "emit_test",
    "evaluate",
    "parse",
    "schema",
    "short_test",
]

_FOCUS = re.compile(r"\bfocus\b")
SHORT = "fp_short_"
"""How the name of a function begins that asks nothing of its environment: None will do."""
_MISSHAPEN = "the resource is not shaped as its definitions say"


def emit(
    writer: Writer,
    expression: str,
    context: str,
    definitions: Definitions | None,
    *,
    strict: bool = False,
) -> str:
    """Write `def <name>(focus, env) -> list` into the module and return its name.

    `context` is the type of the focus, or its path: `Patient`, `Patient.contact`, `HumanName`. The
    function takes the focus as JSON and an Environment, and gives JSON values (or Moment and
    Quantity, where
    FHIRPath made them). Raises FhirPathError where the expression cannot be read; if strict, also
    where it speaks of a member that the definitions do not have. The module's namespace must hold
    RUNTIME.
    """
    compiler = Compiler(writer, _known(definitions), context, strict=strict)
    return _write(compiler, _name("list", expression, context), parse(expression), _list)


def emit_test(
    writer: Writer,
    expression: str,
    context: str,
    definitions: Definitions | None,
    *,
    strict: bool = False,
) -> str:
    """Write `def <name>(focus, env) -> bool` into the module and return its name.

    The function is the verdict of an invariant: True only where the expression is true, and not
    where it is empty. It raises FhirPathError where the expression cannot be answered.
    https://hl7.org/fhir/R4/conformance-rules.html#constraints
    """
    compiler = Compiler(writer, _known(definitions), context, strict=strict)
    return _write(compiler, _name("test", expression, context), parse(expression), _test)


def short_test(
    writer: Writer, expression: str, context: str, definitions: Definitions | None, focus: str
) -> str:
    """The source of a test that asks nothing of its environment; empty where there is none.

    `focus` is what the focus is called there. What is wrongly shaped raises as it comes.
    """
    compiler = Compiler(writer, _known(definitions), context, strict=False)
    text = truths(compiler.compile(parse(expression)))[0]
    if "env" in text or compiler.literals:
        return ""
    return _FOCUS.sub(focus, text)


def _known(definitions: Definitions | None) -> Schema | None:
    return None if definitions is None else schema(definitions)


def _write(compiler: Compiler, name: str, node: Node, result: Callable[[Code], str]) -> str:
    writer = compiler.writer
    text = result(compiler.compile(node))
    if "env" not in text and not compiler.literals:
        name = name.replace("fp_", SHORT, 1)
    defaults = "".join(f", L{n}={call}" for n, call in enumerate(compiler.literals))
    with writer.block(f"def {name}(focus, env{defaults}):"):
        with writer.block("try:"):
            if "env" in text:
                writer.line("env.left = env.budget")
            if "p_once" in text:
                writer.line("env.once = {}")
            writer.line(f"return {text}")
        with writer.block("except p_MALFORMED:"):
            writer.line(f"raise p_FhirPathError({writer.constant(_MISSHAPEN)}) from None")
    return name


def _list(code: Code) -> str:
    return f"p_plain({code.items})"


def _test(code: Code) -> str:
    return f"True if {truths(code)[0]} else False"


def _name(kind: str, expression: str, context: str) -> str:
    return f"fp_{kind}_{sha256(f'{context}|{expression}'.encode()).hexdigest()[:16]}"


def evaluate(  # noqa: PLR0913 - the question, and all that it may be asked with
    expression: str | Node,
    resource: Any,
    definitions: Definitions | None,
    environment: Environment | None = None,
    context: str | None = None,
    *,
    strict: bool = True,
) -> list[Any]:
    """What the expression gives, asked of a resource, or of an element whose type is `context`.

    The expression is a text, or what `parse` made of one, or a part of that.
    Gives JSON values (or Moment and Quantity, where FHIRPath made them); raises FhirPathError,
    if strict also for a member that the definitions do not have, a path of another type, and the
    first of what has no order.
    """
    if context is None:
        context = str(resource.get("resourceType", "")) if isinstance(resource, dict) else ""
    env = environment or Environment(resource=resource)
    if env.schema is None and definitions is not None:
        env.schema = schema(definitions)
    found: list[Any] = _compiled(
        expression, context, definitions, strict and definitions is not None
    )(resource, env)
    return found


def compiled(
    node: Node, context: str, definitions: Definitions
) -> Callable[[Any, Environment], list[Any]]:
    """What answers an expression of elements of this type, for who asks it of many; strict."""
    return _compiled(node, context, definitions, strict=True)


@lru_cache(maxsize=512)
def _compiled(
    expression: str | Node,
    context: str,
    definitions: Definitions | None,
    strict: bool,  # noqa: FBT001 - a key of the cache
) -> Callable[[Any, Environment], list[Any]]:
    writer = Writer()
    compiler = Compiler(writer, _known(definitions), context, strict=strict)
    node = parse(expression) if isinstance(expression, str) else expression
    name = _write(compiler, _name("list", str(expression), context), node, _list)
    made: Callable[[Any, Environment], list[Any]] = build(
        "fhirpath", "", writer.done, RUNTIME, None
    )[name]
    return made
