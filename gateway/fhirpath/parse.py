"""Reads an expression into its tree, by the strength with which each operator binds.

https://hl7.org/fhirpath/N1/#operator-precedence
"""

from __future__ import annotations

from types import MappingProxyType

from gateway.fhirpath import tree
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.lex import Word, words

LONGEST = 20_000
"""Characters in an expression."""
DEEPEST = 60
"""Levels of nesting, and links of one chain: more is no one's invariant."""
TALLEST = 80
"""Levels of the whole tree: what the generated source can hold."""

_STRENGTH = MappingProxyType(
    {
        "implies": 1,
        "or": 2,
        "xor": 2,
        "and": 3,
        "in": 4,
        "contains": 4,
        "=": 5,
        "~": 5,
        "!=": 5,
        "!~": 5,
        "<": 6,
        "<=": 6,
        ">": 6,
        ">=": 6,
        "|": 7,
        "is": 8,
        "as": 8,
        "+": 9,
        "-": 9,
        "&": 9,
        "*": 10,
        "/": 10,
        "div": 10,
        "mod": 10,
    }
)
_SIGN = 11
_GROUPED = frozenset({"or", "and", "|"})
"""Operators that mean the same however a row of them is grouped."""
_NAMES = frozenset({"as", "contains", "in", "is"})
"""Keywords that are names too."""
_CALENDAR = MappingProxyType(
    {
        word + plural: word
        for word in ("year", "month", "week", "day", "hour", "minute", "second", "millisecond")
        for plural in ("", "s")
    }
)


def parse(expression: str) -> tree.Node:
    """The tree of an expression; raises FhirPathError with the place of the first fault."""
    if len(expression) > LONGEST:
        raise FhirPathError(f"an expression has at most {LONGEST} characters")
    reader = _Reader(list(words(expression)))
    node = reader.expression(0, 0)
    reader.expect("end", "")
    if _height(node) > TALLEST:
        raise FhirPathError(f"nested more than {TALLEST} levels deep")
    return node


def _height(node: tree.Node) -> int:
    highest = 0
    waiting: list[tuple[tree.Node, int]] = [(node, 1)]
    while waiting:  # its own stack: the tree may be higher than Python's
        node, level = waiting.pop()
        highest = max(highest, level)
        waiting += [(child, level + 1) for child in tree.children(node)]
    return highest


def _halved(operator: str, parts: list[tree.Node], places: list[int]) -> tree.Node:
    if len(parts) == 1:
        return parts[0]
    middle = (len(parts) + 1) // 2
    left = _halved(operator, parts[:middle], places[:middle])
    right = _halved(operator, parts[middle:], places[middle:])
    return tree.Binary(operator, left, right, places[middle])


