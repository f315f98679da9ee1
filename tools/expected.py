"""Write down what becomes of an example message today, for a person to read before it is believed.

`python -m tools.expected SENDER tests/messages/hl7v2/ADT_A04/some-fact.hl7` writes
`some-fact.expected.json` beside it; `tests/test_message_pairs.py` holds the two together.
"""

from __future__ import annotations

import sys
from pathlib import Path

from gateway import fhirjson
from gateway.adapters.hl7v2 import paths
from gateway.adapters.hl7v2.adapter import ADAPTER
from gateway.definitions import Definitions
from gateway.identity.names import Identify
from gateway.mapping.load import load
from gateway.mapping.senders import senders as read_senders
from gateway.settings import read
from tests import kmehr
from tests.intake.house import rules
from tests.pairs import by_rules, outcome
from tests.test_object_pairs import format_of


def main(name: str, *messages: str) -> int:
    """Write the file beside each message; gives the exit code."""
    settings = read()
    definitions = Definitions.open(settings.definitions, settings.profiles)
    sender = read_senders(settings.mappings)[0][name]
    folders, identify = settings.mappings, Identify()
    mapper = load(folders, "hl7v2", sender, definitions, paths.HL7v2(), identify, None)
    for message in map(Path, messages):
        body = message.read_bytes()
        if format_of(message) in ("fhir", "dicom"):
            found = by_rules(rules(), format_of(message), body, name)
        elif message.suffix == ".xml":
            clinical = b"<ClinicalDocument" in body
            known, format = (rules(), "cda") if clinical else (kmehr.rules(), "kmehr")
            found = by_rules(known, format, body, name)
        else:
            found = outcome(body, ADAPTER, sender, mapper)
        written = message.with_suffix(".expected.json")
        written.write_bytes(fhirjson.pretty(found) + b"\n")
        print(f"{written}: {len(found['changes'])} changes, {len(found['left'])} leaves left")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
