"""The variables whose values the specification fixes.

https://hl7.org/fhirpath/N1/#environment-variables · https://hl7.org/fhir/R4/fhirpath.html#variables
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "sct": "http://snomed.info/sct",
        "loinc": "http://loinc.org",
        "ucum": "http://unitsofmeasure.org",
    }
)
KNOWN = frozenset({"context", "resource", "rootResource"})
"""Those that the environment tells."""
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "vs-": "http://hl7.org/fhir/ValueSet/",
        "ext-": "http://hl7.org/fhir/StructureDefinition/",
    }
)


def fixed(name: str) -> str | None:
    """The value of a variable that is the same everywhere; None for the others."""
    for prefix, base in PREFIXES.items():
        if name.startswith(prefix):
            return base + name.removeprefix(prefix)
    return VARIABLES.get(name)
