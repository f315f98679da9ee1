"""What is wrong with clinical documents, in English, and how to mend it.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CLINICAL: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cda-root": (
            "The outermost element is not ClinicalDocument of urn:hl7-org:v3.",
            "Send the document itself, without the envelope it came in, and with its xmlns.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
