"""What was found so far, and a second, careful look at values that failed their quick test.

https://hl7.org/fhir/R4/json.html#primitive
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from gateway.model import Issue, Resource, Severity
from gateway.validation.paths import Path, text
from gateway.validation.primitives import PRIMITIVES
from gateway.validation.rules import ONCE, PENDING, RULES
from gateway.validation.spoken import excused

if TYPE_CHECKING:
    from gateway.validation.library import Library

_TOLD = frozenset({str, int})
"""Of facts, those that stand in a sentence."""
MOST = 10_000
"""Findings after which no more are looked for: nobody reads them, and to tell them takes time."""
Invariant: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...]]
"""Of an invariant: its severity, its sentence, and that sentence in other languages."""
Found: TypeAlias = tuple[str, Path, tuple[Any, ...], str, Invariant | None]
"""(rule, where, facts for the sentence, profile, what an invariant says of itself)."""
Doubt: TypeAlias = tuple[Callable[..., None], Any, tuple[Any, ...]]
"""(what looks at a value with care, the value, what else that is told)"""


def issues(found: Sequence[Found], resource: Resource) -> Iterator[Issue]:
    """What was found, as issues: each once, in the order of finding."""
    kind, ident = resource.get("resourceType"), resource.get("id")
    owner = f"{kind}/{ident}" if ident.__class__ is str else ""
    told = set()
    for rule, path, said, profile, invariant in found:
        if rule == PENDING:
            continue
        target = text(path)
        if excused(rule, target, resource):
            continue
        facts = tuple([fact for fact in said if fact.__class__ in _TOLD])
        key = (rule, "" if rule in ONCE else target, facts)
        if key in told:
            continue
        told.add(key)
        if invariant is None:
            yield _by_rule(rule, facts, target, profile, owner)
        else:
            yield _by_invariant(rule, invariant, target, profile, owner)


def _by_rule(rule: str, facts: tuple[object, ...], target: str, profile: str, owner: str) -> Issue:
    known = RULES[rule]
    sentence = known.text.format(*facts)
    said = tuple(map(str, facts))
    return Issue(
        rule, known.severity, sentence, "", target, known.code, profile, None, owner, said
    )


def _by_invariant(rule: str, invariant: Invariant, target: str, profile: str, owner: str) -> Issue:
    """As the invariant says of itself."""
    severity, sentence, translations = invariant
    return Issue(
        rule,
        Severity(severity),
        sentence,
        "",
        target,
        "invariant",
        profile,
        None,
        owner,
        translations=translations,
    )


def severe(rule: str, invariant: Invariant | None) -> bool:
    """Whether a finding is an error."""
    if invariant is not None:
        return invariant[0] == "error"
    return rule != PENDING and RULES[rule].severity is Severity.ERROR


class BrokenError(Exception):
    """An error was found, where no more is asked than whether there is any."""


class Unbroken(list[Found]):
    """What is found without being an error; raises BrokenError at the first one."""

    def append(self, one: Found, /) -> None:
        """Take what is no error; raises BrokenError at one that is."""
        super().append(one)
        if severe(one[0], one[4]):
            raise BrokenError


class EnoughError(Exception):
    """So much is wrong that the check ends here."""


class Findings:
    """What is noted while a resource is checked."""

    __slots__ = ("compiled", "doubts", "found", "full", "lasting", "strange")

    def __init__(self, compiled: Library, found: list[Found]) -> None:
        self.compiled = compiled
        self.found = found
        self.full = True
        """Whether advice is wanted too, and not only what is wrong."""
        self.lasting = False
        """Whether nobody will ever change a value that is looked at, as the caller vouches."""
        self.strange: list[str] = []
        """Code systems met that are not at hand, each time; "" where advice was left out."""
        self.doubts: list[Doubt] | None = None
        """What a quick test leaves to be looked at with care; None where nothing may be left."""

    # -- saying what is wrong ------------------------------------------------------------------

    def add(self, rule: str, path: Path, facts: tuple[Any, ...] = (), profile: str = "") -> None:
        """Note a breach of one of our rules; raises EnoughError where there are too many."""
        self.found.append((rule, path, facts, profile, None))
        if len(self.found) >= MOST:
            raise EnoughError

    def stranger(self, system: str) -> None:
        """Note that a code system was met that is not at hand."""
        self.strange.append(system)

    def broken(  # noqa: PLR0913, PLR0917 - called by generated code with all facts of a rule
        self,
        key: str,
        path: Path,
        severity: str,
        human: str,
        profile: str,
        said: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Note a breach of an invariant; `said` is its sentence in other languages."""
        self.found.append((key, path, (), profile, (severity, human, said)))

    def unevaluated(self, key: str, path: Path, profile: str) -> None:
        """Note an invariant that could not be evaluated, unless the structure is wrong anyway."""
        if not self.found:
            self.add("invariant-unevaluated", path, (key,), profile)

    def strangers(self, systems: Sequence[str]) -> None:
        """Note that code systems were met that are not at hand, in a value that is known."""
        for system in systems:
            self.stranger(system)

    # -- values that failed the quick test -----------------------------------------------------

    def primitive(self, value: Any, path: Path, code: str) -> bool:
        """Look at one primitive value with care; True where it is right after all."""
        kind = PRIMITIVES[code]
        if kind.test(value):
            if kind.kept and (code != "canonical" or ":" in value):
                self.compiled.seen[code].keep(value)
            if kind.json is str and not value.strip():
                self.add("text-blank", path)
            return True
        if value is None or value in ("", [], {}):
            self.add("empty-value", path)
        elif value.__class__ is list:
            self.add("list-unexpected", path, (path[1],))
        elif value.__class__ is dict or (kind.json is str and value.__class__ is not str):
            self.add("type-wrong", path, (path[1], code))
        else:
            self.add(kind.rule, path)
        return False

    def primitives(self, value: Any, owner: Any, where: tuple[Path, str], code: str) -> None:
        """Look at a list of primitive values with care: nulls stand for what only `_key` says."""
        parent, key = where
        if value.__class__ is not list or not value:
            self.listed(value, (parent, key))
            return
        beside = owner.get("_" + key)
        for index, item in enumerate(value):
            if item is None:
                if not (beside.__class__ is list and index < len(beside) and beside[index]):
                    self.add("empty-value", (parent, key, index))
            else:
                self.primitive(item, (parent, key, index), code)

    def shape(self, value: Any, path: Path, code: str) -> None:
        """Say why a value is no object of the type."""
        if value is None or value in ("", []):
            self.add("empty-value", path)
        elif value.__class__ is list:
            self.add("list-unexpected", path, (path[1],))
        else:
            self.add("type-wrong", path, (path[1], code))

    def listed(self, value: Any, path: Path) -> None:
        """Say why a value is no list of anything."""
        if value is None or value == []:
            self.add("empty-value", path)
        else:
            self.add("list-expected", path, (path[1],))

    def forms(
        self, owner: Any, parent: Path, keys: frozenset[str], stem: str, profile: str
    ) -> None:
        """Say which form of a `value[x]` is not allowed."""
        for key in owner:
            if key in keys:
                self.add("type-not-allowed", (parent, key), (stem,), profile)

    # -- what only stands beside a primitive ---------------------------------------------------

    def identified(self, ident: Any, path: Path) -> None:
        """Check that an element's id is no other's: who knows the whole resource does."""

    def sibling(self, value: dict[str, Any], path: Path, *, beside: bool = True) -> None:
        """Check what `_key` says of a primitive; `beside` a value, an id alone is enough."""
        if not beside or value.keys() != {"id"}:
            self.compiled.type("Element")(value, path, self)
        elif self.primitive(value["id"], (path, "id"), "string"):
            self.identified(value["id"], (path, "id"))

    def beside(self, value: Any, owner: Any, parent: Path, key: str) -> None:
        """Check the `_key` of a primitive: id and extensions."""
        path = (parent, "_" + key)
        if value.__class__ is not dict:
            self.shape(value, path, "Element")
        else:
            self.sibling(value, path, beside=owner.get(key) is not None)
        if owner.get(key, 0) is None:
            self.add("empty-value", (parent, key))

    def besides(self, value: Any, owner: Any, parent: Path, key: str) -> None:
        """Check the `_key` of a list of primitives: aligned with it, by nulls."""
        name = "_" + key
        if value.__class__ is not list or not value:
            self.listed(value, (parent, name))
            return
        values = owner.get(key)
        for index, item in enumerate(value):
            met = values.__class__ is list and index < len(values)
            if item.__class__ is dict:
                beside = met and values[index] is not None
                self.sibling(item, (parent, name, index), beside=beside)
            elif item is not None:
                self.shape(item, (parent, name, index), "Element")
            elif not met:
                self.add("empty-value", (parent, name, index))
