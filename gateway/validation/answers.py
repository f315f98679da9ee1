"""One answer held against what the extensions of its question ask: limits, forms, units, kinds.

https://hl7.org/fhir/R4/questionnaire-profiles.html#extensions
https://hl7.org/fhir/uv/sdc/STU3/behavior.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from gateway.validation.attached import heavier
from gateway.validation.limits import beyond_value, finer, formed
from gateway.validation.references import named

if TYPE_CHECKING:
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

Item = dict[str, Any]
Asked: TypeAlias = Callable[[Any, list[Any], "Run"], tuple[str, tuple[Any, ...]] | None]
"""(answer, what the extensions of one url say): the rule that the answer breaks, and its facts."""

_FHIR = "http://hl7.org/fhir/StructureDefinition/"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
MIN_OCCURS, MAX_OCCURS = f"{_FHIR}questionnaire-minOccurs", f"{_FHIR}questionnaire-maxOccurs"
_EXCLUSIVE = f"{_FHIR}questionnaire-optionExclusive"
_NUMBERS = (int, Decimal)


def said(owner: Item, url: str) -> list[Any]:
    """The values of the extensions of one url, in their order."""
    found = owner.get("extension")
    extensions = found if found.__class__ is list else ()
    return [
        next((one[key] for key in one if key.startswith("value")), None)
        for one in extensions
        if one.__class__ is dict and one.get("url") == url
    ]


def asked(question: Item) -> list[tuple[Asked, list[Any]]]:
    """What the extensions of a question ask of each answer, and what they say."""
    if "extension" not in question:
        return []
    return [(judge, told) for url, judge in _ASKED.items() if (told := said(question, url))]


def answered(asks: list[tuple[Asked, list[Any]]], answer: Any, place: Path, run: Run) -> None:
    """Note what the extensions of a question ask, and its answer does not give."""
    for judge, told in asks:
        wrong = judge(answer, told, run)
        if wrong is not None:
            run.add(wrong[0], place, wrong[1])


def counted(question: Item, count: int, *, done: bool) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Give the rules that so many answers to a question break; `done`: no more will come."""
    least, most = said(question, MIN_OCCURS)[:1], said(question, MAX_OCCURS)[:1]
    if done and least and least[0].__class__ is int and count < least[0]:
        yield "response-answers-few", (least[0],)
    if most and most[0].__class__ is int and count > most[0]:
        yield "response-answers-more", (most[0],)


def exclusive(option: Item) -> bool:
    """Whether an option excludes all others."""
    return True in said(option, _EXCLUSIVE)


# -- one function per extension ------------------------------------------------------------------


def _small(answer: Any, told: list[Any], _run: Run) -> tuple[str, tuple[Any, ...]] | None:
    low = any(beyond_value(answer, one, -1) for one in told)
    return ("value-too-small", ("answer",)) if low else None


def _large(answer: Any, told: list[Any], _run: Run) -> tuple[str, tuple[Any, ...]] | None:
    high = any(beyond_value(answer, one, 1) for one in told)
    return ("value-too-large", ("answer",)) if high else None


def _short(answer: Any, told: list[Any], _run: Run) -> tuple[str, tuple[Any, ...]] | None:
    least = told[0]
    if answer.__class__ is str and least.__class__ is int and len(answer) < least:
        return "value-too-short", ("answer", least)
    return None


def _formed(answer: Any, told: list[Any], _run: Run) -> tuple[str, tuple[Any, ...]] | None:
    if answer.__class__ is str and told[0].__class__ is str and not formed(answer, told[0]):
        return "value-form", ("answer",)
    return None


def _places(answer: Any, told: list[Any], _run: Run) -> tuple[str, tuple[Any, ...]] | None:
    most = told[0]
    fine = most.__class__ is int and finer(answer, most)
    return ("value-too-precise", ("answer", most)) if fine else None


def _medium(answer: Any, told: list[Any], _run: Run) -> tuple[str, tuple[Any, ...]] | None:
    if answer.__class__ is not dict or answer.get("contentType") in told:
        return None
    return "response-media-type", (", ".join(one for one in told if one.__class__ is str),)


def _heavy(answer: Any, told: list[Any], _run: Run) -> tuple[str, tuple[Any, ...]] | None:
    if told[0].__class__ not in _NUMBERS or not heavier(answer, int(told[0])):
        return None
    return "data-too-large", ("answer", int(told[0]))


def _kind(answer: Any, told: list[Any], _run: Run) -> tuple[str, tuple[Any, ...]] | None:
    kind = named(answer) if answer.__class__ is dict else None
    if kind is None or kind in told:
        return None
    return "response-reference-type", (", ".join(one for one in told if one.__class__ is str),)


def _unit(answer: Any, told: list[Any], _run: Run) -> tuple[str, tuple[Any, ...]] | None:
    known = [(one.get("system"), one.get("code")) for one in told if one.__class__ is dict]
    if answer.__class__ is not dict or (answer.get("system"), answer.get("code")) in known:
        return None
    return "response-unit", ()


def _unit_of_set(answer: Any, told: list[Any], run: Run) -> tuple[str, tuple[Any, ...]] | None:
    if answer.__class__ is not dict or told[0].__class__ is not str:
        return None
    system, code = answer.get("system"), answer.get("code")
    if system.__class__ is not str or code.__class__ is not str:
        return ("response-unit", ()) if code is None else None
    known = run.compiled.terminology.member(told[0], str(system), str(code)).known
    return ("response-unit", ()) if known is False else None


_ASKED: Mapping[str, Asked] = MappingProxyType(
    {
        f"{_FHIR}minValue": _small,
        f"{_FHIR}maxValue": _large,
        f"{_SDC}minQuantity": _small,
        f"{_SDC}maxQuantity": _large,
        f"{_FHIR}minLength": _short,
        f"{_FHIR}regex": _formed,
        f"{_FHIR}maxDecimalPlaces": _places,
        f"{_FHIR}mimeType": _medium,
        f"{_FHIR}maxSize": _heavy,
        f"{_FHIR}questionnaire-referenceResource": _kind,
        f"{_FHIR}questionnaire-unitOption": _unit,
        f"{_FHIR}questionnaire-unitValueSet": _unit_of_set,
    }
)
"""Extension of a question -> what an answer must be for it."""
