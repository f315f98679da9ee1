"""A profile that says only who must do what with an element, and one that takes that over.

https://hl7.org/fhir/extensions/StructureDefinition-obligation-profile.html
https://hl7.org/fhir/extensions/StructureDefinition-inherit-obligations.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gateway.definitions.strip import OBLIGES
from gateway.validation.lines import named, parts

if TYPE_CHECKING:
    from gateway.definitions import Definitions
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

Part = dict[str, Any]
_INHERITS = tuple(
    f"http://hl7.org/fhir/{where}StructureDefinition/inherit-obligations"
    for where in ("", "tools/")
)
_DUTIES = tuple(
    f"http://hl7.org/fhir/{where}StructureDefinition/obligation" for where in ("", "tools/")
)
_BINDING = ("strength", "valueSet", "extension", "additional", "id")
"""What a binding may say there: further value sets, beside the strength and set of the base."""


def obliged(profile: Part, path: Path, run: Run) -> None:
    """Note what does not fit the obligations that a definition states or takes over."""
    definitions = run.compiled.definitions
    for number, url in _inherited(profile):
        _takes_over(profile, url, definitions, ((path, "extension", number)), run)
    if _marked(profile):
        for number, line in parts(profile.get("differential"), "element"):
            _line(line, ((path, "differential"), "element", number), run)


def _marked(profile: Part) -> bool:
    """Does a definition say that it is an obligation profile?"""
    found = (one for _, one in parts(profile, "extension") if one.get("url") in OBLIGES)
    return any(one.get("valueBoolean") is True for one in found)


def _inherited(profile: Part) -> Iterator[tuple[int, str]]:
    """(number of the extension, canonical) of each profile whose obligations are taken over."""
    for number, one in parts(profile, "extension"):
        said = one.get("valueCanonical")
        if one.get("url") in _INHERITS and said.__class__ is str:
            yield number, str(said)


def _takes_over(profile: Part, url: str, definitions: Definitions, path: Path, run: Run) -> None:
    other = named(definitions, url)
    if other is None:
        return
    if not other.obliges:
        run.add("obligation-unmarked", path, (url,))
    elif other.base != profile.get("baseDefinition"):
        run.add("obligation-base", path, (url, other.base))


def _line(line: Part, path: Path, run: Run) -> None:
    """One line of an obligation profile: it says nothing but obligations."""
    for number, one in parts(line, "extension"):
        if one.get("url") not in _DUTIES:
            run.add("obligation-line", (path, "extension", number))
    binding = line.get("binding")
    for key in binding if binding.__class__ is dict else ():
        if key not in _BINDING:
            run.add("obligation-line", ((path, "binding"), key))
