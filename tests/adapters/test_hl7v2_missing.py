"""A segment that is missing is told by its name: who filters it away by mistake must hear of it.

https://www.hl7.eu/HL7v2x/v251/std251/ch03.html (3.3) · ch08.html (8.6)
"""

from __future__ import annotations

import pytest

from gateway.adapters.hl7v2.read import parse
from gateway.model import Document, Sender, Severity

HEAD = "MSH|^~\\&|HIS|NORD|GW|LU|20261121101500+0100||{kind}|1|P|2.5.1"
STAFF = "STF|888|888^^^NORD|Martin^Paul"


def read(kind: str, *segments: str) -> Document:
    """What is read of a message."""
    body = "".join(f"{one}\r" for one in (HEAD.format(kind=kind), *segments))
    return parse(body.encode(), Sender("nord"))


@pytest.mark.parametrize(
    "kind", ["ADT^A01", "BAR^P01", "DFT^P03", "MDM^T02", "PPR^PC1", "REF^I12", "VXU^V04"]
)
def test_a_message_of_a_patient_who_is_not_there_is_an_error(kind: str) -> None:
    """A stay without a PID would be refused in words of FHIR, an event alone not at all."""
    (issue,) = read(kind, "EVN||20261121101500", "PV1|1|I").issues

    assert (issue.rule, issue.source) == ("segment-missing", "PID")
    assert issue.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("kind", "segment"),
    [
        ("ADT^A01", "PID|1||1001"),
        ("ADT^A20", "NPU|CHI^1|K"),
        ("ADT^Z01", "ZBD|CHI^1"),
        ("ORU^R01", "OBR|1"),
        ("SIU^S23", "SCH|1"),
        ("MFN^M02", f"MFE|MUP|1||888\r{STAFF}"),
    ],
)
def test_what_needs_nobody_or_has_him_is_none(kind: str, segment: str) -> None:
    """A bed, a control sample, a blocked time, an entry with its member of staff."""
    assert read(kind, segment).issues == ()


def test_an_entry_of_which_nothing_is_said_is_told() -> None:
    """A deletion that is MFE alone deletes nobody; the other entries are taken in."""
    left = ("MFI|PRA||UPD|||NE", "MFE|MDL|1||777", "MFE|MUP|2||888", STAFF, "MFE|MDC|3||666")

    issues = read("MFN^M02", *left).issues

    assert [one.source for one in issues] == ["MFE-4", "MFE[3]-4"]
    assert {one.severity for one in issues} == {Severity.WARNING}
