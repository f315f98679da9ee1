"""Compiles the tree of an expression to Python source.

https://hl7.org/fhirpath/N1/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from gateway.codegen import Writer
from gateway.fhirpath import (
    compile_literals,
    compile_once,
    tight,
    tight_calls,
    tight_operators,
    tree,
)
from gateway.fhirpath.calls import IN_ORDER, shape, type_argument, unordered, variable_name
from gateway.fhirpath.code import Code, Scope
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.functions import FUNCTIONS
from gateway.fhirpath.operators import MAKERS, TRUTHS
from gateway.fhirpath.schema import ABSTRACT, BASES, COMPLEX, PRIMITIVES, Member, Schema, is_a
from gateway.fhirpath.variables import fixed

_SYSTEM = frozenset({"Boolean", "String", "Integer", "Decimal", "Date", "DateTime", "Time"})
_UNKNOWN = ABSTRACT - {"Resource", "DomainResource"}
"""Of these not even the members that all share are looked up: the value may be a primitive."""
_LONGEST = 400_000
OPERATORS = {operator: f"po_{work.__name__}" for operator, work in {**TRUTHS, **MAKERS}.items()}
"""Operator -> name of its function in the generated module."""


class Compiler:
    """Compiles one expression; its literals become default arguments of the function made."""

    def __init__(
        self,
        writer: Writer,
        schema: Schema | None,
        place: str,
        *,
        strict: bool = False,
        short: bool = True,
    ) -> None:
        self.writer = writer
        self.strict = strict
        self.schema = schema
        self.literals: list[str] = []
        self.once = 0
        """How many parts are found out once, for all items that they are asked beside."""
        self._scopes = 0
        self._inside = 0
        self._still = False
        self.defined: frozenset[str] = frozenset()
        """Names that `defineVariable` gave, as far as they are seen here."""
        self.whole = "." not in place
        """Whether what it is asked of is no element of something else."""
        if schema is not None:
            place = schema.place(place)
        place = "" if place in _UNKNOWN else place
        self.root = f"p_enter(focus, {self.constant(place)}, env.sibling)"
        known = place in PRIMITIVES or (schema is not None and schema.knows(place))
        known = known and short
        self.focus = Code(self.root, place, many=False, raw="focus" if known else "", surely=True)
        self.scope = Scope(self.focus)

    def constant(self, value: Any) -> str:
        """The name of a constant: the only way in for what an expression says."""
        return self.writer.constant(value)

    def compile(self, node: tree.Node) -> Code:
        """The source of a node; raises FhirPathError where it means nothing."""
        first = self._inside and not self._still and compile_once.constant(node)
        self._still = self._still or bool(first)
        code = _NODES[type(node)](self, node)
        if first:
            self._still = False
            code = compile_once.found_once(self, code)
        if len(code.items) > _LONGEST:
            raise FhirPathError("the expression is too large", node.at)
        return code

    def shorter(self, code: Code, made: Code) -> Code:
        """The shorter source, unless it walks the resource for each item of something.

        That is for the general source, which pays for each step.
        """
        return code if self._inside and made.uses("for") and made.uses("focus") else made

    def literal(self, call: str) -> str:
        """The name of a value that is made once, when the function is."""
        self.literals.append(call)
        return f"L{len(self.literals) - 1}"

    @contextmanager
    def each(self, source: Code, kind: str) -> Iterator[str]:
        """Compile inside with one item of the source as `$this`; gives the lambda's arguments."""
        self._scopes += 1
        n, outer = self._scopes, self.scope
        raw = f"x{n}" if source.raw and source.place not in PRIMITIVES else ""
        there = f"i{n} is not None"
        if kind.startswith("once"):  # it is looked at once, even where there is nothing
            this = Code(f"([i{n}] if {there} else [])", source.place, many=False, present=there)
        elif kind == "whole":
            this = Code(f"i{n}", source.place, source.many)
        else:
            this = Code(f"[i{n}]", source.place, many=False, raw=raw, surely=True, present="True")
        index = outer.index if kind in {"once", "whole"} else f"n{n}"
        self.scope = Scope(this, index, f"t{n}" if kind == "fold" else outer.total)
        self._inside += 1
        with self.apart():
            yield f"i{n}, n{n}, x{n}" + (f", t{n}" if kind == "fold" else "")
        self._inside -= 1
        self.scope = outer

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is defined inside is not seen outside."""
        outer = self.defined
        yield
        self.defined = outer

    def type_name(self, name: str, at: int) -> str:
        """The name of a type; raises FhirPathError where there is no such type."""
        space, _, bare = name.rpartition(".")
        system = bare in _SYSTEM or bare == "Quantity"
        fhir = bare in PRIMITIVES or bare in COMPLEX or bare in BASES
        known = fhir or self.schema is None or self.schema.knows(bare)
        if space not in {"", "System", "FHIR"} or not (system or known):
            raise FhirPathError("there is no such type", at)
        return name


def _variable(compiler: Compiler, node: tree.Variable) -> Code:
    known = fixed(node.name)
    if known is not None:
        return Code(f"[{compiler.constant(known)}]", "System.String", many=False)
    if node.name in compiler.defined:
        return Code(f"p_defined({compiler.constant(node.name)}, env)")
    place = compiler.focus.place if compiler.whole else ""
    if node.name == "resource" and place and is_a(place, "Resource"):
        return compiler.focus  # a resource's own `%resource` is itself, contained or not
    return Code(f"p_variable({compiler.constant(node.name)}, {compiler.root}, env)")


def _special(compiler: Compiler, node: tree.Special) -> Code:
    scope = compiler.scope
    if node.name == "this":
        return scope.this
    name = scope.index if node.name == "index" else scope.total
    if not name:
        raise FhirPathError(f"there is no ${node.name} here", node.at)
    return Code(f"[{name}]", many=False) if node.name == "index" else Code(name)


def _member(compiler: Compiler, node: tree.Member) -> Code:
    source = compiler.scope.this if node.source is None else compiler.compile(node.source)
    name = compiler.constant(node.name)
    if node.source is None and node.name[:1].isupper():
        if source.place and is_a(source.place, node.name):
            return source
        if compiler.strict and source.place:
            raise FhirPathError("the focus is never of this type", node.at)
        return Code(f"p_start({source.items}, {name}, env)")
    found = compiler.schema.members(source.place).get(node.name) if compiler.schema else None
    if found is None:
        if compiler.strict and compiler.schema and compiler.schema.knows(source.place):
            raise FhirPathError("there is no such member", node.at)
        return tight.guarded(source, Code(f"p_member({source.items}, {name}, env)"))
    keys = compiler.constant(found.keys)
    code = Code(f"p_child({source.items}, {keys}, env)", _place(found), source.many or found.many)
    return compiler.shorter(code, tight.member(compiler, source, found, code))


def _place(member: Member) -> str:
    place = member.keys[0][1]
    return "" if len(member.keys) > 1 or place in _UNKNOWN else place


def _index(compiler: Compiler, node: tree.Index) -> Code:
    source = compiler.compile(node.source)
    with compiler.apart():
        position = compiler.compile(node.position)
    if compiler.strict and unordered(node.source):
        raise FhirPathError("this has no order", node.at)
    code = Code(f"p_at({source.items}, {position.items})", source.place, many=False)
    return compiler.shorter(code, tight.index(source, position, code))


def _sign(compiler: Compiler, node: tree.Sign) -> Code:
    work = "p_negative" if node.operator == "-" else "p_positive"
    return Code(f"{work}({compiler.compile(node.operand).items})", many=False)


def _binary(compiler: Compiler, node: tree.Binary) -> Code:
    with compiler.apart():
        left = compiler.compile(node.left)
    with compiler.apart():
        right = compiler.compile(node.right)
    if node.operator == "|":
        return Code(f"p_union({left.items}, {right.items}, env)", _common(left, right))
    call = f"{OPERATORS[node.operator]}({left.items}, {right.items}, env)"
    if node.operator in MAKERS:
        code = Code(call, many=False)
        if node.operator == "&":
            return tight_operators.joined(compiler, left, right, code)
        return tight_operators.sum_of(node.operator, left, right, code)
    code = Code(f"p_truth({call})", "System.Boolean", many=False)
    return compiler.shorter(code, tight_operators.binary(compiler, node, left, right, code))


def _common(left: Code, right: Code) -> str:
    return left.place if left.place == right.place else ""


def _type_test(compiler: Compiler, node: tree.TypeTest) -> Code:
    """`is`, and `as`, which (unlike the function) search parameters ask of many: it filters."""
    source = compiler.compile(node.operand)
    name = "ofType" if node.operator == "as" else "is"
    return _typed(compiler, name, source, compiler.type_name(node.type, node.at))


def _typed(compiler: Compiler, name: str, source: Code, kind: str) -> Code:
    items = f"pf_{name}({source.items}, {compiler.constant(kind)}, env)"
    bare = kind.removeprefix("FHIR.")
    if name == "is":
        code = Code(items, "System.Boolean", many=False)
    else:
        known = bare in PRIMITIVES or bare in COMPLEX or bool(compiler.schema)
        place = bare if known and "." not in bare and bare not in ABSTRACT else ""
        code = Code(items, place if bare != "Quantity" else "", name == "ofType" and source.many)
    return compiler.shorter(code, tight.typed(compiler, name, source, bare, code))


def _call(compiler: Compiler, node: tree.Call) -> Code:
    row = FUNCTIONS.get(node.name)
    if row is None:
        raise FhirPathError("there is no such function", node.at)
    if not row.takes(len(node.arguments)):
        raise FhirPathError(f"{node.name} does not take so many arguments", node.at)
    source = compiler.scope.this if node.source is None else compiler.compile(node.source)
    if compiler.strict and node.name in IN_ORDER and unordered(node.source):
        raise FhirPathError("this has no order", node.at)
    if row.arguments == ("type",):
        return _typed(
            compiler, node.name, source, compiler.type_name(type_argument(node), node.at)
        )
    kinds = row.kinds(len(node.arguments))
    arguments = [
        _argument(compiler, kind, source, argument)
        for kind, argument in zip(kinds, node.arguments, strict=True)
    ]
    if node.name == "defineVariable":
        compiler.defined |= {variable_name(node, compiler.defined)}
    texts = [text for text, _ in arguments]
    if not (row.arguments and row.arguments[-1].endswith("*")):
        texts += ["None"] * (len(row.arguments) - len(texts))
    code = Code(
        f"pf_{node.name}({', '.join([source.items, *texts, 'env'])})", *shape(node.name, source)
    )
    made = tight_calls.call(compiler, node, source, [code_ for _, code_ in arguments], code)
    return compiler.shorter(code, made)


def _argument(
    compiler: Compiler, kind: str, source: Code, node: tree.Node
) -> tuple[str, tuple[str, Code]]:
    if kind == "value":
        with compiler.apart():
            code = compiler.compile(node)
        return code.items, ("", code)
    downward = kind == "key" and isinstance(node, tree.Sign) and node.operator == "-"
    if downward:
        node = tree.children(node)[0]
    with compiler.each(source, kind) as names:
        code = compiler.compile(node)
    text = f"lambda {names}: {code.items}"
    return f"({text}, {downward})" if kind == "key" else text, (names, code)


_NODES: dict[type, Callable[[Compiler, Any], Code]] = {
    tree.Literal: compile_literals.literal,
    tree.QuantityLiteral: compile_literals.quantity,
    tree.Empty: compile_literals.empty,
    tree.Variable: _variable,
    tree.Special: _special,
    tree.Member: _member,
    tree.Call: _call,
    tree.Index: _index,
    tree.Sign: _sign,
    tree.Binary: _binary,
    tree.TypeTest: _type_test,
}
