"""Entries that were judged by themselves are not judged again: the Bundle around them still is.

https://hl7.org/fhir/R4/documents.html#content
"""

from __future__ import annotations

import copy
import random

import pytest

from bench import records
from gateway.model import Issue, Resource, Validator


def around(validator: Validator, bundle: Resource) -> list[Issue]:
    """What is told of a Bundle, and not of what is in an entry by itself."""
    found = validator.check(bundle, validator.bound(bundle), advice=False)
    bound = {*validator.bound(bundle)}
    return [one for one in found if ".resource" not in one.target or one.profile in bound]


def framed(validator: Validator, bundle: Resource) -> list[Issue]:
    """The same where the entries were judged before."""
    bound = validator.bound(bundle)
    found = validator.check(bundle, bound, advice=False, framed=True)
    return [one for one in found if ".resource" not in one.target or one.profile in bound]


def spoilt(chance: random.Random) -> Resource:
    """A summary of which something in the frame is wrong, and something in an entry."""
    body = copy.deepcopy(records.record(chance.randrange(5)))
    entries = body["entry"]
    for _ in range(chance.randrange(1, 4)):
        entry = chance.choice(entries)
        inside = entry.get("resource", {})
        match chance.randrange(7):
            case 0:
                entry.pop("fullUrl", None)
            case 1:
                entries.append(
                    {**entry, "fullUrl": "urn:uuid:4b2f6e1a-0000-4000-8000-000000000001"}
                )
            case 2:
                inside["status"] = "no such"
            case 3:
                inside.pop("subject", None)
            case 4:
                inside["subject"] = {"reference": "Patient/nobody"}
            case 5:
                entry["request"] = {"method": "PUT"}
            case _:
                entries.remove(entry)
    return body


@pytest.mark.parametrize("seed", range(4))
def test_the_same_is_told_of_what_is_around_the_entries(validator: Validator, seed: int) -> None:
    """Drawn at random: addresses, links from one to another, what the Bundle's profiles want."""
    chance = random.Random(seed)  # noqa: S311 - a seed, no secret
    for _ in range(30):
        bundle = spoilt(chance)

        assert framed(validator, bundle) == around(validator, bundle)


def test_what_is_wrong_inside_is_not_told_again(validator: Validator) -> None:
    """It was told when the entry was judged by itself."""
    bundle = records.record(1)
    entry = next(
        one for one in bundle["entry"] if one["resource"]["resourceType"] == "Observation"
    )
    entry["resource"]["status"] = "no such"

    told = {one.rule for one in validator.check(bundle, advice=False)}
    again = {one.rule for one in validator.check(bundle, advice=False, framed=True)}

    assert told
    assert not again
