"""Events that need two records or numbers, and messages that name one: nothing comes of these.

https://www.hl7.eu/HL7v2x/v251/std251/ch03.html (3.3.18 to 3.3.48)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from gateway.intake.plan import Plan
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
_VISIT, _ACCOUNT = ("Encounter", "MRG-5", "PV1-19"), ("Account", "MRG-3", "PID-18")
_NUMBERS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("ADT^A42", "ADT^A45", "ADT^A50"), _VISIT),
        **dict.fromkeys(("ADT^A35", "ADT^A41", "ADT^A44", "ADT^A49"), _ACCOUNT),
    }
)
"""Kind of message -> of what a number gives way to another or moves, and where the two stand."""
_MOVED = frozenset({"ADT^A44", "ADT^A45"})
"""Of these one number is enough: it stands with another patient now."""
_BOOKED = frozenset({"Account", "Encounter"})
"""What moves."""
_BOTH = frozenset({Mode.LINK, Mode.UNLINK})
"""What is said of two alike."""


def one_sided(plan: Plan, patients: Sequence[Change]) -> Iterator[Issue]:
    """The error where such a message names one record only, or one number.

    Taken, its sender would believe that two records are one by now, or that a number has moved.
    """
    mode = _MODES.get(plan.document.kind)
    said = sum(change.mode is mode for change in patients)
    if mode in _BOTH and said < 2:  # noqa: PLR2004 - the one and the other
        yield told("merge-names-nobody.two", source="PID", target="Patient.link", code="required")
    elif mode and not said:
        yield told("merge-names-nobody", source="MRG-1", target="Patient.link", code="required")
    elif plan.document.kind in _NUMBERS:
        yield from _numberless(plan, *_NUMBERS[plan.document.kind])


def _numberless(plan: Plan, target: str, gone: str, stays: str) -> Iterator[Issue]:
    if plan.document.kind in _MOVED:
        named = not plan.types.isdisjoint(_BOOKED)
    else:
        named = Mode.SUCCEED in plan.modes
    if not named:
        facts = gone, stays
        yield told(
            "merge-names-nobody.number", *facts, source=gone, target=target, code="required"
        )
