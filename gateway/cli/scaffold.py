"""`gateway scaffold sender`: a first sender file, of what a folder of its messages shows.

https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from gateway.cli import ending
from gateway.cli.counts import counted
from gateway.cli.formats import Said, stated
from gateway.cli.scaffold_file import file

if TYPE_CHECKING:
    from gateway.cli.survey import Survey
    from gateway.model import Ruleset, Sender

scaffold = typer.Typer(no_args_is_help=True, help="First drafts of files, from what is at hand.")
scaffold.command("file", epilog="Example: `gateway scaffold file vitals --from v.csv`")(
    ending.piped(file)
)
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST = 40
"""Codes of one table, and fields, that are listed."""
HL7V2 = "hl7v2"
READ_AS = "default"
"""Who declares nothing: whatever shows up as its own is not declared yet."""


@scaffold.callback()
def _all() -> None:
    """Write first drafts of files, from what is at hand."""


@scaffold.command("sender", epilog="Example: `gateway scaffold sender nord --from messages/`")
@ending.piped
def sender(
    name: Annotated[str, typer.Argument(help="Small letters, digits and hyphens.")],
    place: Annotated[Path, typer.Option("--from", help="A folder of its messages, or a file.")],
    *,
    said: Said = "",
    to: Annotated[
        Path | None, typer.Option(help="A folder of mappings to write senders/NAME.yaml in.")
    ] = None,
) -> None:
    """Draft mappings/senders/NAME.yaml from messages: what it must declare, with counts.

    Without `--to` it is printed. It passes `gateway check` as it is; a file that is there already
    is not touched.
    """
    if not _NAME.fullmatch(name):
        ending.stop(f"{name}: write the name in small letters, digits and hyphens")
    target = to / "senders" / f"{name}.yaml" if to else None
    if target and target.exists():
        ending.stop(f"{target} is there already; it is not touched")
    found = surveyed(place, said)
    if not found.messages:
        ending.stop(f"{place} holds no message")
    if found.aside:
        sys.stderr.write(f"{counted(found.aside, 'file')} without a message: left aside\n")
    text = "\n".join(_lines(name, found)) + "\n"
    if target is None:
        sys.stdout.write(text)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{target}: of {found.messages} messages; read it, then `gateway check`\n")


def surveyed(place: Path, said: str = "") -> Survey:
    """What all messages below a place look like."""
    from gateway import UNRECORDED
    from gateway.cli.converting import rules_for
    from gateway.cli.corpus import Corpus
    from gateway.cli.survey import GUESSED, Survey, guess
    from gateway.intake.convert import convert
    from gateway.model import Inbound

    rules = rules_for(READ_AS)
    others = {charset: _declaring(rules, charset) for charset in GUESSED}
    tables, names = _tables(rules.senders[READ_AS])
    found = Survey(READ_AS, tables, names, frozenset(rules.national))
    most = ending.settings().max_message
    told, sender = stated(said, rules.adapters), rules.senders[READ_AS]
    corpus = Corpus(place, rules.adapters, most, told, sender)
    for _, format, body in corpus:
        inbound = Inbound(READ_AS, format, body, UNRECORDED)
        read_by = others.get(guess(body), rules) if format == HL7V2 else rules
        found.add(body, convert(inbound, read_by, ledger=True), format)
    found.aside = len(corpus.aside)
    return found


def _declaring(rules: Ruleset, charset: str) -> Ruleset:
    """The same rules, where the sender has declared this character set."""
    declared = replace(rules.senders[READ_AS], charset=charset)
    return replace(rules, senders={**rules.senders, READ_AS: declared})


def _tables(sender: Sender) -> tuple[dict[str, str], frozenset[str]]:
    """(row -> the code table that it reads, names of all tables), of every format with rows."""
    from gateway.bootstrap.rules import DIALECTS, TREES, code_tables

    rows: dict[str, str] = {}
    names: frozenset[str] = frozenset()
    for format in (*DIALECTS, *TREES):
        tables, more = code_tables(ending.settings(), format, sender)
        rows |= tables
        names |= more
    return rows, names


def _lines(name: str, found: Survey) -> Iterator[str]:
    yield f"# {name}: drafted from {found.messages} messages; read every line before you use it."
    yield f"# Message types: {_counted(found.kinds)}"
    yield from [f"# Formats: {_counted(found.formats)}"] if {*found.formats} != {HL7V2} else []
    if found.formats[HL7V2]:
        yield f"# Processing ids (MSH-11): {_counted(found.processing)}"
    yield "rank: 100"
    if found.formats[HL7V2]:
        yield from _key(found)
        yield from _charset(found)
    yield from _zone(found)
    yield from _point(found)
    yield from _authorities(name, found)
    yield from _systems(name, found)
    yield from _codes(found)
    yield from _own(found)
    yield from _unmapped(found)


def _key(found: Survey) -> Iterator[str]:
    again, still = found.again
    yield f"# Control ids (MSH-10) that come again with other content: {again}"
    if again and not still:
        yield "# With MSH-7 beside it, each names one message."
        yield "key: [MSH-10, MSH-7]"
    else:
        if still:
            yield f"# Even with MSH-7 beside it, {still} do: ask what names a message."
        yield "key: [MSH-10]"


def _charset(found: Survey) -> Iterator[str]:
    yield f"# MSH-18: {_counted(found.charsets)}"
    if found.plain:
        yield f"# Bytes of messages where MSH-18 is empty: {_counted(found.plain)}"
    from gateway.cli.survey import LATIN, WINDOWS

    if found.plain[WINDOWS]:
        yield f"# Neither ASCII nor UTF-8, and some bytes are letters in {WINDOWS} alone: a guess."
    elif found.plain[LATIN]:
        yield f"# Neither ASCII nor UTF-8: {LATIN} is a guess. Ask: is it 8859/15, or {WINDOWS}?"
    guessed = next((one for one in (WINDOWS, LATIN) if found.plain[one]), "UNICODE UTF-8")
    yield f"charset: {guessed}"


def _zone(found: Survey) -> Iterator[str]:
    yield from [f"# Offsets in MSH-7: {_counted(found.offsets)}"] if found.offsets else []
    if found.timeless:
        yield f"# {found.timeless} messages hold times without an offset, which are cut to their"
        yield "# date until the zone of the hospital's clocks is declared:"
        yield "# zone: Europe/Luxembourg"


def _point(found: Survey) -> Iterator[str]:
    if found.commas:
        yield f"# {counted(found.commas, 'number')} with a comma before the decimals, kept as text"
        yield "# until it is declared that this is how the hospital writes numbers:"
        yield '# point: ","'


def _authorities(name: str, found: Survey) -> Iterator[str]:
    from gateway.mapping.naming import LOCAL

    base = f"{LOCAL}/{name}"
    yield "# Whose numbers are these? The one that most patients have is taken for its own."
    yield "# Change systems now: once messages are taken in, they are part of each patient's id."
    if found.bare:
        yield f"# Identifiers without an authority: {found.bare}"
    if found.authorities:
        yield "authorities:"
        for number, (word, count) in enumerate(found.authorities):
            first = number == 0 and not found.houses
            uri = base if first else f"{base}/{quote(word, safe='')}"
            yield f"  {_quoted(word)}: {uri}  # {count}{_kinds(found, word)}"
    houses = [one for one, _ in found.houses.most_common()]
    for one in houses:
        yield f"# {one}: patients' numbers, named so in the messages: {found.houses[one]}"
    yield f"own: [{', '.join((*map(_quoted, houses), base))}]"
    yield f"default_authority: {base}"


def _kinds(found: Survey, authority: str) -> str:
    """Of which kinds an authority's numbers of patients are."""
    kinds = found.numbered.get(authority)
    return f" ({_counted(kinds)})" if kinds else ""