class _Reader:
    def __init__(self, found: list[Word]) -> None:
        self._words = found
        self._next = 0

    @property
    def word(self) -> Word:
        return self._words[self._next]

    def take(self) -> Word:
        word = self.word
        self._next += word.kind != "end"
        return word

    def sees(self, text: str) -> bool:
        return self.word.text == text and self.word.kind in {"symbol", "name"}

    def expect(self, kind: str, text: str) -> Word:
        word = self.word
        if word.kind != kind or (text and word.text != text):
            wanted = f"'{text}'" if text else f"the {kind}" if kind == "end" else f"a {kind}"
            raise FhirPathError(f"{wanted} is expected here", word.at)
        return self.take()

    def expression(self, strength: int, depth: int) -> tree.Node:
        if depth > DEEPEST:
            raise FhirPathError(f"nested more than {DEEPEST} levels deep", self.word.at)
        left = self.signed(depth)
        for level in range(depth, DEEPEST + 1):
            word = self.word
            binds = _STRENGTH.get(word.text, -1) if word.kind in {"symbol", "name"} else -1
            if binds <= strength:
                return left
            if word.text in _GROUPED:
                left = self.row(left, word.text, depth)
            else:
                self.take()
                left = self.operation(left, word, binds, level)
        raise FhirPathError(f"more than {DEEPEST} operators in a row", self.word.at)

    def row(self, left: tree.Node, operator: str, depth: int) -> tree.Node:
        """`a or b or c ...`, as a tree of halves: how long rows are is no question of depth."""
        parts, places = [left], [0]
        while self.sees(operator):
            places.append(self.take().at)
            parts.append(self.expression(_STRENGTH[operator], depth + 1))
        return _halved(operator, parts, places)

    def operation(self, left: tree.Node, word: Word, binds: int, depth: int) -> tree.Node:
        if word.text in {"is", "as"}:
            return tree.TypeTest(word.text, left, self.type(), word.at)
        return tree.Binary(word.text, left, self.expression(binds, depth + 1), word.at)

    def signed(self, depth: int) -> tree.Node:
        if self.sees("+") or self.sees("-"):
            word = self.take()
            return tree.Sign(word.text, self.expression(_SIGN, depth + 1), word.at)
        return self.chain(depth)

    def chain(self, depth: int) -> tree.Node:
        node = self.term(depth)
        for _ in range(DEEPEST):
            if self.sees("."):
                self.take()
                node = self.step(node, depth)
            elif self.sees("["):
                at = self.take().at
                node = tree.Index(node, self.expression(0, depth + 1), at)
                self.expect("symbol", "]")
            else:
                return node
        raise FhirPathError(f"more than {DEEPEST} steps in a row", self.word.at)

    def step(self, source: tree.Node | None, depth: int) -> tree.Node:
        word = self.take()
        if word.kind == "special":
            return tree.Special(self.special(word), word.at)
        if word.kind not in {"name", "delimited"}:
            raise FhirPathError("a name is expected here", word.at)
        if not self.sees("("):
            return tree.Member(source, word.text, word.at)
        return tree.Call(source, word.text, self.arguments(depth), word.at)

    def arguments(self, depth: int) -> tuple[tree.Node, ...]:
        self.expect("symbol", "(")
        found: list[tree.Node] = []
        while not self.sees(")"):
            if found:
                self.expect("symbol", ",")
            found.append(self.expression(0, depth + 1))
        self.take()
        return tuple(found)

    def term(self, depth: int) -> tree.Node:
        word = self.word
        if word.kind == "symbol":
            return self.enclosed(depth)
        if word.kind in {"integer", "decimal"}:
            return self.number()
        if word.kind in {"string", "date", "dateTime", "time"}:
            self.take()
            return tree.Literal(word.kind, word.text, word.at)
        if word.kind == "name" and word.text in {"true", "false"}:
            self.take()
            return tree.Literal("boolean", word.text, word.at)
        if word.kind == "name" and word.text in _STRENGTH and word.text not in _NAMES:
            raise FhirPathError(f"an operand is expected before '{word.text}'", word.at)
        if word.kind == "end":
            raise FhirPathError("the expression ends too early", word.at)
        return self.step(None, depth)

    def enclosed(self, depth: int) -> tree.Node:
        word = self.take()
        if word.text == "(":
            node = self.expression(0, depth + 1)
            self.expect("symbol", ")")
            return node
        if word.text == "{":
            self.expect("symbol", "}")
            return tree.Empty(word.at)
        if word.text == "%":
            name = self.take()
            if name.kind not in {"name", "delimited", "string"}:
                raise FhirPathError("the name of a variable is expected here", name.at)
            return tree.Variable(name.text, word.at)
        raise FhirPathError("an operand is expected here", word.at)

    def number(self) -> tree.Node:
        word = self.take()
        unit = self.word
        if unit.kind == "string":
            self.take()
            return tree.QuantityLiteral(word.text, unit.text, calendar=False, at=word.at)
        if unit.kind == "name" and unit.text in _CALENDAR:
            self.take()
            name = _CALENDAR[unit.text]
            return tree.QuantityLiteral(word.text, name, calendar=True, at=word.at)
        return tree.Literal(word.kind, word.text, word.at)

    def special(self, word: Word) -> str:
        if word.text not in {"this", "index", "total"}:
            raise FhirPathError("only $this, $index and $total begin with a dollar", word.at)
        return word.text

    def type(self) -> str:
        name = self.take()
        if name.kind not in {"name", "delimited"}:
            raise FhirPathError("the name of a type is expected here", name.at)
        if not self.sees("."):
            return name.text
        self.take()
        return f"{name.text}.{self.expect_name().text}"

    def expect_name(self) -> Word:
        word = self.take()
        if word.kind not in {"name", "delimited"}:
            raise FhirPathError("a name is expected here", word.at)
        return word
