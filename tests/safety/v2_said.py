"""What messages of HL7 v2 say by themselves: the mapper of an invented hospital, and its changes.

https://www.hl7.eu/HL7v2x/v251/hl7v251.htm
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gateway.model import Change, Resource

PID = "PID|1||10024^^^HOPITALNORD^MR||Weber^Anouk||19850312|F"
PV1 = "PV1|1|I|||||||||||||||||V5001^^^HOPITALNORD^VN"
OBR = (
    "OBR|1||LAB1^LABO^1.3.182.9.1^ISO|24323-8^Panel^LN|||20261121080000+0100|||||||||||||||||CH|F"
)
GLUCOSE = "OBX|1|NM|2345-7^Glucose^LN||75|mg/dL^^UCUM|||||{status}"
OWN = "https://fhir.gateway.example/lu/sid/hopital-du-nord"

Say = Callable[..., Sequence[Change]]


def body(kind: str, segments: Sequence[str], charset: str, encoding: str) -> bytes:
    """A message as bytes."""
    head = f"MSH|^~\\&|HIS|HOPITALNORD|GW|NAT|20261121101500||{kind}|N1|P|2.5.1||||||{charset}"
    return "\r".join([head, *segments, ""]).encode(encoding)


def only(changes: Sequence[Change], kind: str) -> Resource:
    """The one resource of a type."""
    (found,) = (change for change in changes if change.type == kind)
    return found.body


def every(changes: Sequence[Change], kind: str) -> list[Change]:
    """All changes of a type."""
    return [change for change in changes if change.type == kind]
