"""What `gateway packages` does: add FHIR packages and what they build on, list them, remove them.

https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from gateway.bootstrap.packages import named, with_needs
from gateway.definitions.installed import MAX_ARCHIVE, Installed, Pin, folded
from gateway.definitions.manifest import Manifest
from gateway.definitions.needs import BUILT_IN, absent, aside, found, names, versions, wanted
from gateway.definitions.package import Package
from gateway.definitions.versions import best
from gateway.model import Fault
from gateway.remote import Registry, Unreachable, client
from gateway.settings import Settings

NO_REGISTRY = (
    "GATEWAY_REGISTRY is not set: put the address of an npm-protocol registry of FHIR packages "
    "in it, or give the package as a .tgz file"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One package, as it is listed."""

    label: str
    """`NAME@VERSION`, or the path of one that the settings name by path."""
    manifest: Manifest
    counts: Mapping[str, int]
    """How many profiles, extensions, value sets, code systems it holds."""
    pin: Pin
    missing: tuple[str, ...]
    """What it builds on and is not installed."""
    in_force: bool
    fault: str = ""
    """Why it cannot be used."""


@dataclass(slots=True)
class Added:
    """What `add` did."""

    packages: list[Package] = field(default_factory=list)
    """Those asked for and those that they build on, in the order in which they were added."""
    failed: list[str] = field(default_factory=list)
    """Why packages that were asked for could not be added."""
    missing: dict[str, list[str]] = field(default_factory=dict)
    """`NAME@VERSION` that is absent -> who builds on it."""
    reasons: dict[str, str] = field(default_factory=dict)
    """`NAME@VERSION` that is absent -> why it could not be fetched."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why files of the added packages were not taken."""
        return tuple(fault for package in self.packages for fault in package.faults)

    @property
    def grave(self) -> dict[str, list[str]]:
        """Those missing that are more than what nearly all packages name."""
        return {label: who for label, who in self.missing.items() if not aside(label)}


def add(settings: Settings, asked: Sequence[str]) -> Added:
    """Install packages (files, folders, `NAME@VERSION`) and all that they build on.

    What cannot be had is told in the answer; nothing is raised for one package.
    """
    house, done = Installed(settings.installed), Added()
    with client() as http:
        registry = Registry(http, settings.registry) if settings.registry else None
        for one in asked:
            try:
                done.packages.append(_add(house, one, registry))
            except (Unreachable, ValueError, OSError) as error:
                done.failed.append(str(error))
        for package in done.packages:  # grows while it is walked
            done.packages += _needs(house, package, registry, done)
    return done


def _add(house: Installed, asked: str, registry: Registry | None) -> Package:
    path = Path(asked)
    if path.is_dir():
        return house.add(folded(path), path.name, str(path.resolve()))
    if path.is_file():
        if path.stat().st_size > MAX_ARCHIVE:
            raise ValueError(f"{path.name}: more than {MAX_ARCHIVE:,} bytes")
        return house.add(path.read_bytes(), path.name, str(path.resolve()))
    if path.suffix == ".tgz" or "/" in asked:
        raise ValueError(f"there is no file or folder {asked}")
    name, _, version = asked.replace("#", "@").partition("@")
    if name in BUILT_IN:
        raise ValueError(f"{name} is built in: there is no need to add it")
    if registry is None and f"{name}@{version}" in house.pins():
        return house.open(f"{name}@{version}")
    if registry is None:
        raise ValueError(f"{asked}: {NO_REGISTRY}")
    return _fetched(house, name, version, registry)


def _fetched(house: Installed, name: str, version: str, registry: Registry) -> Package:
    """The package from the registry, installed; raises Unreachable, ValueError."""
    known = registry.versions(name)
    tagged = known[""].get(version or "latest")
    exact = tagged or best(version, (one for one in known if one))
    if exact is None:
        raise Unreachable(f"the registry has no version {version or 'at all'} of {name}")
    archive = registry.fetch(name, str(exact))
    label = f"{name}@{exact}"
    return house.add(archive.content, label, archive.origin, archive.promised, expected=label)


