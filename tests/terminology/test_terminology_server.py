"""What becomes of codes that only a terminology server can judge, however it behaves.

https://hl7.org/fhir/R4/valueset-operation-validate-code.html
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway import validation
from gateway.bootstrap.checking import checking
from gateway.definitions import Definitions
from gateway.model import Validator
from gateway.remote.terminology import Asking, TerminologyServer
from gateway.settings import Settings, read
from tests.terminology.server import PLANTS, Fake, running

TREES = "https://codes.example/vs/trees"
PROFILE = "https://codes.example/sd/planting"
MANIFEST = '{"name": "trees", "version": "1.0.0", "fhirVersions": ["4.0.1"]}'
VALUESET = {
    "resourceType": "ValueSet",
    "url": TREES,
    "status": "active",
    "compose": {
        "include": [
            {"system": PLANTS, "filter": [{"property": "kind", "op": "=", "value": "tree"}]}
        ]
    },
}
PLANTING = {
    "resourceType": "StructureDefinition",
    "url": PROFILE,
    "name": "Planting",
    "status": "draft",
    "kind": "resource",
    "abstract": False,
    "type": "Basic",
    "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Basic",
    "derivation": "constraint",
    "differential": {
        "element": [
            {
                "id": "Basic.code",
                "path": "Basic.code",
                "binding": {"strength": "required", "valueSet": TREES},
            }
        ]
    },
}
UNREACHED = {"code-system-unknown", "terminology-unreachable"}


@pytest.fixture(scope="module")
def gardener(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    """A validator whose value set speaks of a system that only the server has."""
    folder = tmp_path_factory.mktemp("trees")
    (folder / "package.json").write_text(MANIFEST, encoding="utf-8")
    for number, one in enumerate((VALUESET, PLANTING)):
        (folder / f"{number}.json").write_text(json.dumps(one), encoding="utf-8")
    definitions = Definitions.open(Settings().definitions, [folder])
    return validation.load(definitions, None, Path(folder) / "code", asks=True)


@contextmanager
def _asking(
    validator: Validator, mood: str, patience: float = 5.0
) -> Iterator[tuple[Asking, Fake]]:
    with running(mood) as fake:
        server = TerminologyServer(fake.address, patience=patience)
        try:
            yield Asking(validator, server), fake
        finally:
            server.close()


def _planted(*codings: dict[str, str]) -> dict[str, Any]:
    return {
        "resourceType": "Basic",
        "code": {"coding": [{"system": PLANTS, **c} for c in codings]},
    }


@pytest.mark.parametrize(
    ("codings", "rules"),
    [
        ([{"code": "oak"}], set()),
        ([{"code": "oak", "display": " oak  TREE "}], set()),
        ([{"code": "oak", "display": "Quercus"}], set()),
        ([{"code": "oak", "display": "Rose"}], {"display-wrong"}),
        ([{"code": "stone"}], {"code-unknown", "code-not-in-value-set"}),
        ([{"code": "stone"}, {"code": "elm"}], {"code-unknown"}),
        (
            [{"system": "urn:oid:1.2.3", "code": "a"}],
            {"code-system-unknown", "code-not-in-value-set"},
        ),
    ],
    ids=[
        "known",
        "spelt otherwise",
        "synonym",
        "other name",
        "unknown",
        "one of two",
        "elsewhere",
    ],
)
def test_what_the_server_says_counts(
    gardener: Validator, codings: list[dict[str, str]], rules: set[str]
) -> None:
    """Its yes lets pass, its no is an error, another name a warning, and its silence a warning."""
    with _asking(gardener, "well") as (asking, _):
        found = asking.check(_planted(*codings), [PROFILE])

    assert {issue.rule for issue in found} == rules


def test_both_operations_are_asked_and_each_code_once(gardener: Validator) -> None:
    """The code system is asked whether it has the code, the value set whether it takes it."""
    with _asking(gardener, "well") as (asking, fake):
        for _ in range(3):
            assert not list(asking.check(_planted({"code": "oak"}), [PROFILE]))

    assert sorted(path for path, _ in fake.asked) == [
        "/fhir/CodeSystem/$validate-code",
        "/fhir/ValueSet/$validate-code",
    ]
    assert [said["url"] for path, said in sorted(fake.asked)] == [PLANTS, TREES]


@pytest.mark.parametrize("mood", ["broken", "mad", "vague", "garbled", "endless"])
def test_an_answer_that_is_none_is_a_warning(gardener: Validator, mood: str) -> None:
    """Nothing is held against the code."""
    with _asking(gardener, mood) as (asking, _):
        found = list(asking.check(_planted({"code": "stone"}), [PROFILE]))

    assert {issue.rule for issue in found} == UNREACHED
    assert {issue.severity.value for issue in found} == {"warning"}


def test_a_server_that_does_not_know_the_value_set_is_no_failure(gardener: Validator) -> None:
    """It answered, but could not tell: the code system is not at hand there either."""
    with _asking(gardener, "ignorant") as (asking, _):
        found = asking.check(_planted({"code": "stone"}), [PROFILE])

    assert {issue.rule for issue in found} == {"code-system-unknown"}


def test_a_slow_server_is_waited_for_no_longer_than_told_and_then_left_alone(
    gardener: Validator,
) -> None:
    """The second resource does not wait at all."""
    with _asking(gardener, "slow", patience=1) as (asking, fake):
        first = {issue.rule for issue in asking.check(_planted({"code": "oak"}), [PROFILE])}
        began = time.monotonic()
        second = {issue.rule for issue in asking.check(_planted({"code": "elm"}), [PROFILE])}
        took = time.monotonic() - began
        codes = {said["code"] for _, said in fake.asked}

    assert first == second == UNREACHED
    assert took < 1
    assert codes == {"oak"}


def test_a_server_that_is_not_there_is_a_warning(gardener: Validator) -> None:
    """The port is closed."""
    with running("well") as fake:
        address = fake.address
    server = TerminologyServer(address)
    found = Asking(gardener, server).check(_planted({"code": "oak"}), [PROFILE])

    assert {issue.rule for issue in found} == UNREACHED
    server.close()


def test_without_a_server_unknown_systems_are_told_once(gardener: Validator) -> None:
    """And nothing else is: the value set cannot be blamed on the data."""
    found = gardener.check(_planted({"code": "oak"}, {"code": "elm"}), [PROFILE])

    assert [(issue.rule, issue.target) for issue in found] == [
        ("code-system-unknown", "Basic.code.coding[0].system")
    ]


def test_the_setting_is_all_it_takes(tmp_path: Path) -> None:
    """The command line asks through what it checks with; so does `$validate`, off its loop."""
    with running("well") as fake:
        settings = read({"GATEWAY_TERMINOLOGY": f"{fake.address}/", "GATEWAY_DATA": str(tmp_path)})
        found = list(checking(settings).validator.check(_planted({"code": "stone"})))

    assert [issue.rule for issue in found] == ["code-unknown"]


def test_an_address_that_is_none_is_refused_by_the_name_of_its_setting() -> None:
    """Before anything is asked."""
    with pytest.raises(ValueError, match="GATEWAY_TERMINOLOGY"):
        read({"GATEWAY_TERMINOLOGY": "terminology.example"})
