"""Where the ledger says that a leaf went, there is something: in every example of a message.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gateway.intake.convert import convert
from gateway.model import Fate, Inbound, Trace
from tests.intake.house import NOON, ROOT, rules

_MESSAGES = ROOT / "tests" / "messages" / "hl7v2"
_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?", re.ASCII)
_FOUND_ELSEWHERE = frozenset(
    {
        # Parts of one extension that several rows, or rows of several segments, add to.
        "ADT_A08/the-group-of-cases-that-pays-a-stay",
        "ORU_R01/sub-ids-that-are-no-numbers",
        "RDE_O11/who-else-takes-part",
        "REF_I12/a-second-opinion-is-what-is-asked",
        "DFT_P03/what-is-no-amount-in-a-charge-is-kept-as-text",
        # Lines of a letter that have nothing to say leave no content of their own.
        "MDM_T02/an-empty-line-and-who-was-to-sign",
    }
)
"""Examples of which not every number in a list can be told by the tape alone."""


def _there(body: Any, target: str) -> bool:
    """Is there something at `Type.element[0].part`?"""
    for step in target.split(".")[1:]:
        found = _STEP.fullmatch(step)
        if found is None or not isinstance(body, dict) or found[1] not in body:
            return False
        body = body[found[1]]
        if found[2] is not None:
            if not isinstance(body, list) or int(found[2]) >= len(body):
                return False
            body = body[int(found[2])]
    return True


def _kept(trace: Trace) -> bool:
    return trace.fate in (Fate.MAPPED, Fate.TRANSLATED) and trace.target.partition(".")[0] not in (
        "",
        "Patient",
    )


def _astray(message: Path) -> list[str]:
    """Leaves of a message that lead to an element which is not there; `""` leads to none."""
    sender = json.loads(message.with_suffix(".expected.json").read_bytes())["sender"]
    body = message.read_bytes()
    said = convert(Inbound(sender, "hl7v2", body, NOON), rules(), ledger=True)
    entries = [one["resource"] for one in said.bundle.get("entry", ())]
    bodies = {f"{one['resourceType']}/{one['id']}": one for one in entries}
    return [
        f"{one.source} -> {one.target}"
        for one in said.ledger
        if _kept(one)
        and one.resource in bodies
        and body[slice(*one.span)] != b'""'
        and not _there(bodies[one.resource], one.target)
    ]


@pytest.mark.parametrize("folder", sorted(one.name for one in _MESSAGES.iterdir()))
def test_leaves_lead_to_what_is_there(folder: str) -> None:
    """Also into lists that several segments fill, and that are kept in another order."""
    found = {
        f"{folder}/{one.stem}": _astray(one)
        for one in sorted((_MESSAGES / folder).glob("*.hl7"))
        if f"{folder}/{one.stem}" not in _FOUND_ELSEWHERE
    }

    assert {name: astray for name, astray in found.items() if astray} == {}
