"""Values of CDA and of FHIR are the same where they mean the same, and only there.

https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

import pytest

from gateway import xml
from tests.suites.document_values import kept, values
from tests.suites.values import alike, plain


@pytest.mark.parametrize(
    ("cda", "fhir"),
    [
        ("20261121", "2026-11-21"),
        ("20261121101500+0100", "2026-11-21T10:15:00+01:00"),
        ("202611211015", "2026-11-21T10:15:00+01:00"),
        ("tel:+35244", "+35244"),
        ("1.3.182.4", "urn:oid:1.3.182.4"),
        ("2.50", "2.5"),
    ],
)
def test_the_same_is_the_same_however_it_is_written(cda: str, fhir: str) -> None:
    """Times, telephones, object identifiers and numbers."""
    assert plain(cda) == plain(fhir)


@pytest.mark.parametrize(("cda", "fhir"), [("20261121", "2026-11-22"), ("2.5", "25"), ("A", "B")])
def test_what_differs_differs(cda: str, fhir: str) -> None:
    """Else nothing would ever be lost."""
    assert plain(cda) != plain(fhir)
    assert plain(fhir) not in set(alike(plain(cda)))


def test_structure_and_narrative_are_no_values() -> None:
    """Only what says something of somebody counts."""
    body = (
        b'<section classCode="DOCSECT"><templateId root="1.2"/><text>Words</text>'
        b'<entry typeCode="DRIV"><observation moodCode="EVN"><id root="1.2" extension="7"/>'
        b'<code code="X" codeSystem="1.3"/><text><reference value="#a"/></text>'
        b"</observation></entry></section>"
    )

    assert set(values(xml.read(body).root)) == {"7", "x"}


def test_notes_narrative_and_files_are_no_typed_elements() -> None:
    """What stands only there is not kept."""
    resource = {
        "resourceType": "Observation",
        "note": [{"text": "a"}],
        "text": {"div": "b"},
        "code": {"text": "c"},
    }

    assert kept({"entry": [{"resource": resource}]}) == {"c"}
