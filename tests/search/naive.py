"""What a search should find, said as plainly as can be: nothing here is taken from the gateway.

Each resource is looked at, each value compared as the specification says it.
https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import calendar
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

GENDERS = "http://hl7.org/fhir/administrative-gender"
STATUSES = "http://hl7.org/fhir/observation-status"
TRUTHS = "http://terminology.hl7.org/CodeSystem/special-values"
UNITS = {"mg": ("g", Fraction(1, 1000)), "g": ("g", Fraction(1)), "kg": ("g", Fraction(1000))}
UNITS["mmol/L"] = ("mol/m3", Fraction(1))
UCUM = "http://unitsofmeasure.org"
FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)
TINY = timedelta(microseconds=1)
Body = Mapping[str, Any]


def concepts(*found: Any) -> list[tuple[str, str]]:
    """Codes of CodeableConcepts."""
    codings = [one for concept in found if concept for one in concept.get("coding", [])]
    return [(one.get("system", ""), one["code"]) for one in codings]


def names(it: Body) -> list[str]:
    """Every word of every name."""
    found = []
    for name in it.get("name", []):
        found += [name[key] for key in ("text", "family") if key in name]
        found += [*name.get("given", []), *name.get("prefix", []), *name.get("suffix", [])]
    return found


def when(it: Body) -> list[tuple[datetime, datetime]]:
    """When an Observation was made."""
    if "effectiveDateTime" in it:
        return [interval(it["effectiveDateTime"])]
    if "effectivePeriod" in it:
        period = it["effectivePeriod"]
        start = interval(period["start"])[0] if "start" in period else FIRST
        return [(start, interval(period["end"])[1] if "end" in period else LAST)]
    if "effectiveTiming" in it:
        spans = [interval(text) for text in it["effectiveTiming"]["event"]]
        return [(min(low for low, _ in spans), max(high for _, high in spans))]
    return []


def target(it: Any) -> list[str]:
    """What a Reference names, its version left away."""
    text = it.get("reference", "") if it else ""
    return [text.partition("/_history/")[0]] if text and not text.startswith("#") else []


def amounts(it: Any) -> list[Any]:
    """A Quantity, where there is one."""
    return [it] if it and "value" in it else []


READ: Mapping[tuple[str, str], tuple[str, Callable[[Any], list[Any]]]] = {
    ("Patient", "family"): (
        "string",
        lambda it: [one["family"] for one in it.get("name", []) if "family" in one],
    ),
    ("Patient", "name"): ("string", names),
    ("Patient", "address-city"): (
        "string",
        lambda it: [one["city"] for one in it.get("address", []) if "city" in one],
    ),
    ("Patient", "birthdate"): (
        "date",
        lambda it: [interval(it["birthDate"])] if "birthDate" in it else [],
    ),
    ("Patient", "gender"): (
        "token",
        lambda it: [(GENDERS, it["gender"])] if "gender" in it else [],
    ),
    ("Patient", "active"): (
        "token",
        lambda it: [(TRUTHS, str(it["active"]).lower())] if "active" in it else [],
    ),
    ("Patient", "identifier"): (
        "token",
        lambda it: [(one.get("system", ""), one["value"]) for one in it.get("identifier", [])],
    ),
    ("Patient", "phone"): (
        "token",
        lambda it: [
            ("phone", one["value"]) for one in it.get("telecom", []) if one["system"] == "phone"
        ],
    ),
    ("Patient", "general-practitioner"): (
        "reference",
        lambda it: [name for one in it.get("generalPractitioner", []) for name in target(one)],
    ),
    ("Patient", "_tag"): (
        "token",
        lambda it: [(one.get("system", ""), one["code"]) for one in it["meta"].get("tag", [])],
    ),
    ("Patient", "_profile"): ("uri", lambda it: it["meta"].get("profile", [])),
    ("Patient", "_source"): (
        "uri",
        lambda it: [it["meta"]["source"]] if "source" in it["meta"] else [],
    ),
    ("Observation", "code"): ("token", lambda it: concepts(it.get("code"))),
    ("Observation", "status"): ("token", lambda it: [(STATUSES, it["status"])]),
    ("Observation", "subject"): ("reference", lambda it: target(it.get("subject"))),
    ("Observation", "date"): ("date", when),
    ("Observation", "value-quantity"): (
        "quantity",
        lambda it: amounts(it.get("valueQuantity")),
    ),
    ("Observation", "value-string"): (
        "string",
        lambda it: [it["valueString"]] if "valueString" in it else [],
    ),
    ("RiskAssessment", "probability"): (
        "number",
        lambda it: [
            one["probabilityDecimal"]
            for one in it.get("prediction", [])
            if "probabilityDecimal" in one
        ],
    ),
    ("ValueSet", "url"): ("uri", lambda it: [it["url"]] if "url" in it else []),
    ("ValueSet", "version"): (
        "token",
        lambda it: [("", it["version"])] if "version" in it else [],
    ),
}
"""(type, parameter) -> (its type, what it reads)."""


def finds(type_: str, name: str, value: str, it: Body) -> bool:
    """Does `name=value` find this resource?"""
    code, _, modifier = name.partition(":")
    kind, read = READ[type_, code]
    found = read(it)
    if modifier == "missing":
        anyhow = found or (kind == "reference" and it.get(code))
        return (not anyhow) is (value == "true")
    if modifier == "not":
        return not finds(type_, code, value, it)
    choices = value.split(",")
    if modifier == "identifier":
        return any(_identified(one, it) for one in choices)
    return any(MATCH[kind](one, each, modifier) for one in choices for each in found)


def _identified(choice: str, it: Body) -> bool:
    named = it.get("subject", {}).get("identifier")
    return bool(named) and _token(choice, (named.get("system", ""), named["value"]), "")


def _token(choice: str, found: tuple[str, str], modifier: str) -> bool:
    if modifier == "in":
        return found in [(GENDERS, one) for one in ("male", "female", "other", "unknown")]
    system, bar, code = choice.rpartition("|")
    if not bar:
        return found[1] == code
    return found[0] == system and code in ("", found[1])


def bare(text: str) -> str:
    """Without accents, case, hyphens and double spaces."""
    apart = unicodedata.normalize("NFD", text).replace("-", " ")
    kept = [each for each in apart if unicodedata.category(each) != "Mn"]
    return " ".join("".join(kept).casefold().split())


def _string(choice: str, found: str, modifier: str) -> bool:
    if modifier == "exact":
        return choice == found
    wanted, its = bare(choice), bare(found)
    return wanted in its if modifier == "contains" else its.startswith(wanted)


def _uri(choice: str, found: str, modifier: str) -> bool:
    if modifier == "below":
        return found.startswith(choice)
    return choice.startswith(found) if modifier == "above" else choice == found


def _reference(choice: str, found: str, modifier: str) -> bool:
    if modifier:
        return found == f"{modifier}/{choice.rpartition('/')[2]}"
    alone = "/" not in choice and ":" not in found
    return found == choice or (alone and found.rpartition("/")[2] == choice)


def interval(text: str) -> tuple[datetime, datetime]:
    """The first and the last microsecond of a date."""
    day, _, time = text.partition("T")
    parts = [int(part) for part in day.split("-")]
    if time:
        zone = "" if time.endswith("Z") or "+" in time or "-" in time else "+00:00"
        start = datetime.fromisoformat(text.replace("Z", "+00:00") + zone).astimezone(UTC)
        plain = time.rstrip("Z").partition("+")[0].partition("-")[0]
        if "." in plain:
            return start, start + timedelta(seconds=10 ** -len(plain.partition(".")[2])) - TINY
        long = timedelta(minutes=1) if plain.count(":") == 1 else timedelta(seconds=1)
        return start, start + long - TINY
    year, month = parts[0], parts[1] if len(parts) > 1 else 0
    last = parts[2] if len(parts) == 3 else calendar.monthrange(year, month or 12)[1]
    first = datetime(year, month or 1, parts[2] if len(parts) == 3 else 1, tzinfo=UTC)
    return first, datetime(year, month or 12, last, 23, 59, 59, 999999, tzinfo=UTC)


def _prefix(choice: str) -> tuple[str, str]:
    return (choice[:2], choice[2:]) if choice[:2].isalpha() else ("eq", choice)


def _date(choice: str, found: tuple[datetime, datetime], modifier: str) -> bool:
    assert not modifier
    prefix, text = _prefix(choice)
    low, high = interval(text)
    its_low, its_high = found
    inside = low <= its_low and its_high <= high
    return {
        "eq": inside,
        "ne": not inside,
        "gt": its_high > high,
        "lt": its_low < low,
        "ge": inside or its_high > high,
        "le": inside or its_low < low,
        "sa": its_low > high,
        "eb": its_high < low,
    }[prefix]


def compared(prefix: str, text: str, value: Fraction, factor: Fraction = Fraction(1)) -> bool:
    """Does a number meet this one of a search, in the same unit?"""
    digits, _, power = text.lower().partition("e")
    places = int(power or 0) - len(digits.partition(".")[2])
    half = Fraction(1, 2) * Fraction(10) ** places * factor
    middle = Fraction(text) * factor
    inside = middle - half <= value < middle + half
    near = abs(value - middle) <= abs(middle) / 10
    return {
        "eq": inside,
        "ne": not inside,
        "gt": value > middle,
        "lt": value < middle,
        "ge": value >= middle,
        "le": value <= middle,
        "sa": value > middle,
        "eb": value < middle,
        "ap": near,
    }[prefix]


def _number(choice: str, found: Any, modifier: str) -> bool:
    assert not modifier
    return compared(*_prefix(choice), Fraction(str(found)))


def _quantity(choice: str, found: Body, modifier: str) -> bool:
    assert not modifier
    number, *rest = choice.split("|")
    prefix, text = _prefix(number)
    value = Fraction(str(found["value"]))
    if not rest:
        return compared(prefix, text, value)
    system, code = rest
    if not system:
        return code in (found.get("unit"), found.get("code")) and compared(prefix, text, value)
    if system != found.get("system") or "code" not in found:
        return False
    (mine, per), (its, factor) = UNITS[code], UNITS[found["code"]]
    return mine == its and compared(prefix, text, value * factor, per)


MATCH: Mapping[str, Callable[[str, Any, str], bool]] = {
    "token": _token,
    "string": _string,
    "uri": _uri,
    "reference": _reference,
    "date": _date,
    "number": _number,
    "quantity": _quantity,
}
"""Type of a parameter -> (one alternative, one value, modifier) -> are they the same?"""
