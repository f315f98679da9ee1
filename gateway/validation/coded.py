"""Codes held against value sets and code systems: what no quick test has passed, with care.

https://hl7.org/fhir/R4/terminologies.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gateway.model import Question
from gateway.validation.doubts import doubted
from gateway.validation.primitives import MAX_STRING, Seen
from gateway.validation.rules import PENDING

if TYPE_CHECKING:
    from collections.abc import Callable

    from gateway.terminology import Member, Terminology
    from gateway.validation.findings import Findings
    from gateway.validation.paths import Path

BROKEN: Mapping[str, str] = MappingProxyType(
    {
        "required": "code-not-in-value-set",
        "extensible": "code-not-recommended",
        "preferred": "code-not-preferred",
    }
)
"""Strength of a binding -> the rule that a code of another value set breaks."""
CODED = ("Coding", "Quantity", "Age", "Count", "Distance", "Duration")
"""Types of one code and its system."""
_FORMATS = ("json", "xml", "ttl")
"""What CapabilityStatement.format may say besides a media type."""
_TWO, _THREE = 2, 3
_MANY = 1000
"""Codings of one concept of which each is looked at."""


def bound(  # noqa: PLR0913, PLR0917 - called by generated code with the facts of one binding
    run: Findings, value: Any, path: Path, valueset: str, strength: str, profile: str
) -> None:
    """Hold a code, or all codings of a concept together, against a value set."""
    if value in _FORMATS and _format(path):
        return
    judge = run.compiled.terminology.member
    codes = list(_codes(value))
    answers = [judge(valueset, system, code) for system, _, code, _ in codes]
    if any(one.known for one in answers):
        return
    told = (valueset.partition("|")[0],)
    if not codes:
        if strength == "required" and value.__class__ is dict:
            run.add("code-missing", path, told, profile)
        return
    unknown = [(code, one) for code, one in zip(codes, answers, strict=True) if one.known is None]
    if not unknown:
        if run.full or not _advised(run, value, valueset, strength):
            run.add(BROKEN[strength], path, told, profile)
        else:
            run.strange.append("")
    elif strength != "preferred":
        _undecided(run, path, valueset, strength, profile, unknown)


def _format(path: Path) -> bool:
    return path[1] == "format" and path[0][1] in {"CapabilityStatement", "resource"}


def _advised(run: Findings, value: Any, valueset: str, strength: str) -> bool:
    """Whether a binding only advises against codes of other systems than its own."""
    if strength != "extensible":
        return strength == "preferred"
    known = run.compiled.definitions.codes(valueset)
    return known is not None and foreign(value, known.systems)


def foreign(value: Any, systems: frozenset[str]) -> bool:
    """Whether no code of a value is of one of these systems."""
    return not any(system in systems for system, _, _, _ in _codes(value))


def lenient(  # noqa: PLR0913, PLR0917 - called by generated code with the facts of one binding
    run: Findings, value: Any, systems: frozenset[str], valueset: str, strength: str, profile: str
) -> bool:
    """Whether no advice is wanted about a value whose codes are of none of these systems.

    It is noted, so that the value is not remembered as one of which there is nothing to say.
    Where advice is wanted, or more than that, the value may be left to be looked at later.
    """
    if not run.full and foreign(value, systems):
        run.strange.append("")
        return True
    return doubted(run, bound, value, valueset, strength, profile)


def recalled(
    value: Any, run: Findings, known: tuple[Any, tuple[str, ...], tuple[Any, ...], str]
) -> bool:
    """Whether a value that is known may be passed, once what follows from it is noted.

    A value set that doubted it does so again, where that advice is wanted.
    """
    _, told, doubt, _ = known
    for system in told:
        if system:
            run.stranger(system)
    if not doubt:
        return True
    judge, facts = doubt
    if judge is not bound:
        return False
    if not run.full and _advised(run, value, facts[0], facts[1]):
        run.strange.append("")
        return True
    return doubted(run, bound, value, *facts)


def unlisted(run: Findings, value: Any, path: Path, code: str, valueset: str) -> None:
    """Say why a code is refused by the base type's own binding, or that it is no code at all."""
    if run.primitive(value, path, code):
        bound(run, value, path, valueset, "required", "")


_Code = tuple[str | None, str, str, str]
"""(system, version, code, display)"""


def _codes(value: Any) -> Iterator[_Code]:
    """Every code of a value: its own, or those of its codings."""
    if value.__class__ is str:
        yield None, "", value, ""
        return
    if value.__class__ is not dict:
        return
    said = value.get("coding") if "code" not in value and "system" not in value else [value]
    for one in said[:_MANY] if said.__class__ is list else ():
        if one.__class__ is dict and one.get("code").__class__ is str:
            yield (
                str(one.get("system", "")),
                _text(one.get("version")),
                one["code"],
                _text(one.get("display")),
            )


def _text(value: Any) -> str:
    return value if value.__class__ is str else ""


