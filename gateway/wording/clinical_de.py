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
        "cda-two-patients": (
            (
                "Das Dokument nennt zwei Personen als seine Patienten (recordTarget): Von wem "
                "jede seiner Aussagen handelt, kann niemand sagen."
            ),
            (
                "Senden Sie je Person ein Dokument; was von einem Neugeborenen, einem Spender "
                "oder einem Angehörigen gesagt wird, steht unter subject im Dokument des "
                "Patienten."
            ),
        ),
        "document-of-another": (
            (
                "Das Dokument in der Nachricht handelt nicht vom Patienten ihres PID: Es wird "
                "aufbewahrt, wie es kam, und nichts daraus übernommen."
            ),
            (
                "Senden Sie es mit dem PID des Patienten, von dem es handelt, unter einer "
                "Nummer, die auch im Dokument steht."
            ),
        ),
        "document-version-beside": (
            (
                "Eine andere Fassung dieses Dokuments steht weiter vorn in derselben Nachricht: "
                "Diese hier wird aufbewahrt, wie sie kam, und nichts daraus übernommen."
            ),
            "Senden Sie jede Fassung eines Dokuments in einer eigenen Nachricht.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
