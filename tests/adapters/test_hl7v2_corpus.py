"""Other people's messages, from many systems and years: nearly all are read, and come back whole.

A message is what stands from a line `MSH` to the next one in a file that begins with MSH: pages
that quote messages in prose, and expected results, are none.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.adapters.hl7v2 import read, spans
from gateway.adapters.hl7v2.split import split
from gateway.model import Rejected, Sender

HOUSE = Path(__file__).parents[2]
DATA = Path(os.environ.get("GATEWAY_SHARED_DATA", HOUSE / ".." / "shared" / "data")) / "suites"
SUITES = ("hl7v2-messages", "hl7v2-to-fhir")
SENDER = Sender("corpus")
BEGINS = (b"MSH", b"\xef\xbb\xbfMSH", b"\x0bMSH")

REFUSED = {
    ("sample_unix.hl7", "encoding-characters", 4): "MSH-2 names the backslash twice",
    ("sample_win.hl7", "encoding-characters", 4): "MSH-2 names the backslash twice",
    ("msg-02.hl7", "charset-unknown", 82): "MSH-18 is a placeholder that names no character set",
    ("invalid-segment-header-length.hl7", "segment-name", 66): "a segment name of four letters",
    ("invalid-segment-header-length.hl7", "segment-name", 108): "a segment name of two letters",
}
"""(file, rule, first byte) -> why it is right to refuse it."""


def messages() -> list[tuple[str, bytes]]:
    missing = [suite for suite in SUITES if not (DATA / suite).is_dir()]
    if missing:
        pytest.skip(f"the shared suites are not here: {', '.join(missing)}")
    files = [path for suite in SUITES for path in sorted((DATA / suite).rglob("*"))]
    bodies = [(path.name, path.read_bytes()) for path in files if path.is_file()]
    return [
        (name, piece) for name, body in bodies if body.startswith(BEGINS) for piece in split(body)
    ]


def refusals(name: str, body: bytes) -> list[tuple[str, str, int]]:
    try:
        message = read.parse(body, SENDER).tree
    except Rejected as refused:
        return [(name, issue.rule, (issue.span or (-1, -1))[0]) for issue in refused.issues]
    assert spans.encode(message) == body, name
    return []


def test_nearly_all_are_read_and_each_refusal_is_known_with_its_byte_and_reason() -> None:
    found = [(name, refusals(name, body)) for name, body in messages()]

    refused = [said for _, said in found if said]
    assert len(found) > 350
    assert len(refused) <= 0.02 * len(found)
    assert {place for said in refused for place in said} == REFUSED.keys()
