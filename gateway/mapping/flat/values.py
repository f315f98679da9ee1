"""Codes of cells as FHIR has them: one in place of the other, or both side by side.

https://hl7.org/fhir/R4/datatypes.html#CodeableConcept
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from gateway.mapping.coding import Translator
from gateway.mapping.flat.rows import Line
from gateway.mapping.flaws import Flawed
from gateway.mapping.naming import Naming

Make: TypeAlias = Callable[[str], Any]
UNKNOWN = "unknown"


def coded(line: Line, names: Naming) -> Make:
    """What makes the value of a row with a code table, or of a target that allows some codes."""
    type = line.to.type if line.to is not None else ""
    if line.code is None:
        return _among(line)
    if type in ("Coding", "CodeableConcept"):
        return _beside(Translator(line.code, names), concept=type == "CodeableConcept")
    return _instead(line)


def _among(line: Line) -> Make:
    codes = (line.to.codes if line.to is not None else None) or frozenset[str]()
    flaw = Flawed("code-untranslated", _otherwise(line))
    return lambda text: text if text in codes else flaw


def _instead(line: Line) -> Make:
    table = line.code.codes if line.code is not None else {}
    known = {code: row[0] for code, row in table.items() if row[0]}
    flaw = Flawed("code-untranslated", _otherwise(line))
    if line.to is not None and line.to.type == "boolean":
        words = {"true": True, "false": False}
        return lambda text: words.get(known.get(text, ""), flaw)
    return lambda text: known.get(text, flaw)


def _otherwise(line: Line) -> Any:
    """What is written where there is no translation; nothing where none is known to be right."""
    if line.fallback is not None:
        return line.fallback
    codes = line.to.codes if line.to is not None else None
    return UNKNOWN if codes and UNKNOWN in codes else None


def _beside(translator: Translator, *, concept: bool) -> Make:
    def whole(text: str) -> Any:
        value = {"coding": [translator.coding(text)]}
        translator.concept(value)
        return value

    def single(text: str) -> Any:
        coding = translator.coding(text)
        return translator.single(coding) or coding

    return whole if concept else single


def plain(line: Line) -> Make:
    """A text as a concept that nobody has coded."""
    del line
    return lambda text: {"text": text}
