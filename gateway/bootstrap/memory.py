"""How a process that stays treats its memory: what stands is let be, what is free goes back.

https://docs.python.org/3/library/gc.html · https://man7.org/linux/man-pages/man3/mallopt.3.html
"""

from __future__ import annotations

import ctypes
import gc

_MMAP_THRESHOLD = -3
"""`M_MMAP_THRESHOLD`: blocks from this size on are the system's own, and go back to it whole."""
_LARGE = 131_072
"""Bytes. It is what glibc begins with, and what it leaves once a larger block has been freed."""


def settled() -> None:
    """Tell the collector that what stands now stays for good, and that messages leave no circles.

    Looking through both again and again is a fifth of what a message costs (measured).
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    _given_back()


def renewed() -> None:
    """The same where new rules have taken the place of old ones, which are let go of now."""
    gc.unfreeze()
    gc.collect()
    settled()


def _given_back() -> None:
    """Hold the allocator to its first threshold; nothing happens where it is not glibc's.

    Left to itself it raises the threshold to the largest block that it has seen, and the tables,
    buffers and texts of one large message then stay in the heap between small ones: a clinical
    document of 5 MB took a seventh more (measured).
    """
    try:
        limit = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    limit(_MMAP_THRESHOLD, _LARGE)
