"""Which package holds a code system, for a warning that says what to load.

https://hl7.org/fhir/R4/terminologies-systems.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_SOURCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "http://loinc.org": ("LOINC", "a package made from LOINC (loinc.org)"),
        "http://snomed.info/sct": (
            "SNOMED CT",
            "a package made from your country's SNOMED CT edition",
        ),
        "http://hl7.org/fhir/sid/icd-10": ("ICD-10", "a package made from WHO's ICD-10"),
        "http://id.who.int/icd/release/11/mms": ("ICD-11", "a package made from WHO's ICD-11"),
        "http://hl7.org/fhir/sid/icd-10-cm": ("ICD-10-CM", "a package made from ICD-10-CM"),
        "http://www.whocc.no/atc": ("ATC", "a package made from WHO's ATC"),
        "http://standardterms.edqm.eu": ("EDQM", "a package made from EDQM standard terms"),
        "http://www.orpha.net": ("Orphanet", "a package made from the Orphanet nomenclature"),
        "http://dicom.nema.org/resources/ontology/DCM": ("DICOM", "the package fhir.dicom"),
        "http://www.nlm.nih.gov/research/umls/rxnorm": ("RxNorm", "a package made from RxNorm"),
        "http://hl7.org/fhir/sid/cvx": ("CVX", "a package made from CVX"),
        "http://hl7.org/fhir/sid/ndc": ("NDC", "a package made from NDC"),
    }
)
_HL7 = ("http://terminology.hl7.org/", "the package hl7.terminology.r4")
_FHIR = (
    "http://hl7.org/fhir/",
    "the package that defines it (hl7.fhir.uv.extensions.r4, a guide)",
)


def source(system: str) -> tuple[str, str]:
    """(name, what to load) of a code system that is not at hand; both may be quoted anywhere.

    A system that no table knows is not named: what stands in its place came with the data.
    """
    if system in _SOURCES:
        return _SOURCES[system]
    for start, package in (_HL7, _FHIR):
        if system.startswith(start):
            return "a code system of HL7", package
    return "this code system", "the package that holds it"
