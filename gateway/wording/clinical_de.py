"""Was an klinischen Dokumenten nicht stimmt, auf Deutsch, und wie es zu beheben ist.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CLINICAL: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cda-root": (
            "Das äußerste Element ist nicht ClinicalDocument aus urn:hl7-org:v3.",
            "Senden Sie das Dokument selbst, ohne seinen Umschlag und mit seinem xmlns.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
