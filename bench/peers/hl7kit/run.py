"""hl7kit: parse a report and read 305 of its values. https://pypi.org/project/hl7kit/"""

from __future__ import annotations

import hl7kit  # type: ignore[import-not-found]  # in its own environment

PID = ("PID-3.1", "PID-5.1", "PID-5.2", "PID-7", "PID-8")
OBX = ("1", "2", "3.1", "3.2", "3.3", "5", "6.1", "7", "8", "11")
PATHS = (*PID, *(f"OBX[{number}]-{place}" for number in range(1, 31) for place in OBX))


def work(message: bytes) -> list[str]:
    """The values of PID, then of each OBX."""
    get = hl7kit.parse(message.decode()).get
    return [get(path) or "" for path in PATHS]


def told(answer: list[str]) -> list[str]:
    """What is compared: every value."""
    return answer
