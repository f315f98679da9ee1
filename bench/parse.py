"""How fast is a report of 30 results read, 305 values of it, against two others?

Ours is the product's own reading: the adapter, and its extractor of many places at once.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html · https://python-hl7.readthedocs.io/
https://pypi.org/project/hl7kit/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

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
PEERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "parse.python-hl7": ("python_hl7", "python-hl7 0.4.5"),
        "parse.hl7kit": ("hl7kit", "hl7kit 0.2.0"),
    }
)
"""Row -> the peer's folder, and its name."""


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Messages a CPU-second, and how many times python-hl7."""
    inputs = [fixtures.oru(number) for number in range(scale.each * scale.turns)]
    codes = {code for message in inputs for code in fixtures.codes(message)}
    premise(holds=len(set(inputs)) >= scale.inputs, text="the messages are distinct")
    premise(holds=len(codes) >= scale.codes, text="the messages hold many codes")
    timed(reader(), [fixtures.oru(number, "warm") for number in range(100)])
    for name, (whose, told) in PEERS.items():
        yield _row(name, whose, told, inputs, scale, folder)


def _row(  # noqa: PLR0913, PLR0917 - a row is its name, its peer and the inputs of both
    name: str, whose: str, told: str, inputs: Sequence[bytes], scale: Scale, folder: Path
) -> Row:
    read = reader()
    try:
        with peer(whose, inputs, folder) as other:
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
        return Row(name, told, "-", note=f"skipped: {reason}")
    what = f"parse an ORU of 30 OBX and read {VALUES} values, against {told}"
    figure = f"{rate(ours)} ({told.partition(' ')[0]} {rate(theirs)})"
    return Row(name, what, figure, times(ours, theirs), note=noise(ours, theirs))


def reader() -> Callable[[bytes], list[str]]:
    """Bytes -> the values of PID, then of each OBX."""
    sender = Sender("bench")
    parse = ADAPTERS["hl7v2"].parse
    bound: dict[Delimiters, Read] = {}

    def read(body: bytes) -> list[str]:
        tree: Message = parse(body, sender).tree
        asked = bound.get(tree.delimiters)
        if asked is None:
            asked = bound[tree.delimiters] = extractor((*PID, *OBX), tree.delimiters)
        return asked(tree)

    return read
