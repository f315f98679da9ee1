"""How many there are, in words: `1 file`, `2 files`.

https://clig.dev/#output
"""

from __future__ import annotations


def counted(number: int, what: str) -> str:
    """The number, and what is counted, as many as they are."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
