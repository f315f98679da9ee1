"""What it takes to check resources, and nothing else: definitions, a validator, FHIR XML.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.bootstrap.packages import definitions
from gateway.bootstrap.rules import checker
from gateway.definitions import Definitions
from gateway.fhirxml import FhirXml
from gateway.model import Validator
from gateway.settings import Settings


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
