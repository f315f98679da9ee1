"""FHIR of others as messages: what becomes of published examples and invented patients' Bundles.

A value counts where it stands in a typed element of a resource that was sent: not in narrative,
`meta`, an id or a reference, nor in what frames the resources. https://hl7.org/fhir/R4/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from gateway import fhirjson
from gateway.adapters import ADAPTERS
from gateway.bootstrap.rules import ruleset
from gateway.intake.convert import convert
from gateway.model import Fate, Inbound, Ruleset, Status
from gateway.settings import Settings
from tests.suites.places import ROOT, SUITES

FOLDERS = (SUITES / "fhir-examples", SUITES / "synthea-bundles")
AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
_ASIDE = frozenset({"text", "meta", "id", "fullUrl", "request", "response", "reference", "div"})
_REFUSED = frozenset(
    {
        "bundle-empty",
        "bundle-type-untaken",
        "entry-request-untaken",
        "fhir-version",
        "resource-untaken",
    }
)
"""Rules by which something is no message, whoever sends it."""


@dataclass(slots=True)
class Counted:
    """What became of all that was sent."""

    messages: int = 0
    taken: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """Rule -> messages."""
    values: int = 0
    kept: int = 0
    """Distinct values in typed elements, of what was taken."""
    unmapped: int = 0
    faulted: list[str] = field(default_factory=list)


@cache
def rules() -> Ruleset:
    """The rules that are shipped."""
    return ruleset(Settings(data=ROOT / ".cache" / "tests"))


def sent() -> Iterator[tuple[str, bytes]]:
    """(file, message) of all that others publish."""
    for folder in FOLDERS:
        for file in sorted(folder.rglob("*.json")):
            for piece in ADAPTERS["fhir"].split(file.read_bytes()):
                yield file.name, piece


def count(messages: Iterator[tuple[str, bytes]]) -> Counted:
    """Take each through the gateway, keeping nothing."""
    made = Counted()
    for name, body in messages:
        _one(made, name, body)
    return made


def _one(made: Counted, name: str, body: bytes) -> None:
    found = convert(Inbound("default", "fhir", body, AT), rules(), ledger=True)
    bad = {one.rule for one in found.issues if one.severity in ("error", "fatal")}
    if bad & _REFUSED:
        return
    made.messages += 1
    made.unmapped += sum(one.fate is Fate.UNMAPPED for one in found.ledger)
    if found.status is Status.FAULTED:
        made.faulted.append(name)
    if found.status is not Status.ACCEPTED:
        made.refused.update(bad)
        return
    made.taken += 1
    theirs = {value for one in _resources(body) for value in _values(one)}
    ours = set(_values(found.bundle))
    made.values += len(theirs)
    made.kept += len(theirs & ours)


def _resources(body: bytes) -> list[Any]:
    """What was sent, without what frames it."""
    said = fhirjson.decode(body.removeprefix(b"\xef\xbb\xbf"))
    if said["resourceType"] != "Bundle":
        return [said]
    held = [entry["resource"] for entry in said["entry"] if "resource" in entry]
    return [one for one in held if one["resourceType"] != "OperationOutcome"]


def _values(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in _ASIDE:
                yield from _values(value)
    elif isinstance(node, list):
        for value in node:
            yield from _values(value)
    elif node is not None:
        yield str(node)


def there() -> Path | None:
    """A folder of them, where they are at hand."""
    return next((folder for folder in FOLDERS if folder.is_dir()), None)
