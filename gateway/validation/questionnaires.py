"""Answers held against their questions: a QuestionnaireResponse against its Questionnaire.

https://hl7.org/fhir/R4/questionnaireresponse.html#notes
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gateway.validation.answers import answered, counted, exclusive
from gateway.validation.enabling import MOST, allowed
from gateway.validation.limits import beyond_value
from gateway.validation.lines import named
from gateway.validation.patterns import holds

if TYPE_CHECKING:
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

Item = dict[str, Any]
_CHOSEN = (
    "valueCoding", "valueString", "valueInteger", "valueDate", "valueTime", "valueReference",
)  # fmt: skip
_ANSWERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
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
_DONE = frozenset({"completed", "amended"})
"""Statuses at which what is required must have been answered."""


def responded(response: Item, path: Path, run: Run) -> None:
    """Note every answer that does not fit its question, where the Questionnaire is at hand."""
    url = response.get("questionnaire")
    other = _other(str(url), run) if url.__class__ is str else ""
    if other:
        run.add("canonical-of-other", (path, "questionnaire"), (other, "Questionnaire"))
        return
    asked = _questionnaire(str(url), response, run) if url.__class__ is str else None
    if asked is not None:
        _Reader(response, asked, run).items(_list(asked, "item"), response, path)


def _other(url: str, run: Run) -> str:
    """What a canonical surely names that is no Questionnaire; empty where nothing is known."""
    definitions = run.compiled.definitions
    if ":" not in url:
        return ""
    if named(definitions, url) is not None:
        return "StructureDefinition"
    if definitions.valueset(url) is not None:
        return "ValueSet"
    return "CodeSystem" if definitions.system(url) is not None else ""


def _questionnaire(url: str, response: Item, run: Run) -> Item | None:
    found = run.resolve(url) or run.resolve(url.partition("|")[0])
    if found is None or found.get("resourceType") != "Questionnaire" or found is response:
        return None
    return found


def _list(owner: Item, key: str) -> list[Any]:
    found = owner.get(key)
    return [one for one in found if one.__class__ is dict] if found.__class__ is list else []


def _placed(owner: Item, path: Path) -> Iterator[tuple[Item, Path]]:
    """The items of an owner, and where each stands."""
    for index, one in enumerate(owner.get("item") if owner.get("item").__class__ is list else ()):  # type: ignore[arg-type]
        if one.__class__ is dict:
            yield one, (path, "item", index)


class _Reader:
    """One response being held against its questions."""

    def __init__(self, response: Item, asked: Item, run: Run) -> None:
        self._run = run
        self._held = [*_list(asked, "contained"), *_list(response, "contained")]
        self._response = response
        self._done = response.get("status") in _DONE
        self._left = MOST

    def items(self, questions: list[Item], owner: Item, path: Path) -> None:
        """Hold the items of an owner (the response, a group, an answer) against its questions."""
        known = {str(one.get("linkId")): one for one in questions}
        order = {link: at for at, link in enumerate(known)}
        last = 0
        given: dict[str, list[tuple[Item, Path]]] = {}
        for item, where in _placed(owner, path):
            link = str(item.get("linkId"))
            if link not in known:
                self._run.add("response-link-unknown", where)
            elif order[link] < last:
                self._run.add("response-order", where)
            last = max(last, order.get(link, 0))
            given.setdefault(link, []).append((item, where))
        for link, question in known.items():
            self._question(question, given.get(link, []), path)

    def _question(self, question: Item, given: list[tuple[Item, Path]], path: Path) -> None:
        enabled = self._enabled(question)
        for item, where in given:
            if not enabled and (_list(item, "answer") or _list(item, "item")):
                self._run.add("response-not-enabled", where)
            else:
                self._item(question, item, where)
        missing = not any(_list(item, "answer") or _list(item, "item") for item, _ in given)
        if question.get("required") is True and enabled and missing and self._done:
            self._run.add("response-answer-missing", given[0][1] if given else path)
        elif enabled and "extension" in question:
            self._count(question, given, path)
        if len(given) > 1 and question.get("repeats") is not True:
            self._run.add("response-answers-many", given[1][1])

    def _count(self, question: Item, given: list[tuple[Item, Path]], path: Path) -> None:
        """Hold the number of answers, or of groups, against the least and the most."""
        grouped = question.get("type") == "group"
        count = len(given) if grouped else sum(len(_list(item, "answer")) for item, _ in given)
        for rule, facts in counted(question, count, done=self._done):
            self._run.add(rule, given[0][1] if given else path, facts)

    def _item(self, question: Item, item: Item, where: Path) -> None:
        if "text" in item and item["text"] not in _texts(question):
            self._run.add("response-text-differs", (where, "text"))
        questions, answers = _list(question, "item"), _list(item, "answer")
        if question.get("type") in {"group", "display"}:
            if answers:
                self._run.add("response-answer-unasked", where)
            self.items(questions, item, where)
            return
        if _list(item, "item"):
            self._run.add("response-item-misplaced", where)
        if len(answers) > 1 and question.get("repeats") is not True:
            self._run.add("response-answers-many", where)
        if len(answers) > 1 and any(_alone(question, answer) for answer in answers):
            self._run.add("response-option-alone", where)
        for index, answer in enumerate(answers):
            self._answer(question, answer, (where, "answer", index))
            self.items(questions, answer, (where, "answer", index))

    def _answer(self, question: Item, answer: Item, where: Path) -> None:
        kind = str(question.get("type"))
        forms = [key for key in answer if key.startswith("value")]
        if not forms or kind not in _ANSWERS:
            return
        if forms[0] not in _forms(question, kind):
            self._run.add("response-type-wrong", (where, forms[0]), (kind,))
            return
        value, most = answer[forms[0]], question.get("maxLength")
        if most.__class__ is int and value.__class__ is str and len(value) > int(str(most)):
            self._run.add("value-too-long", (where, forms[0]), (forms[0], most))
        answered(question, value, (where, forms[0]), self._run)
        options = _list(question, "answerOption")
        free = kind == "open-choice" and forms[0] == "valueString"
        other = options and not free and not any(_option(one, forms[0], value) for one in options)
        if other or (forms[0] == "valueCoding" and self._outside(question, value)):
            self._run.add("response-option-unknown", (where, forms[0]))

    def _outside(self, question: Item, value: Any) -> bool:
        """Whether a code is surely not of the value set that the question offers."""
        offered = question.get("answerValueSet")
        if offered.__class__ is not str or value.__class__ is not dict:
            return False
        system, code = value.get("system"), value.get("code")
        if system is None or code is None:
            return "extension" not in value
        if system.__class__ is not str or code.__class__ is not str:
            return False
        terminology = self._run.compiled.terminology
        if str(offered)[:1] != "#":
            return terminology.member(str(offered), system, code).known is False
        held = [one for one in self._held if offered == f"#{one.get('id')}"]
        sets = [one for one in held if one.get("resourceType") == "ValueSet"]
        return bool(sets) and terminology.told(sets[0], system, code).known is False

    # -- enableWhen ----------------------------------------------------------------------------

    def _enabled(self, question: Item) -> bool:
        """Whether the answers elsewhere let this question be asked."""
        if "extension" in question and self._left:
            self._left -= 1
            if not allowed(question, self._response, self._run):
                return False
        conditions = _list(question, "enableWhen")
        if not conditions:
            return True
        held = [self._holds(one) for one in conditions]
        return all(held) if question.get("enableBehavior") == "all" else any(held)

    def _holds(self, condition: Item) -> bool:
        answers = list(_answers(self._response, str(condition.get("question"))))
        wanted = next((condition[key] for key in condition if key.startswith("answer")), None)
        operator = str(condition.get("operator"))
        if operator == "exists":
            return bool(answers) is (wanted is True)
        test = _OPERATORS.get(operator)
        return test is not None and any(test(one, wanted) for one in answers)


def _texts(question: Item) -> list[Any]:
    """The text of a question, and its translations."""
    beside = question.get("_text")
    said = _list(beside, "extension") if beside.__class__ is dict else []
    parts = [
        part for one in said if one.get("url") == _TRANSLATION for part in _list(one, "extension")
    ]
    return [question.get("text"), *(one.get("valueString") for one in parts)]


def _forms(question: Item, kind: str) -> tuple[str, ...]:
    """The forms that an answer may have: of a value set only its codes, beside free text."""
    if "answerValueSet" in question and kind in {"choice", "open-choice"}:
        return ("valueCoding", "valueString") if kind == "open-choice" else ("valueCoding",)
    return _ANSWERS[kind]


def _option(option: Item, form: str, value: Any) -> bool:
    wanted = option.get(form)
    return wanted is not None and _same(value, wanted)


def _alone(question: Item, answer: Item) -> bool:
    """Whether an answer is one that excludes all others."""
    given = [(key, answer[key]) for key in answer if key.startswith("value")]
    alone = [one for one in _list(question, "answerOption") if exclusive(one)]
    return any(_option(one, key, value) for one in alone for key, value in given)


def _same(value: Any, wanted: Any) -> bool:
    """Whether an answer is the one that is meant: a code by its system, whatever its words."""
    if wanted.__class__ is dict and value.__class__ is dict:
        plain = {key: wanted[key] for key in wanted if key not in {"display", "userSelected"}}
        return holds(value, plain)
    return holds(value, wanted)


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "=": _same,
        "!=": lambda value, wanted: not _same(value, wanted),
        ">": lambda value, wanted: beyond_value(value, wanted, 1),
        "<": lambda value, wanted: beyond_value(value, wanted, -1),
        ">=": lambda value, wanted: not beyond_value(value, wanted, -1),
        "<=": lambda value, wanted: not beyond_value(value, wanted, 1),
    }
)


def _answers(owner: Item, link: str) -> Iterator[Any]:
    """All answers to a question, wherever in the response they stand."""
    for item in _list(owner, "item"):
        for answer in _list(item, "answer"):
            if str(item.get("linkId")) == link:
                yield from (answer[key] for key in answer if key.startswith("value"))
            yield from _answers(answer, link)
        yield from _answers(item, link)
