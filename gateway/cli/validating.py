"""Checks every resource of many files, one after another, and writes what was found.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from gateway.bootstrap.checking import Checking, checking, clock
from gateway.cli.ending import DONE, IMPOSSIBLE, WRONG, silenced
from gateway.cli.files import Piece, Unread, meant, pieces
from gateway.cli.form import Written
from gateway.cli.reports import Lines, Outcomes, Screen
from gateway.cli.sarif import Sarif
from gateway.cli.verdicts import Asked, Judge, Report, Tally
from gateway.model import Language
from gateway.settings import Settings

_NEAR = 3
"""Profiles that are named where one is not known."""
_MANY, _MUCH = 20, 2_000_000
"""Files, and bytes, from which on a bar is worth its line."""


@dataclass(frozen=True, slots=True)
class Told:
    """How what was found is written."""

    language: Language = Language.EN
    written: Written = Written.TEXT


def run(
    settings: Settings, words: Sequence[str], packages: Sequence[str], asked: Asked, told: Told
) -> int:
    """Check every resource that these words mean; gives the exit code.

    `packages` are in force besides those of the settings; a profile that is asked for may be known
    by its name alone. Raises FileNotFoundError and ValueError with a plain sentence where nothing
    can be checked.
    """
    known = checking(settings, packages)
    profiles = [_profile(known, name) for name in asked.profiles]
    judge = Judge(known, replace(asked, profiles=profiles), clock())
    console = Console(highlight=False) if sys.stdout.isatty() else Console(stderr=True)
    report = REPORTS[told.written](told.language, console)
    tally = Tally()
    try:
        files = list(meant(words))
        with _progress(console, files) as step:
            for piece in _pieces(files, step):
                found = piece if isinstance(piece, Unread) else judge.verdict(piece)
                tally.add(found)
                report.add(found)
        report.end(tally)
        sys.stdout.flush()
    except BrokenPipeError:
        silenced()
    return IMPOSSIBLE if tally.unread else WRONG if tally.invalid else DONE


def _text(language: Language, console: Console) -> Report:
    return Screen(language, console) if sys.stdout.isatty() else Lines(language)


REPORTS: Mapping[Written, Callable[[Language, Console], Report]] = MappingProxyType(
    {
        Written.TEXT: _text,
        Written.JSON: lambda language, _: Outcomes(language),
        Written.SARIF: lambda language, _: Sarif(language),
    }
)


def _pieces(
    files: Sequence[str | Unread], step: Callable[[Piece], None]
) -> Iterator[Piece | Unread]:
    for file in files:
        if isinstance(file, Unread):
            yield file
            continue
        for piece in pieces(file):
            yield piece
            if isinstance(piece, Piece):
                step(piece)


def _profile(known: Checking, name: str) -> str:
    """The canonical that a name means; raises ValueError that says which come near."""
    if known.validator.profile(name) is not None:
        return name
    known.definitions.structure(name)  # raises why it cannot be used, where it is there
    all_ = known.definitions.canonicals("StructureDefinition")
    ends = [url for url in all_ if url.rpartition("/")[2] == name]
    if len(ends) == 1:
        return ends[0]
    near = _near(name, all_)
    hint = f"; is it one of these? {', '.join(near)}" if near else ""
    raise ValueError(
        f"there is no profile {name} in the packages in force{hint} "
        "(--package FILE or NAME@VERSION adds a package)"
    )


def _near(name: str, canonicals: Sequence[str]) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 - needed only where a name is wrong

    last = {url.rpartition("/")[2]: url for url in canonicals}
    found = get_close_matches(name.partition("|")[0].rpartition("/")[2], last, _NEAR)
    return [last[one] for one in found]


@contextmanager
def _progress(
    console: Console, files: Sequence[str | Unread]
) -> Iterator[Callable[[Piece], None]]:
    """A bar that shows how far the reading is, on a terminal and where there is much to read."""
    sizes = [_size(file) for file in files if isinstance(file, str)]
    if not console.is_terminal or (len(sizes) < _MANY and sum(sizes) < _MUCH):
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.fields[done]} resources"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    ) as bar:
        task = bar.add_task("", total=sum(sizes) or None, done=0)
        count = itertools.count(1)
        yield lambda piece: bar.update(task, advance=len(piece.body) + 1, done=next(count))


def _size(file: str) -> int:
    path = Path(file)
    return path.stat().st_size if path.is_file() else 0
