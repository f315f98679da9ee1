"""What the command line writes: tables on a terminal, plain lines in a pipe, JSON where asked.

https://rich.readthedocs.io/
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gateway.cli.cells import neutral
from gateway.cli.counts import counted
from gateway.cli.form import Form
from gateway.fhirjson import encode, pretty
from gateway.model import Fate, Fault, Issue, Language, Resource, Status, Trace
from gateway.wording import hint, say

if TYPE_CHECKING:
    from gateway.bootstrap.serve import Doors

_COLOURS = {
    "mapped": "green",
    "translated": "cyan",
    "ignored": "dim",
    "degraded": "yellow",
    "unmapped": "red",
    "information": "cyan",
    "warning": "yellow",
    "error": "red",
    "fatal": "bold red",
}

_PLACES = 20
"""Of what is wrong at more places, so many are shown on a screen."""
_NOTES: Mapping[Language, str] = MappingProxyType(
    {
        Language.EN: " · issues: {0}, of them errors: {1} (see --validate)",
        Language.FR: " · constats : {0}, dont erreurs : {1} (voir --validate)",
        Language.DE: " · Befunde: {0}, davon Fehler: {1} (siehe --validate)",
    }
)
_NONE: Mapping[Language, str] = MappingProxyType(
    {
        Language.EN: "no issue was found",
        Language.FR: "aucun constat",
        Language.DE: "kein Befund",
    }
)


def bundle(found: Resource) -> None:
    """The Bundle on standard output, as indented JSON."""
    _write(pretty(found) + b"\n")


def line(text: bytes) -> None:
    """One Bundle of many on standard output: as one line, seen at once where a person looks."""
    sys.stdout.buffer.write(text + b"\n")
    if sys.stdout.isatty():
        sys.stdout.buffer.flush()


def headed(number: int, form: Form, entry: int = 0) -> None:
    """Which message of a batch follows; nothing for the only one, or where a program reads."""
    if number and form is not Form.JSON:
        where = f" (entry[{entry}] of the archive)" if entry else ""
        sys.stdout.write(f"# message {number}{where}\n")


def filed(name: str, form: Form, *, beside: bool) -> None:
    """Which of several files follows, before the tables of its messages.

    `beside`: on standard error, where Bundles are what is printed.
    """
    if form is not Form.JSON or beside:
        sys.stdout.flush()
        (sys.stderr if beside else sys.stdout).write(f"# {neutral(name)}\n")


def batch_issue(issue: Issue) -> None:
    """What is wrong with a batch, or with a file, on standard error."""
    what = "batch" if issue.rule.startswith("batch") else "file"
    sys.stderr.write(f"{what}: {issue.source}: {issue.rule}: {issue.text}\n".replace(": : ", ": "))


def verdict(
    status: Status, count: int, bad: int, number: int = 0, language: Language = Language.EN
) -> None:
    """One line on standard error, so that a pipe carries the Bundle alone.

    `count` and `bad`: how many issues there are, and how many of them are errors.
    """
    note = _NOTES[language].format(count, bad) if count else ""
    sys.stderr.write(f"{f'{number}: ' if number else ''}{status.value}{note}\n")


def issues(found: Sequence[Issue], language: Language, form: Form) -> None:
    """What is wrong: severity, place in the message and in FHIR, rule, sentence, how to mend."""
    rows = [
        (i.severity.value, i.source, _at(i), i.rule, say(i, language), hint(i, language))
        for i in found
    ]
    if form is Form.AUTO and sys.stdout.isatty():
        _paragraphs(rows)
    else:
        _table(("severity", "source", "target", "rule", "sentence", "hint"), rows, form)
    if not found and form is not Form.JSON:
        sys.stderr.write(f"{_NONE[language]}\n")


def ledger(traces: Sequence[Trace], form: Form, fates: frozenset[Fate] = frozenset()) -> None:
    """What became of each leaf of the message; of those that came to `fates`, if any are said.

    JSON says in which resource the target lies, too, and where in the message the leaf stands.
    """
    shown = [trace for trace in traces if trace.fate in fates or not fates]
    if form is Form.JSON:
        _write(encode(list(map(_traced, shown))) + b"\n")
        return
    rows = [(t.source, t.fate.value, t.target, t.row, t.reason) for t in shown]
    _table(("source", "fate", "target", "row", "reason"), rows, form)
    told = [trace.fate.value for trace in traces]
    said = [f"{told.count(fate)} {fate}" for fate in dict.fromkeys(told)]
    sys.stderr.write(f"{len(traces)} leaves: {', '.join(said)}\n")


def _traced(trace: Trace) -> dict[str, Any]:
    return {
        "source": trace.source,
        "fate": trace.fate.value,
        "target": trace.target,
        "resource": trace.resource,
        "row": trace.row,
        "reason": trace.reason,
        "bytes": list(trace.span),
    }


def faults(found: Sequence[Fault], form: Form) -> None:
    """Each fault of our own data, as `file:line: rule: sentence`."""
    if form is Form.JSON:
        names = ("file", "line", "rule", "text")
        _write(encode([{name: getattr(f, name) for name in names} for f in found]) + b"\n")
        return
    for fault in found:
        sys.stdout.write(f"{fault.file}:{fault.line}: {fault.rule}: {fault.text}\n")
    sys.stderr.write(f"{counted(len(found), 'fault')}\n" if found else "no fault was found\n")


def doors(opened: Doors) -> None:
    """Where the gateway can be reached."""
    sys.stdout.write(f"HTTP  {opened.http}/  (documentation, and FHIR under /fhir)\n")
    for sender, place in opened.mllp.items():
        sys.stdout.write(f"MLLP  {place}  (sender {sender})\n")
    if opened.note:
        sys.stdout.write(f"note  {opened.note}\n")
    sys.stdout.flush()


def _at(issue: Issue) -> str:
    return issue.target or issue.resource.partition("/")[0]


def _table(names: Sequence[str], rows: Iterable[Sequence[str]], form: Form) -> None:
    if form is Form.JSON:
        said: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
        _write(encode(said) + b"\n")
    elif form is Form.AUTO and sys.stdout.isatty():
        _rich(names, rows)
    else:
        for row in rows:
            sys.stdout.write("\t".join(map(neutral, row)) + "\n")


def _paragraphs(rows: Iterable[Sequence[str]]) -> None:
    """What is wrong, under all the places where it is: no screen is wide enough for both."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console()
    for (severity, rule, sentence, mend), places in _alike(rows).items():
        for (source, target), times in [*places.items()][:_PLACES]:
            console.print(
                Text.assemble(
                    (f"{severity:<12}", _COLOURS.get(severity, "")),
                    (neutral(source), "bold"),
                    *((" → ", neutral(target)) if source and target else (neutral(target),)),
                    (f"  {rule}{f', {times} times' if times > 1 else ''}", "dim"),
                )
            )
        more = f"… {len(places) - _PLACES} more places (all: --format json)"
        words = (more if len(places) > _PLACES else "", "dim"), (sentence, ""), (mend, "green")
        for said, style in words:
            if said:
                shown = f"→ {neutral(said)}" if said is mend else neutral(said)
                console.print(Padding(Text(shown, style=style), (0, 0, 0, 12)))


def _alike(rows: Iterable[Sequence[str]]) -> dict[tuple[str, ...], Counter[tuple[str, str]]]:
    """(severity, rule, sentence, hint) -> how often it is said of each (source, target)."""
    found: dict[tuple[str, ...], Counter[tuple[str, str]]] = {}
    for severity, source, target, rule, sentence, mend in rows:
        found.setdefault((severity, rule, sentence, mend), Counter())[source, target] += 1
    return found


def _rich(names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")  # of a row its end says most: nothing is cut off
    for row in rows:
        colour = next((_COLOURS[cell] for cell in row if cell in _COLOURS), "")
        table.add_row(*(Text(neutral(cell)) for cell in row), style=colour)
    Console().print(table)


def _write(text: bytes) -> None:
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()
