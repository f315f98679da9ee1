"""What tests of CDA's datatypes share: a snippet of a document, read as one datatype."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway import xml
from gateway.mapping.naming import Naming
from gateway.mapping.times import Clock
from gateway.mapping.tree.reading import Reading
from gateway.mapping.tree.texts import texts
from gateway.mapping.tree.types_cda import CDA
from gateway.model import Node, Sender

SPACES = 'xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
SYSTEMS: Mapping[str, str] = {
    "2.16.840.1.113883.6.96": "http://snomed.info/sct",
    "2.16.840.1.113883.6.1": "http://loinc.org",
    "2.16.840.1.113883.6.73": "http://www.whocc.no/atc",
    "2.16.840.1.113883.5.139": "http://terminology.hl7.org/CodeSystem/v3-TimingEvent",
}


def reading(snippet: str, zone: str | None = "Europe/Luxembourg") -> tuple[Reading, Node]:
    """The snippet inside a document, and its first element."""
    root = xml.read(f"<ClinicalDocument {SPACES}>{snippet}</ClinicalDocument>".encode()).root
    clock = Clock(zone)
    naming = Naming(Sender("clinic"), SYSTEMS)
    found = Reading(root, naming, clock, CDA, texts(clock), tables={})
    return found, next(root.children())


def said(snippet: str, word: str, type: str, zone: str | None = "Europe/Luxembourg") -> Any:
    """The first element of a snippet as that datatype."""
    found, node = reading(snippet, zone)
    return found.as_(word, type, node)


def read(snippet: str, word: str, type: str) -> set[tuple[str, str, str]]:
    """(element, leaf, where it went) of all that was read for it."""
    found, node = reading(snippet)
    found.as_(word, type, node)
    return {(claim.node.name, claim.leaf, claim.target) for claim in found.claims}
