"""What the quick test lets pass, the careful one finds faultless: on right data and on spoilt.

More places of each sample: `make mutations`.
https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway import fhirjson
from gateway.definitions import Definitions
from gateway.model import Validator
from gateway.validation.usual import USUAL
from tests.drawn import EACH

SAMPLES = sorted((Path(__file__).parent.parent / "resources").glob("*/*/*.json"), key=str)
BUNDLES = sorted(Path(__file__).parent.glob("*/**/*.json"), key=str)
ODD: tuple[Any, ...] = (
    None,
    "",
    " ",
    "a b",
    "#x",
    "urn:uuid:1",
    "é",
    0,
    1,
    True,
    [],
    {},
    [None],
    [{}],
)
"""What is put in the place of a right value."""


_HL7 = "http://hl7.org/fhir/StructureDefinition/"
EXTENSIONS: tuple[tuple[str, str], ...] = (
    ("right", f'{{"url": "{_HL7}observation-analysis-date-time", "valueDateTime": "2026-01-02"}}'),
    ("of no date", f'{{"url": "{_HL7}observation-analysis-date-time", "valueDateTime": "soon"}}'),
    ("of a wrong type", f'{{"url": "{_HL7}observation-analysis-date-time", "valueCode": "a"}}'),
    ("without a value", f'{{"url": "{_HL7}observation-analysis-date-time"}}'),
    ("with an id", f'{{"url": "{_HL7}data-absent-reason", "valueCode": "unknown", "id": "a"}}'),
    ("for any place", f'{{"url": "{_HL7}data-absent-reason", "valueCode": "unknown"}}'),
    ("with an unknown code", f'{{"url": "{_HL7}data-absent-reason", "valueCode": "sleepy"}}'),
    ("for another place", f'{{"url": "{_HL7}contactpoint-country", "valueString": "352"}}'),
    ("with a version", f'{{"url": "{_HL7}data-absent-reason|4.0.1", "valueCode": "unknown"}}'),
    ("unknown", '{"url": "http://elsewhere.example/mood", "valueString": "good"}'),
    ("with no address", '{"url": "mood", "valueString": "good"}'),
    ("with no url", '{"valueString": "good"}'),
    ("with a number for an url", '{"url": 1, "valueString": "good"}'),
    ("with a list for an url", '{"url": [], "valueString": "good"}'),
    ("a profile", f'{{"url": "{_HL7}bp", "valueString": "good"}}'),
    (
        "of parts",
        f'{{"url": "{_HL7}observation-v2-subid", "extension": [{{"url": "group"}}]}}',
    ),
    (
        "with a reference to what is not there",
        f'{{"url": "{_HL7}event-basedOn", "valueReference": {{"reference": "#a"}}}}',
    ),
)
"""What is said of an extension, and the extension."""


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_both_say_the_same_of_a_sample_and_of_what_is_spoilt_in_it(
    file: Path, validator: Validator, careful: Validator
) -> None:
    """Each leaf in turn is taken away, doubled, or replaced by something odd."""
    resource = fhirjson.decode(file.read_bytes())
    profiles = validator.bound(resource)
    draw = random.Random(file.name)  # noqa: S311 - a seeded choice of what to spoil
    bare = {key: value for key, value in resource.items() if key not in ("id", "meta", "text")}

    for one in (resource, *spoilt(resource, draw), bare, *spoilt(bare, draw)):
        assert list(validator.check(one, profiles)) == list(careful.check(one, profiles))


def test_both_say_the_same_of_bundles_right_and_broken(
    validator: Validator, careful: Validator
) -> None:
    """Whatever an entry refers to, in the Bundle or beyond it; twice, for what is remembered."""
    bodies = [fhirjson.decode(file.read_bytes()) for file in BUNDLES]
    bodies = [body for body in bodies if isinstance(body, dict)]
    bundles = [body for body in bodies if body.get("resourceType") == "Bundle"]

    assert len(bundles) > 20
    for one in (*bundles, *bundles):
        assert list(validator.check(one)) == list(careful.check(one))


@pytest.mark.parametrize("text", [text for _, text in EXTENSIONS], ids=[i for i, _ in EXTENSIONS])
def test_both_say_the_same_of_an_extension_wherever_it_stands(
    text: str, validator: Validator, careful: Validator
) -> None:
    """In a resource, in a part of it, in a type of data; alone, and beside another one."""
    resource = fhirjson.decode(
        b'{"resourceType": "Observation", "status": "final",'
        b' "code": {"coding": [{"code": "1-8"}]},'
        b' "component": [{"code": {"text": "x"}}], "note": [{"text": "x"}]}'
    )

    for place in ((), ("code",), ("code", "coding", 0), ("component", 0), ("note", 0)):
        for times in (1, 2):
            one = copy.deepcopy(resource)
            _at(one, place)["extension"] = [fhirjson.decode(text.encode())] * times
            assert list(validator.check(one)) == list(careful.check(one))


@pytest.mark.parametrize(
    ("owner", "text"),
    [
        ("telecom", f'{{"url": "{_HL7}contactpoint-country", "valueString": "352"}}'),
        ("name", f'{{"url": "{_HL7}data-absent-reason", "valueCode": "unknown"}}'),
    ],
)
def test_a_known_extension_of_one_value_is_not_looked_at_with_care(
    owner: str, text: str, validator: Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands in many resources, and must not make all that is around it slow."""
    resource = fhirjson.decode(
        b'{"resourceType": "Patient", "telecom": [{"system": "phone", "value": "1"}],'
        b' "name": [{"family": "X"}]}'
    )
    resource[owner][0]["extension"] = [fhirjson.decode(text.encode())]
    looked: list[str] = []
    monkeypatch.setattr(
        "gateway.validation.compiled.Compiled.resource", lambda _, kind: looked.append(kind)
    )

    issues = list(validator.check(resource))

    assert not issues
    assert not looked


