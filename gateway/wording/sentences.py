"""The one table of all sentences: each rule's words and hint, in every language.

A rule that is said in several ways has a row for each, named `rule.way`. A part in braces stands
for a fact of a definition or of our own settings (an element, a type, a limit), never for a value.
https://hl7.org/fhir/R4/operationoutcome.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gateway.model import Issue, Language
from gateway.wording import (
    documents_de,
    documents_en,
    documents_fr,
    messages_de,
    messages_en,
    messages_fr,
    requests_de,
    requests_en,
    requests_fr,
    resources_de,
    resources_en,
    resources_fr,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One way to say a rule: what is wrong and how to mend it, in every language."""

    rule: str
    text: Mapping[Language, str]
    """With `{0}`, `{1}` where a fact goes."""
    hint: Mapping[Language, str]


_TABLES: Mapping[Language, Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        Language.EN: {
            **documents_en.DOCUMENTS,
            **messages_en.MESSAGES,
            **requests_en.REQUESTS,
            **resources_en.RESOURCES,
        },
        Language.FR: {
            **documents_fr.DOCUMENTS,
            **messages_fr.MESSAGES,
            **requests_fr.REQUESTS,
            **resources_fr.RESOURCES,
        },
        Language.DE: {
            **documents_de.DOCUMENTS,
            **messages_de.MESSAGES,
            **requests_de.REQUESTS,
            **resources_de.RESOURCES,
        },
    }
)


def _sentence(key: str) -> Sentence:
    rows = {language: table[key] for language, table in _TABLES.items() if key in table}
    return Sentence(
        key.partition(".")[0],
        MappingProxyType({language: text for language, (text, _) in rows.items()}),
        MappingProxyType({language: hint for language, (_, hint) in rows.items()}),
    )


SENTENCES: Mapping[str, Sentence] = MappingProxyType(
    {key: _sentence(key) for key in _TABLES[Language.EN]}
)
"""Key (`rule`, or `rule.way`) -> its words."""


def english(key: str, *facts: object) -> str:
    """The English sentence of this key with its facts; raises KeyError where there is no such."""
    return SENTENCES[key].text[Language.EN].format(*facts)


def told(key: str, *facts: object, **rest: Any) -> Issue:
    """An issue said in English by this key, with its facts kept; `rest` as an Issue takes it."""
    words = tuple(map(str, facts))
    text = SENTENCES[key].text[Language.EN].format(*words)
    return Issue(key.partition(".")[0], text=text, facts=words, **rest)


def _ways() -> dict[str, tuple[Sentence, ...]]:
    found: dict[str, list[Sentence]] = {}
    for sentence in SENTENCES.values():
        found.setdefault(sentence.rule, []).append(sentence)
    return {rule: tuple(said) for rule, said in found.items()}


WAYS: Mapping[str, tuple[Sentence, ...]] = MappingProxyType(_ways())
"""Rule id -> all the ways in which it is said."""
