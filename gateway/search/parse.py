"""What does a search ask for? Its parameters, understood or refused; nothing is passed over.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType

from msgspec import structs

from gateway.model import Issue, Severity
from gateway.search.codes import Codes
from gateway.search.parameters import UNOFFERED, Param, Parameters
from gateway.search.reading import MODIFIERS, Around, Unfit, pieces, read, unescaped
from gateway.search.shape import ONCE, PAGE, SHAPE, shaped
from gateway.search.wanted import Chained, Clause, Having, Listed, Search, Wanted
from gateway.wording import told

MAX_VALUES = 100
"""How many values a search may hold in all."""
MAX_SENT = 200
"""How many parameters are looked at at all."""
MAX_LINKS = 4
"""How many references a chain may follow."""
MAX_TYPES = 12
"""To how many types one of them may lead."""
_LONGEST = 40
"""Letters of an unknown name that are held against the known ones."""
_LIST = re.compile(r"(?:List/)?([A-Za-z0-9.-]{1,64})")
_PLAIN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"_id": ("missing", "not"), "_text": (), "_content": ()}
)
"""Parameters that take other modifiers than their type does."""
_CODES = frozenset({"in", "not-in", "above", "below"})


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads searches by the parameters and codes that are known here."""

    parameters: Parameters
    codes: Codes
    around: Around

    def search(
        self, type_: str, sent: Sequence[tuple[str, str]], *, lenient: bool = False
    ) -> Search | list[Issue]:
        """The search that these parameters ask for, or everything that is wrong with them.

        `lenient`: parameters that are not known are left aside, and told of in `ignored`. One that
        comes again narrows the search; commas part values any of which may match.
        """
        if len(sent) > MAX_SENT:
            return [told("search-costly.values", MAX_VALUES, code="too-costly")]
        search = Search(type_, count=PAGE)
        wrong: list[Issue] = list(_repeated(sent))
        clauses: list[Clause] = []
        said: list[tuple[str, str]] = []
        for number, (name, value) in enumerate(sent, 1):
            try:
                shape = shaped(self.parameters, search, name, value)
                if shape is None:
                    clauses.append(self._clause(type_, name, value))
                else:
                    search = shape
                if name != "_page":
                    said.append((name, value))
            except Unknown as error:
                issue = error.numbered(number)
                if lenient:
                    issue = structs.replace(issue, severity=Severity.WARNING)
                    search = replace(search, ignored=(*search.ignored, issue))
                else:
                    wrong.append(issue)
            except Unfit as error:
                wrong.append(error.issue)
        if _many(sent):
            wrong.append(told("search-costly.values", MAX_VALUES, code="too-costly"))
        if wrong:
            return list(dict.fromkeys(wrong))
        return replace(search, clauses=tuple(clauses), said=tuple(said))

    def _clause(self, type_: str, name: str, value: str, depth: int = 0) -> Clause:
        if depth > MAX_LINKS:
            raise Unfit("search-chain.depth", MAX_LINKS, code="too-costly")
        if name.startswith("_has:"):
            return self._having(type_, name, value, depth)
        head, point, rest = name.partition(".")
        code, _, modifier = head.partition(":")
        if code == "_list" and not point and not modifier:
            return _listed(value)
        param = self._known(type_, code)
        if point:
            return self._chained(param, modifier, rest, value, depth)
        return self._wanted(param, modifier, value)

    def _known(self, type_: str, code: str) -> Param:
        """The parameter of that name; another name is not repeated, since it may be anything.

        It is told by its number, and by what it looks like.
        """
        param = self.parameters.param(type_, code)
        if param is not None and code != "_list":
            return param
        if code in UNOFFERED or code in SHAPE or code == "_list":
            raise Unknown("search-parameter.unoffered", code)
        names = self.parameters.of(type_)
        like = get_close_matches(code[:_LONGEST].lower(), names, 1)
        key = "search-parameter.near" if like else "search-parameter"
        raise Unknown(key, type_, ", ".join(names), *like)

    def _wanted(self, param: Param, modifier: str, value: str) -> Wanted:
        takes = _PLAIN.get(param.name, MODIFIERS[param.kind])
        if modifier and modifier not in takes:
            return self._typed(param, modifier, value)
        alternatives = pieces(value)
        if "\0" in value:
            raise Unfit("search-value.characters", param.name)
        if not alternatives:
            raise Unfit("search-value.none", param.name)
        if modifier in _CODES and param.kind == "token":
            return self._coded(param, modifier, alternatives)
        found = [
            each for piece in alternatives for each in read(param, modifier, piece, self.around)
        ]
        return Wanted(param, tuple(dict.fromkeys(found)), modifier, said=param.name)

    def _typed(self, param: Param, modifier: str, value: str) -> Wanted:
        """`subject:Patient=23`."""
        if param.kind != "reference" or modifier not in self.parameters.types:
            takes = ", ".join(_PLAIN.get(param.name, MODIFIERS[param.kind]))
            key = "search-modifier" if takes else "search-modifier.none"
            raise Unfit(key, param.name, *([takes] if takes else []), code="not-supported")
        only = replace(param, stated=replace(param.stated, target=(modifier,)))
        found = self._wanted(only, "", value)
        return replace(found, param=param)

    def _coded(self, param: Param, modifier: str, alternatives: Sequence[str]) -> Wanted:
        """Codes by what they mean: listed where they can be, and not too many."""
        turned = "not" if modifier == "not-in" else ""
        if modifier in ("above", "below"):
            tokens = [each for one in alternatives for each in read(param, "", one, self.around)]
            listed = self.codes.related(param.name, modifier, tokens)
            return Wanted(param, listed, turned, said=param.name)
        sets = [unescaped(one) for one in alternatives]
        found = self.codes.within(param.name, sets)
        if isinstance(found, tuple):
            return Wanted(param, found, turned, said=param.name)
        return Wanted(param, (), turned, test=found, said=param.name)

    def _chained(self, param: Param, only: str, rest: str, value: str, depth: int) -> Chained:
        if param.kind != "reference":
            raise Unfit("search-chain.reference", param.name, code="not-supported")
        targets = (only,) if only else param.stated.target
        if only and only not in self.parameters.types:
            raise Unfit("search-chain.type", param.name, code="not-supported")
        may = [target for target in targets if target in self.parameters.types]
        fitting = [target for target in may if self._knows(target, rest)]
        if not may:
            raise Unfit("search-chain.type", param.name, code="not-supported")
        if len(fitting) > MAX_TYPES:
            raise Unfit("search-chain.wide", param.name, MAX_TYPES, code="too-costly")
        inner = tuple(
            (target, self._clause(target, rest, value, depth + 1)) for target in fitting or may[:1]
        )
        return Chained(param, inner, f"{param.name}.{_said(inner[0][1])}")

    def _knows(self, type_: str, rest: str) -> bool:
        """Does the type have the parameter with which the rest of a chain begins?"""
        code = re.split(r"[:.]", rest, maxsplit=1)[0]
        return code == "_has" or code in self.parameters.of(type_)

    def _having(self, type_: str, name: str, value: str, depth: int) -> Having:
        """`_has:Observation:patient:code=1234-5`."""
        _, other, code, rest = [*name.split(":", 3), "", "", ""][:4]
        if other not in self.parameters.types or not rest:
            raise Unfit("search-chain.has", code="not-supported")
        param = self._known(other, code)
        targets = param.stated.target
        if param.kind != "reference" or (targets and type_ not in targets):
            raise Unfit("search-chain.reference", param.name, code="not-supported")
        inner = self._clause(other, rest, value, depth + 1)
        return Having(other, param, inner, f"_has:{other}:{code}:{_said(inner)}")


