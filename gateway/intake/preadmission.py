"""A stay that was planned under a pre-admit number (PV1-5) becomes the stay of a visit number.

A pre-admit number is used again, or copied from stay to stay: it never makes two stays one.
https://www.hl7.eu/HL7v2x/v251/std251/ch03.html (3.3.5, A05; 3.3.38, A38; 3.4.3.5, PV1-5)
"""

from __future__ import annotations

from collections.abc import Callable, Container

from gateway.identity.names import is_own, resource_id
from gateway.intake.plan import Plan
from gateway.model import Change, Mode, Resource, Version


def planned(change: Change) -> str:
    """The id of the stay that a change names by its pre-admit number alone; else ""."""
    number = change.body.get("hospitalization", {}).get("preAdmissionIdentifier", {})
    if (
        change.type != "Encounter"
        or _visited(change.body)
        or not {"system", "value"} <= number.keys()
    ):
        return ""
    return resource_id("Encounter", ("preadmit", f"{number['system']}|{number['value']}"))


def becomes(change: Change, plan: Plan, linked: Container[str], *either: Version | None) -> bool:
    """May what was planned become the stay that the message tells of?

    Only what stands, of this sender, under a number of his, and as no other stay: neither
    `linked` to one, nor with a visit number. `either`: what stands under the one and the other.
    """
    stood = either[0]
    number = change.body["hospitalization"]["preAdmissionIdentifier"]
    mine = all(it is None or it.sender == plan.sender.name for it in either)
    alone = stood is not None and not _visited(stood.body)
    return alone and mine and change.id not in linked and is_own(number["system"], plan.sender)


def begun(change: Change, standing: Version, now: Callable[[str], str]) -> bool:
    """Does the change speak of a stay as planned that has begun under its own number?

    `now`: the id by which something goes on. Who only names the stay may name it so.
    """
    if change.type != "Encounter" or change.mode is Mode.MENTION or not _visited(standing.body):
        return False
    id = planned(change)
    return bool(id) and change.id in {id, now(id)}


def _visited(body: Resource) -> bool:
    """Has it a visit number?"""
    kinds = (one.get("type", {}).get("coding", ()) for one in body.get("identifier", ()))
    return any(coding.get("code") == "VN" for kind in kinds for coding in kind)
