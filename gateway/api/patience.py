"""Who asks again before it pays is told to wait, after a while, without the store being asked.

https://hl7.org/fhir/R5/async-bundle.html · https://www.rfc-editor.org/rfc/rfc6585#section-4
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from typing import NamedTuple

FORGIVEN = 10
"""How often in a row one may ask too early: clients look once more when something happens."""
MOST = 2_000
"""Requests of which it is known when they were asked for: more than may wait or run."""


class _Asked(NamedTuple):
    left: float
    """How often it may still be asked for too early."""
    at: datetime
    pause: int
    """How many seconds the last answer told to wait: so long, and one more asking is forgiven."""


class Patience:
    """When was each request asked for last, by this process alone; bounded.

    The latest are kept: whoever is forgotten is only believed to be patient again.
    """

    def __init__(self, forgiven: int = FORGIVEN, most: int = MOST) -> None:
        """`forgiven`: how often in a row one may ask too early."""
        self._forgiven, self._most = forgiven, most
        self._asked: OrderedDict[str, _Asked] = OrderedDict()

    def hasty(self, id_: str, now: datetime) -> int:
        """How many seconds to wait before this is answered; 0: none."""
        known = self._asked.get(id_)
        if known is None or now < known.at or self._left(known, now) >= 1:
            return 0
        return known.pause

    def told(self, id_: str, now: datetime, pause: int) -> None:
        """It was asked for, and is not done: it pays to ask again in so many seconds."""
        known = self._asked.pop(id_, None)
        left = self._forgiven + 1 if known is None else self._left(known, now)
        self._asked[id_] = _Asked(left - 1, now, pause)
        if len(self._asked) > self._most:
            self._asked.popitem(last=False)

    def done(self, id_: str) -> None:
        """It is there, or gone: it may be asked for as often as one likes."""
        self._asked.pop(id_, None)

    def _left(self, known: _Asked, now: datetime) -> float:
        gone = max(0.0, (now - known.at).total_seconds())  # clocks are put back, too
        return min(self._forgiven + 1, known.left + gone / known.pause)
