"""Addresses that are meant for a code system, and are not quite its canonical.

https://hl7.org/fhir/R4/terminologies-systems.html
"""

from __future__ import annotations

from collections.abc import Container

_EXACT = (
    "http://loinc.org",
    "http://snomed.info/sct",
    "http://unitsofmeasure.org",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
)
"""Canonicals that stand by themselves: what is written behind them is of a version, or a page."""
_BEHIND = ("/", "#", "?")
_BUILDS = ("http://build.fhir.org", "https://build.fhir.org")
"""Where drafts of FHIR are published: no canonical begins so."""
_PAGES = ("http://hl7.org/fhir", "https://hl7.org/fhir", "http://www.hl7.org/fhir")


def misspelt(system: str, known: Container[str]) -> bool:
    """Whether it is surely no canonical, but the page, draft or near spelling of one.

    `known` holds the canonicals at hand.
    """
    if system.startswith(_BUILDS) or (system.startswith(_PAGES) and system.endswith(".html")):
        return True
    if any(system.startswith(tuple(one + mark for mark in _BEHIND)) for one in _EXACT):
        return True
    plain = f"http:{system.removeprefix('https:')}"
    return system.startswith("https:") and (plain in known or plain in _EXACT)
