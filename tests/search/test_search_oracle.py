"""Whatever is asked, the store finds what a plain look at every resource finds.

Once with everything indexed, once with identifiers and patients alone: index rows and looking
one by one must say the same. https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from gateway.disclosure.following import Within
from gateway.fhirjson import decode, encode
from gateway.model import Resource
from tests.search.naive import GENDERS, READ, UCUM, finds
from tests.search.search_house import answer, body, refer, told

SEED = 20261121
EACH = 36
"""Resources of each type."""
ASKED = 40
"""Searches by each parameter."""

FAMILIES = ("Müller", "muller", "Muller-Weiß", "van der Berg", "Ærø", "Łuczak", "Darc", "李")
CITIES = ("Luxembourg", "luxembourg", "Esch-sur-Alzette", "Ettelbrück")
GIVEN = ("Anna", "ANNA", "Zoé", "Zoe", "Émile", "Jean  Paul")
SYSTEMS = ("https://a.example", "https://b.example/x", "")
CODES = ("1", "2", "10", "a,b", "x|y")
DATES = (
    *("1987", "1987-04", "1987-04-23", "1988-02-29", "0001-01-01", "9999-12-31", "2026-11"),
    *("2026-11-21T08:30:00Z", "2026-11-21T08:30:00+01:00", "2026-11-21T08:30:15.250+01:00"),
    *("2026-11-21T23:59:59Z", "2026-12-31", "2026"),
)
DAYS = tuple(one for one in DATES if "T" not in one)
NUMBERS = ("0", "0.1", "0.10", "0.099", "1", "99.5", "100", "100.4", "100.5", "-3", "5.40e-3")
UNITS = ("mg", "g", "kg", "mmol/L")
URLS = ("http://a.example/ValueSet/x", "http://a.example/ValueSet", "http://a.example/ValueSet/xy")
PEOPLE = ("Practitioner/1", "Practitioner/2/_history/3", "Organization/1", "https://b.example/f/1")
SUBJECTS = ("Patient/1", "Patient/2", "Group/1", "https://b.example/fhir/Patient/1", "#inside")


def some(draw: random.Random, values: Sequence[Any], most: int = 2) -> list[Any]:
    return draw.sample(values, draw.randint(0, min(most, len(values))))


def coding(draw: random.Random) -> dict[str, Any]:
    system = draw.choice(SYSTEMS)
    return {"code": draw.choice(CODES), **({"system": system} if system else {})}


def patient(draw: random.Random, number: int) -> Resource:
    meta: dict[str, Any] = {
        "tag": [coding(draw) for _ in some(draw, CODES)],
        "profile": some(draw, URLS),
    }
    meta["source"] = draw.choice(URLS)
    given: dict[str, Any] = {"meta": {key: value for key, value in meta.items() if value}}
    given["name"] = [
        {"family": draw.choice(FAMILIES), "given": some(draw, GIVEN, 2)} for _ in range(2)
    ]
    given["address"] = [{"city": one} for one in some(draw, CITIES)]
    given["telecom"] = [{"system": draw.choice(("phone", "email")), "value": "55"}]
    given["identifier"] = [{"system": SYSTEMS[0], "value": one} for one in some(draw, CODES)]
    given["generalPractitioner"] = [refer(one) for one in some(draw, PEOPLE)]
    for key, values in (
        ("gender", ("male", "female")),
        ("active", (True, False)),
        ("birthDate", DAYS),
    ):
        if draw.random() < 0.8:
            given[key] = draw.choice(values)
    return body(f"Patient/{number}", **{key: one for key, one in given.items() if one != []})


def effective(draw: random.Random) -> dict[str, Any]:
    first, last = sorted(draw.sample(DAYS, 2))
    return draw.choice(
        [
            {},
            {"effectiveDateTime": draw.choice(DATES)},
            {"effectivePeriod": {"start": first, "end": last}},
            {"effectivePeriod": {"start": first}},
            {"effectivePeriod": {"end": last}},
            {"effectiveTiming": {"event": [first, last]}},
        ]
    )


def quantity(draw: random.Random) -> dict[str, Any]:
    unit = draw.choice(UNITS)
    coded = {"system": UCUM, "code": unit} if draw.random() < 0.7 else {}
    text = draw.choice(NUMBERS)
    return {"value": decode(text.encode()), "unit": unit, **coded}


def observation(draw: random.Random, number: int) -> Resource:
    given: dict[str, Any] = {"status": draw.choice(("final", "amended")), **effective(draw)}
    given["code"] = {"coding": [coding(draw) for _ in range(draw.randint(1, 2))]}
    if draw.random() < 0.8:
        given["subject"] = refer(draw.choice(SUBJECTS))
    elif draw.random() < 0.5:
        given["subject"] = {"identifier": {"system": SYSTEMS[0], "value": "10"}}
    value = draw.random()
    if value < 0.6:
        given["valueQuantity"] = quantity(draw)
    elif value < 0.8:
        given["valueString"] = draw.choice(FAMILIES)
    return body(f"Observation/{number}", **given)


def assessment(draw: random.Random, number: int) -> Resource:
    said = [{"probabilityDecimal": decode(one.encode())} for one in some(draw, NUMBERS)]
    return body(f"RiskAssessment/{number}", **({"prediction": said} if said else {}))


def valueset(draw: random.Random, number: int) -> Resource:
    given = {"url": draw.choice(URLS), "version": draw.choice(("1", "10"))}
    return body(f"ValueSet/{number}", **{k: v for k, v in given.items() if draw.random() < 0.8})


MADE = {
    "Patient": patient,
    "Observation": observation,
    "RiskAssessment": assessment,
    "ValueSet": valueset,
}
PREFIXES = ("", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb")


def token(draw: random.Random, name: str) -> tuple[str, str]:
    modifier = draw.choice(("", "", "", ":not", ":in" if name == "gender" else ""))
    if modifier == ":in":
        return name + modifier, "http://hl7.org/fhir/ValueSet/administrative-gender"
    known = ("male", "female", "final", "true", "55", "10", "1", "2")
    code, system = draw.choice(known), draw.choice((*SYSTEMS, GENDERS, "phone"))
    forms = (
        code,
        code,
        f"{system}|{code}",
        f"{system or SYSTEMS[0]}|",
        f"{code},{draw.choice(known)}",
    )
    return name + modifier, draw.choice(forms)


def text(draw: random.Random, name: str) -> tuple[str, str]:
    whole = draw.choice((*FAMILIES, *GIVEN, *CITIES))
    part = whole[: draw.randint(1, len(whole))]
    modifier = draw.choice(("", ":contains", ":exact"))
    if modifier == ":contains":
        part = whole[draw.randint(0, 1) :]
    return name + modifier, draw.choice((part, part.upper(), whole))


def date(draw: random.Random, name: str) -> tuple[str, str]:
    choices = DAYS if name == "birthdate" else (*DATES, "2026-11-21T08:30Z")
    return name, ",".join(
        draw.choice(PREFIXES) + draw.choice(choices) for _ in range(draw.choice((1, 1, 2)))
    )


def number(draw: random.Random, name: str) -> tuple[str, str]:
    return name, draw.choice((*PREFIXES, "ap")) + draw.choice(NUMBERS)


def amount(draw: random.Random, name: str) -> tuple[str, str]:
    _, plain = number(draw, name)
    unit = draw.choice(UNITS)
    return name, draw.choice((plain, f"{plain}||{unit}", f"{plain}|{UCUM}|{unit}"))


def uri(draw: random.Random, name: str) -> tuple[str, str]:
    return name + draw.choice(("", ":below", ":above")), draw.choice((*URLS, "http://a"))


def reference(draw: random.Random, name: str) -> tuple[str, str]:
    if name == "subject":
        return draw.choice(
            (
                (name, draw.choice(SUBJECTS[:4])),
                (f"{name}:Patient", "1"),
                (f"{name}:identifier", f"{SYSTEMS[0]}|10"),
                (f"{name}:identifier", "10"),
                (name, "Patient/1,Group/1"),
            )
        )
    return draw.choice(((name, "1"), (name, "Practitioner/2"), (f"{name}:Organization", "1")))


ASK = {
    "token": token,
    "string": text,
    "date": date,
    "number": number,
    "quantity": amount,
    "uri": uri,
    "reference": reference,
}


def searches(draw: random.Random, type_: str) -> list[tuple[tuple[str, str], ...]]:
    """Searches of a type: by each parameter alone, and by two together."""
    named = [(name, kind) for (of, name), (kind, _) in READ.items() if of == type_]
    alone = [(ASK[kind](draw, name),) for name, kind in named for _ in range(ASKED)]
    missing = [((f"{name}:missing", said),) for name, _ in named for said in ("true", "false")]
    both = [(draw.choice(alone)[0], draw.choice(alone)[0]) for _ in range(ASKED)]
    return [*alone, *missing, *both]


@pytest.mark.parametrize("rich", [True, False], ids=["indexed", "looked-at"])
@pytest.mark.parametrize("type_", sorted(MADE))
def test_the_same_is_found_as_by_looking(
    place: tuple[str, Any],
    type_: str,
    rich: bool,  # noqa: FBT001 - a case
) -> None:
    """By every parameter type, modifier and prefix, on a real store."""
    draw = random.Random(f"{SEED} {type_}")  # noqa: S311 - seeded, so that it is the same again
    bodies = [MADE[type_](draw, number) for number in range(EACH)]
    plain = [decode(encode({"meta": {}, **one})) for one in bodies]
    asked = searches(draw, type_)

    async def story(within: Within) -> list[tuple[Any, list[str], list[str]]]:
        wrong = []
        for pairs in asked:
            found = sorted(await answer(within, type_, pairs))
            right = sorted(
                one["id"] for one in plain if all(finds(type_, *pair, one) for pair in pairs)
            )
            if found != right:
                wrong.append((pairs, found, right))
        return wrong

    assert told(place, bodies, story, rich=rich) == []


def test_the_searches_tell_resources_apart() -> None:
    """Most searches find some and not all: what always finds nothing proves nothing."""
    apart, all_ = 0, 0
    for type_, make in MADE.items():
        draw = random.Random(f"{SEED} {type_}")  # noqa: S311 - the same
        plain = [{"meta": {}, **make(draw, number)} for number in range(EACH)]
        for pairs in searches(draw, type_):
            count = sum(all(finds(type_, *pair, one) for pair in pairs) for one in plain)
            apart += 0 < count < EACH
            all_ += 1

    assert all_ > 1000
    assert apart > all_ / 2
