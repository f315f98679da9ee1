"""A question, and what follows from it for every answer: found out once, however many there are.

https://hl7.org/fhir/R4/questionnaire-definitions.html
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from gateway.validation.answers import asked, exclusive
from gateway.validation.choices import Wanted

Item = dict[str, Any]
_CHOSEN = (
    "valueCoding", "valueString", "valueInteger", "valueDate", "valueTime", "valueReference",
)  # fmt: skip
ANSWERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "attachment": ("valueAttachment",),
        "boolean": ("valueBoolean",),
        "choice": _CHOSEN,
        "date": ("valueDate",),
        "dateTime": ("valueDateTime",),
        "decimal": ("valueDecimal",),
        "integer": ("valueInteger",),
        "open-choice": _CHOSEN,
        "quantity": ("valueQuantity",),
        "reference": ("valueReference",),
        "string": ("valueString",),
        "text": ("valueString",),
        "time": ("valueTime",),
        "url": ("valueUri",),
    }
)  # fmt: skip
"""Type of a question -> the forms that its answers may have."""
_TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"


def listed(owner: Item, key: str) -> list[Any]:
    """The objects in a list of an owner."""
    found = owner.get(key)
    return [one for one in found if one.__class__ is dict] if found.__class__ is list else []


class Question:
    """What follows from a question, or from a Questionnaire, for every answer to it."""

    def __init__(self, question: Item) -> None:
        inside = listed(question, "item") if "item" in question else ()
        self.known = {str(one.get("linkId")): one for one in inside}
        """Identifier -> question, of those right below."""
        self.order = {link: at for at, link in enumerate(self.known)}
        self.asked = asked(question)
        """What its extensions ask of an answer."""
        self.options = listed(question, "answerOption") if "answerOption" in question else []
        self._alone = [one for one in self.options if exclusive(one)]
        self._question = question
        self._wanted: dict[tuple[str, bool], Wanted] = {}

    def says(self, text: Any) -> bool:
        """Whether the question has this text, in any language."""
        return text == self._question.get("text") or text in self._texts

    @cached_property
    def _texts(self) -> Collection[Any]:
        said = _texts(self._question)
        return frozenset(said) if {*map(type, said)} <= {str, type(None)} else said

    def wanted(self, form: str, *, alone: bool = False) -> Wanted:
        """The options of one form; `alone`: those that exclude all others."""
        if (form, alone) not in self._wanted:
            options = self._alone if alone else self.options
            said = [one[form] for one in options if one.get(form) is not None]
            self._wanted[form, alone] = Wanted(said)
        return self._wanted[form, alone]

    def alone(self, answer: Item) -> bool:
        """Whether an answer is one that excludes all others."""
        forms = [key for key in answer if key.startswith("value")] if self._alone else []
        return any(self.wanted(key, alone=True).fits(answer[key]) for key in forms)


def _texts(question: Item) -> list[Any]:
    """The text of a question, and its translations."""
    beside = question.get("_text")
    said = listed(beside, "extension") if beside.__class__ is dict else []
    parts = [
        part for one in said if one.get("url") == _TRANSLATION for part in listed(one, "extension")
    ]
    return [question.get("text"), *(one.get("valueString") for one in parts)]


def forms(question: Item, kind: str) -> tuple[str, ...]:
    """The forms that an answer may have: of a value set only its codes, beside free text."""
    if "answerValueSet" in question and kind in {"choice", "open-choice"}:
        return ("valueCoding", "valueString") if kind == "open-choice" else ("valueCoding",)
    return ANSWERS[kind]
