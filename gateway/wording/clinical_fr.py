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
        "cda-two-patients": (
            (
                "Le document désigne deux personnes comme patients (recordTarget) : nul ne peut "
                "dire de qui parle chacun de ses énoncés."
            ),
            (
                "Envoyez un document par personne ; ce qui est dit d'un nouveau-né, d'un donneur "
                "ou d'un parent figure sous subject dans le document du patient."
            ),
        ),
        "document-of-another": (
            (
                "Le document contenu dans le message ne concerne pas le patient de son PID : il "
                "est conservé tel quel, et rien n'en est repris."
            ),
            (
                "Envoyez-le avec le PID du patient concerné, sous un numéro qui figure aussi "
                "dans le document."
            ),
        ),
        "document-version-beside": (
            (
                "Une autre version de ce document précède celle-ci dans le même message : "
                "celle-ci est conservée telle quelle, et rien n'en est repris."
            ),
            "Envoyez chaque version d'un document dans un message à part.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
