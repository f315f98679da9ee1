"""One message in FHIR: which kind it is, what its number is, when it was sent.

https://hl7.org/fhir/R4/bundle.html · https://hl7.org/fhir/R4/messageheader.html
"""

from __future__ import annotations

import hashlib
import re

from gateway.fhirxml.written import Written, written
from gateway.model import Document

_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,6})?\d*(?:Z|([+-]\d\d):(\d\d))", re.ASCII
)
_LONGEST = 199
"""Characters of a number that a receipt names."""


def parse(body: bytes) -> Document:
    """Read a resource or a Bundle; raises Rejected with every place that cannot be read."""
    text = written(body)
    return Document(
        kind=kind(text),
        control_id=number(text) or hashlib.sha256(body).hexdigest(),
        sent_at=sent(text),
        version="",
        processing="",
        tree=text,
    )


def kind(text: Written) -> str:
    """`Patient`, or `Bundle^transaction`."""
    type_ = text.word("type") if text.type == "Bundle" else ""
    return f"{text.type}^{type_}" if type_.isalpha() else text.type


def number(text: Written) -> str:
    """The Bundle's own identifier; empty where there is none."""
    value = text.word("identifier", "value") if text.type == "Bundle" else ""
    return value if len(value) <= _LONGEST and value.isprintable() else ""


def sent(text: Written) -> str:
    """When it was put together or last changed, as HL7 v2 writes times; empty where none says."""
    said = text.word("timestamp") if text.type == "Bundle" else ""
    found = _INSTANT.fullmatch(said or text.word("meta", "lastUpdated"))
    if not found:
        return ""
    digits = "".join(found.group(1, 2, 3, 4, 5, 6))
    offset = f"{found[8]}{found[9]}" if found[8] else "+0000"
    return f"{digits}{found[7] or ''}{offset}"
