"""What is wrong with an expression, or with what it was asked of; never whose data it was.

https://hl7.org/fhirpath/N1/#error-handling
"""

from __future__ import annotations


class FhirPathError(ValueError):
    """An expression cannot be read, or cannot be answered; `at` is the offset in it."""

    def __init__(self, text: str, at: int | None = None) -> None:
        super().__init__(text if at is None else f"{text} (at character {at})")
        self.at = at
