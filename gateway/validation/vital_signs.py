"""Vital signs: what FHIR itself asks of an Observation whose code says that it is one.

https://hl7.org/fhir/R4/observation-vitalsigns.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gateway.validation.bundled import entries, resources
from gateway.validation.claims import claimed
from gateway.validation.library import UNSHAPED

if TYPE_CHECKING:
    from gateway.model import Resource
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

_LOINC = "http://loinc.org"
_PROFILES: Mapping[str, str] = MappingProxyType(
    {
        code: f"http://hl7.org/fhir/StructureDefinition/{name}"
        for code, name in (
            ("2708-6", "oxygensat"),
            ("29463-7", "bodyweight"),
            ("39156-5", "bmi"),
            ("59408-5", "oxygensat"),
            ("8302-2", "bodyheight"),
            ("8310-5", "bodytemp"),
            ("85353-1", "vitalspanel"),
            ("85354-9", "bp"),
            ("8867-4", "heartrate"),
            ("9279-1", "resprate"),
            ("9843-4", "headcircum"),
        )
    }
)
"""LOINC code -> the profile that every Observation of it must meet."""


def vital(resource: Resource) -> str:
    """Canonical of the profile that an Observation must meet by its code; empty: of none."""
    try:
        for one in resource["code"]["coding"]:  # as it mostly is
            if one["system"] == _LOINC and one["code"] in _PROFILES:
                return _PROFILES[one["code"]]
    except (LookupError, TypeError):
        return _vital(resource)
    return ""


def _vital(resource: Resource) -> str:
    """The same of one that may be formed in any way."""
    concept = resource.get("code")
    codings = concept.get("coding") if concept.__class__ is dict else None
    for one in codings if codings.__class__ is list else ():
        if one.__class__ is dict and one.get("system") == _LOINC:
            code: Any = one.get("code")
            if code.__class__ is str and code in _PROFILES:
                return _PROFILES[code]
    return ""


def bundled(bundle: Resource, path: Path, run: Run) -> None:
    """Hold each vital sign in a Bundle against its profile, unless it names that itself."""
    every = run.bundle.pairs if run.bundle and run.resource is bundle else resources(bundle)
    if not [1 for _, one in every if one.get("resourceType") == "Observation" and vital(one)]:
        return  # as it mostly is
    for index, entry in entries(bundle):
        value: Any = entry.get("resource")
        url = _sign(value) if value.__class__ is dict else ""
        if url and url not in claimed(value, run.compiled.definitions):
            _held(url, value, ((path, "entry", index), "resource"), run)


def _sign(value: Resource) -> str:
    """The same of any resource: empty where it is no Observation."""
    return vital(value) if value.get("resourceType") == "Observation" else ""


def _held(url: str, value: Resource, path: Path, run: Run) -> None:
    """Hold one against its profile: quickly, and with care where that is not enough."""
    inner, since = run.entry(value, path), len(run.strange)
    try:
        quick = run.compiled.fused("Observation", (url,), where="bundled")
        right = quick(value, inner) and not inner.doubts
    except UNSHAPED:
        right = False
    del run.strange[since:]
    inner.found, inner.doubts = [], []
    if not right:
        run.inner(value, path).apply([url], value, path)
