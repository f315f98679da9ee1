"""Lint: every fault of a package, with its line.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.definitions import Definitions
from gateway.settings import Settings

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((Path(__file__).parent / "faults").glob("*.json"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_example(packed: Callable[..., Definitions], example: Path) -> None:
    """Each file in `faults/` has the faults (line, rule) in the file beside it, and no other."""
    faults = packed(example.read_text(encoding="utf-8")).lint()
    expected = example.with_suffix(".expected.txt").read_text(encoding="utf-8").splitlines()

    assert [f"{fault.line} {fault.rule}" for fault in faults] == expected


@pytest.mark.parametrize(
    ("manifest", "rule"),
    [
        ('{"name": "test", "fhirVersions": ["5.0.0"]}', "fhir-version"),
        ('{"fhirVersions": ["4.0.1"]}', "package-manifest"),
        ("[]", "package-manifest"),
    ],
)
def test_a_package_that_is_not_ours_to_read(
    packed: Callable[..., Definitions], manifest: str, rule: str
) -> None:
    """A package for another release, or without a name, is a fault known on opening."""
    assert rule in {fault.rule for fault in packed(manifest=manifest).faults}


def test_a_package_of_another_release_gives_nothing(packed: Callable[..., Definitions]) -> None:
    """What was made for R5 is not used as if it were R4."""
    text = '{"resourceType": "ValueSet", "url": "https://example.test/vs/a"}'
    manifest = '{"name": "test", "fhirVersions": ["5.0.0"]}'

    assert "https://example.test/vs/a" not in packed(text, manifest=manifest).canonicals(
        "ValueSet"
    )


def test_a_package_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """A wrong folder is said, not passed over."""
    definitions = Definitions.open(Settings().definitions, [tmp_path / "absent.tgz"])

    assert [fault.rule for fault in definitions.lint()] == [
        "package-unreadable",
        "package-manifest",
    ]


def test_our_own_profiles_are_sound() -> None:
    """The national package has no fault."""
    assert list(Definitions.open(Settings().definitions, [ROOT / "profiles"]).lint()) == []


def test_a_canonical_that_stands_twice_is_a_fault(packed: Callable[..., Definitions]) -> None:
    """Which of two files is meant is not left to the order of their names."""
    text = '{"resourceType": "ValueSet", "url": "https://example.test/vs/a"}'

    assert [fault.rule for fault in packed(text, text).faults] == ["canonical-twice"]
