"""Segments without which a message, or an entry of it, says nothing: their sender must hear of it.

https://www.hl7.eu/HL7v2x/v251/std251/ch03.html (3.3) · ch08.html (8.4, 8.6)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from gateway.adapters.hl7v2.tree import Message
from gateway.model import Issue, Severity
from gateway.wording import told

_OF_PATIENTS = frozenset({"ADT", "BAR", "DFT", "MDM", "PPR", "REF", "VXU"})
"""Messages that are about a patient, each of them."""
_OF_BEDS = "A20"
"""The event of ADT that tells of a bed, and of nobody in it."""
_BEHIND = frozenset({"MFE", "MFI"})
LOST = _OF_PATIENTS | {"MFN"}
"""Messages of which something may be missing."""


def missing(message: Message, names: Collection[str], code: str, event: str) -> Iterator[Issue]:
    """An error for a patient who is not there, a warning for each entry of which nothing is said.

    `code` and `event`: MSH-9.1 and MSH-9.2. An interface that filters a segment away would else
    hear for years that all is well.
    """
    if code in _OF_PATIENTS and "PID" not in names and not _own(code, event):
        yield told("segment-missing", code, source="PID", code="required")
    if code == "MFN":
        yield from _alone(message)


def _own(code: str, event: str) -> bool:
    """Is it of a bed, or an event that a hospital has made for itself?"""
    return code == "ADT" and (event == _OF_BEDS or not event.startswith("A"))


def _alone(message: Message) -> Iterator[Issue]:
    following = [segment.name for segment in message.segments[1:]]
    for segment, behind in zip(message.segments, [*following, "MFE"], strict=True):
        if segment.name == "MFE" and behind in _BEHIND:
            place = f"MFE[{segment.ordinal}]" if segment.ordinal > 1 else "MFE"
            yield told(
                "segment-missing.entry",
                severity=Severity.WARNING,
                source=f"{place}-4",
                code="required",
            )
