"""Train the dictionary by which the store compresses: on what invented messages leave behind.

Run it after the shape of what is kept has changed much, under the next number: what was written
with an older dictionary is read with that one for ever.
https://www.rfc-editor.org/rfc/rfc8878#section-5
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import orjson
import zstandard

from gateway import fhirjson
from gateway.bootstrap.rules import ruleset
from gateway.intake.plan import plan
from gateway.intake.settle import settle
from gateway.model import Entry, Inbound, Rejected, Ruleset, Standing
from gateway.settings import Settings
from gateway.store.codec import DICTIONARIES, body_of_receipt

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 21, 9, 15, 0, tzinfo=UTC)
REPORTS = 60
RESULT = b'{"resourceType":"Observation"'
WEIGHT = 4
"""So much more often than among the examples is a row a result."""
UNITS = ("mmol/L", "g/L", "mg/L", "U/L", "%", "10*9/L", "fL", "mm")
SIZE = 32 * 1024
"""Bytes of a dictionary: twice as many save little more, and each is read at each start."""


def samples(rules: Ruleset) -> Iterator[bytes]:
    """Bodies and receipts as they are kept, of every example message, and example resources."""
    bodies = [file.read_bytes() for file in sorted(ROOT.glob("tests/messages/hl7v2/*/*.hl7"))]
    for body in (*bodies, *reports()):
        inbound = Inbound("default", "hl7v2", body, NOW)
        try:
            entry = settle(plan(inbound, rules), Standing(), rules)
        except Rejected:
            continue
        if isinstance(entry, Entry):
            yield inbound.body
            yield body_of_receipt(entry.receipt)
            yield from (fhirjson.encode(one.body) for one in entry.resources)
            said = ((one.body, dict(one.parts)) for one in entry.contributions)
            yield from map(fhirjson.encode, said)
    for file in sorted(ROOT.glob("tests/resources/*/valid/*.json")):
        yield fhirjson.encode(orjson.loads(file.read_bytes()))


def reports() -> Iterator[bytes]:
    """Reports of an invented laboratory that says all it can of each result: most rows are such.

    Codes, names and numbers are drawn anew for each, so that the dictionary learns what all
    results say, and nothing of a laboratory.
    """
    for number in range(REPORTS):
        draw = Random(f"report {number}")
        yield "\r".join([*_head(draw), *(_result(draw, at) for at in range(1, 5))]).encode()


def _head(draw: Random) -> Iterator[str]:
    order = f"{_word(draw)}^LABO"
    yield f"MSH|^~\\&|LIS|LAB|GW|LU|{_time(draw)}||ORU^R01^ORU_R01|{_word(draw)}|P|2.5.1"
    born = f"19{draw.randrange(30, 99)}0{draw.randrange(1, 9)}1{draw.randrange(9)}"
    yield f"PID|1||{_word(draw)}^^^LABO^PI||{_word(draw)}^{_word(draw)}^^^^^L||{born}|F"
    yield f"PV1|1|I|{_word(draw)}{'|' * 16}{_word(draw)}^^^LABO^VN"
    yield f"ORC|RE|{order}|{order}||CM||||{_time(draw)}|||{_doctor(draw)}"
    panel = f"{_word(draw)}^{_word(draw)}^L"
    observed, told = _time(draw), _time(draw)
    who = f"{_doctor(draw)}{'|' * 6}{told}||LAB|F"
    yield f"OBR|1|{order}|{order}|{panel}|||{observed}{'|' * 9}{who}"


def _result(draw: Random, at: int) -> str:
    code = f"{_word(draw)}^{_word(draw)}^L^{_word(draw)}^{_word(draw)} {_word(draw)}^99LAB"
    low, high, unit = draw.randrange(99), draw.randrange(99, 999), draw.choice(UNITS)
    value, done = draw.randrange(99_999) / 100, _time(draw)
    method, device = f"{_word(draw)}^{_word(draw)}^L", f"{_word(draw)}^LABO"
    return (
        f"OBX|{at}|NM|{code}||{value}|{unit}^{unit}^UCUM|{low}.5-{high}.2|"
        f"{draw.choice(('N', 'N', 'H', 'L'))}|||F|||{done}|{_word(draw)}^{_word(draw)}^L|"
        f"{_doctor(draw)}|{method}|{device}|{done}"
    )


def _word(draw: Random) -> str:
    return "".join(draw.choice("abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789") for _ in range(7))


def _doctor(draw: Random) -> str:
    return f"{_word(draw)}^{_word(draw)}^{_word(draw)}^^^Dr^^^LABO"


def _time(draw: Random) -> str:
    day = f"202{draw.randrange(6, 9)}0{draw.randrange(1, 9)}1{draw.randrange(9)}"
    return f"{day}0{draw.randrange(1, 9)}3200+0100"


def main() -> None:
    """Write the dictionary of the number given."""
    number = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        found = list(samples(ruleset(Settings(data=Path(folder)))))
    results = [one for one in found if one.startswith(RESULT)]
    made = zstandard.train_dictionary(SIZE, [*found, *results * WEIGHT], level=3)
    target = DICTIONARIES / f"{number}.zdict"
    target.write_bytes(made.as_bytes())
    packer = zstandard.ZstdCompressor(level=1, dict_data=made)
    sizes = sum(map(len, found)), sum(len(packer.compress(one)) for one in found)
    print(f"{target}: {len(found)} samples, {sizes[0]:,} bytes packed into {sizes[1]:,}")


if __name__ == "__main__":
    main()
