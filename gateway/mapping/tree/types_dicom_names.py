"""DICOM's names of persons (PN) as FHIR's: in letters, in ideographs and in syllables.

https://dicom.nema.org/medical/dicom/current/output/html/part05.html#sect_6.2.1
https://hl7.org/fhir/R4/extension-iso21090-en-representation.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.mapping.tree.reading import TEXT, Reading
from gateway.model import Node

_WRITTEN = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation"
_FORMS = ("ABC", "IDE", "SYL")
"""How each of the three groups is written: letters, ideographs, syllables."""


def human_name(reading: Reading, node: Node) -> Any:
    """PN: the alphabetic form, else the ideographic, else the phonetic."""
    groups = _groups(reading.peek(node, TEXT))
    found = next((made for one in groups if (made := _made(one))), None)
    if found:
        reading.read(node, TEXT, "family" if "family" in found else "text")
    return found


def written(group: int, reading: Reading, node: Node) -> Any:
    """The same name as its second or third group writes it, where one before it holds any."""
    groups = _groups(reading.peek(node, TEXT))
    found = _made(groups[group]) if len(groups) > group else None
    if found is None or not any(map(_made, groups[:group])):
        return None
    reading.read(node, TEXT, "text")
    return {"extension": [{"url": _WRITTEN, "valueCode": _FORMS[group]}], **found}


def person(reading: Reading, node: Node) -> Any:
    """PN as a text, as one says it."""
    with reading.within("text"):
        mark = reading.mark()
        found = human_name(reading, node)
        reading.undo(mark)
    text = found["text"] if found else ""
    if text:
        reading.read(node, TEXT)
    return text or None


def _groups(text: str) -> list[list[str]]:
    return [[part.strip() for part in group.split("^")] for group in text.split("=")]


def _made(parts: Sequence[str]) -> dict[str, Any] | None:
    """A name of its five parts; None where all are empty."""
    family, given, middle, prefix, suffix = [*parts, *[""] * 5][:5]
    made = {
        "text": " ".join(one for one in (prefix, given, middle, family, suffix) if one),
        "family": family,
        "given": [*given.split(), *middle.split()],
        "prefix": prefix.split(),
        "suffix": suffix.split(),
    }
    return {key: value for key, value in made.items() if value} or None
