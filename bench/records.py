"""Invented records for timing: patients, results and whole patient summaries, with narratives.

Seeded, each one distinct, nobody's. https://hl7.org/fhir/R4/patient.html ·
https://hl7.org/fhir/uv/ips/STU2/
"""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

from bench import fixtures
from gateway.summary import summary

NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)
XHTML = "http://www.w3.org/1999/xhtml"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_ALLERGY = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
_RELATION = "http://terminology.hl7.org/CodeSystem/v2-0131"
_RESULTS, _PROBLEMS, _ALLERGIES, _DRUGS = 12, 6, 3, 6


def patient(number: int) -> dict[str, Any]:
    """A patient as a hospital's own FHIR server sends one (about 3 KB)."""
    draw = Random(f"patient record {number}")
    family, given = f"Inventé{number}", draw.choice(("Aline", "Bruno", "Céline", "Dario"))
    street = f"{draw.randrange(1, 200)}, rue inventée"
    born = f"{draw.randrange(1930, 2020)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 28):02}"
    home = {"line": [street], "city": "Nullepart", "postalCode": "L-1234", "country": "LU"}
    rows = "".join(
        f"<tr><td><b>{name}</b></td><td>{value}</td></tr>"
        for name, value in (("Name", f"{given} {family}"), ("Born", born), ("Lives", street))
    )
    said = {"family": family, "given": [given, draw.choice(("Élise", "Fabio"))]}
    return {
        "resourceType": "Patient",
        "id": f"patient-{number}",
        "meta": {"versionId": "3", "lastUpdated": "2026-11-20T10:15:00.123+01:00"},
        "text": {"status": "generated", "div": _div(f"<table>\n{rows}</table>")},
        "identifier": [
            {
                "use": "usual",
                "type": _concept("http://terminology.hl7.org/CodeSystem/v2-0203", "MR"),
                "system": f"{fixtures.SYSTEM}/patients",
                "value": f"{100_000 + number}",
                "period": {"start": "2019-05-06"},
                "assigner": {"display": "Hôpital inventé"},
            }
        ],
        "active": True,
        "name": [
            {"use": "official", **said},
            {"use": "maiden", "family": f"Autre{number}", "period": {"end": "2002"}},
        ],
        "telecom": [
            {"system": "phone", "value": f"+352 {draw.randrange(10**5, 10**6)}", "use": "home"},
            {"system": "email", "value": f"{number}@mail.example", "rank": 2},
        ],
        "gender": draw.choice(("female", "male")),
        "birthDate": born,
        "deceasedBoolean": False,
        "address": [{"use": "home", "type": "both", "text": f"{street}, Nullepart", **home}],
        "maritalStatus": {"text": "not told"},
        "contact": [
            {
                "relationship": [_concept(_RELATION, "N")],
                "name": {"family": family, "given": ["Ginette"]},
                "telecom": [{"system": "phone", "value": f"+33 {draw.randrange(10**8)}"}],
                "address": {"use": "home", **home},
                "gender": "female",
                "period": {"start": "2012"},
            }
        ],
        "communication": [
            {"language": _concept("urn:ietf:bcp:47", draw.choice(("fr", "de", "lb", "pt")))}
        ],
        "managingOrganization": {"reference": f"Organization/{number % 7}"},
    }


def result(number: int) -> dict[str, Any]:
    """A result with a narrative (about 1.5 KB)."""
    body = fixtures.observation(number)
    value, name = body["valueQuantity"], body["code"]["text"]
    shown = _div(f"<p><b>{name}</b>: {value['value']} {value['unit']}</p>")
    return {**body, "text": {"status": "generated", "div": shown}}


def record(number: int) -> dict[str, Any]:
    """One patient's summary: a document of some thirty entries (about 40 KB)."""
    draw = Random(f"summary {number}")
    who = patient(number)
    about = {"reference": f"Patient/{who['id']}"}
    found = [who, *_results(number, about), *_problems(number, about, draw)]
    found += [*_allergies(number, about, draw), *_drugs(number, about, draw)]
    return summary(who["id"], found, NOW)


def _results(number: int, about: dict[str, str]) -> list[dict[str, Any]]:
    bodies = [result(number * _RESULTS + at) for at in range(_RESULTS)]
    return [
        {key: value for key, value in body.items() if key not in ("encounter", "performer")}
        | {"subject": about}
        for body in bodies
    ]


def _problems(number: int, about: dict[str, str], draw: Random) -> list[dict[str, Any]]:
    return [
        {
            "resourceType": "Condition",
            "id": f"problem-{number}-{at}",
            "clinicalStatus": _concept(_CLINICAL, "active"),
            "code": _concept(f"{fixtures.SYSTEM}/problems", f"P{draw.randrange(900)}"),
            "subject": about,
            "onsetDateTime": f"{draw.randrange(1990, 2026)}-{draw.randrange(1, 13):02}",
            "note": [{"text": f"Invented remark {draw.randrange(10**6)}"}],
        }
        for at in range(_PROBLEMS)
    ]


def _allergies(number: int, about: dict[str, str], draw: Random) -> list[dict[str, Any]]:
    return [
        {
            "resourceType": "AllergyIntolerance",
            "id": f"allergy-{number}-{at}",
            "clinicalStatus": _concept(_ALLERGY, "active"),
            "type": "allergy",
            "criticality": "high",
            "code": _concept(f"{fixtures.SYSTEM}/allergies", f"A{draw.randrange(900)}"),
            "patient": about,
            "reaction": [
                {"manifestation": [_concept(f"{fixtures.SYSTEM}/signs", f"S{draw.randrange(90)}")]}
            ],
        }
        for at in range(_ALLERGIES)
    ]


def _drugs(number: int, about: dict[str, str], draw: Random) -> list[dict[str, Any]]:
    return [
        {
            "resourceType": "MedicationStatement",
            "id": f"drug-{number}-{at}",
            "status": "active",
            "medicationCodeableConcept": _concept(
                f"{fixtures.SYSTEM}/drugs", f"D{draw.randrange(900)}"
            ),
            "subject": about,
            "effectivePeriod": {"start": f"202{draw.randrange(6)}-0{draw.randrange(1, 10)}-01"},
            "dosage": [{"text": f"{draw.randrange(1, 4)} a day"}],
        }
        for at in range(_DRUGS)
    ]


def _concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}], "text": f"Invented {code}"}


def _div(inner: str) -> str:
    return f'<div xmlns="{XHTML}">{inner}</div>'
