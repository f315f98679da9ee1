"""What every client is asked to do: an invented patient, and some results.

Imported by nothing but the programs beside it, each in an environment of its own. https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from typing import Any

SYSTEM = "https://clinic.example/numbers"


def patient(number: str, family: str = "Weber") -> dict[str, Any]:
    """An invented patient."""
    return {
        "resourceType": "Patient",
        "identifier": [{"system": SYSTEM, "value": number}],
        "name": [{"family": family, "given": ["Anna"]}],
        "gender": "female",
        "birthDate": "1987-04-23",
    }


def result(subject: str, value: int) -> dict[str, Any]:
    """An invented result of a patient, by a reference to it."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"reference": subject},
        "effectiveDateTime": "2026-01-05T09:00:00+01:00",
        "valueQuantity": {
            "value": value,
            "unit": "kg",
            "system": "http://unitsofmeasure.org",
            "code": "kg",
        },
    }
