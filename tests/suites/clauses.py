"""Which clause of which specification speaks where a message is refused.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 · https://hl7.org/fhir/R4
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tests.suites.messages import Refusal

_OF_THE_MESSAGE: Mapping[str, str] = MappingProxyType(
    {
        "unsupported-type": "HL7 v2.9, 2.14.9.9 (MSH-9): a type that is not taken in",
        "unsupported-processing-id": "HL7 v2.9, 2.14.9.11 (MSH-11): not production (P)",
        "unsupported-version": "HL7 v2.9, 2.14.9.12 (MSH-12)",
        "encoding-characters": "HL7 v2.9, 2.14.9.2 (MSH-2)",
        "segment-name": "HL7 v2.9, 2.5.2: three characters name a segment",
        "charset-unknown": "HL7 v2.9, 2.14.9.18 (MSH-18), table 0211",
        "identity-missing": "HL7 v2.9, 3.4.2.3 (PID-3 is required)",
        "value-invalid-date": "HL7 v2.9, chapter 2A, DT and DTM",
        "value-invalid-datetime": "HL7 v2.9, chapter 2A, DTM",
    }
)
_OF_THE_RESOURCE: Mapping[str, str] = MappingProxyType(
    {
        "element-required": "min 1",
        "code-not-in-value-set": "required binding",
        "extension-context": "context of the extension",
        "choice-several": "one of a choice of types",
    }
)


def clause(refusal: Refusal) -> str:
    """The clause that a refusal rests on: of HL7 v2, or of FHIR R4 for the element."""
    if refusal.rule in _OF_THE_MESSAGE:
        return _OF_THE_MESSAGE[refusal.rule]
    said = _OF_THE_RESOURCE.get(refusal.rule, f"invariant {refusal.rule}")
    return f"FHIR R4, {refusal.target}: {said}"
