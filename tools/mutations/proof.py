"""Holds right and spoilt resources against the validator, and counts.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import tarfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random
from typing import Any

from gateway import fhirjson, validation
from gateway.definitions import Definitions
from gateway.model import Severity
from tools.mutations.mutants import Mutant, mutants
from tools.mutations.specimens import Maker

LEAST_CAUGHT = 0.98
_BAD = (Severity.ERROR, Severity.FATAL)


class Proof:
    """What was tried so far, and how it went."""

    def __init__(self, definitions: Definitions, seed: str) -> None:
        self._definitions = definitions
        self._seed = seed
        self._validator = validation.load(definitions)
        self._done: set[tuple[str, ...]] = set()
        self.bases = 0
        self.made_by: Counter[str] = Counter()
        self.survivors: list[Mutant] = []
        self.refused: list[str] = []
        """Right resources that were refused, and by which rules."""
        self.unmade: list[str] = []
        """Profiles of which no right resource could be made up: their invariants ask for more."""

    @property
    def caught(self) -> float:
        """Of all mutants, the part that was refused."""
        total = sum(self.made_by.values())
        return 1 - len(self.survivors) / total if total else 1.0

    def errors(self, resource: Mapping[str, Any], profile: str = "") -> list[str]:
        """The rules that a resource breaks."""
        urls = (profile,) if profile else ()
        issues = self._validator.check(dict(resource), urls)
        return [f"{one.rule} at {one.target}" for one in issues if one.severity in _BAD]

    def tried(self, name: str) -> Iterator[list[str]]:
        """What is found wrong with the greatest and the least of a type or profile."""
        maker = Maker(self._definitions, Random(f"{self._seed} {name}"))
        for make in (maker.most, maker.least):
            yield self.errors(_read(make(name)))

    def made(self, name: str) -> None:
        """Make up the greatest and the least of a type or profile, and spoil both."""
        draw = Random(f"{self._seed} {name}")
        maker = Maker(self._definitions, draw)
        for make in (maker.most, maker.least):
            resource = _read(make(name))
            errors = self.errors(resource)
            if errors and ":" in name:
                self.unmade.append(f"{name}: {errors[0]}")
            elif errors:
                self.refused.append(f"{make.__name__} {name}: {errors}")
            else:
                self._spoil(resource, name, draw)

    def sample(self, resource: Mapping[str, Any]) -> None:
        """Spoil a resource that somebody wrote, by the profiles that it says it meets."""
        draw = Random(f"{self._seed} {resource.get('id')}")
        meta: Mapping[str, Any] = resource.get("meta", {})
        for url in meta.get("profile", ()):
            structure = self._definitions.structure(url)
            if structure is not None and not self.errors(resource):
                self._spoil(resource, structure.url, draw)

    def _spoil(self, resource: Mapping[str, Any], name: str, draw: Random) -> None:
        self.bases += 1
        for mutant in mutants(self._definitions, resource, name, draw, self._done):
            self.made_by[mutant.operator] += 1
            if not self.errors(mutant.resource):
                self.survivors.append(mutant)


def _read(resource: dict[str, Any]) -> Any:
    """A resource as it is read from bytes."""
    return fhirjson.strict(fhirjson.encode(resource))


@dataclass(frozen=True)
class Reasons:
    """Why some mutants rightly or knowingly live."""

    rows: Sequence[Mapping[str, str]]

    def of(self, mutant: Mutant) -> str:
        """The reason for a survivor; empty where there is none."""
        where = f"{mutant.profile.rpartition('/')[2]}#{mutant.element}"
        for row in self.rows:
            if row["operator"] == mutant.operator and fnmatchcase(where, row["element"]):
                return row["reason"]
        return ""


def explained() -> Reasons:
    """The reasons written down in `explained.toml`."""
    text = (Path(__file__).parent / "explained.toml").read_text(encoding="utf-8")
    return Reasons(tomllib.loads(text).get("survivor", []))


def read(ours: Path, packages: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Valid samples: our own, and the examples of packages."""
    for file in sorted(ours.glob("*/valid/*.json")):
        yield fhirjson.decode(file.read_bytes())
    for package in packages:
        with tarfile.open(package) as archive:
            for member in archive:
                if not member.name.startswith("package/example/") or not member.isfile():
                    continue
                content = archive.extractfile(member)
                if content is not None and member.name.endswith(".json"):
                    yield fhirjson.decode(content.read())
