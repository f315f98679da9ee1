"""What a sender calls a system is what the gateway calls it in an answer, and the other way.

https://www.hl7.eu/HL7v2x/v251/std251/ch02A.html (2.A.33, HD)
"""

from __future__ import annotations

import pytest

from gateway.mapping.naming import Naming
from gateway.model import Authority, Sender

SENDER = Sender(
    "ward north",
    authorities={
        "NORD": "https://nord.example/id",
        "LUX": "urn:oid:1.3.182.4.4",
        "1.3.182.4.4": "urn:oid:1.3.182.4.4",
        "2.999.7": "https://lab.example/id",
        "SUD": "urn:oid:2.999.8",
    },
)


@pytest.mark.parametrize(
    ("system", "called"),
    [
        ("https://nord.example/id", Authority("NORD")),
        ("urn:oid:1.3.182.4.4", Authority("LUX", "1.3.182.4.4", "ISO")),
        ("https://lab.example/id", Authority("", "2.999.7", "ISO")),
        ("urn:oid:2.999.8", Authority("SUD", "2.999.8", "ISO")),
        ("urn:oid:2.999.9", Authority("", "2.999.9", "ISO")),
        ("https://other.example/id", Authority("", "https://other.example/id", "URI")),
        ("urn:uuid:8f1d5a5e-0c1b-5f0e-9a3c-6d2b7e4f1a90",
         Authority("", "urn:uuid:8f1d5a5e-0c1b-5f0e-9a3c-6d2b7e4f1a90", "URI")),
        (Naming(SENDER, {}).authority("WARD/3 é"), Authority("WARD/3 é")),
    ],
)  # fmt: skip
def test_a_system_is_called_as_it_is_read(system: str, called: Authority) -> None:
    naming = Naming(SENDER, {})

    assert naming.called(system) == called
    assert naming.authority(called.namespace, called.universal, called.type) == system
