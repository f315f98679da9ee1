"""Examples that others publish as valid: those of FHIR R4 itself, of packages, of programmes.

https://hl7.org/fhir/R4/downloads.html
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gateway import validation
from gateway.definitions import Definitions
from gateway.model import Rejected, Severity, Validator
from gateway.settings import Settings
from tests.suites.places import CACHE, PACKAGES, SUITES, read

BASE = "hl7.fhir.r4.examples@4.0.1"
BASE_FILE = CACHE / "hl7.fhir.r4.examples-4.0.1.tgz"
BASE_SHA256 = "dce87f1b5b9341867033f7d1f544fa1b5232503f6d62813887ac6b8a8b6cb682"
PROGRAMMES = SUITES / "fhir-examples"


@dataclass(frozen=True, slots=True)
class Example:
    """One file that is published as valid."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """What we say against an example."""

    name: str
    errors: tuple[tuple[str, str], ...]
    """(rule, place)"""


class Informed:
    """Validators for the examples, made when first asked for."""

    @cached_property
    def definitions(self) -> Definitions:
        """The base definitions and all packages together."""
        return Definitions.open(Settings().definitions, sorted(PACKAGES.glob("*.tgz")))

    @cached_property
    def packages(self) -> Validator:
        """A validator that knows all packages together."""
        return validation.load(self.definitions)

    @cached_property
    def base(self) -> Validator:
        """A validator that knows FHIR R4 only."""
        return validation.load(Definitions.open(Settings().definitions))

    def refused(self, validator: Validator, examples: Iterator[Example]) -> Iterator[Refused]:
        """For each example, what is said against it: nothing, mostly."""
        for one in examples:
            try:
                resource = read(one.content, one.name, self.definitions)
                issues = list(validator.check(resource))
            except Rejected as error:
                issues = list(error.issues)
            wrong = {Severity.ERROR, Severity.FATAL}
            errors = [(issue.rule, issue.target) for issue in issues if issue.severity in wrong]
            yield Refused(one.name, tuple(errors))


def fetched() -> str:
    """Fetch the examples of FHIR R4 by npm, if need be; gives why they cannot be had, or ""."""
    if not BASE_FILE.is_file():
        npm = shutil.which("npm")
        if npm is None:
            return "npm is not installed"
        CACHE.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(  # noqa: S603 - a fixed command
            [npm, "pack", "--silent", BASE], cwd=CACHE, check=False, capture_output=True
        )
        if packed.returncode or not BASE_FILE.is_file():
            return f"npm could not fetch {BASE}"
    if hashlib.sha256(BASE_FILE.read_bytes()).hexdigest() != BASE_SHA256:
        return f"{BASE_FILE.name} is another file than the pinned one"
    return ""


def of_base() -> Iterator[Example]:
    """The examples of FHIR R4."""
    yield from packed(BASE_FILE)


def of_packages() -> Iterator[Example]:
    """Everything in the packages that is no definition: examples of the types of R4."""
    for file in sorted(PACKAGES.glob("*.tgz")):
        yield from packed(file)


def of_programmes() -> Iterator[Example]:
    """The examples that programmes keep beside their sources."""
    for file in sorted(PROGRAMMES.rglob("*.json")):
        yield Example(file.name, file.read_bytes())


def packed(file: Path) -> Iterator[Example]:
    """The resources in a package, but for those of types that R4 does not have."""
    with tarfile.open(file) as archive:
        for member in archive:
            name = Path(member.name).name
            content = archive.extractfile(member) if name.endswith(".json") else None
            if content is None or name in {"package.json", ".index.json"}:
                continue
            text = content.read()
            if b'"ActorDefinition"' not in text[:200]:
                yield Example(f"{file.name}/{name}", text)
