"""What a profile can ask of one value: lengths, forms, limits, and where references lead.

https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from gateway.model import Resource, Severity, Validator
from tests.validation.profile_samples import (
    CANONICAL,
    URL,
    observation,
    patient,
    profile,
    wrong,
)

Profiled = Callable[..., Validator]
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


def _said(url: str, **value: Any) -> list[dict[str, Any]]:
    return [{"url": f"{CANONICAL}{url}", **value}]


@pytest.mark.parametrize(("value", "right"), [("1.5", True), ("2", True), ("1.50", False)])
def test_the_most_decimal_places(value: str, *, right: bool, profiled: Profiled) -> None:
    rule = {
        "path": "Observation.valueQuantity.value",
        "extension": _said("maxDecimalPlaces", valueInteger=1),
    }
    given = observation(valueQuantity={"value": Decimal(value)})
    found = wrong(profiled(profile("Observation", rule)), given)
    assert found == ([] if right else [("value-too-precise", "Observation.valueQuantity.value")])


@pytest.mark.parametrize(
    ("photo", "right"),
    [
        ({"data": "AAAA"}, True),
        ({"data": "AAAAAA=="}, False),
        ({"url": "https://e.org/p", "size": 3}, True),
        ({"url": "https://e.org/p", "size": 4}, False),
    ],
)
def test_the_most_bytes_of_an_attachment(
    photo: Resource, *, right: bool, profiled: Profiled
) -> None:
    rule = {"path": "Patient.photo", "extension": _said("maxSize", valueDecimal=3)}
    given = patient(photo=[{"contentType": "image/png", **photo}])
    found = wrong(profiled(profile("Patient", rule)), given)
    assert found == ([] if right else [("data-too-large", "Patient.photo[0]")])


@pytest.mark.parametrize(("text", "right"), [("abc", True), ("ab", False)])
def test_the_least_length_of_a_text(text: str, *, right: bool, profiled: Profiled) -> None:
    rule = {"path": "Patient.name.text", "extension": _said("minLength", valueInteger=3)}
    found = wrong(profiled(profile("Patient", rule)), patient(name=[{"text": text}]))
    assert found == ([] if right else [("value-too-short", "Patient.name[0].text")])


@pytest.mark.parametrize(
    ("pattern", "text", "right"),
    [
        ("[A-Z]{2}[0-9]{3}", "AB123", True),
        ("[A-Z]{2}[0-9]{3}", "AB1234", False),
        ("[A-Z]{2}[0-9]{3}", "ab123", False),
        ("(a+)+b", "a" * 64 + "c", True),  # it could explode, so nobody asks it
    ],
)
def test_the_form_of_a_text(pattern: str, text: str, *, right: bool, profiled: Profiled) -> None:
    rule = {"path": "Patient.name.text", "extension": _said("regex", valueString=pattern)}
    found = wrong(profiled(profile("Patient", rule)), patient(name=[{"text": text}]))
    assert found == ([] if right else [("value-form", "Patient.name[0].text")])


GRAM = {"system": "http://unitsofmeasure.org"}


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ({"value": 2, "code": "kg"}, True),
        ({"value": Decimal("2.001"), "code": "kg"}, False),
        ({"value": 2000, "code": "g"}, True),
        ({"value": 2001, "code": "g"}, False),
        ({"value": 2001, "code": "mg"}, True),
        ({"value": 1, "code": "m"}, False),  # of another kind
        ({"value": 1, "code": "%"}, False),
        ({"value": 9, "code": "m", "system": "https://e.org/units"}, True),  # nobody can tell
        ({"code": "kg"}, True),
    ],
)
def test_the_greatest_quantity_in_other_units(
    value: dict[str, Any], *, right: bool, profiled: Profiled
) -> None:
    most = {"value": 2, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}
    rule = {
        "path": "Observation.value[x]",
        "type": [{"code": "Quantity"}],
        "maxValueQuantity": most,
    }
    measured = observation(valueQuantity={**GRAM, **value})
    found = wrong(profiled(profile("Observation", rule)), measured)
    assert found == ([] if right else [("value-too-large", "Observation.valueQuantity")])


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2020-06-15", []),
        ("2020-06", []),
        ("2020", []),
        ("2020-05-31", ["value-too-small"]),
        ("2020-05", ["value-too-small"]),
        ("2019", ["value-too-small"]),
        ("2020-07-01", ["value-too-large"]),
        ("2021", ["value-too-large"]),
        ("2020-07-01T00:30:00+01:00", []),
        ("2020-06-30T23:30:00-01:00", ["value-too-large"]),
    ],
)
def test_limits_of_dates_decide_what_both_say(
    value: str, found: list[str], profiled: Profiled
) -> None:
    rule = {
        "path": "Observation.effective[x]", "type": [{"code": "dateTime"}],
        "minValueDateTime": "2020-06", "maxValueDateTime": "2020-06-30T23:59:59Z",
    }  # fmt: skip
    validator = profiled(profile("Observation", rule))
    rules = [one for one, _ in wrong(validator, observation(effectiveDateTime=value))]
    assert rules == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2026-03-31", []),
        ("2027-03-31", []),
        ("2027-04-02", ["value-too-large"]),
        ("2026-02-28", []),
        ("2026-02-27", ["value-too-small"]),
        ("2026", []),
    ],
)
def test_limits_in_time_are_measured_from_now(
    value: str, found: list[str], profiled: Profiled
) -> None:
    """Between a month ago (of a long month) and a year on; without a clock, nobody can tell."""
    rule = {
        "path": "Patient.birthDate",
        "minValueDuration": {"value": 1, "system": GRAM["system"], "code": "mo"},
        "maxValueDuration": {"value": 1, "system": GRAM["system"], "code": "a"},
    }
    validator = profiled(profile("Patient", rule))
    born = patient(birthDate=value)
    issues = validator.check(born, [URL], now=NOW)
    assert [one.rule for one in issues if one.severity is Severity.ERROR] == found
    assert wrong(validator, born) == []


def _subject(**kind: Any) -> dict[str, Any]:
    target = {"code": "Reference", "targetProfile": [f"{CANONICAL}Patient"], **kind}
    return profile("Observation", {"path": "Observation.subject", "type": [target]})


def _about(reference: str, **more: Any) -> Resource:
    return observation(subject={"reference": reference}, **more)


INSIDE = {"contained": [{"resourceType": "Patient", "id": "p", "active": True}]}


@pytest.mark.parametrize(
    ("modes", "resource", "right"),
    [
        (["contained"], _about("#p", **INSIDE), True),
        (["contained"], _about("Patient/1"), False),
        (["referenced"], _about("#p", **INSIDE), False),
        (["referenced"], _about("Patient/1"), True),
        (["bundled"], _about("Patient/1"), True),  # alone, it may be in a Bundle later
        (["bundled"], _about("#p", **INSIDE), False),
        (["contained", "referenced"], _about("#p", **INSIDE), True),
    ],
)
def test_how_a_target_is_at_hand(
    modes: list[str], resource: Resource, *, right: bool, profiled: Profiled
) -> None:
    found = wrong(profiled(_subject(aggregation=modes)), resource)
    assert found == ([] if right else [("reference-aggregation", "Observation.subject")])


@pytest.mark.parametrize(("bundled", "right"), [(True, True), (False, False)])
def test_a_target_that_must_be_in_the_bundle(
    *, bundled: bool, right: bool, profiled: Profiled
) -> None:
    base = "https://e.org/fhir"
    about = {**_about("Patient/1"), "id": "o", "meta": {"profile": [URL]}}
    entries = [{"fullUrl": f"{base}/Observation/o", "resource": about}]
    if bundled:
        known = {"resourceType": "Patient", "id": "1", "active": True}
        entries.append({"fullUrl": f"{base}/Patient/1", "resource": known})
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    found = wrong(profiled(_subject(aggregation=["bundled"])), bundle, f"{CANONICAL}Bundle")
    at = "Bundle.entry[0].resource.subject"
    assert found == ([] if right else [("reference-aggregation", at)])


@pytest.mark.parametrize(
    ("versioning", "reference", "rule"),
    [
        ("specific", "Patient/1/_history/2", ""),
        ("specific", "Patient/1", "reference-version"),
        ("independent", "Patient/1", ""),
        ("independent", "Patient/1/_history/2", "reference-versioned"),
        ("either", "Patient/1/_history/2", ""),
    ],
)
def test_whether_a_reference_names_a_version(
    versioning: str, reference: str, rule: str, profiled: Profiled
) -> None:
    found = wrong(profiled(_subject(versioning=versioning)), _about(reference))
    assert found == ([(rule, "Observation.subject")] if rule else [])


SUPPORTED = profile(
    "Observation",
    {"path": "Observation.subject", "mustSupport": True},
    {"path": "Observation.note", "mustSupport": True},
    {"path": "Observation.value[x]", "mustSupport": True},
    {"path": "Observation.code.coding", "mustSupport": True},
    {"path": "Observation.referenceRange.low", "mustSupport": True},
)


def _absent(validator: Validator, resource: Resource) -> list[str]:
    issues = validator.check(resource, [URL], must_support=True)
    told = [one for one in issues if one.rule == "must-support-absent"]
    assert all(one.severity is Severity.INFORMATION and one.profile == URL for one in told)
    return [one.target for one in told]


def test_what_must_be_supported_is_told_on_request(profiled: Profiled) -> None:
    """Only where the owner is there; and only when somebody asks."""
    validator = profiled(SUPPORTED)
    assert _absent(validator, observation()) == [
        "Observation.code.coding",
        "Observation.subject",
        "Observation.value",
        "Observation.note",
    ]
    full = observation(
        subject={"reference": "Patient/1"}, note=[{"text": "x"}], valueInteger=1,
        referenceRange=[{"text": "all"}],
    )  # fmt: skip
    full["code"] = {"coding": [{"system": "https://e.org/c", "code": "x"}]}
    assert _absent(validator, full) == ["Observation.referenceRange[0].low"]
    assert list(validator.check(observation(), [URL])) == []


def test_must_support_is_inherited(profiled: Profiled) -> None:
    child = profile("Observation", {"path": "Observation.note", "min": 0}, url="https://e.org/c")
    child["baseDefinition"] = URL
    validator = profiled(SUPPORTED, child)
    issues = validator.check(observation(), ["https://e.org/c"], must_support=True)
    assert [one.target for one in issues].count("Observation.note") == 1


def test_a_version_of_a_profile_that_is_not_at_hand_is_a_warning(profiled: Profiled) -> None:
    named = profile("Patient", {"path": "Patient.name", "min": 1}, version="1.0.0")
    validator = profiled(named)
    right = patient(meta={"profile": [f"{URL}|1.0.0"]})
    assert [one.rule for one in validator.check(right)] == ["element-required"]
    other = patient(meta={"profile": [f"{URL}|2.0.0"]})
    found = [(one.rule, one.severity, one.target) for one in validator.check(other)]
    assert found == [
        ("profile-version-absent", Severity.WARNING, "Patient.meta.profile[0]"),
        ("element-required", Severity.ERROR, "Patient.name"),
    ]


def test_an_unknown_profile_is_a_warning(profiled: Profiled) -> None:
    found = list(profiled().check(patient(meta={"profile": ["https://e.org/unknown"]})))
    assert [(one.rule, one.severity) for one in found] == [("profile-unknown", Severity.WARNING)]
