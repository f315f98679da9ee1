"""Which FHIR packages are in force: what the settings name, what that builds on, what is added.

https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gateway.definitions import Definitions
from gateway.definitions.archive import opened
from gateway.definitions.installed import Installed, taken, unusable
from gateway.definitions.needs import found, versions, wanted
from gateway.definitions.package import Package, places, read
from gateway.model import Fault
from gateway.settings import Settings

SETTING = "GATEWAY_PACKAGES"


def definitions(settings: Settings, extra: Sequence[str | Path] = ()) -> Definitions:
    """The base definitions, our profiles, the packages in force and these extra ones.

    An extra is a path (.tgz or folder) or the `NAME@VERSION` of an installed package; what it
    builds on comes with it, where that is installed. Raises FileNotFoundError where the base
    definitions have not been built, and ValueError with a plain sentence where a package that
    was named is not there or cannot be used.
    """
    made, faults = looked_at(settings, extra)
    if faults:
        raise ValueError(faults[0].text)
    return made


def looked_at(
    settings: Settings, extra: Sequence[str | Path] = ()
) -> tuple[Definitions, list[Fault]]:
    """The same, as far as it goes, and why packages that were named are not in it."""
    base = opened(settings.definitions)
    house = Installed(settings.installed)
    found: dict[str, Package] = {}
    faults: list[Fault] = []
    for one in (*(settings.packages or house.pins()), *extra):
        try:
            for package in with_needs(named(one, house, settings.cache), house, settings.cache):
                found.setdefault(package.digest, package)
        except (ValueError, OSError) as error:
            faults.append(unusable(SETTING, error))
    ours = [read(place, settings.cache) for place in places(settings.profiles)]
    return Definitions(base, [*ours, *found.values()]), faults


def named(asked: str | Path, house: Installed, cache: Path | None) -> Package:
    """A package by its path or label; raises ValueError that says why it cannot be used."""
    name, at, version = str(asked).replace("#", "@").partition("@")
    label = found(name, version, versions(house.pins())) if at else None
    if label is not None:
        return house.open(label, cache)
    path = Path(asked)
    if path.exists():
        return taken(read(path, cache))
    if "@" in path.name and path.name == str(asked):
        return house.open(str(asked), cache)
    raise ValueError(f"there is no package {asked}: a .tgz file, a folder, or NAME@VERSION")


def with_needs(package: Package, house: Installed, cache: Path | None) -> Iterator[Package]:
    """The package, and all installed ones that it builds on, each once."""
    at_hand = versions(house.pins())
    rest, seen = [package], {package.manifest.label}
    yield package
    while rest:
        for name, version in wanted(rest.pop().manifest):
            label = found(name, version, at_hand)
            if label is not None and label not in seen:
                seen.add(label)
                rest.append(house.open(label, cache))
                yield rest[-1]
