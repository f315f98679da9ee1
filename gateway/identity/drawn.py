"""What will a new resource be called? An id that is drawn, close to those drawn just before it.

https://www.rfc-editor.org/rfc/rfc9562#section-5.8
"""

from __future__ import annotations

from collections.abc import Callable

NEAR = 64
"""Ids that share a beginning: a leaf of a store's index holds them all."""
_VARIANT = {f"{digit:x}": "89ab"[digit % 4] for digit in range(16)}
"""A hexadecimal digit -> one of the four that say of which variant a UUID is, each as often."""
_EACH = 20
"""Hexadecimal digits drawn for each id: one more than it shows."""


class Drawing:
    """Draws ids: UUIDs of version 8, of 74 drawn bits behind 48 that some neighbours share.

    The shared bits are drawn too, so that an id tells neither when it was made nor how many were.
    """

    def __init__(self, random: Callable[[int], bytes]) -> None:
        """`random` gives so many random bytes that nobody can guess."""
        self._random = random
        self._beginning = ""
        self._left = 0

    def __call__(self, number: int) -> tuple[str, ...]:
        """So many ids; those of one call lie together, however many they are."""
        if number > self._left:
            here = self._random(6).hex()
            self._beginning, self._left = f"{here[:8]}-{here[8:]}-8", NEAR
        self._left -= number
        text, here = self._random(_EACH // 2 * number).hex(), self._beginning
        each = [text[at : at + _EACH] for at in range(0, _EACH * number, _EACH)]
        return tuple([f"{here}{one[:3]}-{_VARIANT[one[3]]}{one[4:7]}-{one[7:19]}" for one in each])
