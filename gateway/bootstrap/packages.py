"""Which FHIR packages are in force: what the settings name, and what a command adds to them.

https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gateway.definitions import Definitions
from gateway.settings import Settings


def definitions(settings: Settings, extra: Sequence[str | Path] = ()) -> Definitions:
    """The base definitions, our profiles, the packages in force and these extra ones.

    An extra is a path (.tgz or folder) or the `NAME@VERSION` of an installed package. Raises
    FileNotFoundError where the base definitions have not been built, and ValueError with a plain
    sentence where a package that was named is not there or cannot be used.
    """
    places = [*settings.profiles, *places_of(settings, extra)]
    return Definitions.open(settings.definitions, places)


def places_of(settings: Settings, extra: Sequence[str | Path] = ()) -> Iterator[Path]:
    """Where each package in force is kept; raises ValueError that names one that is not there."""
    named = settings.packages or sorted(settings.installed.glob("*@*.tgz"))
    for one in (*named, *extra):
        yield _place(settings, one)


def _place(settings: Settings, named: str | Path) -> Path:
    path = Path(named)
    if path.exists():
        return path
    kept = settings.installed / f"{named}.tgz"
    if kept.is_file():
        return kept
    raise ValueError(f"there is no package {named}: no such file, and none of that name installed")