def test_a_value_found_right_before_is_refused_once_it_was_changed(validator: Validator) -> None:
    """The quick way keeps copies, not the objects that a caller may change."""
    resource: dict[str, Any] = json.loads(
        '{"resourceType": "Observation", "id": "a", "status": "final",'
        ' "code": {"coding": [{"system": "http://hl7.org/fhir/administrative-gender",'
        ' "code": "male"}]}}'
    )
    assert not list(validator.check(resource))
    resource["code"]["coding"][0]["colour"] = "red"

    rules = [issue.rule for issue in validator.check(resource)]

    assert rules == ["element-unknown"]


def test_true_is_not_taken_for_the_number_one(validator: Validator) -> None:
    """Python finds them equal; a copy of one must not let the other pass."""
    resource: dict[str, Any] = json.loads(
        '{"resourceType": "Observation", "status": "final", "code": {"coding":'
        ' [{"system": "http://hl7.org/fhir/administrative-gender", "code": "male",'
        ' "userSelected": true}]}}'
    )
    assert not list(validator.check(resource))
    resource["code"]["coding"][0]["userSelected"] = 1

    rules = [issue.rule for issue in validator.check(resource)]

    assert rules == ["boolean-format"]


def test_what_must_be_there_is_tested_where_little_else_is(validator: Validator) -> None:
    """It is counted beforehand, and so the count of keys alone does not show it."""
    profile = "https://fhir.gateway.example/lu/StructureDefinition/lu-encounter"
    resource: dict[str, Any] = json.loads(
        '{"resourceType": "Encounter", "status": "sleeping", "class":'
        ' {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},'
        ' "subject": {"reference": "Patient/a"},'
        ' "identifier": [{"system": "urn:x", "value": "1"}]}'
    )

    rules = [issue.rule for issue in validator.check(resource, [profile])]

    assert rules == ["code-not-in-value-set"]


def test_what_usually_stands_in_a_type_is_part_of_it(national: Definitions) -> None:
    """A name that is written wrong would only be slow, and nobody would see it."""
    unknown = [
        f"{path}.{key}"
        for path, keys in USUAL.items()
        for key in keys
        if not any(
            key in (one, one.removesuffix("[x]") + kind.code[:1].upper() + kind.code[1:])
            for element in national.structure(path.partition(".")[0]).children(path)  # type: ignore[union-attr]
            for one in (element.path.rpartition(".")[2],)
            for kind in element.types
        )
    ]

    assert not unknown


def test_profiles_that_only_the_sender_names_are_checked_all_the_same(
    validator: Validator,
) -> None:
    """They are not made part of the quick test, and yet asked."""
    profile = "https://fhir.gateway.example/lu/StructureDefinition/lu-observation-laboratory"
    resource: dict[str, Any] = json.loads(
        '{"resourceType": "Observation", "status": "final", "code": {"text": "x"}}'
    )
    resource["meta"] = {"profile": [profile]}

    rules = {issue.rule for issue in validator.check(resource)}

    assert {"element-required", "slice-missing", "lu-obs-effective"} <= rules


def spoilt(resource: dict[str, Any], draw: random.Random) -> Iterator[dict[str, Any]]:
    """Copies of a resource, each with one place taken away, doubled, or held by something odd."""
    places = list(_places(resource))
    for place in draw.sample(places, min(len(places), EACH)):
        for spoil in (_without, _doubled, _odd, _beside):
            other = copy.deepcopy(resource)
            spoil(_at(other, place[:-1]), place[-1], draw)
            yield other


def _places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs: Any = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        if key != "resourceType":
            yield (*place, key)
        if isinstance(inner, dict | list):
            yield from _places(inner, (*place, key))


def _at(value: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        value = value[key]
    return value


def _without(owner: Any, key: Any, _draw: random.Random) -> None:
    del owner[key]


def _doubled(owner: Any, key: Any, _draw: random.Random) -> None:
    owner[key] = [owner[key], owner[key]]


def _odd(owner: Any, key: Any, draw: random.Random) -> None:
    owner[key] = draw.choice(ODD)


def _beside(owner: Any, key: Any, _draw: random.Random) -> None:
    if isinstance(owner, dict):
        owner["_" + key] = {"id": "x"}
        owner["valueInteger"] = 1
