"""Every rule has its sentence and its hint in every language, and no rule is told without them.

https://hl7.org/fhir/R4/operationoutcome.html
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.mapping.flaws import FLAWS
from gateway.model import Language
from gateway.validation import RULES
from gateway.validation.primitives import PRIMITIVES
from gateway.wording import (
    SENTENCES,
    SEVERITIES,
    SUBJECTS,
    documents_de,
    documents_en,
    documents_fr,
    messages_de,
    messages_en,
    messages_fr,
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
)

ROOM = Path(__file__).parents[2] / "gateway"
TABLES = {
    "documents": (documents_en.DOCUMENTS, documents_fr.DOCUMENTS, documents_de.DOCUMENTS),
    "messages": (messages_en.MESSAGES, messages_fr.MESSAGES, messages_de.MESSAGES),
    "patches": (patches_en.PATCHES, patches_fr.PATCHES, patches_de.PATCHES),
    "queries": (queries_en.QUERIES, queries_fr.QUERIES, queries_de.QUERIES),
    "requests": (requests_en.REQUESTS, requests_fr.REQUESTS, requests_de.REQUESTS),
    "resources": (resources_en.RESOURCES, resources_fr.RESOURCES, resources_de.RESOURCES),
}
RULES_TOLD = {one.rule for one in SENTENCES.values()}
TELLERS = ("told", "fault", "_fault", "english", "_broken", "Issue", "add", "_mistake", "wrong")
"""Functions whose first argument is a rule, or the key of its sentence."""
ROOMS = (
    "adapters",
    "api",
    "bootstrap/lines",
    "disclosure",
    "fhirjson",
    "fhirxml",
    "intake",
    "mapping",
    "mllp",
    "patching",
    "validation",
    "xml",
)
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+(\.[a-z-]+)?")
GENERATED = re.compile(r"""x\.add\(["']([a-z0-9-]+)["']""")


def holes(text: str) -> list[str]:
    return sorted(set(re.findall(r"\{\d\}", text)))


@pytest.mark.parametrize("name", TABLES)
def test_each_language_has_the_same_rules(name: str) -> None:
    english, french, german = TABLES[name]

    assert list(english) == list(french) == list(german)


@pytest.mark.parametrize("key", SENTENCES)
def test_a_rule_is_said_and_mended_in_every_language(key: str) -> None:
    """Six texts, none empty, none copied from another language, each a whole sentence."""
    one = SENTENCES[key]
    texts = [one.text[language] for language in Language]
    hints = [one.hint[language] for language in Language]

    assert len({*texts, *hints}) == 2 * len(Language)
    for text in (*texts, *hints):
        assert re.fullmatch(r"\S.*[^\s][.:]|\S.*[.?)]", text, re.DOTALL), text
        assert "  " not in text


@pytest.mark.parametrize("key", SENTENCES)
def test_facts_have_their_places_in_every_language(key: str) -> None:
    """What English says of a definition, French and German say too; hints invent nothing."""
    one = SENTENCES[key]
    said = holes(one.text[Language.EN])

    for language in Language:
        assert holes(one.text[language]) == said
        assert holes(one.hint[language]) == holes(one.hint[Language.EN])
        assert set(holes(one.hint[language])) <= set(said)


def test_every_rule_of_the_tables_is_said() -> None:
    """Rules of resources, flaws of values, and those whose severity stands apart."""
    kinds = {kind.rule for kind in PRIMITIVES.values()} - {""}

    assert set(RULES) | set(FLAWS) | set(SEVERITIES) | kinds <= RULES_TOLD


def test_no_rule_is_told_that_has_no_sentence() -> None:
    """Every rule that the sources name where something is told has its row."""
    named = dict(used())

    assert len(named) > 100
    assert {key: place for key, place in named.items() if not known(key)} == {}


def known(key: str) -> bool:
    return key in SENTENCES or key in RULES_TOLD


def used() -> Iterator[tuple[str, str]]:
    """Each rule or key of a sentence in the sources, and where it stands."""
    for room in ROOMS:
        place = ROOM / room
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
            if file.exists():
                text = file.read_text(encoding="utf-8")
                yield from ((key, file.name) for key in GENERATED.findall(text))
                yield from ((key, file.name) for key in _told(ast.parse(text)))


def _told(tree: ast.Module) -> Iterator[str]:
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func).rpartition(".")[2]
        if name == "Refused":
            yield from _refused(call)
        elif name in TELLERS:
            rule = next((one.value for one in call.keywords if one.arg == "rule"), None)
            first = rule or (call.args[0] if call.args else None)
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield from [first.value] if NAME.fullmatch(first.value) else []


def _refused(call: ast.Call) -> Iterator[str]:
    """`Refused(400, "value", "number", ...)` is told by the sentence `http-400.number`."""
    texts = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
    if len(texts) > 1 and isinstance(texts[0], int) and isinstance(texts[1], str):
        way = texts[2] if len(texts) > 2 else ""
        if isinstance(way, str):
            yield f"http-{texts[0]}.{way}".rstrip(".")


def test_no_sentence_takes_the_place_of_another() -> None:
    """A key that two subjects hold would be said in the words of one of them only."""
    assert sum(map(len, SUBJECTS.values())) == len(SENTENCES)
