"""Which package holds a code system, for a warning that says what to load.

https://hl7.org/fhir/R4/terminologies-systems.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "http://dicom.nema.org/resources/ontology/DCM": "DICOM",
        "http://hl7.org/fhir/sid/cvx": "CVX",
        "http://hl7.org/fhir/sid/icd-10": "ICD-10",
        "http://hl7.org/fhir/sid/icd-10-cm": "ICD-10-CM",
        "http://hl7.org/fhir/sid/ndc": "NDC",
        "http://id.who.int/icd/release/11/mms": "ICD-11",
        "http://loinc.org": "LOINC",
        "http://npu-terminology.org": "NPU",
        "http://snomed.info/sct": "SNOMED CT",
        "http://standardterms.edqm.eu": "EDQM",
        "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
        "http://www.orpha.net": "Orphanet",
        "http://www.whocc.no/atc": "ATC",
    }
)
_HL7 = "http://terminology.hl7.org/"
UNNAMED = "this code system"


def source(system: str) -> tuple[str, str]:
    """(name, what to load) of a code system that is not at hand; both may be quoted anywhere.

    A system that no table knows is not named: what stands in its place came with the data.
    """
    if system in _NAMES:
        return _NAMES[system], f"a package of {_NAMES[system]}"
    if system.startswith(_HL7):
        return "a code system of HL7", "the package hl7.terminology.r4"
    return UNNAMED, "the package that holds it"


def name(system: str) -> str:
    """What a code system is called where a sentence says `the code system` before it."""
    return _NAMES.get(system, "(as named here)")
