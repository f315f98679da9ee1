"""fhir.resources, its R4B models: bytes to a validated model. https://pypi.org/project/fhir.resources/"""

from __future__ import annotations

from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.observation import Observation
from pydantic import ValidationError


def work(text: bytes) -> bool:
    """Is it valid?"""
    model = Bundle if text.startswith(b'{"resourceType":"Bundle"') else Observation
    try:
        model.model_validate_json(text)
    except ValidationError:
        return False
    return True


def told(answer: bool) -> bool:  # noqa: FBT001 - the answer itself
    """What is compared: the verdict."""
    return answer
