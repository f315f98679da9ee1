"""hl7v2-fhir-bridge: a report to a validated Bundle, and out as JSON.

https://pypi.org/project/hl7v2-fhir-bridge/
"""

from __future__ import annotations

import json
from typing import Any

from v2fhir.config import Config  # type: ignore[import-not-found]  # in its own environment
from v2fhir.convert import convert  # type: ignore[import-not-found]  # in its own environment
from v2fhir.hl7.parser import parse_bytes  # type: ignore[import-not-found]  # in its own environment
from v2fhir.validate import validate_bundle  # type: ignore[import-not-found]  # in its own environment

CONFIG = Config()


def work(message: bytes) -> tuple[dict[str, Any], str]:
    """The Bundle, which its own validation found sound, and its JSON."""
    bundle = convert(parse_bytes(message), CONFIG).bundle
    validate_bundle(bundle)
    return bundle, json.dumps(bundle)


def told(answer: tuple[dict[str, Any], str]) -> list[str]:
    """What is compared: the types of the resources made."""
    return [entry["resource"]["resourceType"] for entry in answer[0]["entry"]]
