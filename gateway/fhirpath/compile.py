"""Compiles the tree of an expression to Python source.

https://hl7.org/fhirpath/N1/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from gateway.codegen import Writer
from gateway.fhirpath import tight, tight_calls, tree
from gateway.fhirpath.code import Code, Scope
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.functions import FUNCTIONS
from gateway.fhirpath.operators import MAKERS, TRUTHS
from gateway.fhirpath.schema import ABSTRACT, BASES, COMPLEX, PRIMITIVES, Member, Schema, is_a
from gateway.fhirpath.values import moment
from gateway.fhirpath.variables import KNOWN, fixed

_SYSTEM = frozenset({"Boolean", "String", "Integer", "Decimal", "Date", "DateTime", "Time"})
_KINDS = {"date": "Date", "dateTime": "DateTime", "time": "Time"}
_UNKNOWN = ABSTRACT - {"Resource", "DomainResource"}
"""Of these not even the members that all share are looked up: the value may be a primitive."""
_DIGITS = 60
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
        self._scopes = 0
        self._inside = 0
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
        code = _NODES[type(node)](self, node)
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


def _literal(compiler: Compiler, node: tree.Literal) -> Code:
    if node.kind == "boolean":
        code = Code(f"[{node.text == 'true'}]", "System.Boolean", many=False, present="True")
        return replace(code, true=str(node.text == "true"), ok=str(node.text == "true"))
    if node.kind == "string":
        name = compiler.constant(node.text)
        code = Code(f"[{name}]", "System.String", many=False, raw=name, surely=True)
        return replace(code, present="True")
    if node.kind in {"integer", "decimal"} and len(node.text) > _DIGITS:
        raise FhirPathError("a number is too long", node.at)
    if node.kind == "integer":
        name = compiler.constant(int(node.text))
        return Code(f"[{name}]", "System.Integer", many=False, raw=name, surely=True)
    if node.kind == "decimal":
        call = f"p_decimal({compiler.constant(node.text)})"
    else:
        kind = _KINDS[node.kind]
        if moment(kind, node.text.rstrip("T")) is None:
            raise FhirPathError("there is no such date or time", node.at)
        text = compiler.constant(node.text.rstrip("T"))
        call = f"p_moment({compiler.constant(kind)}, {text})"
    return Code(f"[{compiler.literal(call)}]", many=False)


def _quantity(compiler: Compiler, node: tree.QuantityLiteral) -> Code:
    if len(node.number) > _DIGITS:
        raise FhirPathError("a number is too long", node.at)
    number, unit = compiler.constant(node.number), compiler.constant(node.unit)
    call = f"p_quantity(p_decimal({number}), {unit}, {node.calendar})"
    return Code(f"[{compiler.literal(call)}]", "System.Quantity", many=False)


def _empty(_compiler: Compiler, _node: tree.Empty) -> Code:
    return Code("[]", many=False)


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
    _refuse_unordered(compiler, node.source, node.at)
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
            return tight.joined(compiler, left, right, code)
        return tight.sum_of(node.operator, left, right, code)
    code = Code(f"p_truth({call})", "System.Boolean", many=False)
    return compiler.shorter(code, tight.binary(compiler, node, left, right, code))


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
    if node.name in _IN_ORDER and node.source is not None:
        _refuse_unordered(compiler, node.source, node.at)
    if row.arguments == ("type",):
        return _typed(compiler, node.name, source, _type_argument(compiler, node))
    kinds = row.kinds(len(node.arguments))
    arguments = [
        _argument(compiler, kind, source, argument)
        for kind, argument in zip(kinds, node.arguments, strict=True)
    ]
    if node.name == "defineVariable":
        _define(compiler, node)
    texts = [text for text, _ in arguments]
    if not (row.arguments and row.arguments[-1].endswith("*")):
        texts += ["None"] * (len(row.arguments) - len(texts))
    code = Code(
        f"pf_{node.name}({', '.join([source.items, *texts, 'env'])})", *_shape(node.name, source)
    )
    made = tight_calls.call(compiler, node, source, [code_ for _, code_ in arguments], code)
    return compiler.shorter(code, made)


def _shape(name: str, source: Code) -> tuple[str, bool]:
    """The place and the number of what a function gives."""
    if name in _KEEPING:
        return source.place, source.many and name not in {"first", "last", "single"}
    return {"extension": "Extension", "count": "System.Integer"}.get(name, ""), name not in _SINGLE


_KEEPING = frozenset(
    ["where", "first", "last", "tail", "skip", "take", "single", "trace", "distinct", "exclude"]
)
_SINGLE = frozenset(["count", "length", "exists", "empty", "not", "all", "hasValue", "matches"])


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


def _refuse_unordered(compiler: Compiler, node: tree.Node | None, at: int) -> None:
    """Strictly, what lies below an element has no order: nothing in it is the first."""
    while compiler.strict and isinstance(node, tree.Call | tree.Member):
        if isinstance(node, tree.Call) and node.name in _NO_ORDER:
            raise FhirPathError("this has no order", at)
        if isinstance(node, tree.Call) and node.name not in _KEEPING | {"ofType", "select"}:
            return
        node = node.source


_IN_ORDER = frozenset({"first", "last", "tail", "skip", "take"})
_NO_ORDER = frozenset({"children", "descendants"})


def _define(compiler: Compiler, node: tree.Call) -> None:
    name = tight.string(node.arguments[0])
    if name is None:
        raise FhirPathError("the name of a variable is written out", node.at)
    if name in compiler.defined or name in KNOWN or fixed(name) is not None:
        raise FhirPathError("there is such a variable already", node.at)
    compiler.defined |= {name}


def _type_argument(compiler: Compiler, node: tree.Call) -> str:
    match node.arguments[0]:
        case tree.Member(source=None, name=name):
            return compiler.type_name(name, node.at)
        case tree.Member(source=tree.Member(source=None, name=space), name=name):
            return compiler.type_name(f"{space}.{name}", node.at)
    raise FhirPathError(f"{node.name} takes the name of a type", node.at)


_NODES: dict[type, Callable[[Compiler, Any], Code]] = {
    tree.Literal: _literal,
    tree.QuantityLiteral: _quantity,
    tree.Empty: _empty,
    tree.Variable: _variable,
    tree.Special: _special,
    tree.Member: _member,
    tree.Call: _call,
    tree.Index: _index,
    tree.Sign: _sign,
    tree.Binary: _binary,
    tree.TypeTest: _type_test,
}
