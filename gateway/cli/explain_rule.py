"""Explains a rule: ours by its id, or an invariant by its key, in every language.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.cli.explain_profile import name
from gateway.cli.explained import Explanation, Row, Table
from gateway.definitions import Constraint, Definitions, Structure
from gateway.mapping.flaws import FLAWS
from gateway.model import Issue, Language, Severity
from gateway.validation import RULES
from gateway.validation.invariants import ERRATA
from gateway.wording import SENTENCES, SEVERITIES, say

_COLUMNS = ("language", "sentence", "hint")
_MANY = 12
"""Elements that are named; an invariant of Element stands on all."""


def rule(asked: str) -> Explanation | None:
    """One of our own rules: its severity, and each of its sentences with its hint."""
    said = [one for one in SENTENCES.values() if one.rule == asked]
    if not said:
        return None
    rows = tuple(
        (language.value, one.text[language], one.hint[language])
        for one in said
        for language in Language
    )
    facts = (("rule", asked), ("severity", severity(asked).value), ("code", _code(asked)))
    return Explanation(asked, facts, (Table("sentences", _COLUMNS, rows),))


def severity(asked: str) -> Severity:
    """How bad a breach of one of our rules is."""
    if asked in RULES:
        return RULES[asked].severity
    return FLAWS[asked].severity if asked in FLAWS else SEVERITIES.get(asked, Severity.ERROR)


def _code(asked: str) -> str:
    """FHIR's code for it, where it is the same everywhere."""
    if asked in RULES:
        return RULES[asked].code
    return FLAWS[asked].code if asked in FLAWS else ""


def invariant(definitions: Definitions, key: str) -> Iterator[Explanation]:
    """Every invariant of this key: each definition may have one of its own."""
    for structure, found in _made(definitions, key):
        yield _explained(structure, found)


def keys(definitions: Definitions) -> Iterator[str]:
    """The keys of all invariants, some of them several times."""
    for structure in structures(definitions):
        yield from (one.key for at in structure.elements for one in at.constraints)


def structures(definitions: Definitions) -> Iterator[Structure]:
    """Every type and profile at hand whose snapshot can be had."""
    for url in definitions.canonicals("StructureDefinition"):
        try:
            found = definitions.structure(url)
        except (LookupError, ValueError):
            continue
        if found is not None:
            yield found


def _made(definitions: Definitions, key: str) -> Iterator[tuple[Structure, Constraint]]:
    """Where invariants of this key were made: copies in profiles say the same again."""
    told: set[str] = set()
    roots_first = sorted(structures(definitions), key=lambda one: one.derivation == "constraint")
    for structure in roots_first:
        for one in (held for at in structure.elements for held in at.constraints):
            if one.key == key and one.source in ("", structure.url) and one.expression not in told:
                told.add(one.expression)
                yield structure, one


def _explained(structure: Structure, found: Constraint) -> Explanation:
    places = [
        name(one)
        for one in structure.elements
        if any(
            held.key == found.key and held.expression == found.expression
            for held in one.constraints
        )
    ]
    more = f" (+{len(places) - _MANY})" if len(places) > _MANY else ""
    facts = (
        ("rule", found.key),
        ("severity", found.severity),
        ("defined", structure.url),
        ("element", ", ".join(places[:_MANY]) + more),
        ("expression", found.expression),
        ("note", ERRATA.get(found.key, "")),
    )
    return Explanation(found.key, facts, (Table("sentences", _COLUMNS[:2], tuple(_said(found))),))


def _said(found: Constraint) -> Iterator[Row]:
    issue = Issue(found.key, text=found.human, code="invariant", translations=found.translations)
    for language in Language:
        yield language.value, say(issue, language)
