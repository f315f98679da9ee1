"""Explains a value set or a code system: how it is made up, and its first codes.

https://hl7.org/fhir/R4/valueset.html · https://hl7.org/fhir/R4/codesystem.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.cli.explain_words import word
from gateway.cli.explained import Explanation, Row, Table
from gateway.definitions import CodeSystem, Definitions
from gateway.model import Language


def valueset(definitions: Definitions, url: str, language: Language, first: int) -> Explanation:
    """How a value set that is at hand is made up, and its `first` codes."""
    record = definitions.valueset(url) or {}
    known = definitions.codes(url)
    pairs = sorted(known.pairs) if known else sorted(_published(record))
    rows = tuple((*pair, _display(definitions, record, pair)) for pair in pairs[:first])
    facts = (
        ("name", record.get("name", "")),
        ("version", record.get("version", "")),
        ("count", f"{len(pairs):,}" if known else ""),
        ("note", "" if known else word("unlisted", language)),
        ("rest", _rest(len(pairs) - len(rows), language)),
    )
    made = tuple(_made(record, language))
    tables = (
        Table("made", ("part", "system", "content"), made),
        Table("codes", ("system", "code", "display"), rows),
    )
    return Explanation(record.get("url", url), facts, tables)


def system(found: CodeSystem, language: Language, first: int) -> Explanation:
    """What a code system says of itself, and its `first` codes."""
    concepts = list(found.concepts.values())
    rows = tuple((one.code, one.display) for one in concepts[:first])
    facts = (
        ("name", found.name),
        ("version", found.version),
        ("content", found.content),
        ("count", f"{len(concepts):,}"),
        ("rest", _rest(len(concepts) - len(rows), language)),
    )
    return Explanation(found.url, facts, (Table("codes", ("code", "display"), rows),))


def _rest(count: int, language: Language) -> str:
    return f"{count:,} {word('more', language)}" if count > 0 else ""


def _published(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The codes that are written out, where not all can be known."""
    for part in record.get("include", ()):
        yield from ((part.get("system", ""), code) for code, _ in part.get("concept", ()))


def _display(definitions: Definitions, record: Mapping[str, Any], pair: tuple[str, str]) -> str:
    for part in record.get("include", ()):
        if part.get("system") == pair[0]:
            said = dict(part.get("concept", ())).get(pair[1])
            if said:
                return str(said)
    found = definitions.system(pair[0])
    concept = found.concepts.get(pair[1]) if found else None
    return concept.display if concept else ""


def _made(record: Mapping[str, Any], language: Language) -> Iterator[Row]:
    for key in ("include", "exclude"):
        for part in record.get(key, ()):
            version = f"|{part['version']}" if part.get("version") else ""
            said = "; ".join(_content(part, language))
            yield word(key, language), part.get("system", "") + version, said


def _content(part: Mapping[str, Any], language: Language) -> Iterator[str]:
    if part.get("concept"):
        yield f"{len(part['concept'])} {word('listed', language)}"
    yield from (" ".join(map(str, one)) for one in part.get("filter", ()))
    if part.get("valueSet"):
        yield f"{word('valuesets', language)} {', '.join(part['valueSet'])}"
    if not any(part.get(key) for key in ("concept", "filter", "valueSet")):
        yield word("all", language)
