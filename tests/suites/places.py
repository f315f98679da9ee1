"""Where the cases and examples of others lie, and how one of their files is read.

https://github.com/FHIR/fhir-test-cases · https://hl7.org/fhir/R4/downloads.html
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from pathlib import Path
from typing import Any

from gateway import fhirjson
from gateway.definitions import Definitions
from gateway.model import Resource

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("GATEWAY_SHARED_DATA") or ROOT / "../shared/data")
SUITES = SHARED / "suites"
PACKAGES = SHARED / "packages"
CASES = SUITES / "fhir-validator"
CACHE = ROOT / ".cache" / "suites"

_XML = "gateway.fhirxml"
READS_XML = importlib.util.find_spec(_XML) is not None
"""Whether the house has a room for FHIR XML."""


def read(content: bytes, name: str, definitions: Definitions) -> Resource:
    """The resource in a file, JSON or XML by its name; raises Rejected where there is none."""
    if not name.endswith(".xml"):
        return fhirjson.resource(content)
    room: Any = importlib.import_module(_XML)
    found: Resource = room.resource(content, definitions)
    return found
