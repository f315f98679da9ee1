"""What is indexed is data: read, and linted with file and line.

https://hl7.org/fhir/R4/searchparameter-registry.html
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gateway.bootstrap.rules import _linted, ruleset
from gateway.search import Library, indexing
from gateway.settings import Settings
from tests.search.search_house import definitions
from tests.warm import warm


def written(folder: Path, text: str) -> Path:
    """A folder of mappings with this file."""
    (folder / "search.yaml").write_text(text, encoding="utf-8")
    return folder


def test_our_own_file_has_no_fault() -> None:
    """And indexes persons by name, results by number and patient alone."""
    known = Library(definitions(), indexing.read(Settings().mappings))

    assert list(indexing.lint(Settings().mappings, definitions())) == []
    assert {("Patient", "family"), ("Patient", "birthdate")} <= known.indexed
    assert {name for type_, name in known.indexed if type_ == "Observation"} == {
        "identifier",
        "patient",
    }


def test_without_a_file_the_least_is_indexed(tmp_path: Path) -> None:
    """Numbers and patients, of every type that has them."""
    known = Library(definitions(), indexing.read([tmp_path]))

    assert ("Patient", "identifier") in known.indexed
    assert {name for _, name in known.indexed} == {"identifier", "patient"}


def test_a_later_folder_replaces_the_file(tmp_path: Path) -> None:
    """Whole: nothing of the first stays."""
    folders = [*Settings().mappings, written(tmp_path, "types:\n  Basic: [code]\n")]
    known = Library(definitions(), indexing.read(folders))

    assert ("Basic", "code") in known.indexed
    assert ("Patient", "family") not in known.indexed


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("types: [", 1, "yaml-syntax"),
        ("[]\n", 1, "search-shape"),
        ("types: {Patient: name}\n", 1, "search-shape"),
        ("kinds: {}\n", 1, "search-shape"),
        ("types:\n  Patient: [name]\n  Patent: [name]\n", 3, "search-type-unknown"),
        ("types:\n  Patient:\n    - name\n    - nam\n", 4, "search-parameter-unknown"),
        ("types:\n  Patient:\n    - name\n    - nick\n", 4, "search-parameter-unknown"),
        ("types:\n  Patient: [_text]\n", 2, "search-parameter-rowless"),
        ("types:\n  Location: [near]\n", 2, "search-parameter-rowless"),
        ("types:\n  Observation: [code-value-quantity]\n", 2, "search-parameter-rowless"),
    ],
)
def test_a_fault_has_its_line(tmp_path: Path, text: str, line: int, rule: str) -> None:
    """Of what cannot be read, of a type or parameter that R4 has not, of what has no rows."""
    folder = written(tmp_path, text)
    (fault,) = indexing.lint([folder], definitions())

    assert (fault.line, fault.rule) == (line, rule)


def test_a_gateway_does_not_start_on_a_faulty_file(tmp_path: Path) -> None:
    """It says where to look."""
    shipped = Settings(data=warm(tmp_path / "data"))
    settings = replace(shipped, mappings=(*shipped.mappings, written(tmp_path, "[]")))

    assert "search-shape" in (fault.rule for fault in _linted(settings))
    with pytest.raises(ValueError, match=r"search\.yaml:1"):
        ruleset(settings)
