"""DICOM objects as tests make them, and what is said of them in FHIR."""

from __future__ import annotations

from gateway.intake.convert import Conversion, convert
from gateway.model import Inbound, Resource, Status
from tests.intake.house import NOON, rules


def said(body: bytes, sender: str = "klinik") -> Conversion:
    """What becomes of an object; it must be right."""
    found = convert(Inbound(sender, "dicom", body, NOON), rules(), ledger=True)
    bad = [one for one in found.issues if one.severity in ("error", "fatal")]
    assert (found.status, bad) == (Status.ACCEPTED, [])
    return found


def all_of(found: Conversion, type_: str) -> list[Resource]:
    """The resources of a type, less what only a store says."""
    bodies = [one["resource"] for one in found.bundle["entry"]]
    return [one for one in bodies if one["resourceType"] == type_]


def only(found: Conversion, type_: str) -> Resource:
    """The one of a type."""
    (one,) = all_of(found, type_)
    return one
