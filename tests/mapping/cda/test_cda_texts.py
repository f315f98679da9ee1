"""Texts and files of CDA become strings and attachments.

https://hl7.org/fhir/R4/datatypes.html#Attachment
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.mapping.cda.conftest import reading, said

FILES: tuple[tuple[str, Any], ...] = (
    (
        '<text mediaType="application/pdf" representation="B64">JVBE\n Ri0=</text>',
        {"contentType": "application/pdf", "data": "JVBERi0="},
    ),
    (
        '<text mediaType="application/pdf"><reference value="https://a.example/x.pdf"/></text>',
        {"contentType": "application/pdf", "url": "https://a.example/x.pdf"},
    ),
    ("<text>hello</text>", {"contentType": "text/plain", "data": "aGVsbG8="}),
    ('<text mediaType="application/pdf" representation="B64">not base64!</text>', None),
    (
        '<text mediaType="a pdf" language="in French" representation="B64">JVBERi0=</text>',
        {"contentType": "application/octet-stream", "data": "JVBERi0="},
    ),
    ("<text/>", None),
)


@pytest.mark.parametrize(("snippet", "expected"), FILES)
def test_a_file(snippet: str, expected: Any) -> None:
    assert said(snippet, "ED", "Attachment") == expected


def test_a_text_may_stand_elsewhere() -> None:
    """`#x` points into the narrative; an address elsewhere is no text."""
    there = '<text><reference value="#x"/></text><text><content ID="x">a  b</content></text>'

    assert said(there, "ED", "string") == "a b"
    assert said('<text><reference value="#y"/></text>', "ED", "string") is None
    assert said('<text representation="B64">JVBE</text>', "ED", "string") is None


@pytest.mark.parametrize(
    ("algorithm", "packed"),
    [("DF", "y0jNyckHAA=="), ("DF", "eJzLSM3JyQcABiwCFQ=="), ("ZL", "eJzLSM3JyQcABiwCFQ==")],
)
def test_a_compressed_file_is_what_it_says_once_it_is_opened(algorithm: str, packed: str) -> None:
    """Deflated bytes that are called a PDF open in no reader of PDF."""
    snippet = (
        f'<text mediaType="application/pdf" representation="B64" compression="{algorithm}">'
        f"{packed}</text>"
    )

    assert said(snippet, "ED", "Attachment") == {
        "contentType": "application/pdf",
        "data": "aGVsbG8=",
    }


@pytest.mark.parametrize(("algorithm", "packed"), [("Z", "H52QAA=="), ("DF", "aGVsbG8=")])
def test_a_compressed_file_that_cannot_be_opened_is_bytes(algorithm: str, packed: str) -> None:
    """It is kept as it came, and passes for nothing else."""
    snippet = (
        f'<text mediaType="application/pdf" representation="B64" compression="{algorithm}">'
        f"{packed}</text>"
    )
    found, node = reading(snippet)

    made = found.as_("ED", "Attachment", node)

    assert made == {"contentType": "application/octet-stream", "data": packed}
    assert [one.rule for one in found.marred] == ["value-invalid"]
