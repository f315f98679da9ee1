"""How KMEHR says that something is taken, in FHIR; what nobody can tell stays as it was sent.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (itemType) ·
https://hl7.org/fhir/R4/dosage.html
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.kmehr import (
    cd,
    content,
    converted,
    item,
    message,
    moment,
    resources,
    state,
    transaction,
)

DRUG = content(
    '<medicinalproduct><intendedcd S="CD-DRUG-CNK" SV="1.0">0000001</intendedcd>'
    "<intendedname>Invented 100 mg</intendedname></medicinalproduct>"
)
SINCE = moment("beginmoment", "2026-01-02")
TABLET = {"unit": "tablet", "system": "http://snomed.info/sct", "code": "336624003"}


def unit(table: str, code: str) -> str:
    return f"<unit>{cd(table, code)}</unit>"


def quantity(number: str, code: str = "00005", table: str = "CD-ADMINISTRATIONUNIT") -> str:
    return f"<quantity><decimal>{number}</decimal>{unit(table, code)}</quantity>"


def frequency(*parts: str) -> str:
    return f"<frequency>{''.join(parts)}</frequency>"


def every(code: str) -> str:
    return frequency(f"<periodicity>{cd('CD-PERIODICITY', code)}</periodicity>")


def ratio(times: str, number: str, code: str) -> str:
    most = f"<nominator><quantity><decimal>{times}</decimal></quantity></nominator>"
    per = f"<quantity><decimal>{number}</decimal>{unit('CD-TIMEUNIT', code)}</quantity>"
    return frequency(most, f"<denominator>{per}</denominator>")


def posology(high: str, takes: str, low: str = "", least: str = "") -> str:
    lower = f"<low>{low}</low>" if low else ""
    fewest = f"<low>{least}</low>" if least else ""
    dose = f"{lower}<high>{high}</high>{unit('CD-ADMINISTRATIONUNIT', '00005')}"
    return f"<posology>{dose}<takes>{fewest}<high>{takes}</high></takes></posology>"


def regimen(*parts: str) -> str:
    return f"<regimen>{''.join(parts)}</regimen>"


def at(period: str) -> str:
    return f"<daytime><dayperiod>{cd('CD-DAYPERIOD', period)}</dayperiod></daytime>"


def dosage(*parts: str, kind: str = "note") -> Any:
    body = message(transaction(kind, item("medication", DRUG, SINCE, *parts)))
    [statement] = resources(converted(body), "MedicationStatement")
    return plain(statement.get("dosage"))


def plain(node: Any) -> Any:
    """With numbers as they read."""
    if isinstance(node, list):
        return [plain(one) for one in node]
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items()}
    return node if isinstance(node, bool | str | None) else float(node)


def timing(**repeat: Any) -> list[dict[str, Any]]:
    return [{"timing": {"repeat": repeat}}]


@pytest.mark.parametrize(
    ("said", "repeat"),
    [
        (every("UA"), {"frequency": 1, "period": 8, "periodUnit": "h"}),
        (every("O1"), {"frequency": 1, "period": 2, "periodUnit": "d"}),
        (every("JH2"), {"frequency": 1, "period": 0.5, "periodUnit": "a"}),
        (ratio("3", "1", "d"), {"frequency": 3, "period": 1, "periodUnit": "d"}),
        (ratio("0.5", "1", "d"), {"frequency": 1, "period": 2, "periodUnit": "d"}),
        (ratio("1.5", "1", "wk"), {"frequency": 3, "period": 2, "periodUnit": "wk"}),
        (ratio("1", "36", "hr"), {"frequency": 1, "period": 36, "periodUnit": "h"}),
        (
            frequency("<decimal>2</decimal>", unit("CD-UNIT", "week")),
            {"frequency": 2, "period": 1, "periodUnit": "wk"},
        ),
    ],
)
def test_how_often(said: str, repeat: dict[str, Any]) -> None:
    assert dosage(said) == timing(**repeat)


def test_a_frequency_in_words_stays_in_words() -> None:
    said = frequency('<text L="fr">un jour sur deux</text>')

    assert dosage(said) == [{"timing": {"code": {"text": "un jour sur deux"}}}]


def test_a_periodicity_that_nobody_knows_stays_a_code() -> None:
    [found] = dosage(every("QQ"))

    assert found["timing"]["code"]["coding"][0]["code"] == "QQ"
    assert "repeat" not in found["timing"]


@pytest.mark.parametrize("said", [every("ondemand"), every("D")])
def test_only_what_is_on_demand_is_as_needed(said: str) -> None:
    [found] = dosage(said)

    assert found.get("asNeededBoolean", False) is ("ondemand" in said)


def test_as_needed_is_also_a_temporality() -> None:
    [found] = dosage(every("UZ"), state("temporality", "ifnecessary"))

    assert found["asNeededBoolean"] is True


@pytest.mark.parametrize(
    ("code", "number", "lasts"),
    [("hr", "12", (12, "h")), ("ms", "500", (0.5, "s"))],
)
def test_how_long_each_time_lasts(code: str, number: str, lasts: tuple[float, str]) -> None:
    said = f"<duration><decimal>{number}</decimal>{unit('CD-TIMEUNIT', code)}</duration>"

    assert dosage(said) == timing(duration=lasts[0], durationUnit=lasts[1])


def test_days_are_how_long_it_is_taken_in_all() -> None:
    """Once a day for five days is no dose that lasts five days."""
    said = f"<duration><decimal>5</decimal>{unit('CD-TIMEUNIT', 'd')}</duration>"

    [found] = dosage(said)

    assert found["timing"]["repeat"] == {
        "boundsDuration": {
            "value": 5,
            "unit": "d",
            "system": "http://unitsofmeasure.org",
            "code": "d",
        }
    }


@pytest.mark.parametrize(
    ("said", "repeat"),
    [
        (posology("1", "3"), {"period": 1, "periodUnit": "d", "frequency": 3}),
        (
            posology("1", "4", least="2"),
            {"period": 1, "periodUnit": "d", "frequency": 2, "frequencyMax": 4},
        ),
        (every("W") + posology("1", "2"), {"frequency": 2, "period": 1, "periodUnit": "wk"}),
    ],
)
def test_a_posology_has_takes_a_day_or_as_the_frequency_says(
    said: str, repeat: dict[str, Any]
) -> None:
    [found] = dosage(said)

    assert found["timing"]["repeat"] == repeat
    assert found["doseAndRate"] == [{"doseQuantity": {"value": 1, **TABLET}}]


def test_half_a_take_is_not_guessed_at() -> None:
    [found] = dosage(posology("1", "0.5"))

    assert "timing" not in found


def test_a_dose_may_be_a_range() -> None:
    [found] = dosage(posology("2", "1", low="1"))

    assert found["doseAndRate"][0]["doseRange"] == {
        "low": {"value": 1, **TABLET},
        "high": {"value": 2, **TABLET},
    }


def test_each_take_of_a_regimen_is_one_dosage() -> None:
    takes = (at("morning"), quantity("1"), at("betweenmeals"), quantity("2"))

    first, second = dosage(every("D"), regimen(*takes))

    assert first["timing"]["repeat"]["when"] == ["MORN"]
    assert "when" not in second["timing"]["repeat"]
    [instruction] = second["additionalInstruction"]
    assert instruction["coding"][0]["code"] == "betweenmeals"
    assert second["doseAndRate"][0]["doseQuantity"]["value"] == 2


@pytest.mark.parametrize(
    ("period", "when"),
    [
        ("betweenbreakfastandlunch", "MORN.late"),
        ("betweenlunchanddinner", "AFT"),
        ("betweendinnerandsleep", "EVE.late"),
        ("duringlunch", "CD"),
        ("beforebreakfast", "ACM"),
    ],
)
def test_what_is_between_meals_is_never_at_one(period: str, when: str) -> None:
    [found] = dosage(every("D"), regimen(at(period), quantity("1")))

    assert found["timing"]["repeat"]["when"] == [when]


def test_days_of_a_cycle_are_said_in_words_and_days_of_the_week_by_code() -> None:
    friday = f"<weekday>{cd('CD-WEEKDAY', 'friday')}<weeknumber>2</weeknumber></weekday>"
    takes = ("<daynumber>3</daynumber>", quantity("1"), friday, quantity("1"))

    first, second = dosage(regimen(*takes))

    assert first["additionalInstruction"] == [{"text": "Day 3 of treatment cycle"}]
    assert second["additionalInstruction"] == [{"text": "Week 2 of treatment cycle"}]
    assert second["timing"]["repeat"] == {"dayOfWeek": ["fri"]}


def test_only_a_line_of_a_scheme_is_on_the_day_it_begins() -> None:
    words = '<posology><text L="fr">un comprime</text></posology>'

    assert dosage(words) == [{"text": "un comprime"}]
    [line] = dosage(words, kind="medicationschemeelement")
    assert line["timing"]["event"] == ["2026-01-02"]


@pytest.mark.parametrize(
    ("code", "table", "expected"),
    [
        ("internationalunits", "CD-ADMINISTRATIONUNIT", "[IU]"),
        ("00001", "CD-ADMINISTRATIONUNIT", "5.mL"),
        ("tbl", "CD-ADMINISTRATIONUNIT", "tbl"),
        ("mg", "CD-UNIT", "mg"),
        ("mmol/L", "UCUM", "mmol/L"),
    ],
)
def test_a_unit_is_translated_only_where_its_meaning_is_beyond_doubt(
    code: str, table: str, expected: str
) -> None:
    [found] = dosage(regimen(quantity("1", code, table)))

    assert found["doseAndRate"][0]["doseQuantity"]["code"] == expected
