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
        "cda-two-patients": (
            (
                "The document names two persons as its patients (recordTarget): of whom each of "
                "its statements is, nobody can tell."
            ),
            (
                "Send a document for each person; what is said of a newborn, a donor or a "
                "relative stands under subject in the document of the patient."
            ),
        ),
        "document-of-another": (
            (
                "The document in the message is not about a patient of its PID: it is kept as "
                "it came, and nothing of it is taken in."
            ),
            (
                "Send it with the PID of the patient it is about, under a number that the "
                "document has as well."
            ),
        ),
        "document-version-beside": (
            (
                "Another version of this document stands before it in the same message: this "
                "one is kept as it came, and nothing of it is taken in."
            ),
            "Send each version of a document in a message of its own.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
