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
SIZE = 32 * 1024
"""Bytes of a dictionary: twice as many save little more, and each is read at each start."""


def samples(rules: Ruleset) -> Iterator[bytes]:
    """Bodies and receipts as they are kept, of every example message, and example resources."""
    for file in sorted(ROOT.glob("tests/messages/hl7v2/*/*.hl7")):
        inbound = Inbound("default", "hl7v2", file.read_bytes(), NOW)
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


def main() -> None:
    """Write the dictionary of the number given."""
    number = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        found = list(samples(ruleset(Settings(data=Path(folder)))))
    made = zstandard.train_dictionary(SIZE, [*found], level=3)
    target = DICTIONARIES / f"{number}.zdict"
    target.write_bytes(made.as_bytes())
    packer = zstandard.ZstdCompressor(level=1, dict_data=made)
    sizes = sum(map(len, found)), sum(len(packer.compress(one)) for one in found)
    print(f"{target}: {len(found)} samples, {sizes[0]:,} bytes packed into {sizes[1]:,}")


if __name__ == "__main__":
    main()
