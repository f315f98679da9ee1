"""Bundles as servers and clients send them: what is told at a glance is what a careful look says.

https://hl7.org/fhir/R4/bundle.html#references
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from gateway.model import Resource, Validator
from gateway.validation.bundled import Bundled, Meant
from tests.drawn import EACH

HOME = "https://server.example/fhir/"
ELSEWHERE = "https://other.example/fhir/"
CODE = {"coding": [{"system": "https://example.org/tests", "code": "t1"}], "text": "Test"}
Spoil: TypeAlias = Callable[[Resource, random.Random], None]


def entry(resource: Resource, **beside: Any) -> dict[str, Any]:
    """An entry at the address that its resource has on the server."""
    address = f"{HOME}{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": address, "resource": resource, **beside}


def found() -> Resource:
    """What a search for results finds: the patient and the laboratory come with them."""
    patient = {"resourceType": "Patient", "id": "p1", "gender": "female"}
    laboratory = {"resourceType": "Organization", "id": "o1", "name": "Laboratoire inventé"}
    results = [
        {
            "resourceType": "Observation",
            "id": f"r{number}",
            "meta": {"versionId": "1"},
            "status": "final",
            "code": CODE,
            "subject": {"reference": "Patient/p1"},
            "performer": [{"reference": "Organization/o1"}],
            "encounter": {"reference": "Encounter/e9"},
            "valueQuantity": {"value": number},
        }
        for number in range(4)
    ]
    held = [entry(one, search={"mode": "match"}) for one in results]
    held += [entry(one, search={"mode": "include"}) for one in (patient, laboratory)]
    link = [{"relation": "self", "url": f"{HOME}Observation?_include=*"}]
    return {"resourceType": "Bundle", "type": "searchset", "total": 4, "link": link, "entry": held}


def sent() -> Resource:
    """The same, as a client sends it to be kept."""
    bundle = found()
    for one in bundle["entry"]:
        del one["search"]
        kind = one["resource"]["resourceType"]
        one["request"] = {"method": "PUT", "url": f"{kind}/{one['resource']['id']}"}
    return {"resourceType": "Bundle", "type": "transaction", "entry": bundle["entry"]}


def _refer(bundle: Resource, chance: random.Random) -> None:
    inside = chance.choice(bundle["entry"][:4])["resource"]
    inside[chance.choice(("subject", "encounter"))] = chance.choice(
        (
            {"reference": "Organization/o1"},
            {"reference": "Patient/p1", "type": "Group"},
            {"reference": "Patient/p1", "display": "Aline Inventée"},
            {"reference": f"{HOME}Patient/p1"},
            {"reference": f"{ELSEWHERE}Patient/p1"},
            {"reference": "Patient/p1/_history/2"},
            {"reference": "Patient/p1#part"},
            {"reference": "Patient?identifier=1"},
            {"reference": "urn:uuid:4b2f6e1a-0000-4000-8000-000000000001"},
            {"reference": "/Patient/p1"},
            {"reference": ["Patient/p1"]},
        )
    )


def _move(bundle: Resource, chance: random.Random) -> None:
    one = chance.choice(bundle["entry"])
    one["fullUrl"] = chance.choice(
        (
            f"{ELSEWHERE}Patient/p1",
            f"{HOME}Patient/other",
            f"{HOME}Patient/p1/_history/1",
            f"{HOME}Patient/p1#part",
            "Patient/p1",
            "urn:uuid:4b2f6e1a-0000-4000-8000-000000000001",
            "https://server.example/a b/Patient/p1",
            7,
        )
    )


def _bare(bundle: Resource, chance: random.Random) -> None:
    chance.choice(bundle["entry"]).pop(
        chance.choice(("fullUrl", "resource", "search", "request")), 0
    )


def _beside(bundle: Resource, chance: random.Random) -> None:
    chance.choice(bundle["entry"])[chance.choice(("search", "request", "response"))] = (
        chance.choice(
            (
                {"mode": "match", "score": 1},
                {"mode": "guess"},
                {"method": "POST", "url": "Patient", "ifNoneExist": "identifier=1"},
                {"method": "PUSH", "url": "Patient"},
                {"status": "200 OK", "etag": 'W/"1"'},
                {"status": "200", "lastModified": "today"},
                {"status": "200", "outcome": {"resourceType": "OperationOutcome"}},
                {
                    "mode": "match",
                    "extension": [{"url": "https://example.org/x", "valueCode": "a"}],
                },
                {},
                [],
                None,
            )
        )
    )


def _twice(bundle: Resource, chance: random.Random) -> None:
    bundle["entry"].append(copy.deepcopy(chance.choice(bundle["entry"])))


def _rename(bundle: Resource, chance: random.Random) -> None:
    chance.choice(bundle["entry"])["resource"]["id"] = chance.choice(
        ("p1", "a/b", "é", 1, "x" * 70)
    )


def _retype(bundle: Resource, chance: random.Random) -> None:
    bundle["type"] = chance.choice(("collection", "document", "message", "history", "batch"))


SPOILS: tuple[Spoil, ...] = (_refer, _move, _bare, _beside, _twice, _rename, _retype)


@pytest.mark.parametrize("bundle", [found(), sent()], ids=["found", "sent"])
def test_they_are_right_at_a_glance(
    validator: Validator, monkeypatch: pytest.MonkeyPatch, bundle: Resource
) -> None:
    """None of their entries is walked: only the Bundle is."""
    assert {one.rule for one in validator.check(bundle)} == {"code-system-unknown"}
    compiled: Any = validator
    walk = compiled.compiled.walk("Bundle")
    monkeypatch.setattr(compiled.compiled, "walk", {"Bundle": walk}.__getitem__)
    assert {one.rule for one in validator.check(bundle)} == {"code-system-unknown"}


@pytest.mark.parametrize("seed", range(EACH))
@pytest.mark.parametrize("made", [found, sent])
def test_of_spoilt_ones_the_same_is_told(
    validator: Validator, careful: Validator, made: Callable[[], Resource], seed: int
) -> None:
    chance = random.Random(f"{made.__name__} {seed}")  # noqa: S311 - seeded, to be repeated
    for _ in range(40):
        bundle = made()
        for _ in range(chance.randrange(1, 4)):
            try:
                chance.choice(SPOILS)(bundle, chance)
            except (LookupError, TypeError):  # what was to be spoilt is spoilt already
                continue
        assert [*validator.check(bundle)] == [*careful.check(bundle)], bundle


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        ("Patient/p1", Meant.FOUND),
        (f"{HOME}Patient/p1", Meant.FOUND),
        ("Patient/p2", Meant.MISSING),
        (f"{ELSEWHERE}Patient/p1", Meant.MISSING),
        ("Patient/p1/_history/1", Meant.VERSION),
    ],
)
def test_a_relative_reference_leads_to_the_same_server(reference: str, meant: Meant) -> None:
    bundle = found()
    bundled = Bundled(bundle)
    assert bundled.look(reference, bundle["entry"][0]["resource"])[0] is meant


def test_the_bundle_itself_stands_on_no_server() -> None:
    """What it says of who signed it is relative to nothing."""
    bundle = found()
    assert Bundled(bundle).look("Patient/p1", bundle)[0] is Meant.NEARLY


def test_entries_of_two_servers_do_not_share_their_relative_references() -> None:
    bundle = found()
    for one in bundle["entry"][2:]:
        one["fullUrl"] = one["fullUrl"].replace(HOME, ELSEWHERE)
    bundled, first = Bundled(bundle), bundle["entry"][0]["resource"]
    assert bundled.look("Patient/p1", first)[0] is Meant.NEARLY
    assert bundled.look("Patient/p1", bundle["entry"][2]["resource"])[0] is Meant.FOUND


def test_a_bundle_that_comes_first_hides_nothing_from_those_behind_it(
    validator: Validator, careful: Validator
) -> None:
    """What is referred to is looked for in the Bundle around, not in the one inside."""
    inner: Resource = {"resourceType": "Bundle", "id": "b1", "type": "collection"}
    result, patient = (found()["entry"][at] for at in (0, 4))
    held = [entry(inner), result, {**patient, "fullUrl": f"{ELSEWHERE}Patient/p1"}]
    for one in held:
        one.pop("search", None)
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": held}
    told = [*validator.check(bundle)]
    assert told == [*careful.check(bundle)]
    assert "reference-beside" in {one.rule for one in told}
