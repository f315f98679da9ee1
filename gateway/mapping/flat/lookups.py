"""The rows of a file that is looked up in, as systems write their lists of wards or doctors.

https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

_DELIMITERS = (",", ";", "\t", "|")


def rows(content: bytes) -> Iterator[dict[str, str]]:
    """The rows of a file that is looked up in, as systems write it; without its comment lines."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("windows-1252", "replace")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    delimiter = max(_DELIMITERS, key=(lines or [""])[0].count)
    for row in csv.DictReader(io.StringIO("\n".join(lines)), restval="", delimiter=delimiter):
        yield {str(key): str(value).strip() for key, value in row.items()}
