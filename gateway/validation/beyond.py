"""What is asked of some types that no definition says in words which a machine reads.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BEYOND: Mapping[str, str] = MappingProxyType(
    {
        "Bundle": "bundled(o, p, x)",
        "CapabilityStatement": "capable(o, p, x)",
        "CodeSystem": "defined(o, p, x)",
        "ConceptMap": "defined(o, p, x)",
        "Expression": "formulated(o, p, x)",
        "Extension": "x.extension(o, p)",
        "Identifier": "owned(o, p, x)",
        "MeasureReport": "reported(o, p, x)",
        "Meta": "labelled(o, p, x)",
        "Questionnaire": "conditioned(o, p, x)",
        "QuestionnaireResponse": "responded(o, p, x)",
        "SearchParameter": "searched(o, p, x)",
        "StructureDefinition": "derived(o, p, x)",
        "ValueSet": "defined(o, p, x)",
    }
)
"""Type -> what its generated check calls besides, as source."""
