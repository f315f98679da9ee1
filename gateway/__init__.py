"""The gateway as a library: convert a message, validate a resource. Pure; nothing is kept.

https://hl7.org/fhir/R4/
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.fhirxml import FhirXml
    from gateway.intake.convert import Conversion
    from gateway.model import Issue, Ruleset

__all__ = ["convert", "validate"]

UNRECORDED = datetime(1970, 1, 1, tzinfo=UTC)
"""A conversion has no clock: resources that were kept nowhere say so with this time."""


def convert(
    body: bytes | str, *, sender: str = "default", ledger: bool = False, format: str = ""
) -> Conversion:
    """Say a message or a document in FHIR R4.

    Takes the message (text is sent as UTF-8) and the name of a sender under `mappings/senders`;
    its format (`hl7v2`, `cda`, ...) is seen from its first bytes, where `format` does not say it,
    and what looks like nothing that is read here is read as HL7 v2. Gives a Conversion: `.status`,
    `.bundle` (a dict), `.issues`, and with `ledger=True` `.ledger`, a row for every leaf of the
    message. Raises KeyError for an unknown sender or format; what is wrong with the message is
    among the issues, never raised.
    """
    from gateway.adapters.recognise import HL7V2, recognise
    from gateway.intake.convert import convert as conversion
    from gateway.model import Inbound

    sent = body.encode() if isinstance(body, str) else body
    rules = _rules()
    shown = format or recognise(sent)
    name = shown if format or shown in rules.adapters else HL7V2
    return conversion(Inbound(sender, name, sent, UNRECORDED), rules, ledger=ledger)


def validate(resource: bytes | str | dict[str, Any], profiles: Sequence[str] = ()) -> list[Issue]:
    """Everything that is wrong with a FHIR R4 resource.

    Takes JSON (exact decimals), XML or a plain dict, and canonicals of profiles to check besides
    the national ones that bind it and its own `meta.profile`. Of a text each issue tells
    `line:column` as its source. Raises Rejected where the text is no resource at all, and KeyError
    for a profile that is not known.
    """
    from gateway.validation.sent import form, read

    validator = _rules().validator
    for url in profiles:
        if validator.profile(url) is None:
            raise KeyError(url)
    if isinstance(resource, dict):
        return list(validator.check(resource, [*validator.bound(resource), *profiles]))
    body = resource.encode() if isinstance(resource, str) else resource
    sent = read(body, _xml(), form(body))
    found = validator.check(sent.resource, [*validator.bound(sent.resource), *profiles])
    return [*sent.issues, *sent.located(found)]


@lru_cache(maxsize=1)
def _xml() -> FhirXml:
    from gateway.bootstrap.checking import fhir_xml
    from gateway.settings import read

    return fhir_xml(read())


@lru_cache(maxsize=1)
def _rules() -> Ruleset:
    from gateway.bootstrap.rules import ruleset
    from gateway.settings import read

    return ruleset(read())
