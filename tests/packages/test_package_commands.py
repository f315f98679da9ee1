"""`gateway packages add`, `list`, `remove`: what an operator types, and what comes of it.

https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gateway.bootstrap.packages import definitions
from gateway.bootstrap.rules import faults, ruleset
from gateway.cli import app
from gateway.settings import Settings, read
from tests.packages.made_packages import NAME, manifest, package, packed, profile, written
from tests.packages.made_registry import Registry, serving

RUNNER = CliRunner()


@pytest.fixture
def registry() -> Iterator[Registry]:
    """A registry on this machine."""
    with serving() as one:
        yield one


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, and no registry."""
    for name in ("GATEWAY_PACKAGES", "GATEWAY_REGISTRY", "GATEWAY_PROFILES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GATEWAY_DATA", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def configured(
    house: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Registry]:
    """The same, with the registry configured."""
    monkeypatch.setenv("GATEWAY_REGISTRY", registry.base)
    return house, registry


def _run(*words: str | Path) -> Result:
    return RUNNER.invoke(app, ["packages", *map(str, words)])


def _listed() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(_run("list").stdout)
    return rows


def test_a_file_is_added_listed_and_removed(house: Path) -> None:
    """What was added is told with its counts, origin and hash; what was removed is gone."""
    place = written(house / "national.tgz", package())
    added = _run("add", place)
    (row,) = _listed()

    assert added.exit_code == 0
    assert json.loads(added.stdout) == [row]
    assert (row["name"], row["version"], row["fhirVersions"]) == (NAME, "1.0.0", ["4.0.1"])
    assert (row["profiles"], row["valueSets"], row["codeSystems"]) == (1, 0, 0)
    assert row["origin"] == str(place)
    assert len(row["sha256"]) == 64
    assert _run("remove", NAME).stdout == f"removed {NAME}@1.0.0\n"
    assert _listed() == []
    assert _run("remove", NAME).exit_code == 2


def test_text_is_one_line_for_each(house: Path) -> None:
    """Asked for text, a pipe gets lines of cells."""
    _run("add", written(house / "a.tgz", package()))

    (line,) = _run("list", "--format", "text").stdout.splitlines()
    assert line.split("\t")[:3] == [f"{NAME}@1.0.0", "4.0.1", "1"]


def test_a_folder_is_added_the_same_each_time(house: Path) -> None:
    """A folder becomes the file that it would be published as; the same one again is no change."""
    folder = house / "folder" / "package"
    folder.mkdir(parents=True)
    written(folder / "package.json", manifest())
    written(folder / "StructureDefinition-a.json", profile())
    _run("add", folder)
    (first,) = _listed()

    assert _run("add", folder.parent).exit_code == 0
    assert [row["sha256"] for row in _listed()] == [first["sha256"]]


def test_another_file_of_the_same_name_and_version_is_refused(house: Path) -> None:
    """What was pinned once is not replaced in silence."""
    _run("add", written(house / "a.tgz", package()))
    before = _listed()
    done = _run("add", written(house / "b.tgz", package(description="changed")))

    assert done.exit_code == 2
    assert f"{NAME}@1.0.0 is installed already, and is another" in done.stderr
    assert _listed() == before


def test_a_file_that_was_changed_on_the_disk_is_refused_by_name(house: Path) -> None:
    """The lock file says what each package must be: another one is not used, and is told."""
    _run("add", written(house / "a.tgz", package()))
    written(house / "data" / "packages" / f"{NAME}@1.0.0.tgz", package(description="changed"))
    done = _run("list")

    assert done.exit_code == 1
    assert f"{NAME}@1.0.0 is not what was installed" in done.stderr
    with pytest.raises(ValueError, match="is not what was installed"):
        definitions(read())
    assert "package-unusable" in {fault.rule for fault in faults(read())}


def test_without_a_registry_the_setting_is_named(house: Path) -> None:
    """An operator who asks for a name is told what to configure."""
    done = _run("add", f"{NAME}@1.0.0")

    assert house.is_dir()
    assert done.exit_code == 2
    assert "GATEWAY_REGISTRY is not set" in done.stderr


def test_a_package_comes_with_what_it_builds_on(configured: tuple[Path, Registry]) -> None:
    """Dependencies are fetched in turn, each of the version asked for; circles end."""
    _, registry = configured
    registry.packages |= {
        ("a.one", "1.0.0"): package("a.one", dependencies={"a.two": "2.0.x"}),
        ("a.two", "2.0.1"): package("a.two", "2.0.1", dependencies={"a.three": "3.0.0"}),
        ("a.two", "2.0.7"): package("a.two", "2.0.7", dependencies={"a.three": "3.0.0"}),
        ("a.two", "2.1.0"): package("a.two", "2.1.0"),
        ("a.three", "3.0.0"): package(
            "a.three", "3.0.0", dependencies={"a.one": "1.0.0", "hl7.fhir.r4.core": "4.0.1"}
        ),
    }
    done = _run("add", "a.one@1.0.0")

    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    labels = [f"{row['name']}@{row['version']}" for row in _listed()]
    assert labels == ["a.one@1.0.0", "a.three@3.0.0", "a.two@2.0.7"]
    assert _listed()[0]["origin"] == f"{registry.base}/a.one/1.0.0"
    assert _listed()[0]["promised"].startswith("sha512-")


def test_what_is_absent_is_told_and_is_no_end(configured: tuple[Path, Registry]) -> None:
    """A dependency that nobody has, or that is for another release, is named with who needs it."""
    _, registry = configured
    needs = {"a.gone": "1.0.0", "a.newer": "5.0.0", "hl7.terminology.r4": "6.0.0"}
    registry.packages["a.one", "1.0.0"] = package("a.one", dependencies=needs)
    registry.packages["a.newer", "5.0.0"] = package("a.newer", "5.0.0", fhirVersions=["5.0.0"])
    done = _run("add", "a.one@1.0.0")

    assert done.exit_code == 0
    assert "missing: a.gone@1.0.0, on which a.one@1.0.0 builds" in done.stderr
    assert "a.newer@5.0.0: FHIR R5 is not supported" in done.stderr
    assert "hl7.terminology.r4@6.0.0" in done.stderr
    assert "most profiles do without" in done.stderr
    assert _listed()[0]["missing"] == [f"{name}@{version}" for name, version in needs.items()]


def test_a_package_published_per_release_is_taken_for_r4(
    configured: tuple[Path, Registry],
) -> None:
    """Where `a.two` is for R5, its R4 edition `a.two.r4` meets the dependency."""
    _, registry = configured
    registry.packages |= {
        ("a.one", "1.0.0"): package("a.one", dependencies={"a.two": "1.0.0"}),
        ("a.two", "1.0.0"): package("a.two", fhirVersions=["5.0.0"]),
        ("a.two.r4", "1.0.0"): package("a.two.r4"),
    }

    assert _run("add", "a.one").exit_code == 0
    assert [row["name"] for row in _listed()] == ["a.one", "a.two.r4"]
    assert _listed()[0]["missing"] == []


@pytest.mark.parametrize(
    ("dist", "said"),
    [
        ({"integrity": "sha512-" + "A" * 86 + "=="}, "its sha512 differs"),
        ({"integrity": None, "shasum": "0" * 40}, "its sha1 differs"),
        ({"integrity": None, "shasum": "no hash"}, "its sha1 differs"),
        ({"integrity": "sha512-%%%"}, "its sha512 differs"),
    ],
)
def test_what_is_not_as_promised_is_refused(
    configured: tuple[Path, Registry], dist: dict[str, Any], said: str
) -> None:
    """The registry's own hash is held against what came."""
    _, registry = configured
    registry.packages[NAME, "1.0.0"] = package()
    registry.dist = dist
    done = _run("add", f"{NAME}@1.0.0")

    assert done.exit_code == 2
    assert said in done.stderr
    assert _listed() == []


def test_a_later_difference_at_the_registry_is_refused(
    configured: tuple[Path, Registry],
) -> None:
    """A version that was published anew, with other bytes, does not replace the pinned one."""
    _, registry = configured
    registry.packages[NAME, "1.0.0"] = package()
    assert _run("add", f"{NAME}@1.0.0").exit_code == 0
    registry.packages[NAME, "1.0.0"] = package(description="changed")
    done = _run("add", f"{NAME}@1.0.0")

    assert done.exit_code == 2
    assert "is installed already, and is another" in done.stderr


def test_another_package_than_was_asked_for_is_refused(configured: tuple[Path, Registry]) -> None:
    """A registry that answers with another package is not believed."""
    _, registry = configured
    registry.packages[NAME, "1.0.0"] = package("example.other")
    done = _run("add", f"{NAME}@1.0.0")

    assert done.exit_code == 2
    assert f"{NAME}@1.0.0: what came is example.other@1.0.0" in done.stderr


def test_nobody_but_the_configured_registry_is_asked(configured: tuple[Path, Registry]) -> None:
    """Neither an address in its answer nor a redirection leads us elsewhere."""
    _, registry = configured
    registry.packages[NAME, "1.0.0"] = package()
    with serving() as other:
        registry.dist = {"tarball": f"{other.base}/{NAME}/1.0.0"}
        assert _run("add", f"{NAME}@1.0.0").exit_code == 0
        elsewhere = {"Location": f"{other.base}/example.far"}
        registry.answers["/example.far"] = (302, elsewhere, b"")
        done = _run("add", "example.far@1.0.0")
        asked = other.asked

    assert asked == []
    assert done.exit_code == 2
    assert "which is not configured" in done.stderr


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((500, {}, b""), "answers 500"),
        ((200, {}, b"<html>"), "not what the npm protocol asks"),
        ((200, {}, b"[" * 100_000), "not what the npm protocol asks"),
        ((200, {}, b'{"versions": []}'), "not what the npm protocol asks"),
        ((200, {"Content-Length": "500"}, b"{"), "fails"),
    ],
)
def test_a_registry_that_answers_nonsense_is_told(
    configured: tuple[Path, Registry], answer: tuple[int, dict[str, str], bytes], said: str
) -> None:
    """What is wrong with the registry is said, with its address."""
    _, registry = configured
    registry.answers[f"/{NAME}"] = answer
    done = _run("add", f"{NAME}@1.0.0")

    assert done.exit_code == 2
    assert said in done.stderr