def _systems(name: str, found: Survey) -> Iterator[str]:
    from gateway.mapping.naming import LOCAL

    if found.systems:
        yield "# Code systems that are not known here:"
        yield "systems:"
        for word, count in found.systems.most_common():
            yield f"  {_quoted(word)}: {LOCAL}/{name}/{quote(word, safe='')}  # {count}"


def _codes(found: Survey) -> Iterator[str]:
    for table, codes in sorted(found.codes.items()):
        shown = ", ".join(f"{code} ({count})" for code, count in codes.most_common(_MOST))
        yield f"# Codes without translation in {table}: {shown}"


def _own(found: Survey) -> Iterator[str]:
    if found.own:
        yield "# Segments of its own. Write a map for each: docs/how-to/z-segments.md"
    for segment, fields in sorted(found.own.items()):
        yield f"#   {segment}: {_counted(fields)}"


def _unmapped(found: Survey) -> Iterator[str]:
    if found.unmapped:
        shown = Counter(dict(found.unmapped.most_common(_MOST)))
        yield f"# Places of which something goes nowhere: {_counted(shown)}"


def _counted(words: Counter[str]) -> str:
    return ", ".join(f"{word or 'empty'} {count}" for word, count in words.most_common()) or "none"


def _quoted(word: str) -> str:
    """A key of YAML, whatever the word."""
    return json.dumps(word, ensure_ascii=False)