def _needs(
    house: Installed, package: Package, registry: Registry | None, done: Added
) -> Iterator[Package]:
    """What a package builds on, fetched where it is not installed yet."""
    for name, version in wanted(package.manifest):
        label = f"{name}@{version}"
        if found(name, version, versions(house.pins())) is not None:
            continue
        if label not in done.missing and registry is not None:
            fetched = _any(house, name, version, registry, done)
            if fetched is not None:
                yield fetched
                continue
        done.missing.setdefault(label, []).append(package.manifest.label)


def _any(
    house: Installed, name: str, version: str, registry: Registry, done: Added
) -> Package | None:
    """The package under the first of its names that gives one for R4."""
    for one in names(name):
        try:
            return _fetched(house, one, version, registry)
        except (Unreachable, ValueError, OSError) as error:
            done.reasons.setdefault(f"{name}@{version}", str(error))
    return None


def listed(settings: Settings) -> list[Shown]:
    """All installed packages, and those that the settings name and that are not installed."""
    house = Installed(settings.installed)
    pins = house.pins()
    asked = settings.packages or pins
    force = {label for one in asked for label in _brought(settings, house, one)}
    at_hand = versions(pins)
    others = [one for one in settings.packages if not any(_met(one, at_hand))]
    rows = [*pins.items(), *((one, Pin("", one)) for one in others)]
    return [_shown(settings, house, label, pin, in_force=label in force) for label, pin in rows]


def _met(asked: str, at_hand: Mapping[str, list[str]]) -> Iterator[str]:
    """The installed package that the settings mean, if it is one."""
    name, at, version = asked.replace("#", "@").partition("@")
    label = found(name, version, at_hand) if at else None
    if label is not None:
        yield label


def _brought(settings: Settings, house: Installed, asked: str) -> Iterator[str]:
    """The labels of a package and of all that comes with it; its own where it is unusable."""
    yield asked
    with suppress(ValueError, OSError):
        for package in with_needs(named(asked, house, settings.cache), house, settings.cache):
            yield package.manifest.label


def _shown(settings: Settings, house: Installed, label: str, pin: Pin, *, in_force: bool) -> Shown:
    try:
        package = named(label, house, settings.cache)
    except (ValueError, OSError) as error:
        name, _, version = label.rpartition("@")
        return Shown(label, Manifest(name or label, version), {}, pin, (), in_force, str(error))
    pin = pin if pin.sha256 else Pin(package.digest, pin.origin)
    missing = tuple(absent(package.manifest, versions(house.pins())))
    return Shown(label, package.manifest, package.counts, pin, missing, in_force)


def remove(settings: Settings, asked: str, *, force: bool) -> tuple[str, list[str]]:
    """(`NAME@VERSION` that was removed, those left that build on it).

    Raises ValueError where it is not installed, and, unless forced, where another package or the
    settings need it.
    """
    house = Installed(settings.installed)
    label = _installed(house, asked.replace("#", "@"))
    needy = [*_needy(settings, house, label)]
    if needy and not force:
        raise ValueError(f"{label} is needed by {', '.join(needy)} (--force removes it anyway)")
    house.remove(label)
    return label, needy


def _installed(house: Installed, asked: str) -> str:
    """The label of an installed package; its version may be left out where there is one only."""
    pins = house.pins()
    known = [label for label in pins if asked in (label, label.rpartition("@")[0])]
    if len(known) > 1:
        raise ValueError(f"which one: {', '.join(known)}?")
    if not known:
        raise ValueError(f"{asked} is not installed; these are: {', '.join(pins) or 'none'}")
    return known[0]


def _needy(settings: Settings, house: Installed, label: str) -> Iterator[str]:
    """Who builds on an installed package, and would find no other version of it."""
    left = versions(one for one in house.pins() if one != label)
    name, _, version = label.rpartition("@")
    for one in listed(settings):
        for need, asked in one.manifest.needs.items() if one.label != label else ():
            met = name in names(need) and found(need, asked, {name: [version]})
            if met and found(need, asked, left) is None:
                yield one.label
    if label in settings.packages:
        yield "GATEWAY_PACKAGES"
