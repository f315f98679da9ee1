"""Where an extension may stand: the contexts of its definition, held against one place.

https://hl7.org/fhir/R4/defining-extensions.html#context
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gateway.fhirpath import Environment, FhirPathError, evaluate
from gateway.validation.paths import ITEM

if TYPE_CHECKING:
    from gateway.definitions import Definitions, Structure
    from gateway.model import Resource
    from gateway.validation.paths import Path

_HL7 = "http://hl7.org/fhir/StructureDefinition/"
ERRATA: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # stands beside the code in all definitions that R4 publishes
        f"{_HL7}structuredefinition-fhir-type": ("ElementDefinition.type",),
        f"{_HL7}regex": ("ElementDefinition.type",),
        # later releases let it stand on all that a CapabilityStatement says, and guides for R4 do
        f"{_HL7}capabilitystatement-expectation": ("Element",),
        # the published extensions that guides for R4 depend on let it stand on all these events
        f"{_HL7}event-basedOn": (
            "ChargeItem",
            "ClinicalImpression",
            "Composition",
            "Consent",
            "Coverage",
            "DetectedIssue",
            "EpisodeOfCare",
            "ExplanationOfBenefit",
            "FamilyMemberHistory",
            "ImmunizationEvaluation",
            "MedicationStatement",
            "PaymentNotice",
            "PaymentReconciliation",
        ),
        # the DICOM terms that R4 publishes have it, and R5 allows it
        f"{_HL7}valueset-concept-comments": ("CodeSystem.concept",),
        # R4 has it on operations, value sets, code systems and on elements
        f"{_HL7}structuredefinition-normative-version": ("DomainResource", "ElementDefinition"),
    }
)
"""Extension -> where it may stand beyond what its published definition says."""
_PUBLISHED = frozenset({"CanonicalResource", "MetadataResource"})
"""What later releases call the types that somebody publishes."""
_PLACED = "element"
_NESTED = "extension"
_ASKED = "fhirpath"


def contexts(structure: Structure) -> Sequence[tuple[str, str]]:
    """The places that a definition names, the ones that its published form forgot included."""
    if not structure.context:
        return ()
    return (*structure.context, *((_PLACED, text) for text in ERRATA.get(structure.url, ())))


def above(definitions: Definitions, code: str) -> set[str]:
    """The types that a type is one of."""
    found = set()
    structure = definitions.structure(code)
    while structure is not None:
        found.add(structure.type)
        structure = definitions.structure(structure.base) if structure.base else None
    return found


class Places:
    """All the names that one place in a resource goes by: its path, its type, what that is."""

    def __init__(self, definitions: Definitions, names: tuple[str, ...]) -> None:
        self._definitions = definitions
        self._known: set[str] = set()
        self._certain = self._walk(names)

    def include(self, text: str) -> bool:
        """Whether a context names this place; `Element` is meant as any place."""
        named = text.rpartition("#")[2]  # of a profile's element: of the profile we know nothing
        return not self._certain or named == "Element" or named in self._known

    def _walk(self, names: tuple[str, ...]) -> bool:
        """Follow the names from the root through the types; False where that fails."""
        structure = self._definitions.structure(names[0])
        path = names[0]
        self._known = above(self._definitions, path) | {path}
        if structure is not None and structure.element(f"{path}.publisher") is not None:
            self._known |= _PUBLISHED
        for name in names[1:]:
            found = self._step(structure, path, name)
            if found is None:
                return False
            structure, path, code, places = found
            self._known = {*places, code, *above(self._definitions, code)}
        self._known.add(".".join(names))
        return True

    def _step(
        self, structure: Structure | None, path: str, name: str
    ) -> tuple[Structure | None, str, str, tuple[str, ...]] | None:
        """One step down: where to go on, and the type and the paths of the element."""
        for element in structure.children(path) if structure else ():
            last = element.path.rpartition(".")[2]
            stem = last.removesuffix("[x]")
            places = (element.path, element.base_path, element.content_reference or "")
            if element.content_reference and last == name:
                return structure, element.content_reference, "BackboneElement", places
            for one in element.types:
                written = stem + one.code[:1].upper() + one.code[1:] if stem != last else last
                if written in {name, name.lstrip("_")}:
                    if structure and structure.children(element.id):
                        return structure, element.path, one.code, places
                    inner = self._definitions.structure(one.code)
                    return inner, one.code, one.code, places
        return None


def nested(structure: Structure, owner: Any) -> bool:
    """Whether a definition lets the extension stand in this one, by the url of that."""
    url = str(owner.get("url")).partition("|")[0] if owner.__class__ is dict else ""
    return any(
        kind == _NESTED and url in {text, text.partition("#")[2]}
        for kind, text in contexts(structure)
    )


def selected(
    structure: Structure, owner: Any, resource: Resource, definitions: Definitions
) -> bool:
    """Whether one of a definition's FHIRPath contexts finds what the extension stands on."""
    return any(
        any(one is owner for one in _found(text, resource, resource, definitions))
        for kind, text in contexts(structure)
        if kind == _ASKED
    )


def broken(
    structure: Structure,
    value: dict[str, Any],
    owner: Any,
    resource: Resource,
    definitions: Definitions,
) -> bool:
    """Whether a co-occurrence rule of the definition is broken where the extension stands."""
    known = {"extension": value}
    return any(
        _found(text, owner, resource, definitions, known) == [False]
        for text in structure.context_invariants
    )


def _found(
    text: str,
    focus: Any,
    resource: Resource,
    definitions: Definitions,
    variables: Mapping[str, Any] = MappingProxyType({}),
) -> list[Any]:
    """What an expression gives; nothing where it cannot be evaluated."""
    env = Environment(resource=resource, variables=variables)
    try:
        return evaluate(text, focus, definitions, env)
    except (FhirPathError, AttributeError, LookupError, TypeError, ValueError):
        return []


def owner(resource: Resource, path: Path | None, start: Path | None) -> Any:
    """What stands at a path: the object itself, or None for what only a primitive has."""
    steps: list[Path] = []
    while path is not None and path is not start and path[0] is not None:
        steps.append(path)
        path = path[0]
    found: Any = resource
    try:
        for step in reversed(steps):
            found = found[step[1]]
            found = found[step[2]] if len(step) == ITEM else found
    except (LookupError, TypeError):
        return None
    return found
