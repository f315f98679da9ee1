"""What does a report cost that is wrong somewhere, is a text, or corrects another one?

In times of one of 30 results in which nothing is wrong, of which nobody knew: most feeds warn of
something in every message. A text is compared with hl7v2-fhir-bridge too, which reads it as we do.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html · https://pypi.org/project/hl7v2-fhir-bridge/
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from types import MappingProxyType

from bench import fixtures
from bench.convert import Case, Walk, cases_of, walk
from bench.core import Row, Scale, noise, premise, rate, timed, times, turns
from bench.peer import Absent, peer
from gateway.bootstrap.memory import settled
from gateway.bootstrap.rules import ruleset
from gateway.model import Ruleset, Status
from gateway.settings import Settings

WARM = 50
"""Messages of each kind that warm the caches: none of them is timed."""
_VALUE = re.compile(rb"\|NM\|([^|]*)\|\|[\d.]+\|")


def _no_number(number: int) -> bytes:
    return _VALUE.sub(rb"|NM|\1||not done|", fixtures.oru(number, "warned"), count=1)


def _no_time(number: int) -> bytes:
    return fixtures.oru(number, "refused").replace(b"|F|||2026", b"|F|||202613", 1)


def _first(number: int) -> bytes:
    return fixtures.oru(number, "corrected")


def _corrected(number: int) -> bytes:
    """The same results a day before the new year, all of them corrected, under a new number."""
    header, _, rest = _first(number).partition(b"\r")
    fields = header.split(b"|")
    fields[6], fields[9] = b"20261231101500+0100", fields[9] + b"C"
    return b"|".join(fields) + b"\r" + rest.replace(b"|F|||2026", b"|C|||2026")


def _letter(number: int) -> bytes:
    return fixtures.letter(number, "text")


Kind = tuple[str, Callable[[int], bytes], Callable[[int], bytes] | None, Status, str]
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "warned": (
            "one value that is no number",
            _no_number,
            None,
            Status.ACCEPTED,
            "value-invalid-number",
        ),
        "refused": (
            "one time that is none",
            _no_time,
            None,
            Status.REJECTED,
            "value-invalid-datetime",
        ),
        "corrected": ("all results corrected", _corrected, _first, Status.ACCEPTED, ""),
        "text": ("30 lines of one text", _letter, None, Status.ACCEPTED, "lu-rpi-study"),
    }
)
"""Row -> what it is, what makes it, what stood before, what becomes of it, a rule that is told."""


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Each kind in times of a usual report; a text in times of what the bridge takes for it."""
    rules, number = ruleset(Settings(data=folder)), WARM + scale.inputs
    usual = _made("usual", [*map(fixtures.oru, range(number))], (), rules, folder)
    work = walk(rules)
    settled()
    for name, (what, make, before, status, rule) in KINDS.items():
        messages = [*map(make, range(number))]
        cases = _made(
            name, messages, [*map(before, range(number))] if before else (), rules, folder
        )
        _right(cases[:WARM], work, status, rule)
        yield _row(name, what, work, (usual, cases), scale)
        if name == "text":
            yield _beside(work, cases, messages, folder, scale)


def _made(
    name: str, messages: Sequence[bytes], first: Sequence[bytes], rules: Ruleset, folder: Path
) -> list[Case]:
    (folder / name).mkdir()
    return asyncio.run(cases_of(messages, rules, folder / name, first=first))


def _right(some: Sequence[Case], work: Walk, status: Status, rule: str) -> None:
    receipts = [work(case)[0].receipt for case in some]
    premise(holds=all(one.status is status for one in receipts), text="each comes to what it must")
    told = [{issue.rule for issue in one.issues} for one in receipts]
    premise(holds=not rule or all(rule in one for one in told), text="each is told what is wrong")


def _row(
    name: str, what: str, work: Walk, sides: tuple[Sequence[Case], Sequence[Case]], scale: Scale
) -> Row:
    usual, others = sides
    for one in usual[:WARM]:
        work(one)

    def slice_of(cases: Sequence[Case]) -> Callable[[int], float]:
        return lambda turn: timed(work, _part(cases, turn, scale))

    ours, theirs = turns((slice_of(others), slice_of(usual)), scale.turns)
    figure = f"{median(ours) * 1e6:,.0f} us (usual {median(theirs) * 1e6:,.0f} us)"
    value = 1 / times(ours, theirs)
    text = f"cost of a report with {what}, in times of a usual one"
    return Row(f"unusual.{name}", text, figure, value=value, note=noise(ours, theirs))


def _beside(
    work: Walk, cases: Sequence[Case], messages: Sequence[bytes], folder: Path, scale: Scale
) -> Row:
    """A text, beside a peer that makes the same of it."""
    name, label = "unusual.text-bridge", "hl7v2-fhir-bridge"
    try:
        with peer("hl7v2_fhir_bridge", messages, folder) as other:
            made = Counter(other.told(0, 1)[0])
            other.timed(0, 2)

            def mine(turn: int) -> float:
                return timed(work, _part(cases, turn, scale))

            def theirs(turn: int) -> float:
                first = WARM + turn * scale.each
                return other.timed(first, first + scale.each)

            ours, others = turns((mine, theirs), scale.turns)
    except Absent as reason:
        return Row(name, label, "-", note=f"skipped: {reason}")
    types = ", ".join(f"{count} {type}" for type, count in sorted(made.items()))
    what = f"report of 30 lines of text to validated JSON, against {label}"
    figure = f"{rate(ours)} ({label} {rate(others)}, which makes {types})"
    return Row(name, what, figure, times(ours, others), note=noise(ours, others))


def _part(cases: Sequence[Case], turn: int, scale: Scale) -> Sequence[Case]:
    first = WARM + turn * scale.each
    return cases[first : first + scale.each]
