"""pyrofile-validator, with the base definitions that we have. https://pypi.org/project/pyrofile-validator/"""

from __future__ import annotations

import json
from pathlib import Path

from pyrofile_validator import Validator
from pyrofile_validator.config import ValidatorConfig

CORE = Path(__file__).parents[3] / ".cache" / "hl7.fhir.r4.core.tgz"
VALIDATOR = Validator(ValidatorConfig(local_package_paths=[str(CORE)] if CORE.is_file() else []))


def work(text: bytes) -> list[str]:
    """What it finds wrong: its own codes, or one word where it fails."""
    try:
        report = VALIDATOR.validate_resource(json.loads(text))
    except Exception:  # noqa: BLE001 - whatever it fails by is its answer
        return ["failed"]
    return [f"{one.code} {one.path}" for one in report.errors]


def told(answer: list[str]) -> list[str]:
    """What is compared."""
    return answer[:3]
