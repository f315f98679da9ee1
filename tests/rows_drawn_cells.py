"""Cells of files of rows, drawn by seed: of each kind, and hostile ones.

https://www.rfc-editor.org/rfc/rfc4180 · https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeAlias

HOSTILE = (
    "", " ", "-", "NULL", "0", "-0", "+5", "007", "1e5", "1E-7", "0.00000001", "12.", ".5", "NaN",
    "1" * 41, "2147483648", "-1", "1,5", "1.234,5", "2026-02-30", "2026-13-01", "0000-01-01",
    "2026-11-20 25:00", "2026-11-20 08:60", "2026-03-29 02:30", "2026-10-25 02:30",
    "31.12.2026 23:59", "=cmd|' /C calc'!A0", "@SUM(1)", "a\u00a0b", "\u202ea", "a\u200bb",
    "tab\tin", "back\\slash", "per%cent %s %d", "{brace}", "\U0001f489", "\u00e9", "\x7f", "\x01",
    "\ufffe", "\ue000line 15\ue001", "x" * 300, "true", "<b>", "&amp;", "null", "K1", "''",
    "1,23E+05", "1.2E12", "'005", "#REF!", "#NV", "####", "Err:502", "nan", "(null)",
)  # fmt: skip
"""Cells that somebody may send, where anything is expected."""
Cell: TypeAlias = Callable[[Random], str]


def one_of(*words: str) -> Cell:
    """One of these words."""
    return lambda random: random.choice(words)


def decimal(random: Random) -> str:
    """A number, as a laboratory may write it."""
    return f"{random.randrange(500)}.{random.randrange(100):02}"


def whole(random: Random) -> str:
    """A whole number."""
    return str(random.randrange(300))


def text(random: Random) -> str:
    """A word or a few."""
    return "".join(random.choice("abcdefgh XYZ-9") for _ in range(random.randrange(1, 12)))


def coded(random: Random) -> str:
    """A code: one of a few, or one of many."""
    many = f"{random.randrange(100_000)}-{random.randrange(10)}"
    return random.choice(("718-7", "2345-7", "8310-5", "8867-4", many, many))


def day(random: Random) -> str:
    """A day."""
    return (
        f"20{random.randrange(10, 27)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
    )


def moment(random: Random) -> str:
    """A moment."""
    return f"{day(random)} {random.randrange(24):02}:{random.randrange(60):02}"


def number_of(word: str) -> Cell:
    """Numbers that begin with the word."""
    return lambda random: f"{word}{random.randrange(40)}"
