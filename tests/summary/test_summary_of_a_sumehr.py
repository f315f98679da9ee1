"""What a doctor of another country reads of a patient whose record came as KMEHR.

https://www.ehealth.fgov.be/standards/kmehr/en/page/sumehr
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from gateway.model import Resource
from gateway.summary import summary, text
from gateway.summary.dosage import dosages
from gateway.summary.wording import value
from tests.kmehr import (
    about,
    cd,
    content,
    converted,
    item,
    message,
    moment,
    state,
    transaction,
)

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
PILL = f"<unit>{cd('CD-ADMINISTRATIONUNIT', '00005')}</unit>"
TAKE = f"<quantity><decimal>{{}}</decimal>{PILL}</quantity>"
DAY = "<daytime><dayperiod>{}</dayperiod></daytime>"
REGIMEN = (
    f"<frequency><periodicity>{cd('CD-PERIODICITY', 'D')}</periodicity></frequency><regimen>"
    f"{DAY.format(cd('CD-DAYPERIOD', 'morning'))}{TAKE.format(1)}"
    f"{DAY.format(cd('CD-DAYPERIOD', 'evening'))}{TAKE.format(2)}</regimen>"
)
GRAMS = f"<quantity><decimal>5</decimal><unit>{cd('CD-UNIT', 'gm')}</unit></quantity>"
MIXTURE = (
    '<compoundprescription L="fr"><compound><substance><substancename>uree</substancename>'
    f"</substance>{GRAMS}</compound></compoundprescription>"
)


def read(*items: str) -> list[str]:
    """The lines of the summary of a patient of whom nothing came but this SumEHR."""
    bundle = converted(message(transaction("sumehr", *items))).bundle
    known: list[Resource] = [one["resource"] for one in bundle["entry"]]
    [patient] = [one["id"] for one in known if one["resourceType"] == "Patient"]
    return [" ".join(line.split()) for line in text(summary(patient, known, NOW)).splitlines()]


@pytest.mark.parametrize(
    ("said", "heading", "line"),
    [
        (
            item("vaccine", content(cd("CD-VACCINEINDICATION", "tetanus")),
                 moment("beginmoment", "2021-05-05"), state("lifecycle", "administrated")),
            "Immunizations", "Tetanus completed 2021-05-05",
        ),
        (
            item("vaccine", content(cd("CD-VACCINEINDICATION", "tetanus")),
                 state("lifecycle", "refused")),
            "Immunizations", "not-done, patient objection",
        ),
        (
            item("patientwill", content(cd("CD-PATIENTWILL", "ntbr"))),
            "Will of the patient", "not to be resuscitated deny active 2026-03-02",
        ),
        (item("risk", about("Smoker")), "Alerts and risks", "Smoker active"),
        (item("familyrisk", about("Gout")), "Family history", "Gout"),
        (
            item("treatment", about("Appendectomy"), moment("beginmoment", "1999-01-01"),
                 state("lifecycle", "completed")),
            "Procedures", "Appendectomy completed 1999-01-01",
        ),
        (item("habit", about("20 cigarettes a day")), "Social history", "20 cigarettes a day"),
        (
            item("parameter", cd("CD-PARAMETER", "weight"),
                 content(f"<decimal>70</decimal><unit>{cd('CD-UNIT', 'kg')}</unit>")),
            "Vital signs", "Body weight 70 kg",
        ),
        (item("problem", about("Gout")), "Problems", "Gout noted 2026-03-02"),
        (
            item("problem", about("Gout"), state("lifecycle", "inactive"),
                 "<endmoment><year>2019</year></endmoment>"),
            "Past problems", "Gout Inactive until 2019",
        ),
        (
            item("medication", about("Pill"), REGIMEN), "Medication summary",
            "1 tablet, once a day, in the morning; 2 tablet, once a day, in the evening",
        ),
        (item("medication", content(MIXTURE)), "Medication summary", "uree 5 gm"),
    ],
)  # fmt: skip
def test_it_stands_where_it_is_looked_for(said: str, heading: str, line: str) -> None:
    lines = read(said)

    below = lines[lines.index(heading) + 2 :]
    table = below[: below.index("")] if "" in below else below
    assert any(line in one for one in table), table


def test_a_consent_to_research_is_no_will_for_the_worst() -> None:
    scope = {"coding": [{"code": "research"}]}
    patient: Resource = {"resourceType": "Patient", "id": "p"}
    asked = {"resourceType": "Consent", "id": "c", "status": "active", "scope": scope,
             "patient": {"reference": "Patient/p"}}  # fmt: skip

    assert "Will of the patient" not in text(summary("p", [patient, asked], NOW))


@pytest.mark.parametrize(
    ("dosage", "words"),
    [
        ({"text": "as told", "timing": {"repeat": {"frequency": 2}}}, "as told (2 times)"),
        ({"text": "with meals", "doseAndRate": [{"doseQuantity": {"value": 500, "unit": "mg"}}],
          "additionalInstruction": [{"text": "if it hurts"}]},
         "with meals (500 mg, if it hurts)"),
        ({"text": "0,5 tablet 2 times a day", "timing": {"repeat": {"frequency": 2}},
          "doseAndRate": [{"doseQuantity": {"value": Decimal("0.50"), "unit": "tablet"}}]},
         "0,5 tablet 2 times a day"),
        ({"text": "3 times a day", "timing": {"repeat": {"frequency": 3}},
          "doseAndRate": [{"doseQuantity": {"value": 3, "unit": "tablet"}}]},
         "3 times a day (3 tablet, 3 times)"),
        ({"maxDosePerPeriod": {"numerator": {"value": 4, "unit": "g"},
                               "denominator": {"value": 1, "unit": "d"}},
          "doseAndRate": [{"rateQuantity": {"value": 20, "unit": "mL/h"}}]},
         "rate 20 mL/h, at most 4 g in 1 d"),
        ({"text": "as told", "patientInstruction": "with water"}, "as told, with water"),
        ({"timing": {"repeat": {"frequency": 1, "frequencyMax": 3, "period": Decimal("1.0"),
                                "periodUnit": "d"}}}, "1 to 3 times a day"),
        ({"timing": {"repeat": {"frequency": 1, "period": 2, "periodUnit": "wk",
                                "dayOfWeek": ["mon", "thu"]}}}, "once in 2 weeks, on mon, thu"),
        ({"timing": {"repeat": {"timeOfDay": ["08:00:00"]}, "event": ["2026-03-02"]}},
         "at 08:00, 2026-03-02"),
        ({"asNeededBoolean": True, "doseAndRate": [{"doseRange": {
            "low": {"value": 1, "unit": "drop"}, "high": {"value": 2, "unit": "drop"}}}]},
         "1 to 2 drop, as needed"),
        ({"route": {"text": "oral"}, "additionalInstruction": [{"text": "Day 3 of cycle"}]},
         "Day 3 of cycle, route: oral"),
        ({"timing": {"repeat": {"boundsPeriod": {"end": "2026-03-09"}}}}, "until 2026-03-09"),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_dosage_is_told_by_its_words_and_by_its_parts_where_they_do_not_tell_the_dose(
    dosage: Any, words: str
) -> None:
    assert dosages({"resourceType": "MedicationStatement", "dosage": [dosage]}) == words


def test_what_is_noted_of_a_medicine_is_told_beside_its_dosage() -> None:
    order = {"resourceType": "MedicationRequest", "dosageInstruction": [{"text": "1 a day"}],
             "note": [{"text": "no more\nthan 4 g"}]}  # fmt: skip

    assert dosages(order) == "1 a day; no more than 4 g"


def test_several_findings_of_one_name_are_told_without_repeating_it() -> None:
    code = {"text": "Culture"}
    parts = [
        {"code": code, "valueString": "E. coli"},
        {"code": {"text": "pH"}, "valueString": "7"},
    ]

    assert value({"code": code, "component": parts}) == "E. coli; pH: 7"
