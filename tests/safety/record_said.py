"""What the stories of the record say: times, kinds of messages, stays, letters.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
"""

from __future__ import annotations

import base64

from gateway.model import Resource
from tests.intake.house import House


def at(clock: str) -> str:
    """Today at HHMM, as HL7 writes it."""
    return f"20261121{clock}00+0100"


def kind(event: str) -> str:
    """The kind of an ADT message."""
    return f"ADT^{event}^ADT_A01"


def pv1(ward: str = "", visit: str = "V1", end: str = "") -> str:
    """A stay in a ward, perhaps ended."""
    return f"PV1|1|I|{ward}{'|' * 16}{visit}^^^KLINIK^VN{'|' * 26}{end}"


def mdm(event: str) -> str:
    """The kind of a message about a document."""
    return f"MDM^{event}^MDM_T02"


def txa(
    number: str = "D1^KLINIK", parent: str = "", *, done: str = "AU", secret: str = "",
    there: str = "",
) -> str:  # fmt: skip
    """A TXA."""
    return f"TXA|1|DS|TEXT|20261121080000+0100||||||||{number}|{parent}||||{done}|{secret}|{there}"


def document(house: House, number: str) -> Resource:
    """The document of that number."""
    return house.only("DocumentReference", identifier=f"https://klinik.example/id|{number}")


def content(house: House, found: Resource) -> list[bytes]:
    """The bytes of each content of a document, as its Binaries hold them."""
    named = [one["attachment"]["url"].split("/") for one in found["content"]]
    binaries = [house.read(*name) for name in named]
    return [base64.b64decode(one["data"]) for one in binaries if one]
