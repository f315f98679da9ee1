"""brightohir: a report to FHIR R5, and out as JSON. https://pypi.org/project/brightohir/"""

from __future__ import annotations

import json
from typing import Any

from brightohir import v2_to_r5


def work(message: bytes) -> tuple[dict[str, Any], str]:
    """The Bundle, and its JSON."""
    bundle = v2_to_r5(message.decode())
    return bundle, json.dumps(bundle, default=str)


def told(answer: tuple[dict[str, Any], str]) -> list[str]:
    """What is compared: the types of the resources made."""
    return [entry["resource"]["resourceType"] for entry in answer[0]["entry"]]
