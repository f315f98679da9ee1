"""Which acknowledgements does the sender of a message want: one (original mode), two, or none?

MSH-15 and MSH-16 say when a commit and when an application acknowledgement is due (table 0155).
Where both are empty, original mode holds: one application acknowledgement, always.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.9.2 original mode, 2.9.3 enhanced mode)
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from gateway.adapters.hl7v2 import header
from gateway.model import Rejected, Status

ACCEPT, APPLICATION = 14, 15
"""Positions of MSH-15 and MSH-16 in `Header.fields`."""

WHEN = MappingProxyType(
    {
        "AL": frozenset({True, False}),
        "NE": frozenset(),
        "ER": frozenset({False}),
        "SU": frozenset({True}),
    }
)
"""Table 0155: condition -> after which ends (True: taken) an acknowledgement is due."""

TAKEN = frozenset({Status.ACCEPTED, Status.DUPLICATE, Status.PARKED})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What MSH-15 and MSH-16 say."""

    accept: frozenset[bool]
    application: frozenset[bool]


def wanted(body: bytes) -> Wanted | None:
    """What the sender asks for; None: original mode, also where there is no header to read."""
    try:
        head = header.read(body)
    except Rejected:
        return None
    accept, application = (head.words(place)[0].upper() for place in (ACCEPT, APPLICATION))
    if not accept and not application:
        return None
    return Wanted(_when(accept), _when(application))


def _when(word: str) -> frozenset[bool]:
    """An empty one beside a valued one is NE; a word that is none of the table is never silent."""
    return WHEN.get(word or "NE", WHEN["AL"])


def due(asked: Wanted, status: Status | None, *, read: bool) -> tuple[str, bool]:
    """(code of the commit acknowledgement or "", is an application acknowledgement due?)

    `status` None: nothing could be kept. A message that was read and is refused is committed (CA)
    only where the application acknowledgement will tell of the refusal: else CE tells it. After
    CE and CR nothing follows; where they are not asked for, the application acknowledgement tells.
    """
    taken = status in TAKEN
    told = False in asked.application
    if taken or (read and told and status is not Status.UNSUPPORTED):
        commit = "CA"
    else:
        commit = "CR" if status is Status.UNSUPPORTED else "CE"
    said = commit if (commit == "CA") in asked.accept else ""
    return said, said in ("", "CA") and taken in asked.application
