"""Every invariant of the European, Belgian and IHE packages is compiled, most to plain look-ups.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import gateway
from gateway.codegen import Writer
from gateway.definitions import Constraint, Definitions
from gateway.fhirpath import SHORT, emit_test
from gateway.validation.invariants import expression
from tests.fhirpath.fhirpath_suite import SHARED

ARCHIVE = Path(gateway.__file__).parent / "definitions" / "base.archive"
PACKAGES = sorted((SHARED / "packages").glob("*.tgz"))
pytestmark = [
    pytest.mark.skipif(not PACKAGES, reason="the packages of others are not at hand"),
    pytest.mark.skipif(not ARCHIVE.exists(), reason="`make setup` has not built the definitions"),
]


@cache
def _asked() -> dict[tuple[str, str], tuple[Constraint, str]]:
    """(key, expression) -> the invariant and a place where it stands."""
    definitions = Definitions.open(ARCHIVE, PACKAGES)
    found: dict[tuple[str, str], tuple[Constraint, str]] = {}
    for url in definitions.canonicals("StructureDefinition"):
        structure = definitions.structure(url)
        for element in structure.elements if structure else ():
            for one in element.constraints:
                found.setdefault((one.key, one.expression), (one, element.path))
    return found


def test_every_invariant_is_compiled() -> None:
    """None is left out, but for those that have no expression; four of five need no walk."""
    definitions = Definitions.open(ARCHIVE, PACKAGES)
    short, all_ = 0, 0
    for constraint, path in _asked().values():
        asked = expression(constraint)
        if asked:
            writer = Writer()
            name = emit_test(writer, asked, path, definitions)
            compile(writer.done().text, "invariant", "exec")
            short += name.startswith(SHORT)
            all_ += 1

    assert all_ > 250
    assert short > 0.75 * all_


def test_the_rules_of_the_packages_are_there() -> None:
    """Rules of five packages, so that an empty reading does not pass."""
    keys = {key for key, _ in _asked()}
    assert keys >= {
        "ips-1",
        "dr-comp-type",
        "bdl-hdr-1",
        "be-inv-SSIN",
        "eu-imaging-composition-1",
    }


def test_every_invariant_has_an_expression() -> None:
    """Those that say their rule in words only are none here; there is nothing to evaluate."""
    assert [key for key, text in _asked() if not text] == []
