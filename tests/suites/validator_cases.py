"""HL7's own validator cases: what the reference said of each, and what we say.

Each case is read with the files that support it, as a package of its own.
https://github.com/FHIR/fhir-test-cases
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from gateway import fhirjson, validation
from gateway.definitions import Definitions
from gateway.fhirpath import schema
from gateway.fhirxml import FhirXml
from gateway.model import Forbidden, Issue, Rejected, Resolver, Resource, Severity
from gateway.settings import Settings
from gateway.validation import sent
from gateway.validation.paths import at
from gateway.validation.sent import Sent
from gateway.wording.outcome import OF_OWNER
from tests.fhirpath.fhirpath_suite import _resource as unordered
from tests.suites.places import CASES, READS_XML, read

FOLDER = CASES / "FHIR+fhir-test-cases" / "validator"
MANIFEST = '{"name": "case", "version": "1.0.0", "fhirVersions": ["4.0.1"]}'

_COMMENT = re.compile(r"/\*.*?\*/")
_NAMED = re.compile(r"\[url='[^']*'\]")
_OF_TYPE = re.compile(r"\.ofType\((\w)(\w*)\)")
_STEP = re.compile(r"\w+").findall
_LENIENT = re.compile(r"example\.org|acme\.com|nema\.org|^http://hl7\.org/fhir/|^$")
_INDEX = re.compile(r"\[\d+\]")
_ONLY = re.compile(r"\b(binding|strength|description)\[0\]")
"""Elements of a line of a definition: there is one, and the reference numbers it."""


@dataclass(frozen=True)
class Case:
    """One case, as the suite tells it."""

    facts: dict[str, Any]

    @property
    def name(self) -> str:
        """What it is listed by: a case may be judged twice, by the base and by a profile."""
        return f"{self.facts['name']}/{self.facts['step']}"

    @property
    def tier(self) -> str:
        """A: base only; B: with profiles or supporting files; E: other modes."""
        return str(self.facts["tier"])

    @property
    def refused(self) -> bool:
        """Whether the reference found errors without asking a terminology server."""
        return bool(self.facts["local_errors"] > 0)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Where the reference found errors, each place once."""
        found = (
            place(one["expression"])
            for one in self.facts["issues"]
            if one["severity"] in {"error", "fatal"} and not one["tx"] and one.get("expression")
        )
        return tuple(dict.fromkeys(found))

    @property
    def forbidden(self) -> list[Forbidden]:
        """What the reference was told to refuse though FHIR allows it."""
        options = self.facts["options"]
        markup = [Forbidden.MARKUP] if options.get("security-checks") else []
        examples = options.get("examples") is False
        return markup + [Forbidden.EXAMPLES] * examples

    @cached_property
    def supporting(self) -> tuple[str, ...]:
        """Files that it needs, each once, its profile among them."""
        files = [*self.facts["supporting"], self.facts["profile"] or ""]
        return tuple(dict.fromkeys(file for file in files if file))

    @property
    def unread(self) -> str:
        """Why it cannot be run; empty where it can."""
        files = [self.facts["file"], *self.supporting]
        if not READS_XML and any(file.endswith(".xml") for file in files):
            return "in XML"
        missing = [file for file in [*files, *self.facts["packages"]] if not _at(file).is_file()]
        return f"without {missing[0]}" if missing else ""


@dataclass(frozen=True)
class Judged:
    """What we said of a case."""

    case: Case
    errors: tuple[tuple[str, str], ...]
    """(rule, place)"""

    @property
    def agrees(self) -> bool:
        """Whether we refuse what the reference refuses, and take what it takes."""
        return bool(self.errors) == self.case.refused

    @property
    def exactly(self) -> int:
        """How many of the expected places we named to the letter."""
        ours = {place(target) for _, target in self.errors}
        return sum(expected in ours for expected in self.case.places)

    @property
    def named(self) -> int:
        """How many of the expected places we named.

        The reference names the owner of what is missing or too many, we name the element itself.
        """
        ours = {place(target) for _, target in self.errors}
        ours |= {_owner(target) for rule, target in self.errors if rule in OF_OWNER}
        ours |= {_unnumbered(one) for one in ours}
        return sum(expected in ours for expected in self.case.places)


