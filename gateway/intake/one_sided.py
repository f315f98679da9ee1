"""Events that need two records, and messages of them that name one: nothing could come of these.

https://www.hl7.eu/HL7v2x/v251/std251/ch03.html (3.3.18 to 3.3.48)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from gateway.model import Change, Issue, Mode
from gateway.wording import told

_MERGES = ("A18", "A30", "A34", "A36", "A39", "A40", "A46", "A47", "A48")
_MODES: Mapping[str, Mode] = MappingProxyType(
    {
        **dict.fromkeys((f"ADT^{event}" for event in _MERGES), Mode.MERGE),
        **dict.fromkeys(("ADT^A43", "ADT^A44", "ADT^A45"), Mode.MOVE),
        "ADT^A24": Mode.LINK,
        "ADT^A37": Mode.UNLINK,
    }
)
"""Kind of message -> what it says of another record than that of its PID."""
_BOTH = frozenset({Mode.LINK, Mode.UNLINK})
"""What is said of two alike."""


def one_sided(kind: str, patients: Sequence[Change]) -> Iterator[Issue]:
    """The error where such a message names one record only.

    Taken, its sender would believe that two records are one by now, or that a number has moved.
    """
    mode = _MODES.get(kind)
    if mode is None:
        return
    said = sum(change.mode is mode for change in patients)
    if mode in _BOTH and said < 2:  # noqa: PLR2004 - the one and the other
        yield told("merge-names-nobody.two", source="PID", target="Patient.link", code="required")
    elif not said:
        yield told("merge-names-nobody", source="MRG-1", target="Patient.link", code="required")
