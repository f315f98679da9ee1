"""Ce qui ne va pas dans les documents cliniques, en français, et comment y remédier.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CLINICAL: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cda-root": (
            "L'élément extérieur n'est pas ClinicalDocument de urn:hl7-org:v3.",
            "Envoyez le document lui-même, sans l'enveloppe qui le contenait, avec son xmlns.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
