"""How far we agree with HL7's own validator on its base-only cases; those we miss are listed.

https://github.com/FHIR/fhir-test-cases
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from gateway import fhirjson, validation
from gateway.definitions import Definitions
from gateway.model import Rejected, Severity, Validator
from gateway.settings import Settings

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("GATEWAY_SHARED_DATA", ROOT / "../shared/data"))
SUITE = SHARED / "suites" / "fhir-validator"

MISSED = {
    "dr-example-org": "refuses addresses at example.org, which is a matter of taste",
    "obs-mz": "looks at a profile of its own, which is not base-only",
    "pat-security-bad-string": "refuses angle brackets in text, an option of that validator",
}

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the shared cases are not here")


def _cases() -> list[dict[str, Any]]:
    lines = (SUITE / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = ("A", "r4", "json", True)
    return [
        case
        for case in map(json.loads, lines)
        if (case["tier"], case["fhir"], case["format"], case["usable"]) == wanted
    ]


def _refused(validator: Validator, file: Path) -> bool:
    try:
        issues = list(validator.check(fhirjson.resource(file.read_bytes())))
    except Rejected:
        return True
    return any(one.severity in {Severity.ERROR, Severity.FATAL} for one in issues)


def test_base_only_cases_are_judged_as_the_reference_judges_them() -> None:
    validator = validation.load(Definitions.open(Settings().definitions))
    folder = SUITE / "FHIR+fhir-test-cases" / "validator"
    cases = _cases()
    other = {
        case["name"]
        for case in cases
        if _refused(validator, folder / case["file"]) != (case["local_errors"] > 0)
    }
    assert len(cases) > 30
    assert other == MISSED.keys()
