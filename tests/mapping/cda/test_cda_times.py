"""Times of CDA become FHIR's: points, spans, and schedules of medicines.

https://hl7.org/fhir/R4/datatypes.html#Timing
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.mapping.cda.conftest import read, reading, said

POINTS = (
    ("2026", "2026"),
    ("202611", "2026-11"),
    ("20261121", "2026-11-21"),
    ("20261121101500+0200", "2026-11-21T10:15:00+02:00"),
    ("202611211015", "2026-11-21T10:15:00+01:00"),
    ("2026-11-21", "2026-11-21"),
    ("2026-11-21T10:15:00Z", "2026-11-21T10:15:00+00:00"),
    ("20261121101500-7700", "2026-11-21"),
    ("YYYYMMDD", None),
    ("20261399", None),
    ("200130311", None),
)


@pytest.mark.parametrize(("sent", "expected"), POINTS)
def test_a_point_in_time(sent: str, expected: str | None) -> None:
    assert said(f'<time value="{sent}"/>', "TS", "dateTime") == expected


def test_an_offset_is_never_invented() -> None:
    """Without a zone of the sender a time is cut to its date, and that is said."""
    found, node = reading('<time value="202611211015"/>', None)

    assert found.as_("TS", "dateTime", node) == "2026-11-21"
    assert [one.rule for one in found.marred] == ["time-cut-to-date"]


SPANS: tuple[tuple[str, str, Any], ...] = (
    ('<t><low value="2025"/><high value="2026"/></t>', "Period", {"start": "2025", "end": "2026"}),
    ('<t><low value="2025"/><high nullFlavor="UNK"/></t>', "Period", {"start": "2025"}),
    ('<t value="20260101"/>', "Period", {"start": "2026-01-01", "end": "2026-01-01"}),
    ('<t><low value="2026"/><high value="2025"/></t>', "Period", {"start": "2026"}),
    ('<t nullFlavor="UNK"/>', "Period", None),
    ('<t><low value="2025"/></t>', "dateTime", "2025"),
    ('<t><low value="2025"/><high value="2026"/></t>', "dateTime", None),
    ('<t><center value="2025"/></t>', "dateTime", "2025"),
)


@pytest.mark.parametrize(("snippet", "type", "expected"), SPANS)
def test_a_span_of_time(snippet: str, type: str, expected: Any) -> None:
    assert said(snippet, "IVL_TS", type) == expected


def times(*inside: str) -> str:
    """An act with these times."""
    return f"<act>{''.join(inside)}</act>"


BOUNDS = '<effectiveTime xsi:type="IVL_TS"><low value="20260101"/></effectiveTime>'
SCHEDULES: tuple[tuple[str, Any], ...] = (
    (
        times(
            BOUNDS,
            '<effectiveTime xsi:type="PIVL_TS"><period value="8" unit="h"/></effectiveTime>',
        ),
        {
            "repeat": {
                "boundsPeriod": {"start": "2026-01-01"},
                "period": Decimal(8),
                "periodUnit": "h",
            }
        },
    ),
    (
        times(
            '<effectiveTime xsi:type="PIVL_TS" institutionSpecified="true">'
            '<period><low value="4" unit="h"/><high value="6" unit="h"/></period></effectiveTime>'
        ),
        {
            "repeat": {
                "period": Decimal(4),
                "periodUnit": "h",
                "periodMax": Decimal(6),
                "extension": [
                    {
                        "url": "http://hl7.org/fhir/StructureDefinition/timing-exact",
                        "valueBoolean": False,
                    }
                ],
            },
        },
    ),
    (
        times(
            '<effectiveTime xsi:type="EIVL_TS"><event code="ACM"/>'
            '<offset><low value="-30" unit="min"/></offset></effectiveTime>'
        ),
        {"repeat": {"when": ["ACM"], "offset": 30}},
    ),
    (
        times(
            '<effectiveTime xsi:type="SXPR_TS"><comp xsi:type="EIVL_TS"><event code="PCM"/></comp>'
            '<comp xsi:type="EIVL_TS"><event code="PCV"/></comp></effectiveTime>'
        ),
        {"repeat": {"when": ["PCM", "PCV"]}},
    ),
    (
        times(
            '<effectiveTime xsi:type="PIVL_TS"><phase><low value="202601010800"/></phase>'
            '<period value="1" unit="d"/></effectiveTime>'
        ),
        {"repeat": {"period": Decimal(1), "periodUnit": "d", "timeOfDay": ["08:00:00"]}},
    ),
    (
        times(
            '<effectiveTime xsi:type="PIVL_TS"><phase value="20261123"/>'
            '<period value="1" unit="wk"/></effectiveTime>'
        ),
        {"repeat": {"period": Decimal(1), "periodUnit": "wk", "dayOfWeek": ["mon"]}},
    ),
    (
        times('<effectiveTime xsi:type="EIVL_TS"><event code="IC"/></effectiveTime>'),
        {
            "code": {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/v3-TimingEvent",
                        "code": "IC",
                    }
                ]
            }
        },
    ),
    (times('<effectiveTime value="20260101"/>'), {"event": ["2026-01-01"]}),
    (
        times(
            *(
                f'<effectiveTime xsi:type="PIVL_TS"><phase><low value="20260101{hour}"/></phase>'
                '<period value="1" unit="d"/></effectiveTime>'
                for hour in ("0800", "2000")
            )
        ),
        {
            "repeat": {
                "period": Decimal(1),
                "periodUnit": "d",
                "timeOfDay": ["08:00:00", "20:00:00"],
            }
        },
    ),
    (
        times(
            *(
                f'<effectiveTime xsi:type="PIVL_TS"><phase><low value="{day}0800"/></phase>'
                '<period value="1" unit="wk"/></effectiveTime>'
                for day in ("20261123", "20261126")
            )
        ),
        {
            "repeat": {
                "period": Decimal(1),
                "periodUnit": "wk",
                "dayOfWeek": ["mon", "thu"],
                "timeOfDay": ["08:00:00"],
            }
        },
    ),
    (
        times(
            BOUNDS,
            '<effectiveTime xsi:type="PIVL_TS"><phase><low value="202601010800"/></phase>'
            '<period value="12" unit="h"/></effectiveTime>',
        ),
        {
            "repeat": {
                "boundsPeriod": {"start": "2026-01-01T08:00:00+01:00"},
                "period": Decimal(12),
                "periodUnit": "h",
            }
        },
    ),
    (
        times(
            '<effectiveTime xsi:type="EIVL_TS"><event code="MORN"/>'
            '<offset><low value="-30" unit="min"/></offset></effectiveTime>'
        ),
        {"repeat": {"when": ["MORN"]}},
    ),
    (
        times('<effectiveTime xsi:type="IVL_TS"><width value="10" unit="d"/></effectiveTime>'),
        {
            "repeat": {
                "boundsDuration": {
                    "value": Decimal(10),
                    "unit": "d",
                    "system": "http://unitsofmeasure.org",
                    "code": "d",
                }
            }
        },
    ),
    (times('<effectiveTime nullFlavor="UNK"/>'), None),
)


@pytest.mark.parametrize(("snippet", "expected"), SCHEDULES)
def test_all_times_of_an_act_are_one_timing(snippet: str, expected: Any) -> None:
    assert said(snippet, "GTS", "Timing") == expected


def test_an_offset_of_one_meal_is_not_said_of_bedtime_too() -> None:
    """FHIR has one offset for all times; what holds for one of them alone stays unread."""
    snippet = times(
        '<effectiveTime xsi:type="SXPR_TS"><comp xsi:type="EIVL_TS"><event code="ACM"/>'
        '<offset><low value="-30" unit="min"/></offset></comp>'
        '<comp xsi:type="EIVL_TS"><event code="HS"/></comp></effectiveTime>'
    )

    assert said(snippet, "GTS", "Timing") == {"repeat": {"when": ["ACM", "HS"]}}
    assert not {leaf for name, leaf, _ in read(snippet, "GTS", "Timing") if name == "low"}


def test_an_hour_of_one_weekday_is_not_said_of_another() -> None:
    """Monday at eight and Thursday at twenty are two doses a week; FHIR would read four."""
    snippet = times(
        *(
            f'<effectiveTime xsi:type="PIVL_TS"><phase><low value="{day}"/></phase>'
            '<period value="1" unit="wk"/></effectiveTime>'
            for day in ("202611230800", "202611262000")
        )
    )

    repeat = said(snippet, "GTS", "Timing")["repeat"]

    assert repeat["dayOfWeek"] == ["mon", "thu"]
    assert "timeOfDay" not in repeat
