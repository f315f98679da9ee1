"""A second format for tests of the doors: HL7 v2 under another name, answered by receipts alone.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185
"""

from __future__ import annotations

from dataclasses import replace

from gateway.adapters import ADAPTERS
from gateway.adapters.single import Single
from gateway.model import Document, Mapper, Ruleset, Sender, Splitter

LETTERS = "letters"
TYPE = "application/x-letters"
_V2 = ADAPTERS["hl7v2"]


class Letters(Single):
    """What is the same for all documents, and the reading of HL7 v2."""

    name = LETTERS
    media_types: tuple[str, ...] = (TYPE,)

    def splitter(self, most: int, sender: Sender | None = None, file: str = "") -> Splitter:
        """As HL7 v2 cuts."""
        return _V2.splitter(most, sender, file)

    def parse(self, body: bytes, sender: Sender) -> Document:
        """As HL7 v2 reads."""
        return _V2.parse(body, sender)

    def control_id(self, body: bytes) -> str:
        """As HL7 v2 shows it."""
        return _V2.control_id(body)


def beside(rules: Ruleset) -> Ruleset:
    """The same rules, and letters read by those of HL7 v2."""

    def mapper(format: str, sender: str) -> Mapper:
        found: Mapper = rules.mappers("hl7v2" if format == LETTERS else format, sender)
        return found

    return replace(rules, adapters={**rules.adapters, LETTERS: Letters()}, mappers=mapper)