def place(expression: str) -> str:
    """A place as both sides write it: no comments, `value.ofType(X)` as the JSON key.

    The binding of a definition's line is written without the number of the only one. What is wrong
    with XML itself is told by the reference as `/f:Bundle/f:entry`, without numbers.
    """
    if "/f:" in expression:
        return expression.removeprefix("/f:").replace("/f:", ".")
    plain = _NAMED.sub("", _COMMENT.sub("", expression))
    plain = _ONLY.sub(lambda found: found[1], plain)
    return _OF_TYPE.sub(lambda found: found[1].upper() + found[2], plain).strip()


def _owner(target: str) -> str:
    return place(target).rpartition(".")[0]


def _unnumbered(target: str) -> str:
    """A place without the numbers of items."""
    return _INDEX.sub("", target)


def cases() -> list[Case]:
    """All cases for R4 that have an outcome to compare with."""
    lines = (CASES / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    found = [Case(json.loads(line)) for line in lines]
    return [one for one in found if one.facts["fhir"] == "r4" and one.facts["usable"]]


def judge(wanted: Iterable[Case]) -> Iterator[Judged]:
    """Judge these cases, one after the other."""
    base = Definitions.open(Settings().definitions)
    for case in wanted:
        with tempfile.TemporaryDirectory() as folder:
            yield Judged(case, tuple(_errors(case, base, Path(folder))))


def _errors(case: Case, base: Definitions, folder: Path) -> Iterator[tuple[str, str]]:
    supporting = [_support(file, base) for file in case.supporting if not _bare(file)]
    definitions = _with(case, supporting, folder) if supporting or case.facts["packages"] else base
    validator = validation.load(definitions)
    profile, resource = case.facts["profile"], {}
    urls = [_support(profile, base)["url"]] if profile else []
    try:
        given = _sent(_at(case.facts["file"]).read_bytes(), base)
        resource = given.resource
        known = {_address(one): one for one in supporting}
        known |= {str(one["url"]): one for one in supporting if "url" in one}
        now = datetime.now(UTC)
        issues = [*given.issues]
        issues += validator.check(resource, urls, resolver=_finder(known), now=now)
        issues += validation.forbidden(resource, case.forbidden)
    except Rejected as error:
        issues = list(error.issues)
    for one in issues:
        if one.severity in {Severity.ERROR, Severity.FATAL} or _strange(one, resource):
            yield one.rule, one.target


def _strange(issue: Issue, resource: Resource) -> bool:
    """Whether it is an extension that the reference refuses in its tests since nobody defines it.

    It lets those of examples pass, and has all that HL7 defines at hand, which we have not.
    """
    if issue.rule != "extension-unknown":
        return False
    steps = tuple(int(one) if one.isdigit() else one for one in _STEP(issue.target)[1:])
    url = at(resource, steps)
    return _LENIENT.search(str(url.get("url")) if isinstance(url, dict) else "") is None


def _sent(content: bytes, base: Definitions) -> Sent:
    """A file as `gateway validate` reads it, with what its form breaks; raises Rejected."""
    return sent.read(content, FhirXml(base), None)


def _support(file: str, base: Definitions) -> Resource:
    """A file that supports a case: the order of elements in XML is not what the case is about."""
    content = _at(file).read_bytes()
    try:
        return read(content, file, base)
    except Rejected:
        return unordered(ET.fromstring(content), schema(base))  # noqa: S314 - HL7's file


def _finder(known: Mapping[str, Resource]) -> Resolver:
    """Finds what is among the files of a case."""

    def find(reference: str) -> Resource | None:
        return known.get(reference)

    return find


def _address(resource: Resource) -> str:
    return f"{resource['resourceType']}/{resource.get('id')}"


def _with(case: Case, supporting: Iterable[Resource], folder: Path) -> Definitions:
    """The base definitions, and those of the case."""
    own = folder / "own"
    own.mkdir()
    (own / "package.json").write_text(MANIFEST, encoding="utf-8")
    for number, resource in enumerate(supporting):
        name = f"{resource['resourceType']}-{number}.json"
        (own / name).write_bytes(fhirjson.encode(resource))
    for package in dict.fromkeys(case.facts["packages"]):
        shutil.copy(_at(package), folder)
    return Definitions.open(Settings().definitions, [folder])


def _at(file: str) -> Path:
    return FOLDER / file


def _bare(file: str) -> bool:
    """Whether it is no resource (a list of words, a picture), which nothing here reads."""
    return not file.endswith((".json", ".xml"))
