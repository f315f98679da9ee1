"""What expressions may ask of the validator: is a code in a value set, does a part meet a profile?

https://hl7.org/fhir/R4/fhirpath.html#functions
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from gateway.fhirpath import FhirPathError
from gateway.validation.library import Library
from gateway.validation.paths import Path


class Run(Protocol):
    """The check of a resource, as far as expressions ask of it."""

    compiled: Library
    judged: dict[tuple[int, str], tuple[bool, dict[str, Any], str | None]]

    def meets(self, url: str, value: Any, path: Path) -> bool:
        """Whether the value meets the profile, without an error."""

    def formed(self, kind: str, value: Any, path: Path) -> bool:
        """Whether the value is one of this type, without an error."""


def member(run: Run, value: Any, valueset: str) -> bool:
    """`memberOf(valueset)` of a code, Coding, CodeableConcept or Quantity.

    Raises FhirPathError where that cannot be told: the invariant is then said to be unevaluated.
    """
    judge = run.compiled.terminology.member
    answers = [judge(valueset, system, code).known for system, code in _codes(value)]
    if True in answers:
        return True
    if None in answers:
        raise FhirPathError("the codes of this value set are not at hand")
    return False


def _codes(value: Any) -> Iterator[tuple[str | None, str]]:
    """(system, code) of every coding of a value."""
    if value.__class__ is str:
        yield None, value
    elif value.__class__ is dict:
        code, system = value.get("code"), value.get("system")
        if code.__class__ is str:
            yield (system if system.__class__ is str else None), code
        codings = value.get("coding")
        for coding in codings if codings.__class__ is list else ():
            if coding.__class__ is dict:
                yield from _codes({**coding, "coding": None})


def conforms(run: Run, value: Any, url: str) -> bool | None:
    """`conformsTo(url)` of an object; None where the profile is not known.

    What is asked again while it is being answered is taken to hold, so that no circle is endless.
    """
    url = url.partition("|")[0]
    if value.__class__ is not dict or run.compiled.profile(url) is None:
        return None
    key = (id(value), url)
    if key not in run.judged:
        run.judged[key] = (True, value, "")
        place = (None, str(value.get("resourceType", "value")))
        kind = run.compiled.kind(url)
        base = not run.compiled.profile(url)  # a type asks by its structure, and has no steps
        right = run.formed(kind, value, place) if base else run.meets(url, value, place)
        run.judged[key] = (right, value, "")
    return run.judged[key][0]
