"""Says an issue in a language of the reader: its sentence, and a hint how to mend it.

https://hl7.org/fhir/R4/operationoutcome.html · https://hl7.org/fhir/R4/extension-translation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import structs

from gateway.model import Issue, Language
from gateway.wording.sentences import WAYS, Sentence

_INVARIANT: Mapping[Language, str] = MappingProxyType(
    {
        Language.EN: "{1}",
        Language.FR: "La règle {0} n'est pas respectée : {1}",
        Language.DE: "Die Regel {0} ist nicht erfüllt: {1}",
    }
)
"""For a rule whose author wrote English only: its key, and what he published."""
_WORDS: Mapping[str, Mapping[Language, str]] = MappingProxyType(
    {
        " or ": {Language.EN: " or ", Language.FR: " ou ", Language.DE: " oder "},
        "(as named here)": {
            Language.EN: "(as named here)",
            Language.FR: "(tel que nommé ici)",
            Language.DE: "(wie hier genannt)",
        },
        "a code system of HL7": {
            Language.EN: "a code system of HL7",
            Language.FR: "un système de codes de HL7",
            Language.DE: "einem Codesystem von HL7",
        },
        "a package of ": {
            Language.EN: "a package of ",
            Language.FR: "un package de ",
            Language.DE: "ein Package mit ",
        },
        "the package that holds it": {
            Language.EN: "the package that holds it",
            Language.FR: "le package qui le contient",
            Language.DE: "das Package, das es enthält",
        },
        "the package ": {
            Language.EN: "the package ",
            Language.FR: "le package ",
            Language.DE: "das Package ",
        },
        "this code system": {
            Language.EN: "this code system",
            Language.FR: "ce système de codes",
            Language.DE: "diesem Codesystem",
        },
        "in meta.profile": {
            Language.EN: "in meta.profile",
            Language.FR: "de meta.profile",
            Language.DE: "aus meta.profile",
        },
    }
)
"""English words that stand in facts."""
_EXPLAINED: Mapping[Language, str] = MappingProxyType(
    {
        Language.EN: "`gateway explain {0}` shows what the rule asks, and where.",
        Language.FR: "`gateway explain {0}` montre ce que la règle demande, et où.",
        Language.DE: "`gateway explain {0}` zeigt, was die Regel verlangt, und wo.",
    }
)


def say(issue: Issue, language: Language) -> str:
    """The issue's sentence in this language.

    An invariant is said in the translation that its profile brings; where it brings none, by a
    general sentence that ends in the English one.
    """
    if language is Language.EN:
        return issue.text
    translated = dict(issue.translations).get(language.value)
    if translated is not None:
        return translated
    way = _way(issue)
    if way is None:
        return _INVARIANT[language].format(issue.rule, issue.text)
    return way.text[language].format(*(_fact(fact, language) for fact in issue.facts))


def hint(issue: Issue, language: Language) -> str:
    """How to mend it, in this language; of an invariant, how to read what it asks."""
    way = _way(issue)
    if way is not None:
        return way.hint[language].format(*(_fact(fact, language) for fact in issue.facts))
    return _EXPLAINED[language].format(issue.rule) if issue.code == "invariant" else ""


def localized(issue: Issue, language: Language) -> Issue:
    """The same issue with its text in this language."""
    return issue if language is Language.EN else structs.replace(issue, text=say(issue, language))


def _fact(fact: str, language: Language) -> str:
    """A fact in this language: what is English in it is the `or` between names, seldom more."""
    for english, words in _WORDS.items():
        fact = fact.replace(english, words[language])
    return fact


def _way(issue: Issue) -> Sentence | None:
    """The row that the issue was said with; None where no table has it.

    The English text tells the rows of a rule apart, and proves that the facts are the row's: an
    issue that an earlier version kept may have others.
    """
    for way in WAYS.get(issue.rule, ()):
        if _fits(way.text[Language.EN], issue):
            return way
    return None


def _fits(template: str, issue: Issue) -> bool:
    try:
        return template.format(*issue.facts) == issue.text
    except IndexError:
        return False
