"""The page of FHIRPath says what the tables say.

https://hl7.org/fhirpath/N1/
"""

from __future__ import annotations

from gateway.fhirpath import FUNCTIONS
from tools.fhirpath import PAGE, page


def test_the_page_is_what_the_tables_say() -> None:
    """docs/fhirpath.md is what `python -m tools.fhirpath` writes today."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_function_is_told() -> None:
    """Each has its row, and its row says something."""
    rows = [line for line in page().splitlines() if line.startswith("| `")]
    for name in FUNCTIONS:
        told = [row for row in rows if row.startswith(f"| `{name}(")]
        assert len(told) == 1
        assert len(told[0].split(" | ")[1].strip(" |")) > 5
