"""HL7 v2 as tests write it, and what the adapter reads of it."""

from __future__ import annotations

from gateway.adapters.hl7v2 import read
from gateway.model import Document, Sender

SENDER = Sender("ward")
MSH = rb"MSH|^~\&|LAB|NORTH|GW|LU|20261121101500+0100||ORU^R01^ORU_R01|M1|P|2.5.1"
UTF8 = MSH + b"||||||UNICODE UTF-8"


def parse(body: bytes) -> Document:
    return read.parse(body, SENDER)
