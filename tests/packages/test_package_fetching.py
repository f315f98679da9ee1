"""`gateway packages add NAME@VERSION`: what comes from a registry, and what is not believed.

https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.packages.made_packages import NAME, package
from tests.packages.made_registry import Registry, serving
from tests.packages.typed_packages import listed, run


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
    done = run("add", "a.one@1.0.0")

    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    labels = [f"{row['name']}@{row['version']}" for row in listed()]
    assert labels == ["a.one@1.0.0", "a.three@3.0.0", "a.two@2.0.7"]
    assert listed()[0]["origin"] == f"{registry.base}/a.one/1.0.0"
    assert listed()[0]["promised"].startswith("sha512-")


def test_what_is_absent_is_told_and_is_no_end(configured: tuple[Path, Registry]) -> None:
    """A dependency that nobody has, or that is for another release, is named with who needs it."""
    _, registry = configured
    needs = {"a.gone": "1.0.0", "a.newer": "5.0.0", "hl7.terminology.r4": "6.0.0"}
    registry.packages["a.one", "1.0.0"] = package("a.one", dependencies=needs)
    registry.packages["a.newer", "5.0.0"] = package("a.newer", "5.0.0", fhirVersions=["5.0.0"])
    done = run("add", "a.one@1.0.0")

    assert done.exit_code == 0
    assert "missing: a.gone@1.0.0, on which a.one@1.0.0 builds" in done.stderr
    assert "a.newer@5.0.0: FHIR R5 is not supported" in done.stderr
    assert "hl7.terminology.r4@6.0.0" in done.stderr
    assert "most profiles do without" in done.stderr
    assert listed()[0]["missing"] == [f"{name}@{version}" for name, version in needs.items()]


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

    assert run("add", "a.one").exit_code == 0
    assert [row["name"] for row in listed()] == ["a.one", "a.two.r4"]
    assert listed()[0]["missing"] == []


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
    done = run("add", f"{NAME}@1.0.0")

    assert done.exit_code == 2
    assert said in done.stderr
    assert listed() == []


def test_a_later_difference_at_the_registry_is_refused(
    configured: tuple[Path, Registry],
) -> None:
    """A version that was published anew, with other bytes, does not replace the pinned one."""
    _, registry = configured
    registry.packages[NAME, "1.0.0"] = package()
    assert run("add", f"{NAME}@1.0.0").exit_code == 0
    registry.packages[NAME, "1.0.0"] = package(description="changed")
    done = run("add", f"{NAME}@1.0.0")

    assert done.exit_code == 2
    assert "is installed already, and is another" in done.stderr


def test_another_package_than_was_asked_for_is_refused(configured: tuple[Path, Registry]) -> None:
    """A registry that answers with another package is not believed."""
    _, registry = configured
    registry.packages[NAME, "1.0.0"] = package("example.other")
    done = run("add", f"{NAME}@1.0.0")

    assert done.exit_code == 2
    assert f"{NAME}@1.0.0: what came is example.other@1.0.0" in done.stderr


def test_nobody_but_the_configured_registry_is_asked(configured: tuple[Path, Registry]) -> None:
    """Neither an address in its answer nor a redirection leads us elsewhere."""
    _, registry = configured
    registry.packages[NAME, "1.0.0"] = package()
    with serving() as other:
        registry.dist = {"tarball": f"{other.base}/{NAME}/1.0.0"}
        assert run("add", f"{NAME}@1.0.0").exit_code == 0
        elsewhere = {"Location": f"{other.base}/example.far"}
        registry.answers["/example.far"] = (302, elsewhere, b"")
        done = run("add", "example.far@1.0.0")
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
    done = run("add", f"{NAME}@1.0.0")

    assert done.exit_code == 2
    assert said in done.stderr


def test_credentials_stay_out_of_what_is_told(
    house: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password in the address of a registry is written neither on the screen nor in the lock."""
    secret = registry.base.replace("http://", "http://someone:hunter2@")
    monkeypatch.setenv("GATEWAY_REGISTRY", secret)
    registry.packages[NAME, "1.0.0"] = package()
    told = [run("add", "example.absent@1"), run("add", f"{NAME}@1.0.0"), run("list")]

    assert [one.exit_code for one in told] == [2, 0, 0]
    assert all("hunter2" not in one.stdout + one.stderr for one in told)
    lock = house / "data" / "packages" / "packages.lock.json"
    assert "hunter2" not in lock.read_text(encoding="utf-8")