class Unknown(Unfit):
    """A parameter that is not known here, or not for this type."""

    def __init__(self, key: str, *facts: object) -> None:
        self._said = key, facts
        super().__init__(key, *self._facts(1), code="not-supported")

    def numbered(self, number: int) -> Issue:
        """The same, of the parameter of this number."""
        return told(self._said[0], *self._facts(number), code="not-supported")

    def _facts(self, number: int) -> tuple[object, ...]:
        key, facts = self._said
        return facts if key == "search-parameter.unoffered" else (number, *facts)


def _listed(value: str) -> Listed:
    found = _LIST.fullmatch(value)
    if found is None:
        raise Unfit("search-value.list")
    return Listed(found[1])


def _said(clause: Clause) -> str:
    return "_list" if isinstance(clause, Listed) else clause.said


def _many(sent: Sequence[tuple[str, str]]) -> bool:
    """Are there more values than are looked for? Commas tell how many there are at most."""
    if len(sent) + sum([value.count(",") for _, value in sent]) <= MAX_VALUES:
        return False
    return sum(len(pieces(value)) for name, value in sent if name not in SHAPE) > MAX_VALUES


def _repeated(sent: Sequence[tuple[str, str]]) -> Iterator[Issue]:
    names = [name for name, _ in sent]
    if len(names) == len(set(names)):
        return
    for name in sorted(ONCE):
        if names.count(name) > 1:
            yield told("search-value.once", name, code="value")
