"""Answers held against their questions: a QuestionnaireResponse against its Questionnaire.

https://hl7.org/fhir/R4/questionnaireresponse.html#notes
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gateway.validation.answers import answered, counted
from gateway.validation.choices import Given
from gateway.validation.enabling import MOST, allowed
from gateway.validation.limits import beyond_value
from gateway.validation.lines import named
from gateway.validation.question import ANSWERS, Item, Question, forms, listed

if TYPE_CHECKING:
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

_DONE = frozenset({"completed", "amended"})
"""Statuses at which what is required must have been answered."""
COMPARED = 1_000_000
"""How often an answer of one response is held against a limit, or against a part of a contained
value set; of what is beyond nothing is told."""


def responded(response: Item, path: Path, run: Run) -> None:
    """Note every answer that does not fit its question, where the Questionnaire is at hand."""
    url = response.get("questionnaire")
    other = _other(str(url), run) if url.__class__ is str else ""
    if other:
        run.add("canonical-of-other", (path, "questionnaire"), (other, "Questionnaire"))
        return
    asked = _questionnaire(str(url), response, run) if url.__class__ is str else None
    if asked is not None:
        _Reader(response, asked, run).items(asked, response, path)


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


def _parts(value_set: Item) -> int:
    """How many parts a contained value set has, of which each is looked at for each answer."""
    compose, expansion = value_set.get("compose"), value_set.get("expansion")
    listings = [expansion] if expansion.__class__ is dict else []
    for key in ("include", "exclude"):
        listings += listed(compose, key) if compose.__class__ is dict else []
    return sum(1 + len(listed(one, key)) for one in listings for key in ("concept", "contains"))


def _placed(owner: Item, path: Path) -> Iterator[tuple[Item, Path]]:
    """The items of an owner, and where each stands."""
    for index, one in enumerate(owner.get("item") if owner.get("item").__class__ is list else ()):  # type: ignore[arg-type]
        if one.__class__ is dict:
            yield one, (path, "item", index)


class _Reader:
    """One response being held against its questions."""

    def __init__(self, response: Item, asked: Item, run: Run) -> None:
        self._run = run
        held = [*listed(asked, "contained"), *listed(response, "contained")]
        sets = [one for one in reversed(held) if one.get("resourceType") == "ValueSet"]
        self._sets = {f"#{one.get('id')}": (one, _parts(one)) for one in sets}
        self._response = response
        self._done = response.get("status") in _DONE
        self._left, self._compared = MOST, COMPARED
        self._about: dict[int, Question] = {}
        """Of a question, by its identity: what follows from it."""
        self._demanding: dict[int, list[str]] = {}
        """Right below it, those of which something is to be said where they are not answered."""
        self._allowed: dict[int, bool] = {}
        self._given: dict[str, list[Any]] = {}
        _answers(response, self._given)
        self._answers: dict[str, Given] = {}

    def items(self, asker: Item, owner: Item, path: Path) -> None:
        """Hold the items of an owner (the response, a group, an answer) against its questions."""
        about = self._of(asker)
        known, order = about.known, about.order
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
        links = (
            known
            if len(given) == len(known)
            else {*given, *self._demanding[id(asker)]} & known.keys()
        )
        for link in sorted(links, key=order.__getitem__):
            self._question(known[link], given.get(link, []), path)

    def _of(self, question: Item) -> Question:
        """What follows from a question, or from the Questionnaire, for every answer."""
        found = self._about.get(id(question))
        if found is None:
            found = self._about[id(question)] = Question(question)
            demanding = [link for link, one in found.known.items() if self._demands(one)]
            self._demanding[id(question)] = demanding
        return found

    def _demands(self, question: Item) -> bool:
        """Is anything to be said of a question where it is not answered at all?"""
        if question.get("required") is True and self._done:
            return self._enabled(question)
        if (
            "extension" not in question
            or next(counted(question, 0, done=self._done), None) is None
        ):
            return False
        return self._enabled(question)

    def _question(self, question: Item, given: list[tuple[Item, Path]], path: Path) -> None:
        enabled = self._enabled(question)
        for item, where in given:
            if not enabled and (listed(item, "answer") or listed(item, "item")):
                self._run.add("response-not-enabled", where)
            else:
                self._item(question, item, where)
        missing = not any(listed(item, "answer") or listed(item, "item") for item, _ in given)
        if question.get("required") is True and enabled and missing and self._done:
            self._run.add("response-answer-missing", given[0][1] if given else path)
        elif enabled and "extension" in question:
            self._count(question, given, path)
        if len(given) > 1 and question.get("repeats") is not True:
            self._run.add("response-answers-many", given[1][1])

    def _count(self, question: Item, given: list[tuple[Item, Path]], path: Path) -> None:
        """Hold the number of answers, or of groups, against the least and the most."""
        grouped = question.get("type") == "group"
        count = len(given) if grouped else sum(len(listed(item, "answer")) for item, _ in given)
        for rule, facts in counted(question, count, done=self._done):
            self._run.add(rule, given[0][1] if given else path, facts)

    def _item(self, question: Item, item: Item, where: Path) -> None:
        about = self._of(question)
        if "text" in item and not about.says(item["text"]):
            self._run.add("response-text-differs", (where, "text"))
        answers = listed(item, "answer")
        if question.get("type") in {"group", "display"}:
            if answers:
                self._run.add("response-answer-unasked", where)
            self.items(question, item, where)
            return
        if listed(item, "item"):
            self._run.add("response-item-misplaced", where)
        if len(answers) > 1 and question.get("repeats") is not True:
            self._run.add("response-answers-many", where)
        if len(answers) > 1 and any(map(about.alone, answers)):
            self._run.add("response-option-alone", where)
        for index, answer in enumerate(answers):
            self._answer(question, answer, (where, "answer", index))
            self.items(question, answer, (where, "answer", index))

    def _answer(self, question: Item, answer: Item, where: Path) -> None:
        kind = str(question.get("type"))
        form = next((key for key in answer if key.startswith("value")), "")
        if not form or kind not in ANSWERS:
            return
        if form not in forms(question, kind):
            self._run.add("response-type-wrong", (where, form), (kind,))
            return
        value, most = answer[form], question.get("maxLength")
        if most.__class__ is int and value.__class__ is str and len(value) > int(str(most)):
            self._run.add("value-too-long", (where, form), (form, most))
        about = self._of(question)
        answered(about.asked, value, (where, form), self._run)
        free = kind == "open-choice" and form == "valueString"
        other = about.options and not free and not about.wanted(form).fits(value)
        if other or (form == "valueCoding" and self._outside(question, value)):
            self._run.add("response-option-unknown", (where, form))

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
        held, parts = self._sets.get(str(offered), (None, 0))
        self._compared -= parts
        if held is None or self._compared < 0:
            return False
        return terminology.told(held, system, code).known is False

    # -- enableWhen ----------------------------------------------------------------------------

    def _enabled(self, question: Item) -> bool:
        """Whether the answers elsewhere let this question be asked: told once."""
        if "extension" not in question and "enableWhen" not in question:
            return True
        known = self._allowed.get(id(question))
        if known is None:
            known = self._allowed[id(question)] = self._enabling(question)
        return known

    def _enabling(self, question: Item) -> bool:
        if "extension" in question and self._left:
            self._left -= 1
            if not allowed(question, self._response, self._run):
                return False
        conditions = listed(question, "enableWhen")
        if not conditions:
            return True
        held = [self._holds(one) for one in conditions]
        return all(held) if question.get("enableBehavior") == "all" else any(held)

    def _holds(self, condition: Item) -> bool:
        link, operator = str(condition.get("question")), str(condition.get("operator"))
        wanted = next((condition[key] for key in condition if key.startswith("answer")), None)
        if link not in self._answers:
            self._answers[link] = Given(self._given.get(link, []))
        given = self._answers[link]
        if operator == "exists":
            return bool(given.values) is (wanted is True)
        if operator in {"=", "!="}:
            same = given.count(wanted)
            return same > 0 if operator == "=" else same < len(given.values)
        test = _ORDERS.get(operator)
        self._compared -= len(given.values)
        if test is None or self._compared < 0:
            return test is not None
        return any(test(one, wanted) for one in given.values)


_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        ">": lambda value, wanted: beyond_value(value, wanted, 1),
        "<": lambda value, wanted: beyond_value(value, wanted, -1),
        ">=": lambda value, wanted: not beyond_value(value, wanted, -1),
        "<=": lambda value, wanted: not beyond_value(value, wanted, 1),
    }
)


def _answers(owner: Item, found: dict[str, list[Any]]) -> None:
    """All answers, wherever in the response they stand, by their questions."""
    for item in listed(owner, "item"):
        said = found.setdefault(str(item.get("linkId")), [])
        for answer in listed(item, "answer"):
            said += [answer[key] for key in answer if key.startswith("value")]
            _answers(answer, found)
        _answers(item, found)
