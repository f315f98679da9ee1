"""Where a slice is known by the profile of its items, it is said why they do not meet it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.model import Language, Resource, Validator
from gateway.wording import say
from tests.validation.profile_samples import profile

NAMED = profile("Patient", {"path": "Patient.name", "min": 1}, url="https://e.org/named")
HOLDING = profile(
    "Bundle",
    {
        "path": "Bundle.entry",
        "slicing": {
            "discriminator": [
                {"type": "type", "path": "resource"},
                {"type": "profile", "path": "resource"},
            ],
            "rules": "open",
        },
    },
    {"id": "Bundle.entry:known", "path": "Bundle.entry", "sliceName": "known", "min": 1},
    {
        "id": "Bundle.entry:known.resource",
        "path": "Bundle.entry.resource",
        "min": 1,
        "type": [{"code": "Patient", "profile": ["https://e.org/named"]}],
    },
)
BASIC: Resource = {"resourceType": "Basic", "code": {"text": "x"}}
PATIENT: Resource = {"resourceType": "Patient", "active": True}


def _told(validator: Validator, language: Language, *held: Resource) -> list[str]:
    entries = [{"fullUrl": f"https://e.org/{n}", "resource": one} for n, one in enumerate(held)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    found = validator.check(bundle, ["https://e.org/p"])
    return [say(one, language) for one in found if one.rule == "slice-missing"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.EN, "at least 1 times [entry[1]: element-required name]."),
        (Language.FR, "au moins 1 fois [entry[1]: element-required name]."),
        (Language.DE, "mindestens 1-mal enthalten [entry[1]: element-required name]."),
    ],
)
def test_an_entry_of_a_bundle_says_why_it_is_not_the_one_wanted(
    profiled: Callable[..., Validator], language: Language, said: str
) -> None:
    """The rule and the place in the entry; entries of another type were never meant."""
    (told,) = _told(profiled(HOLDING, NAMED), language, BASIC, PATIENT)

    assert told.endswith(said)


def test_where_no_item_could_be_meant_nothing_is_added(
    profiled: Callable[..., Validator],
) -> None:
    """A Bundle without any Patient."""
    (told,) = _told(profiled(HOLDING, NAMED), Language.EN, BASIC)

    assert told.endswith("at least 1 times.")
