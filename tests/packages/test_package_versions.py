"""Several versions at hand: which one is meant, and what is said where two disagree.

https://hl7.org/fhir/R4/references.html#canonical · https://semver.org/
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway import validation
from gateway.definitions import Definitions
from gateway.definitions.versions import best, meets, order
from gateway.settings import Settings
from tests.packages.made_packages import URL, manifest, packed, profile, written

OTHER = "https://example.test/sd/other"


def test_versions_sort_as_they_followed_each_other() -> None:
    """Numbers count as numbers, a preview stands before its release, dates are versions too."""
    right = [
        "0.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2",
        "1.0.0-beta.11", "1.0.0", "1.2.9", "1.10.0", "2.0.0-ballot", "2.0.0", "20190718",
    ]  # fmt: skip

    assert sorted({*right}, key=order) == right
    assert order("1.0")[:2] == order("1.0.0")[:2]
    assert order("9" * 5_000) is not None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("1.0.0", "1.0.0"),
        ("1.0.x", "1.0.10"),
        ("1.x", "1.1.0"),
        ("latest", "2.0.0"),
        ("", "2.0.0"),
        ("1.0", None),
        ("3.0.0", None),
        ("3.x", "3.0.0-ballot"),
    ],
)
def test_the_version_that_was_asked_for(wanted: str, found: str | None) -> None:
    """Exact ones are taken exactly; `x` takes the newest, a preview where none else is."""
    known = ["1.0.0", "1.0.2", "1.0.10", "1.1.0", "2.0.0", "3.0.0-ballot"]

    assert best(wanted, known) == found
    assert not meets("1.00.0", "1.0.x")


def _open(tmp_path: Path, *packages: tuple[str, str, dict[str, Any], list[bytes]]) -> Definitions:
    places = []
    for name, version, needs, texts in packages:
        files = {f"StructureDefinition-{n}.json": text for n, text in enumerate(texts)}
        files["package.json"] = manifest(name, version, dependencies=needs)
        places.append(written(tmp_path / f"{name}@{version}.tgz", packed(files)))
    return Definitions.open(Settings().definitions, places)


def _rule(element: str, least: int = 1) -> dict[str, Any]:
    said = {"id": f"Patient.{element}", "path": f"Patient.{element}", "min": least}
    return {"differential": {"element": [said]}}


OLD = profile(version="1.0.0", **_rule("gender"))
NEW = profile(version="1.10.0", **_rule("birthDate"))
MIDDLE = profile(version="1.9.0", **_rule("name"))


@pytest.mark.parametrize("order_of", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_newest_is_meant_unless_another_is_asked_for(
    tmp_path: Path, order_of: tuple[int, ...]
) -> None:
    """Whatever order packages come in: the newest is the usual one, `|version` means another."""
    every: list[tuple[str, str, dict[str, Any], list[bytes]]] = [
        ("a.one", "1.0.0", {}, [OLD]),
        ("a.one", "1.9.0", {}, [MIDDLE]),
        ("a.one", "1.10.0", {}, [NEW]),
    ]
    made = _open(tmp_path, *(every[number] for number in order_of))
    asked = {one: made.structure(URL + one) for one in ("", "|1.0.0", "|1.9", "|1.10.0", "|7")}

    assert {one: found and found.version for one, found in asked.items()} == {
        "": "1.10.0",
        "|1.0.0": "1.0.0",
        "|1.9": "1.9.0",
        "|1.10.0": "1.10.0",
        "|7": "1.10.0",
    }
    assert asked[""] is asked["|1.10.0"]


def test_a_resource_is_held_against_the_version_that_it_names(tmp_path: Path) -> None:
    """`meta.profile` and a caller may each ask for a version."""
    made = _open(tmp_path, ("a.one", "1.0.0", {}, [OLD]), ("a.one", "1.10.0", {}, [NEW]))
    validator = validation.load(made)
    patient = {"resourceType": "Patient", "gender": "other"}

    def wrong(*, named: str = "", asked: str = "") -> list[str]:
        body = {**patient, "meta": {"profile": [named]}} if named else patient
        issues = validator.check(body, [asked] if asked else [], advice=False)
        return [issue.target for issue in issues if issue.rule == "element-required"]

    assert wrong(named=URL) == wrong(asked=URL) == ["Patient.birthDate"]
    assert wrong(named=f"{URL}|1.0.0") == wrong(asked=f"{URL}|1.0.0") == []
    assert wrong(named=f"{URL}|1.10.0") == ["Patient.birthDate"]
    checker = validator.profile(f"{URL}|1.0.0")
    assert checker is not None
    assert "element-required" not in {issue.rule for issue in checker.check(patient)}


def test_a_package_means_the_version_that_it_builds_on(tmp_path: Path) -> None:
    """A profile made on a package of 1.0.0 keeps that base when 1.10.0 is at hand too."""
    builds = profile(OTHER, baseDefinition=URL, differential={"element": []})
    made = _open(
        tmp_path,
        ("b.first", "1.0.0", {"a.one": "1.0.0"}, [builds]),
        ("a.one", "1.10.0", {}, [NEW]),
        ("a.one", "1.0.0", {}, [OLD]),
    )
    other = made.structure(OTHER)

    assert other is not None
    assert [other.element(f"Patient.{one}").min for one in ("gender", "birthDate")] == [1, 0]  # type: ignore[union-attr]


def test_dependencies_may_come_in_any_order(tmp_path: Path) -> None:
    """A package may be read before the one that it builds on."""
    builds = profile(OTHER, baseDefinition=URL, differential={"element": []})
    first = ("b.first", "1.0.0", {"a.one": "1.0.0"}, [builds])
    second: tuple[str, str, dict[str, Any], list[bytes]] = ("a.one", "1.0.0", {}, [OLD])

    for packages in ((first, second), (second, first)):
        other = _open(tmp_path, *packages).structure(OTHER)
        assert other is not None
        assert other.element("Patient.gender").min == 1  # type: ignore[union-attr]


def test_two_packages_that_disagree_under_one_version_are_told(tmp_path: Path) -> None:
    """One canonical and version can mean one thing only."""
    other = json.dumps(json.loads(OLD) | {"title": "Other"}).encode()
    made = _open(tmp_path, ("a.one", "1.0.0", {}, [OLD]), ("a.two", "1.0.0", {}, [other]))

    (fault,) = made.faults
    assert fault.rule == "canonical-conflict"
    assert "a.two@1.0.0.tgz!package/StructureDefinition-0.json" in fault.file
    assert "a.one@1.0.0" in fault.text
    assert not _open(tmp_path, ("a.one", "1.0.0", {}, [OLD]), ("a.two", "1.0.0", {}, [OLD])).faults


def test_a_version_that_is_not_at_hand_is_told(tmp_path: Path) -> None:
    """Another version is used in its place, and the check says so."""
    builds = profile(OTHER, baseDefinition=f"{URL}|4.0.0", differential={"element": []})
    made = _open(tmp_path, ("a.one", "1.0.0", {}, [OLD]), ("b.two", "1.0.0", {}, [builds]))

    (fault,) = [one for one in made.lint() if one.rule == "version-differs"]
    assert "4.0.0 is asked for, 1.0.0 is used" in fault.text
    assert made.structure(OTHER) is not None


def test_a_package_that_is_absent_is_told(tmp_path: Path) -> None:
    """What a package builds on and is not at hand is a fault, but for what nearly all name."""
    needs = {"a.absent": "1.0.0", "hl7.terminology.r4": "6.0.0", "hl7.fhir.r4.core": "4.0.1"}
    made = _open(tmp_path, ("a.one", "1.0.0", needs, [OLD]))

    (fault,) = [one for one in made.lint() if one.rule == "package-absent"]
    assert "a.absent@1.0.0" in fault.text
    assert fault.file.endswith("package.json")
