"""How fast is a report of 30 results read, 305 values of it, against python-hl7?

Ours is the product's own reading: the adapter, and its extractor of many places at once.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html · https://python-hl7.readthedocs.io/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from bench import fixtures
from bench.core import Row, Scale, noise, part, premise, rate, timed, times, turns
from bench.peer import Absent, peer
from gateway.adapters import ADAPTERS
from gateway.adapters.hl7v2.extract import Read, extractor
from gateway.adapters.hl7v2.tree import Delimiters, Message
from gateway.model import Sender

PID = ("PID-3.1", "PID-5.1", "PID-5.2", "PID-7", "PID-8")
OBX = (
    "OBX-1", "OBX-2", "OBX-3.1", "OBX-3.2", "OBX-3.3",
    "OBX-5", "OBX-6.1", "OBX-7", "OBX-8", "OBX-11",
)  # fmt: skip
VALUES = len(PID) + fixtures.RESULTS * len(OBX)
COMPARED = 100
NAME = "parse.python-hl7"


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Messages a CPU-second, and how many times python-hl7."""
    inputs = [fixtures.oru(number) for number in range(scale.each * scale.turns)]
    codes = {code for message in inputs for code in fixtures.codes(message)}
    premise(holds=len(set(inputs)) >= scale.inputs, text="the messages are distinct")
    premise(holds=len(codes) >= scale.codes, text="the messages hold many codes")
    read = reader()
    timed(read, [fixtures.oru(number, "warm") for number in range(100)])
    try:
        with peer("python_hl7", inputs, folder) as other:
            answers = [read(message) for message in inputs[:COMPARED]]
            premise(holds=answers == other.told(0, COMPARED), text="both read the same values")
            premise(holds=all(len(a) == VALUES for a in answers), text="all values are read")
            ours, theirs = turns(
                (
                    lambda turn: timed(read, part(inputs, turn, scale)),
                    lambda turn: other.timed(turn * scale.each, (turn + 1) * scale.each),
                ),
                scale.turns,
            )
    except Absent as reason:
        yield Row(NAME, "python-hl7 0.4.5", "-", note=f"skipped: {reason}")
        return
    what = f"parse an ORU of 30 OBX and read {VALUES} values, against python-hl7 0.4.5"
    figure = f"{rate(ours)} (python-hl7 {rate(theirs)})"
    yield Row(NAME, what, figure, times(ours, theirs), note=noise(ours, theirs))


def reader() -> Callable[[bytes], list[str]]:
    """Bytes -> the values of PID, then of each OBX."""
    sender = Sender("bench")
    parse = ADAPTERS["hl7v2"].parse
    bound: dict[Delimiters, tuple[Read, Read]] = {}

    def read(body: bytes) -> list[str]:
        tree: Message = parse(body, sender).tree
        if tree.delimiters not in bound:
            bound[tree.delimiters] = (
                extractor(PID, tree.delimiters),
                extractor(OBX, tree.delimiters),
            )
        person, result = bound[tree.delimiters]
        found: list[str] = []
        for segment in tree.segments:
            if segment.name == "OBX":
                found += result(segment)
            elif segment.name == "PID":
                found += person(segment)
        return found

    return read
