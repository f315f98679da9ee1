"""The one table of all sentences: each rule's words and hint, in every language.

A rule that is said in several ways has a row for each, named `rule.way`. A part in braces stands
for a fact of a definition or of our own settings (an element, a type, a limit), never for a value.
https://hl7.org/fhir/R4/operationoutcome.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.model import Issue, Language, Severity
from gateway.wording import (
    clinical_de,
    clinical_en,
    clinical_fr,
    documents_de,
    documents_en,
    documents_fr,
    doors_de,
    doors_en,
    doors_fr,
    files_de,
    files_en,
    files_fr,
    flat_de,
    flat_en,
    flat_fr,
    kmehr_de,
    kmehr_en,
    kmehr_fr,
    messages_de,
    messages_en,
    messages_fr,
    objects_de,
    objects_en,
    objects_fr,
    patches_de,
    patches_en,
    patches_fr,
    queries_de,
    queries_en,
    queries_fr,
    requests_de,
    requests_en,
    requests_fr,
    resources_de,
    resources_en,
    resources_fr,
    searches_de,
    searches_en,
    searches_fr,
    writes_de,
    writes_en,
    writes_fr,
)
from gateway.wording.severities import SEVERITIES


@dataclass(frozen=True, slots=True)
class Sentence:
    """One way to say a rule: what is wrong and how to mend it, in every language."""

    rule: str
    text: Mapping[Language, str]
    """With `{0}`, `{1}` where a fact goes."""
    hint: Mapping[Language, str]


Table: TypeAlias = Mapping[str, tuple[str, str]]
"""Key -> (sentence, hint), in one language."""


def _said(en: Table, fr: Table, de: Table) -> Mapping[str, Sentence]:
    """The rows of one subject; a key that a language lacks is a KeyError, on import."""
    tables = {Language.EN: en, Language.FR: fr, Language.DE: de}
    return MappingProxyType(
        {
            key: Sentence(
                key.partition(".")[0],
                MappingProxyType({language: table[key][0] for language, table in tables.items()}),
                MappingProxyType({language: table[key][1] for language, table in tables.items()}),
            )
            for key in en
        }
    )


SUBJECTS: Mapping[str, Mapping[str, Sentence]] = MappingProxyType(
    {
        "clinical": _said(clinical_en.CLINICAL, clinical_fr.CLINICAL, clinical_de.CLINICAL),
        "documents": _said(documents_en.DOCUMENTS, documents_fr.DOCUMENTS, documents_de.DOCUMENTS),
        "doors": _said(doors_en.DOORS, doors_fr.DOORS, doors_de.DOORS),
        "files": _said(files_en.FILES, files_fr.FILES, files_de.FILES),
        "kmehr": _said(kmehr_en.KMEHR, kmehr_fr.KMEHR, kmehr_de.KMEHR),
        "flat": _said(flat_en.FLAT, flat_fr.FLAT, flat_de.FLAT),
        "messages": _said(messages_en.MESSAGES, messages_fr.MESSAGES, messages_de.MESSAGES),
        "objects": _said(objects_en.OBJECTS, objects_fr.OBJECTS, objects_de.OBJECTS),
        "patches": _said(patches_en.PATCHES, patches_fr.PATCHES, patches_de.PATCHES),
        "queries": _said(queries_en.QUERIES, queries_fr.QUERIES, queries_de.QUERIES),
        "requests": _said(requests_en.REQUESTS, requests_fr.REQUESTS, requests_de.REQUESTS),
        "resources": _said(resources_en.RESOURCES, resources_fr.RESOURCES, resources_de.RESOURCES),
        "searches": _said(searches_en.SEARCHES, searches_fr.SEARCHES, searches_de.SEARCHES),
        "writes": _said(writes_en.WRITES, writes_fr.WRITES, writes_de.WRITES),
    }
)
"""Subject -> key (`rule`, or `rule.way`) -> its words."""

SENTENCES: Mapping[str, Sentence] = MappingProxyType(
    {key: said for subject in SUBJECTS.values() for key, said in subject.items()}
)
"""Key -> its words, whatever the subject."""


def english(key: str, *facts: object) -> str:
    """The English sentence of this key with its facts; raises KeyError where there is no such."""
    return SENTENCES[key].text[Language.EN].format(*facts)


def told(key: str, *facts: object, **rest: Any) -> Issue:
    """An issue said in English by this key, with its facts kept; `rest` as an Issue takes it.

    It is as severe as its rule is (`SEVERITIES`), unless `rest` says otherwise.
    """
    words = tuple(map(str, facts))
    rule = key.partition(".")[0]
    text = SENTENCES[key].text[Language.EN].format(*words)
    given = {"severity": SEVERITIES.get(rule, Severity.ERROR), **rest}
    return Issue(rule, text=text, facts=words, **given)


def _ways() -> dict[str, tuple[Sentence, ...]]:
    found: dict[str, list[Sentence]] = {}
    for sentence in SENTENCES.values():
        found.setdefault(sentence.rule, []).append(sentence)
    return {rule: tuple(said) for rule, said in found.items()}


WAYS: Mapping[str, tuple[Sentence, ...]] = MappingProxyType(_ways())
"""Rule id -> all the ways in which it is said."""
