"""Where one HL7 v2 message ends and the next begins in a stream of bytes (MLLP framing).

No clock and no socket: bytes in, frames and broken frames out, however the bytes are cut.
https://www.hl7.org/documentcenter/public/wg/inm/mllp_transport_specification.PDF
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from gateway.model import Issue
from gateway.wording import told

BEGIN, END, RETURN = b"\x0b", b"\x1c", b"\r"

_HEAD = 4096
_MOST_CHUNKS = 1024


@dataclass(frozen=True, slots=True)
class Broken:
    """A frame that began and cannot be handed on: its first bytes, and why."""

    head: bytes
    issue: Issue


Event: TypeAlias = bytes | Broken
"""The content of a whole frame, or what is said of one that is none."""


class _At(Enum):
    OUTSIDE = 0
    INSIDE = 1
    ENDING = 2
    """After END, where RETURN is due."""


class Framing:
    """The state of one stream.

    A frame is BEGIN, content, END, RETURN. BEGIN inside a frame begins anew; END followed by BEGIN
    ends it too; END followed by anything else breaks it. What stands between frames is skipped.
    """

    def __init__(self, most: int) -> None:
        """Frames of more than `most` bytes are broken, and their content is not held."""
        self._most = most
        self._at = _At.OUTSIDE
        self._chunks: list[bytes] = []
        self._size = 0
        self._head = b""
        self.begun = 0
        """Number of frames that have begun."""

    @property
    def open(self) -> bool:
        """True: a frame has begun and not ended."""
        return self._at is not _At.OUTSIDE

    @property
    def ending(self) -> bool:
        """True: all but the last byte of a frame is here."""
        return self._at is _At.ENDING

    def feed(self, data: bytes) -> list[Event]:
        """All that became whole, or broke, by these bytes."""
        events: list[Event] = []
        place = 0
        while place < len(data):
            if self._at is _At.INSIDE:
                place = self._inside(data, place, events)
            elif self._at is _At.ENDING:
                place = self._ending(data, place, events)
            else:
                place = self._outside(data, place)
        return events

    def quiet(self) -> list[Event]:
        """Nothing more comes for now: a frame that lacks only RETURN is whole."""
        return [self._whole()] if self.ending else []

    def cut(self) -> list[Event]:
        """Nothing more comes at all: as `quiet`, and a frame without END is broken."""
        return [self._broken("frame-unfinished")] if self._at is _At.INSIDE else self.quiet()

    def _outside(self, data: bytes, place: int) -> int:
        found = data.find(BEGIN, place)
        if found < 0:
            return len(data)
        self._at = _At.INSIDE
        self.begun += 1
        return found + 1

    def _inside(self, data: bytes, place: int, events: list[Event]) -> int:
        end = data.find(END, place)
        stop = len(data) if end < 0 else end
        again = data.find(BEGIN, place, stop)
        if again >= 0:
            self._add(data[place:again])
            events.append(self._broken("frame-unfinished"))
            return again
        self._add(data[place:stop])
        if end < 0:
            return stop
        self._at = _At.ENDING
        return stop + 1

    def _ending(self, data: bytes, place: int, events: list[Event]) -> int:
        byte = data[place : place + 1]
        if byte in (RETURN, BEGIN):
            events.append(self._whole())
        else:
            events.append(self._broken("frame-end-inside"))
        return place + (byte == RETURN)

    def _add(self, piece: bytes) -> None:
        self._size += len(piece)
        if len(self._head) < _HEAD:
            self._head += piece[: _HEAD - len(self._head)]
        if self._size > self._most:
            self._chunks.clear()
            return
        self._chunks.append(piece)
        if len(self._chunks) > _MOST_CHUNKS:
            self._chunks[:] = [b"".join(self._chunks)]

    def _whole(self) -> Event:
        if self._size > self._most:
            return self._broken("frame-too-large")
        body = b"".join(self._chunks)
        if not body or body.isspace():
            return self._broken("frame-empty")
        self._clear()
        return body

    def _broken(self, rule: str) -> Broken:
        head = self._head
        self._clear()
        return Broken(head, told(rule, code="structure"))

    def _clear(self) -> None:
        self._at, self._chunks, self._size, self._head = _At.OUTSIDE, [], 0, b""
