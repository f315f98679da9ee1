"""Writes an explanation: tables on a terminal, Markdown in a pipe, JSON where asked.

https://rich.readthedocs.io/ · https://spec.commonmark.org/
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from gateway.cli.explain_words import word
from gateway.cli.explained import Explanation, Table
from gateway.cli.form import Told
from gateway.fhirjson import pretty
from gateway.model import Language


def write(found: Sequence[Explanation], form: Told, language: Language) -> None:
    """Write explanations to standard output; `auto` is a table where somebody looks."""
    if form is Told.JSON:
        said = [_json(one) for one in found]
        sys.stdout.buffer.write(pretty(said[0] if len(said) == 1 else said) + b"\n")
        sys.stdout.buffer.flush()
    elif form is Told.AUTO and sys.stdout.isatty():
        console = Console()
        for one in found:
            _rich(console, one, language)
    else:
        sys.stdout.write("\n".join(_markdown(one, language) for one in found))


def _json(one: Explanation) -> dict[str, Any]:
    """Keys are the same in every language."""
    said: dict[str, Any] = {"title": one.title}
    said |= {key: value for key, value in one.facts if value}
    for table in one.tables:
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        said[table.title] = [{key: value for key, value in row.items() if value} for row in rows]
    return said


def _rich(console: Console, one: Explanation, language: Language) -> None:
    console.print(f"[bold]{escape(one.title)}[/bold]")
    for key, value in one.facts:
        if value:
            console.print(f"[dim]{word(key, language)}:[/dim] {escape(value)}", highlight=False)
    for table in _full(one):
        columns = [word(key, language) for key in table.columns]
        title = word(table.title, language)
        grid = Grid(*columns, title=title, title_justify="left", box=None, header_style="bold")
        for row in table.rows:
            grid.add_row(*map(escape, row))
        console.print()
        console.print(grid)
    console.print()


def _markdown(one: Explanation, language: Language) -> str:
    lines = [f"# {one.title}", ""]
    lines += [f"- {word(key, language)}: {_cell(value)}" for key, value in one.facts if value]
    for table in _full(one):
        lines += ["", f"## {word(table.title, language)}", ""]
        lines.append(_line([word(key, language) for key in table.columns]))
        lines.append(_line(["---"] * len(table.columns)))
        lines += [_line([_cell(cell) for cell in row]) for row in table.rows]
    return "\n".join([*lines, ""])


def _full(one: Explanation) -> list[Table]:
    return [table for table in one.tables if table.rows]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
