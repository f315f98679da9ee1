"""Cells of what is written for spreadsheets: no text of others becomes a formula there.

https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import re

_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n")
_BREAKS = re.compile(r"[\t\r\n]")


def neutral(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would run it, on one line.

    A sign that stands alone is no formula.
    """
    runs = len(cell) > 1 and cell.startswith(_BEGINS)
    return f"'{_BREAKS.sub(' ', cell)}" if runs else _BREAKS.sub(" ", cell)
