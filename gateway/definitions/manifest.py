"""What a FHIR package says of itself, and whether it is for R4.

https://hl7.org/fhir/packages.html#2.1.10.4
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from gateway import fhirjson

_RELEASES = (("5.", "R5"), ("4.3", "R4B"), ("4.1", "R4B"), ("3.", "STU3"), ("1.", "DSTU2"))
_CORES = MappingProxyType(
    {
        "hl7.fhir.r5.core": "5.0.0",
        "hl7.fhir.r4b.core": "4.3.0",
        "hl7.fhir.r3.core": "3.0.2",
        "hl7.fhir.r2.core": "1.0.2",
    }
)
"""What a package depends on says its release, where it does not say so itself."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself."""

    name: str = ""
    version: str = ""
    fhir: tuple[str, ...] = ()
    """The releases it is for."""
    needs: Mapping[str, str] = field(default_factory=dict)
    """Name of a package that it builds on -> the version it asks for."""
    refused: str = ""
    """Why it is not taken; empty where it is."""

    @property
    def label(self) -> str:
        """`NAME@VERSION`."""
        return f"{self.name}@{self.version}" if self.version else self.name


def refusal(version: str) -> str:
    """Why definitions of this FHIR version are not taken; empty where they are."""
    if version == "4.0" or version.startswith("4.0."):
        return ""
    release = next((name for start, name in _RELEASES if version.startswith(start)), "")
    called = f"FHIR {release}" if release else "this FHIR version"
    return f"{called} is not supported: fhirVersion {version}"


def manifest(content: bytes) -> Manifest:
    """What a package.json says; raises Rejected where it is not JSON."""
    said = fhirjson.decode(content)
    if not isinstance(said, dict):
        return Manifest()
    needs = _needs(said.get("dependencies"))
    versions = said.get("fhirVersions") or said.get("fhir-version-list") or []
    versions = [str(one) for one in versions] if isinstance(versions, list) else [str(versions)]
    reasons = [refusal(one) for one in versions or [_CORES[n] for n in needs if n in _CORES]]
    return Manifest(
        name=_text(said.get("name")),
        version=_text(said.get("version")),
        fhir=tuple(versions),
        needs=MappingProxyType(needs),
        refused="" if "" in reasons else (reasons or [""])[0],
    )


def _needs(said: Any) -> dict[str, str]:
    if not isinstance(said, dict):
        return {}
    return {str(name): _text(wanted) for name, wanted in said.items()}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
