"""How a dosage is said to a person: its own words, and what its parts say besides.

Nothing is concluded: a part that is not said is not told.
https://hl7.org/fhir/R4/dosage.html · https://hl7.org/fhir/R4/datatypes.html#Timing
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from gateway.model import Resource
from gateway.summary import wording

_WHEN: Mapping[str, str] = MappingProxyType(
    {
        "MORN": "in the morning", "MORN.early": "early in the morning",
        "MORN.late": "late in the morning", "NOON": "at noon", "AFT": "in the afternoon",
        "AFT.early": "early in the afternoon", "AFT.late": "late in the afternoon",
        "EVE": "in the evening", "EVE.early": "early in the evening",
        "EVE.late": "late in the evening", "NIGHT": "at night", "PHS": "after sleep",
        "HS": "before sleep", "WAKE": "on waking", "C": "with a meal", "CM": "with breakfast",
        "CD": "with lunch", "CV": "with dinner", "AC": "before a meal",
        "ACM": "before breakfast", "ACD": "before lunch", "ACV": "before dinner",
        "PC": "after a meal", "PCM": "after breakfast", "PCD": "after lunch",
        "PCV": "after dinner",
    }
)  # fmt: skip
"""Codes of https://hl7.org/fhir/R4/valueset-event-timing.html."""
_DOSES = ("doseQuantity", "doseRange")
_NUMBER = re.compile(r"\d+(?:\.\d*[1-9])?")
"""A number in words, without the zeros that end it."""
_UNITS: Mapping[str, str] = MappingProxyType(
    {"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month",
     "a": "year"}
)  # fmt: skip


def dosages(medication: Resource) -> str:
    """All dosages of a medicine, one after the other, and what is noted beside them."""
    stated = medication.get("dosage") or medication.get("dosageInstruction") or ()
    said = [*map(_dosage, stated)]
    said += [_line(note.get("text", "")) for note in medication.get("note", ())]
    return "; ".join(dict.fromkeys(filter(None, said)))


def _dosage(stated: Mapping[str, Any]) -> str:
    """Its words, and its parts too where those do not tell the dose: they may be of one part."""
    words = _line(stated.get("text", ""))
    parts = ", ".join(dict.fromkeys(map(_line, filter(None, _parts(stated)))))
    if words and parts and not _told(stated, words):
        words = f"{words} ({parts})"
    said = (words or parts, _line(stated.get("patientInstruction", "")))
    return ", ".join(dict.fromkeys(filter(None, said)))


def _told(stated: Mapping[str, Any], words: str) -> bool:
    """Is there a dose, and do its numbers stand in the words, and how often it is taken beside?"""
    doses = [one[key] for one in stated.get("doseAndRate", ()) for key in _DOSES if key in one]
    values = (one for dose in doses for one in (dose, dose.get("low"), dose.get("high")) if one)
    numbers = Counter(wording.number(one["value"]) for one in values if "value" in one)
    often = stated.get("timing", {}).get("repeat", {}).get("frequency")
    beside = Counter([wording.number(often)] if often else [])
    return bool(numbers) and numbers + beside <= Counter(_NUMBER.findall(words.replace(",", ".")))


def _line(text: str) -> str:
    return " ".join(text.split())


def _parts(stated: Mapping[str, Any]) -> Iterator[str]:
    timing = stated.get("timing", {})
    repeat = timing.get("repeat", {})
    yield "; ".join(filter(None, map(_dose, stated.get("doseAndRate", ()))))
    yield _often(repeat)
    yield from (_WHEN.get(one, one) for one in repeat.get("when", ()))
    yield from (f"at {one[:5]}" for one in repeat.get("timeOfDay", ()))
    yield from _listed(repeat.get("dayOfWeek", ()))
    yield from map(wording.moment, timing.get("event", ()))
    yield wording.concept(timing.get("code"))
    yield _lasting(repeat)
    yield f"{repeat['count']} times in all" if "count" in repeat else ""
    if stated.get("asNeededBoolean") or "asNeededCodeableConcept" in stated:
        why = wording.concept(stated.get("asNeededCodeableConcept"))
        yield f"as needed: {why}" if why else "as needed"
    yield from _limits(stated)
    yield from map(wording.concept, stated.get("additionalInstruction", ()))
    route = wording.concept(stated.get("route"))
    yield f"route: {route}" if route else ""


def _limits(stated: Mapping[str, Any]) -> Iterator[str]:
    """No more than so much at once, in a time, in a life."""
    if most := wording.ratio(stated.get("maxDosePerPeriod")):
        yield f"at most {most}"
    for key, of in (("maxDosePerAdministration", "each time"), ("maxDosePerLifetime", "in all")):
        if most := wording.quantity(stated.get(key)):
            yield f"at most {most} {of}"


def _dose(each: Mapping[str, Any]) -> str:
    dose = wording.span(each["doseRange"]) if "doseRange" in each else ""
    rate = wording.span(each["rateRange"]) if "rateRange" in each else ""
    dose = dose or wording.quantity(each.get("doseQuantity"))
    rate = (
        rate or wording.quantity(each.get("rateQuantity")) or wording.ratio(each.get("rateRatio"))
    )
    return ", ".join(filter(None, (dose, rate and f"rate {rate}")))


def _listed(days: Sequence[str]) -> Iterator[str]:
    if days:
        yield "on " + ", ".join(days)


def _often(repeat: Mapping[str, Any]) -> str:
    """`1 to 3 times a day`, `once in 2 weeks`."""
    if "period" not in repeat and "frequency" not in repeat:
        return ""
    low, high = repeat.get("frequency", 1), repeat.get("frequencyMax")
    times = f"{low} to {high} times" if high else "once" if low == 1 else f"{low} times"
    if "period" not in repeat:
        return times
    unit = _UNITS.get(repeat.get("periodUnit", ""), repeat.get("periodUnit", ""))
    number = wording.number(repeat["period"])
    if "periodMax" in repeat:
        number = f"{number} to {wording.number(repeat['periodMax'])}"
    return f"{times} a {unit}" if number == "1" else f"{times} in {number} {unit}s"


def _lasting(repeat: Mapping[str, Any]) -> str:
    """For how long: only where a length in days or more is said; a shorter one is of one take."""
    bounds = repeat.get("boundsDuration")
    if bounds:
        return f"for {wording.quantity(bounds)}"
    period = repeat.get("boundsPeriod", {})
    if "start" not in period and "end" in period:
        return f"until {wording.moment(period['end'])}"
    return wording.period(period)
