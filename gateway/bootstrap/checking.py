"""What it takes to check resources, and nothing else: definitions, a validator, FHIR XML.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gateway.bootstrap.packages import definitions
from gateway.definitions import Definitions
from gateway.fhirxml import FhirXml
from gateway.model import Answer, Question, Resource, Validator
from gateway.patching import by_fhirpath
from gateway.settings import Settings
from gateway.validation import load


@dataclass(frozen=True, slots=True)
class Checking:
    """All that stands ready to check what is sent."""

    definitions: Definitions
    validator: Validator
    xml: FhirXml


def checking(settings: Settings, packages: Sequence[str] = ()) -> Checking:
    """What checks resources by the packages in force and these (.tgz, folder, NAME@VERSION).

    Raises FileNotFoundError where the base definitions have not been built, and ValueError where
    a package cannot be used.
    """
    known = definitions(settings, packages)
    return Checking(known, _asking(checker(known, settings), settings), FhirXml(known))


def _asking(validator: Validator, settings: Settings) -> Validator:
    """The validator, which asks the terminology server where one is configured."""
    if not settings.terminology:
        return validator
    from gateway.remote.terminology import Asking, TerminologyServer  # noqa: PLC0415 - loads httpx

    return Asking(validator, TerminologyServer(settings.terminology))


def checker(definitions: Definitions, settings: Settings) -> Validator:
    """What checks resources by these definitions, and knows which profile binds what."""
    asks = bool(settings.terminology)
    return load(definitions, bindings(settings), settings.cache, asks=asks)


def bindings(settings: Settings) -> Path | None:
    """Which national profile binds what: the last folder that says so."""
    files = [folder / "profiles.yaml" for folder in settings.mappings]
    return next((file for file in reversed(files) if file.is_file()), None)


def fhir_xml(settings: Settings) -> FhirXml:
    """What reads and writes FHIR XML: profiles change nothing in it."""
    return FhirXml(core(settings))


def core(settings: Settings) -> Definitions:
    """What R4 alone says. Raises FileNotFoundError where it has not been built."""
    return Definitions.open(settings.definitions)


def clock() -> datetime:
    """The time of day, with offset: the only place that asks for it."""
    return datetime.now(UTC)


def patching(known: Definitions) -> Callable[[Resource, Resource], Resource]:
    """(resource, FHIRPath Patch) -> what comes of it, by these definitions."""

    def patched(before: Resource, parameters: Resource) -> Resource:
        return by_fhirpath(before, parameters, known)

    return patched


def terms(settings: Settings) -> Callable[[Sequence[Question]], Mapping[Question, Answer]] | None:
    """What asks the terminology server, where one is configured."""
    if not settings.terminology:
        return None
    from gateway.remote.terminology import TerminologyServer  # noqa: PLC0415 - loads httpx

    return TerminologyServer(settings.terminology).answers