def test_credentials_stay_out_of_what_is_told(
    house: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password in the address of a registry is written neither on the screen nor in the lock."""
    secret = registry.base.replace("http://", "http://someone:hunter2@")
    monkeypatch.setenv("GATEWAY_REGISTRY", secret)
    registry.packages[NAME, "1.0.0"] = package()
    told = [_run("add", "example.absent@1"), _run("add", f"{NAME}@1.0.0"), _run("list")]

    assert [one.exit_code for one in told] == [2, 0, 0]
    assert all("hunter2" not in one.stdout + one.stderr for one in told)
    lock = house / "data" / "packages" / "packages.lock.json"
    assert "hunter2" not in lock.read_text(encoding="utf-8")


def test_a_package_that_another_one_needs_stays(house: Path) -> None:
    """Removing what others build on is refused, unless it is forced."""
    first = package("a.one", dependencies={"a.two": "1.0.0"})
    _run("add", written(house / "1.tgz", first), written(house / "2.tgz", package("a.two")))
    refused = _run("remove", "a.two@1.0.0")
    forced = _run("remove", "a.two@1.0.0", "--force")

    assert refused.exit_code == 2
    assert "a.two@1.0.0 is needed by a.one@1.0.0" in refused.stderr
    assert forced.exit_code == 0
    assert "a.one@1.0.0 cannot find it any more" in forced.stderr
    assert _listed()[0]["missing"] == ["a.two@1.0.0"]


def test_a_country_is_a_line_of_the_settings(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The packages that the settings name are in force, with what they build on, and no others."""
    one = package("a.one", dependencies={"a.two": "1.0.0"})
    three = written(house / "three.tgz", package("a.three", "3.0.0"))
    _run("add", written(house / "1.tgz", one))
    _run("add", written(house / "2.tgz", package("a.two")))
    _run("add", written(house / "4.tgz", package("a.four")))
    monkeypatch.setenv("GATEWAY_PACKAGES", f"a.one@1.0.0,{three}")
    named = {one.name for one in definitions(read()).packages}

    assert {"a.one", "a.two", "a.three"} <= named
    assert "a.four" not in named
    assert ruleset(read()).validator.profile("https://example.test/sd/patient") is not None
    monkeypatch.delenv("GATEWAY_PACKAGES")
    assert "a.four" in {one.name for one in definitions(read()).packages}


def test_a_package_that_the_settings_name_and_that_is_not_there(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gateway does not start without its profiles; the check tells it, with the setting."""
    monkeypatch.setenv("GATEWAY_PACKAGES", "a.one@1.0.0")

    assert house.is_dir()
    with pytest.raises(ValueError, match=r"a\.one@1\.0\.0 is not installed"):
        ruleset(read())
    assert [fault.rule for fault in faults(read())] == ["package-unusable"]


def test_extra_packages_are_opened_beside_those_in_force(house: Path) -> None:
    """`--package` of a command takes files and installed ones, and says what it cannot take."""
    _run("add", written(house / "1.tgz", package("a.one")))
    place = written(house / "2.tgz", package("a.two"))
    made = definitions(Settings(data=house / "data"), [place, "a.one@1.0.0"])

    assert {"a.one", "a.two"} <= {one.name for one in made.packages}
    for wrong in ("absent.tgz", "a.absent@1.0.0", written(house / "3.tgz", b"none")):
        with pytest.raises(ValueError, match=Path(wrong).name):
            definitions(Settings(data=house / "data"), [wrong])


def test_faults_of_an_installed_package_are_told_with_file_and_line(house: Path) -> None:
    """`gateway check` looks into packages as it does into our own profiles."""
    wrong = json.loads(profile())
    rule = {"key": "a-1", "severity": "error", "human": "a", "expression": "birthDate ="}
    wrong["differential"]["element"][0] |= {"max": "*", "constraint": [rule]}
    text = json.dumps(wrong, indent=1)
    files = {"package.json": manifest(), "StructureDefinition-a.json": text.encode()}
    _run("add", written(house / "1.tgz", packed(files)))
    found = {fault.rule: fault for fault in faults(read())}
    line = text[: text.index('"id": "Patient.birthDate"')].count("\n") + 1

    assert found.keys() >= {"cardinality-widened", "fhirpath-syntax"}
    for fault in found.values():
        assert fault.file.endswith(f"{NAME}@1.0.0.tgz!package/StructureDefinition-a.json")
        assert fault.line == line
