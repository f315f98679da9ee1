"""Write down what becomes of an example message today, for a person to read before it is believed.

`python -m tools.expected SENDER tests/messages/hl7v2/ADT_A04/some-fact.hl7` writes
`some-fact.expected.json` beside it; `tests/test_message_pairs.py` holds the two together.
"""

from __future__ import annotations

import sys
from pathlib import Path

from gateway import fhirjson
from gateway.adapters.hl7v2 import paths
from gateway.definitions import Definitions
from gateway.identity.names import Identify
from gateway.mapping.load import load
from gateway.mapping.senders import senders as read_senders
from gateway.settings import read
from tests.test_document_pairs import outcome as of_document
from tests.test_kmehr_pairs import outcome as of_kmehr
from tests.test_message_pairs import outcome
from tests.test_object_pairs import format_of
from tests.test_object_pairs import outcome as of_objects


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
            found = of_objects(message, name)
        elif message.suffix == ".xml":
            found = (of_document if b"<ClinicalDocument" in body else of_kmehr)(body, name)
        else:
            found = outcome(body, sender, mapper)
        written = message.with_suffix(".expected.json")
        written.write_bytes(fhirjson.pretty(found) + b"\n")
        print(f"{written}: {len(found['changes'])} changes, {len(found['left'])} leaves left")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
