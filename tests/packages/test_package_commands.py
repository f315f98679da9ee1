"""`gateway packages add`, `list`, `remove`: what an operator types, and what comes of it.

https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway.bootstrap.packages import definitions
from gateway.bootstrap.rules import faults, ruleset
from gateway.settings import Settings, read
from tests.packages.made_packages import NAME, manifest, package, packed, profile, written
from tests.packages.typed_packages import listed, run
from tests.warm import warm


def test_a_file_is_added_listed_and_removed(house: Path) -> None:
    """What was added is told with its counts, origin and hash; what was removed is gone."""
    place = written(house / "national.tgz", package())
    added = run("add", place)
    (row,) = listed()

    assert added.exit_code == 0
    assert json.loads(added.stdout) == [row]
    assert (row["name"], row["version"], row["fhirVersions"]) == (NAME, "1.0.0", ["4.0.1"])
    assert (row["profiles"], row["valueSets"], row["codeSystems"]) == (1, 0, 0)
    assert row["origin"] == str(place)
    assert len(row["sha256"]) == 64
    assert run("remove", NAME).stdout == f"removed {NAME}@1.0.0\n"
    assert listed() == []
    assert run("remove", NAME).exit_code == 2


def test_text_is_one_line_for_each(house: Path) -> None:
    """Asked for text, a pipe gets lines of cells."""
    run("add", written(house / "a.tgz", package()))

    (line,) = run("list", "--format", "text").stdout.splitlines()
    assert line.split("\t")[:3] == [f"{NAME}@1.0.0", "4.0.1", "1"]


def test_a_folder_is_added_the_same_each_time(house: Path) -> None:
    """A folder becomes the file that it would be published as; the same one again is no change."""
    folder = house / "folder" / "package"
    folder.mkdir(parents=True)
    written(folder / "package.json", manifest())
    written(folder / "StructureDefinition-a.json", profile())
    run("add", folder)
    (first,) = listed()

    assert run("add", folder.parent).exit_code == 0
    assert [row["sha256"] for row in listed()] == [first["sha256"]]


def test_another_file_of_the_same_name_and_version_is_refused(house: Path) -> None:
    """What was pinned once is not replaced in silence."""
    run("add", written(house / "a.tgz", package()))
    before = listed()
    done = run("add", written(house / "b.tgz", package(description="changed")))

    assert done.exit_code == 2
    assert f"{NAME}@1.0.0 is installed already, and is another" in done.stderr
    assert listed() == before


def test_a_file_that_was_changed_on_the_disk_is_refused_by_name(house: Path) -> None:
    """The lock file says what each package must be: another one is not used, and is told."""
    warm(house / "data")
    run("add", written(house / "a.tgz", package()))
    written(house / "data" / "packages" / f"{NAME}@1.0.0.tgz", package(description="changed"))
    done = run("list")

    assert done.exit_code == 1
    assert f"{NAME}@1.0.0 is not what was installed" in done.stderr
    with pytest.raises(ValueError, match="is not what was installed"):
        definitions(read())
    assert "package-unusable" in {fault.rule for fault in faults(read())}


def test_without_a_registry_the_setting_is_named(house: Path) -> None:
    """An operator who asks for a name is told what to configure."""
    done = run("add", f"{NAME}@1.0.0")

    assert house.is_dir()
    assert done.exit_code == 2
    assert "GATEWAY_REGISTRY is not set" in done.stderr


def test_a_package_that_another_one_needs_stays(house: Path) -> None:
    """Removing what others build on is refused, unless it is forced."""
    first = package("a.one", dependencies={"a.two": "1.0.0"})
    run("add", written(house / "1.tgz", first), written(house / "2.tgz", package("a.two")))
    refused = run("remove", "a.two@1.0.0")
    forced = run("remove", "a.two@1.0.0", "--force")

    assert refused.exit_code == 2
    assert "a.two@1.0.0 is needed by a.one@1.0.0" in refused.stderr
    assert forced.exit_code == 0
    assert "a.one@1.0.0 cannot find it any more" in forced.stderr
    assert listed()[0]["missing"] == ["a.two@1.0.0"]


def test_a_country_is_a_line_of_the_settings(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The packages that the settings name are in force, with what they build on, and no others."""
    warm(house / "data")
    one = package("a.one", dependencies={"a.two": "1.0.0"})
    three = written(house / "three.tgz", package("a.three", "3.0.0"))
    run("add", written(house / "1.tgz", one))
    run("add", written(house / "2.tgz", package("a.two")))
    run("add", written(house / "4.tgz", package("a.four")))
    monkeypatch.setenv("GATEWAY_PACKAGES", f"a.one@1.0.0,{three}")
    named = {one.name for one in definitions(read()).packages}

    assert {"a.one", "a.two", "a.three"} <= named
    assert "a.four" not in named
    in_force = {row["name"]: row["inForce"] for row in listed()}
    assert in_force == {"a.one": True, "a.two": True, "a.four": False, "a.three": True}
    assert ruleset(read()).validator.profile("https://example.test/sd/patient") is not None
    monkeypatch.delenv("GATEWAY_PACKAGES")
    assert "a.four" in {one.name for one in definitions(read()).packages}


def test_a_package_that_the_settings_name_and_that_is_not_there(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gateway does not start without its profiles; the check tells it, with the setting."""
    warm(house / "data")
    monkeypatch.setenv("GATEWAY_PACKAGES", "a.one@1.0.0")

    assert house.is_dir()
    with pytest.raises(ValueError, match=r"a\.one@1\.0\.0 is not installed"):
        ruleset(read())
    assert [fault.rule for fault in faults(read())] == ["package-unusable"]


def test_extra_packages_are_opened_beside_those_in_force(house: Path) -> None:
    """`--package` of a command takes files and installed ones, and says what it cannot take."""
    run("add", written(house / "1.tgz", package("a.one")))
    place = written(house / "2.tgz", package("a.two"))
    made = definitions(Settings(data=house / "data"), [place, "a.one@1.0.x"])

    assert {"a.one", "a.two"} <= {one.name for one in made.packages}
    for wrong in ("absent.tgz", "a.absent@1.0.0", written(house / "3.tgz", b"none")):
        with pytest.raises(ValueError, match=Path(wrong).name):
            definitions(Settings(data=house / "data"), [wrong])


def test_faults_of_an_installed_package_are_told_with_file_and_line(house: Path) -> None:
    """`gateway check` looks into packages as it does into our own profiles."""
    warm(house / "data")
    wrong = json.loads(profile())
    rule = {"key": "a-1", "severity": "error", "human": "a", "expression": "birthDate ="}
    wrong["differential"]["element"][0] |= {"max": "*", "constraint": [rule]}
    text = json.dumps(wrong, indent=1)
    files = {"package.json": manifest(), "StructureDefinition-a.json": text.encode()}
    run("add", written(house / "1.tgz", packed(files)))
    found = {fault.rule: fault for fault in faults(read())}
    line = text[: text.index('"id": "Patient.birthDate"')].count("\n") + 1

    assert found.keys() >= {"cardinality-widened", "fhirpath-syntax"}
    for fault in found.values():
        assert fault.file.endswith(f"{NAME}@1.0.0.tgz!package/StructureDefinition-a.json")
        assert fault.line == line