def _undecided(  # noqa: PLR0913, PLR0917 - the facts of one binding, as they came
    run: Findings,
    path: Path,
    valueset: str,
    strength: str,
    profile: str,
    unknown: list[tuple[_Code, Member]],
) -> None:
    """Say why it cannot be told whether a code is in its value set, or ask whoever can."""
    member = unknown[0][1]
    question = Question(
        valueset, tuple(code for code, _ in unknown), BROKEN[strength], valueset.partition("|")[0]
    )
    asked: tuple[Any, ...] = (question,) if run.compiled.asks else ()
    if member.circular:
        run.add("value-set-circular", path, (member.missing,), profile)
    elif any(run.compiled.terminology.stranger(str(code[0])) for code, _ in unknown):
        if asked:  # that its system is not at hand is said once, of the resource
            run.add(PENDING, path, asked, profile)
    elif member.missing == question.named:
        run.add("value-set-unknown", path, (member.missing, *asked), profile)
    else:
        run.add("value-set-undecided", path, (question.named, *asked), profile)


def coding(run: Findings, value: Any, path: Path) -> None:
    """Say all that is wrong with a Coding, or with the unit of a Quantity, by itself."""
    code, system = value.get("code"), value.get("system")
    if code.__class__ is not str or (system is not None and system.__class__ is not str):
        return
    named = "value" not in value and "unit" not in value
    if system is None and not named:
        return  # a quantity's own invariant says so
    said = _text(value.get("display")) if named else ""
    if system is not None and run.compiled.terminology.stranger(system):
        run.stranger(system)
    for one in run.compiled.terminology.coding(system, _text(value.get("version")), code, said):
        run.add(one.rule, (path, one.element) if one.element else path, one.facts)


class Coded(set[tuple[str, ...]]):
    """(system, code, display), or (system, code), of codings and units that are right."""

    LIMIT = 4096
    LONGEST = 256

    def __init__(self, terminology: Terminology) -> None:
        super().__init__()
        self._terminology = terminology
        self.units: dict[str, tuple[str, str]] = {}
        """Of right quantities: the word for a unit -> its system and code, as they came last."""
        self.strange = Seen()
        """Code systems that are not at hand, of those met."""

    def right(self, value: dict[str, Any], run: Findings) -> bool:
        """Whether nothing is wrong with a coding of well-formed parts, which is remembered.

        That its code system is not at hand is noted in the run, for whoever asks. One that is
        not right may be left to be looked at later.
        """
        system, code, display = value.get("system"), value.get("code"), value.get("display")
        if code is None:
            return True
        key: tuple[Any, ...] = (system, code) if display is None else (system, code, display)
        if "version" in value:
            key = (system, code, display or "", value["version"])
        if key in self:
            self._named(value, system, code)
            return True
        if system is None:
            return doubted(run, coding, value)
        if self._terminology.stranger(system):  # of which nothing else can be said
            self.strange.keep(str(system))
            run.stranger(str(system))
            return True
        if self._terminology.coding(system, value.get("version", ""), code, display or ""):
            return doubted(run, coding, value)
        self._remember(key)
        self._named(value, system, code)
        return True

    def _named(self, value: dict[str, Any], system: Any, code: str) -> None:
        unit = value.get("unit")
        if unit.__class__ is str and len(unit) + len(system) + len(code) <= self.LONGEST:
            if len(self.units) >= self.LIMIT:
                self.units.clear()
            self.units[unit] = system, code

    def concept(self, value: dict[str, Any], run: Findings) -> bool:
        """Whether it is surely a right concept of codings, and a text; it may raise on others.

        Nothing is remembered of it: codes are many, and to look one up takes as long.
        """
        try:
            codings = value["coding"]
            if len(value) != 1 and not (len(value) == _TWO and _shown(value["text"])):
                return False
            for coding in codings:
                system, code = coding["system"], coding["code"]
                if len(coding) == _TWO:
                    key: tuple[str, ...] = (system, code)
                elif len(coding) == _THREE and _shown(coding["display"]):
                    key = (system, code, coding["display"])
                else:
                    return False
                if system not in self.strange:
                    if key not in self:
                        return False
                elif code.isprintable() and code >= "!" and " " not in code:
                    run.stranger(system)
                else:
                    return False
        except KeyError:
            return False
        return codings.__class__ is list and bool(codings)

    def _remember(self, key: tuple[str, ...]) -> None:
        if len(self) >= self.LIMIT:
            self.clear()
        if sum(map(len, key)) <= self.LONGEST:
            self.add(key)


def _shown(text: str) -> bool:
    """Whether a text to be shown is surely right."""
    return text.isprintable() and text >= "!" and len(text) <= MAX_STRING


def member_of(terminology: Terminology) -> Callable[[Any, str], bool]:
    """Makes the quick test of a value against a value set that is not enumerated."""

    def test(value: Any, valueset: str) -> bool:
        judge = terminology.member
        return any(judge(valueset, system, code).known for system, _, code, _ in _codes(value))

    return test
