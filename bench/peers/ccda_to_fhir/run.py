"""ccda-to-fhir: a clinical document to FHIR R4B. https://pypi.org/project/ccda-to-fhir/"""

from __future__ import annotations

import json
import logging
from typing import Any

from ccda_to_fhir import convert_document

logging.disable(logging.CRITICAL)


def work(document: bytes) -> Any:
    """The Bundle; nothing where it refuses or breaks."""
    try:
        made = convert_document(document.decode("utf-8-sig"))
    except Exception:  # noqa: BLE001 - whatever it raises, nothing came of it
        return {}
    return made["bundle"] if isinstance(made, dict) else made.bundle


def told(answer: Any) -> Any:
    """The Bundle as JSON has it."""
    return answer if isinstance(answer, dict) else json.loads(answer.json())
