"""All that invented hospitals say of a few stays, drawn from one seed, each at its own time.

https://profiles.ihe.net/ITI/TF/Volume2/ITI-31.html · https://www.hl7.eu/HL7v2x/v251/hl7v251.htm
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import TypeAlias

from tests.simulation.hospital import Sent
from tests.simulation.papers import PAPERS, result
from tests.simulation.reports import REPORTS
from tests.simulation.stay import SENDERS, Stay

Leaving: TypeAlias = Callable[[Stay], None]


def told(draw: Random) -> list[Sent]:
    """A stay at each of two hospitals, its messages in the order of their times.

    Each hospital counts for itself: now and then both give their patients the same numbers.
    """
    found = []
    apart = draw.random() < 0.7
    for at, sender in enumerate(sorted(draw.sample(sorted(SENDERS), 2))):
        number = at if apart else 0
        stay = Stay(draw, sender, f"10{number}1", f"V{at}", 8 * 60)
        _stay(stay)
        found += stay.written
    return found


def _stay(stay: Stay) -> None:
    """Pre-admission, admission, what happens meanwhile, discharge, and who moves or merges."""
    draw = stay.draw
    stay.bare = draw.random() < 0.2
    stay.priced = draw.random() < 0.4
    if draw.random() < 0.5:
        stay.adt("A05")
    stay.adt(draw.choice(("A01", "A01", "A04")))
    _happen(stay, draw.randint(5, 8))
    leavings = BARE if stay.bare else LEAVINGS
    if draw.random() < 0.3:
        draw.choice(MEANWHILE)(stay)
        _happen(stay, draw.randint(1, 3))
    _ended(stay, leavings)


def _happen(stay: Stay, many: int) -> None:
    """So many things happen, one after the other."""
    for one in [*_events(stay.draw, many)]:
        if one in WRITTEN:
            WRITTEN[one](stay)
        elif one in {"A24", "A37"}:
            stay.beside(one)
        else:
            stay.adt(one)


def _events(draw: Random, many: int) -> Iterator[str]:
    """What happens in a stay; a cancel follows what it cancels."""
    for _ in range(many):
        kinds = draw.choices([*HAPPENINGS, sorted(WRITTEN)], [*[3] * len(HAPPENINGS), 28])[0]
        one = draw.choice(kinds)
        yield from (one,) if isinstance(one, str) else one


WRITTEN = PAPERS | REPORTS
"""All that is written in a stay."""
HAPPENINGS: Sequence[Sequence[str | tuple[str, ...]]] = (
    ("A08",),
    ("A08", "A31"),
    ("A02",),
    ("A02", ("A02", "A12")),
    ("A06", "A07", "A54"),
    (("A24",), ("A24", "A37"), ("A24", "A37", "A24")),
    (("A21",), ("A21", "A22"), ("A21", "A52")),
    (("A03",), ("A03", "A13"), ("A03", "A13")),
)
"""What may happen, each with what may follow it."""


def _ended(stay: Stay, leavings: Sequence[Leaving]) -> None:
    """Discharged, cancelled, or still there; then perhaps merged, moved or numbered anew."""
    for one in stay.draw.choice((("A03",), ("A03",), ("A11",), ("A38",), ())):
        stay.adt(one)
    if stay.draw.random() < 0.5:
        stay.draw.choice(leavings)(stay)
        _happen(stay, stay.draw.choice((0, 0, 2)))


def _merged(stay: Stay) -> None:
    """The patient gets another number, or was known under two."""
    gone = f"MRG|{stay.cx(stay.patient, 'MR')}"
    stay.patient = f"{stay.patient}9"
    stay.say(stay.draw.choice(("ADT^A40^ADT_A39", "ADT^A47^ADT_A30")), stay.pid(), gone)


def _moved(stay: Stay) -> None:
    """The stay was somebody else's all along."""
    gone = f"MRG|{stay.cx(stay.patient, 'MR')}||||{stay.cx(stay.visit, 'VN')}"
    stay.patient = f"{stay.patient}9"
    stay.say("ADT^A45^ADT_A45", stay.pid(), gone, stay.pv1())


