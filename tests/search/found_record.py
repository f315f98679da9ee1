"""Two patients, who treats them, where, and what was found: the record that searches are put to.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from typing import Any

from gateway.fhirjson import decode
from gateway.model import Resource
from tests.search.search_house import body, refer

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">Kein <b>Fieber</b>, keine Übelkeit</div>'


def pressure(high: str, low: str) -> list[Any]:
    return [
        {
            "code": {"coding": [{"system": LOINC, "code": code}]},
            "valueQuantity": {"value": decode(value.encode()), "unit": "mm[Hg]"},
        }
        for code, value in (("8480-6", high), ("8462-4", low))
    ]


def record() -> list[Resource]:
    """Two patients, who treats them, where, and what was found."""
    number = {"type": {"coding": [{"system": "urn:t", "code": "MR"}], "text": "Hospital number"}}
    return [
        body(
            "Patient/anna",
            name=[{"family": "Müller", "given": ["Anna"]}],
            birthDate="1987-04-23",
            generalPractitioner=[refer("Practitioner/doc")],
            identifier=[{"system": "urn:s", "value": "1", **number}],
        ),
        body(
            "Patient/berta",
            name=[{"family": "Weber"}],
            birthDate="1955",
            managingOrganization=refer("Organization/ward"),
            link=[{"other": refer("Patient/anna"), "type": "seealso"}],
        ),
        body("Practitioner/doc", name=[{"family": "Klein", "text": "Dr. Eva Klein"}]),
        body("Organization/clinic", name="Clinique du Nord"),
        body("Organization/ward", name="Station 3", partOf=refer("Organization/clinic")),
        body("Organization/bed", name="Bett 1", partOf=refer("Organization/ward")),
        body("Organization/loop", name="Kreis", partOf=refer("Organization/loop")),
        body(
            "Encounter/e1",
            status="finished",
            subject=refer("Patient/anna"),
            serviceProvider=refer("Organization/ward"),
            period={"start": "2026-01-01", "end": "2026-01-04"},
        ),
        body(
            "Observation/glucose",
            status="final",
            code={"text": "Glucose im Blut", "coding": [{"system": LOINC, "code": "2345-7"}]},
            subject=refer("Patient/anna"),
            encounter=refer("Encounter/e1"),
            effectiveDateTime="2026-01-02",
            valueQuantity={"value": 5, "unit": "mmol/L", "system": UCUM, "code": "mmol/L"},
            text={"status": "generated", "div": DIV},
        ),
        body(
            "Observation/pressure",
            status="final",
            code={"coding": [{"system": LOINC, "code": "85354-9", "display": "Blood pressure"}]},
            subject=refer("Patient/berta"),
            component=pressure("150", "90"),
            effectiveDateTime="2026-01-03",
        ),
        body(
            "Observation/panel",
            status="final",
            code={"text": "panel"},
            subject=refer("Patient/anna"),
            hasMember=[refer("Observation/glucose"), refer("Observation/gone")],
            note=[{"text": "Nüchtern abgenommen"}],
        ),
        body(
            "Provenance/p1", recorded="2026-01-02T08:00:00Z", target=[refer("Observation/glucose")]
        ),
        body(
            "List/l1",
            status="current",
            mode="working",
            entry=[{"item": refer("Observation/panel")}],
        ),
        body("Location/l1", name="A", position={"latitude": 49.61, "longitude": 6.13}),
        body(
            "RelatedPerson/r1",
            patient=refer("Patient/anna"),
            relationship=[{"coding": [{"system": ROLES, "code": "MTH"}]}],
        ),
        body("Questionnaire/q", url="http://a.example/q", version="2.1", status="active"),
        body(
            "QuestionnaireResponse/qr", questionnaire="http://a.example/q|2.1", status="completed"
        ),
    ]
