"""How fast is FHIR JSON read with exact decimals, against orjson, which rounds them to floats?

https://hl7.org/fhir/R4/json.html · https://github.com/ijl/orjson
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from bench import fixtures
from bench.core import Row, Scale, noise, part, premise, rate, timed, times, turns
from gateway import fhirjson

COMPARED = 200
READ = 5_000_000
"""Bytes read in a turn, at least: short documents are read again, for nothing is remembered."""


def measure(scale: Scale, folder: Path) -> Iterator[Row]:  # noqa: ARG001 - keeps nothing
    """Documents a CPU-second, and how many times orjson; writing and the strict reading beside."""
    number = scale.each * scale.turns
    one = [fixtures.observation(at) for at in range(number)]
    many = [fixtures.bundle(at) for at in range(number)]
    codes = {body["code"]["coding"][0]["code"] for body in one}
    premise(holds=len(codes) >= scale.codes, text="the resources hold many codes")
    for name, values in (("resources", one), ("bundles", many)):
        texts = [fhirjson.encode(value) for value in values]
        premise(holds=len(set(texts)) >= scale.inputs, text="the documents are distinct")
        _right(texts, values)
        size = len(texts[0])
        what = f"decode {name}, {size:,} bytes each, exact decimals, against orjson.loads"
        yield _row(f"decode.{name}", what, texts, (fhirjson.decode, orjson.loads), size, scale)
        what = f"decode {name} strictly (duplicate keys, depth), against orjson.loads"
        yield _row(
            f"decode.strict-{name}", what, texts, (fhirjson.strict, orjson.loads), size, scale
        )
        floats = [orjson.loads(text) for text in texts]
        what = f"encode {name}, exact decimals, against orjson.dumps of floats"
        pairs = list(zip(values, floats, strict=True))
        sides = (lambda pair: fhirjson.encode(pair[0]), lambda pair: orjson.dumps(pair[1]))
        yield _row(f"decode.encode-{name}", what, pairs, sides, size, scale)


def _row(  # noqa: PLR0913, PLR0917 - a row is its name, its words, two sides and their inputs
    name: str,
    what: str,
    inputs: Sequence[Any],
    sides: tuple[Callable[[Any], object], Callable[[Any], object]],
    size: int,
    scale: Scale,
) -> Row:
    for side in sides:
        timed(side, inputs[:COMPARED])
    again = -(-READ // (size * scale.each))

    def taken(side: Callable[[Any], object], turn: int) -> float:
        return timed(side, [*part(inputs, turn, scale)] * again)

    slices = [partial(taken, side) for side in sides]
    ours, theirs = turns(slices, scale.turns)
    figure = f"{rate(ours, 'documents')} (orjson {rate(theirs, 'documents')})"
    return Row(name, what, figure, times(ours, theirs), note=noise(ours, theirs))


def _right(texts: Sequence[bytes], values: Sequence[Any]) -> None:
    for text, value in zip(texts[:COMPARED], values, strict=False):
        read = fhirjson.decode(text)
        plain = json.loads(text, parse_float=Decimal)
        premise(holds=read == value == plain, text="what is read is what was written")
        premise(holds=str(read) == str(plain), text="every number keeps its digits")
        premise(
            holds=fhirjson.encode(read) == text, text="reading and writing gives the same bytes"
        )