def _account(stay: Stay) -> None:
    """So was the account, and with it the stay."""
    gone = f"MRG|{stay.cx(stay.patient, 'MR')}||{stay.cx(f'A{stay.visit}', 'AN')}"
    stay.patient = f"{stay.patient}9"
    stay.another = True
    stay.say("ADT^A44^ADT_A43", stay.pid(), gone)


def _renumbered(stay: Stay) -> None:
    """The stay gets another number, and is told of under both."""
    gone = f"MRG|{stay.cx(stay.patient, 'MR')}||||{stay.cx(stay.visit, 'VN')}"
    first, second = stay.visit, f"{stay.visit}9"
    stay.visit = second
    stay.say("ADT^A50^ADT_A50", stay.pid(), gone, stay.pv1())
    stay.visit = first
    stay.adt("A08")


def _joined(stay: Stay) -> None:
    """The stay was told of under two numbers; one is left, and both lead to it."""
    first, second = stay.visit, f"{stay.visit}8"
    stay.visit = second
    stay.adt("A01")
    result(stay)
    gone = f"MRG|{stay.cx(stay.patient, 'MR')}||||{stay.cx(second, 'VN')}"
    stay.visit = first
    stay.say("ADT^A42^ADT_A39", stay.pid(), gone, stay.pv1())
    stay.adt("A08")


def _number_left(stay: Stay) -> None:
    """One of the patient's numbers was somebody else's all along."""
    shared = f"~{stay.cx(f'{stay.patient}7', 'MR')}"
    mine = stay.cx(stay.patient, "MR")
    stay.say("ADT^A31^ADT_A05", stay.pid().replace(mine, mine + shared, 1))
    other = f"PID|1||{stay.cx(f'{stay.patient}9', 'MR')}{shared}||{stay.name}|F"
    stay.say("ADT^A43^ADT_A43", other, f"MRG|{mine}{shared}")


def _booked_anew(stay: Stay) -> None:
    """The account gets another number, and the stay is booked on that."""
    gone = f"MRG|{stay.cx(stay.patient, 'MR')}||{stay.cx(f'A{stay.visit}', 'AN')}"
    stay.account = f"B{stay.visit}"
    stay.say("ADT^A49^ADT_A30", stay.pid(), gone)
    if not stay.bare:
        stay.adt("A08")


def _merged_again(stay: Stay) -> None:
    """Two merges in a row: each number led to the next (A34, then A40 or A34)."""
    for event in ("A34", stay.draw.choice(("A34", "A40"))):
        gone = f"MRG|{stay.cx(stay.patient, 'MR')}"
        stay.patient = f"{stay.patient}9"
        stay.say(f"ADT^{event}^ADT_{'A30' if event == 'A34' else 'A39'}", stay.pid(), gone)


def _merged_back(stay: Stay) -> None:
    """The patient gets another number, keeps it for a while, and is known by the first again."""
    first = stay.patient
    second = f"{first}9"
    for number, gone in ((second, first), (first, second)):
        stay.patient = number
        stay.say("ADT^A40^ADT_A39", stay.pid(), f"MRG|{stay.cx(gone, 'MR')}")
        _happen(stay, stay.draw.choice((0, 1)))


def _booked_again(stay: Stay) -> None:
    """Two accounts of the patient are one, and that is one with a third (A35, A35)."""
    first = stay.cx(f"A{stay.visit}", "AN")
    for name in ("C", "D"):
        new = stay.cx(f"{name}{stay.visit}", "AN")
        stay.account = f"{name}{stay.visit}"
        stay.say("ADT^A35^ADT_A30", stay.pid(), f"MRG|{stay.cx(stay.patient, 'MR')}||{first}")
        first = new


LEAVINGS: Sequence[Leaving] = (
    _merged,
    _moved,
    _account,
    _renumbered,
    _joined,
    _number_left,
    _booked_anew,
    _merged_again,
    _merged_back,
    _booked_again,
)
MEANWHILE = (_merged, _merged_again, _merged_back, _number_left)
"""What may happen to the patient in the middle of a stay."""
BARE: Sequence[Leaving] = (
    _merged,
    _account,
    _number_left,
    _booked_anew,
    _merged_again,
    _merged_back,
    _booked_again,
)
"""Those of a stay that has no number of its own."""
