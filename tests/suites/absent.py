"""What a suite comes to whose files are not at hand."""

from __future__ import annotations

ABSENT = "the shared data is not here"
