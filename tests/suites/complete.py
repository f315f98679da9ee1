"""Completes a message that names nobody, so that what its other fields become can be compared.

Many messages of the CDC's tests hold one field each: no PID, no number of the patient, none of the
visit. The gateway refuses what it cannot file under somebody (`identity-missing`), and would make
nothing of the field that is tested. HL7 v2.9, 3.4.2 (PID-3 is required), 3.4.3 (PV1-19)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tests.suites.messages import Sent

NUMBER = b"COMPLETED^^^COMPLETED"
_ENDS = re.compile(rb"\r\n|\r|\n")
_NUMBERS_OF_PERSONS = (2, 3, 4)


def completed(message: Sent) -> Sent:
    """The message with a PID, a number of the patient and one of the visit, where it has none."""
    segments = [one for one in _ENDS.split(message.body) if one]
    if not any(one.startswith(b"PID") for one in segments):
        segments.insert(1, b"PID|1||" + NUMBER)
    whole = b"\r".join(_completed(segments)) + b"\r"
    return message if whole.strip() == message.body.strip() else replace(message, body=whole)


def _completed(segments: list[bytes]) -> Iterator[bytes]:
    account = any(_field(one, 18) for one in segments if one.startswith(b"PID"))
    for one in segments:
        if one.startswith(b"PID") and not any(_field(one, n) for n in _NUMBERS_OF_PERSONS):
            yield _with(one, 3)
        elif one.startswith(b"PV1") and not (account or _field(one, 19) or _field(one, 44)):
            yield _with(one, 19)
        else:
            yield one


def _field(segment: bytes, number: int) -> bytes:
    fields = segment.split(b"|")
    return fields[number].split(b"~")[0].split(b"^")[0] if len(fields) > number else b""


def _with(segment: bytes, number: int) -> bytes:
    fields = segment.split(b"|")
    fields += [b""] * (number + 1 - len(fields))
    fields[number] = NUMBER
    return b"|".join(fields)
