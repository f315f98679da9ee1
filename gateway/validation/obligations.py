"""A profile that says only who must do what with an element, and one that takes that over.

https://hl7.org/fhir/extensions/StructureDefinition-obligation-profile.html
https://hl7.org/fhir/extensions/StructureDefinition-inherit-obligations.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gateway.definitions.strip import OBLIGES

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
    if marked(profile.get("extension")):
        lines = profile.get("differential")
        elements = lines.get("element") if lines.__class__ is dict else ()
        for number, line in _parts(elements):
            _line(line, ((path, "differential"), "element", number), run)


def marked(extensions: Any) -> bool:
    """Do a definition's own extensions say that it is an obligation profile?"""
    return any(
        one.get("url") in OBLIGES and one.get("valueBoolean") is True
        for _, one in _parts(extensions)
    )


def _inherited(profile: Part) -> Iterator[tuple[int, str]]:
    """(number of the extension, canonical) of each profile whose obligations are taken over."""
    for number, one in _parts(profile.get("extension")):
        said = one.get("valueCanonical")
        if one.get("url") in _INHERITS and said.__class__ is str:
            yield number, str(said)


def _takes_over(profile: Part, url: str, definitions: Definitions, path: Path, run: Run) -> None:
    try:
        other = definitions.structure(url)
    except ValueError:
        return
    if other is None:
        return
    if not other.obliges:
        run.add("obligation-unmarked", path, (url,))
    elif other.base != profile.get("baseDefinition"):
        run.add("obligation-base", path, (url, other.base))


def _line(line: Part, path: Path, run: Run) -> None:
    """One line of an obligation profile: it says nothing but obligations."""
    for number, one in _parts(line.get("extension")):
        if one.get("url") not in _DUTIES:
            run.add("obligation-line", (path, "extension", number))
    binding = line.get("binding")
    for key in binding if binding.__class__ is dict else ():
        if key not in _BINDING:
            run.add("obligation-line", ((path, "binding"), key))


def _parts(found: Any) -> Sequence[tuple[int, Part]]:
    """The objects of a list, with their numbers."""
    listed = found if found.__class__ is list else ()
    return [(number, one) for number, one in enumerate(listed) if one.__class__ is dict]
