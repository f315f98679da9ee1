"""What KMEHR says is not there: no allergy, no result since something went wrong.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (errorType) ·
https://hl7.org/fhir/R4/valueset-data-absent-reason.html ·
https://hl7.org/fhir/uv/ips/ (no known allergy)
"""

from __future__ import annotations

import re

from gateway.mapping.tree.reading import Reading
from gateway.mapping.tree.types_kmehr_codes import Value, concept, denied, inside
from gateway.model import Node

_ERROR = {
    "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
    "code": "error",
    "display": "Error",
}
_QUOTES = re.compile("[\u2019\u02bc`\u00b4]")


def error(reading: Reading, node: Node) -> Value | None:
    """Why something has no value: an error, by its codes and in words."""
    made = concept(reading, inside(node, "cd"), inside(node, "description")) or {}
    return {**made, "coding": [*made.get("coding", ()), dict(_ERROR)]}


def none_known(reading: Reading, item: Node) -> Value | None:
    """That nothing is there of what an item is for, where all its words say so.

    Words are those of the row's code table: in small letters, with nothing at their end. A code
    that has other words, or a product, says that there is something.
    """
    if reading.table is None or denied(item):
        return None
    said = [one for held in inside(item, "content") for one in held.children()]
    words = [_plain(_called(reading, one)) for one in said]
    if not words or not all(one in reading.table for one in words):
        return None
    return {"code": words[0]}


def _called(reading: Reading, node: Node) -> str:
    """The words of a text or of a code; empty of anything else."""
    return node.text() if node.name == "text" else reading.peek(node, "DN")


def _plain(words: str) -> str:
    return _QUOTES.sub("'", " ".join(words.split())).casefold().rstrip(" .!")
