"""What `gateway validate` is given in tests: a wrong resource and a right one, in JSON and XML.

https://hl7.org/fhir/R4/patient.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from typer.testing import Result

Run: TypeAlias = Callable[..., Result]

CANARY = "Xylophonius"
"""Stands for a patient's value."""
WRONG = f"""{{
  "resourceType": "Patient",
  "name": [{{"family": "{CANARY}"}}],
  "gender": "{CANARY}"
}}"""
RIGHT = '{"resourceType": "Patient", "gender": "female"}'
XML = f'<Patient xmlns="http://hl7.org/fhir">\n  <gender value="{CANARY}"/>\n</Patient>'
NATIONAL = "https://fhir.gateway.example/lu/StructureDefinition/lu-patient"
