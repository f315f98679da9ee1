"""Which question of a Questionnaire another one may depend on: any but itself and those inside it.

https://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen.question
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

Item = dict[str, Any]


def conditioned(questionnaire: Item, path: Path, run: Run) -> None:
    """Note every condition that looks at no other question, or at one that comes later."""
    order = {link: at for at, (link, _, _) in enumerate(_items(questionnaire, path))}
    for at, (_, item, where) in enumerate(_items(questionnaire, path)):
        said = item.get("enableWhen")
        inside: set[str] = set()
        if said.__class__ is list and said:
            inside = {link for link, _, _ in _items(item, where)} | {str(item.get("linkId"))}
        for number, one in enumerate(said if said.__class__ is list else (), 1):
            link = one.get("question") if one.__class__ is dict else None
            if link.__class__ is not str:
                continue
            if link in inside or link not in order:
                run.add("question-condition", where, (number,))
            elif order[link] > at:
                run.add("question-condition-later", where, (number,))


def doubtful(questionnaire: Item) -> bool:
    """Whether any question has a condition, which is then looked at."""
    return any("enableWhen" in item for _, item, _ in _items(questionnaire, (None, "")))


def _items(owner: Item, path: Path) -> Iterator[tuple[str, Item, Path]]:
    """(linkId, item, where it stands) of all below an owner, each before those inside it."""
    rest = [(owner, path)]
    while rest:
        one, where = rest.pop()
        if one is not owner:
            yield str(one.get("linkId")), one, where
        inner = one.get("item")
        found = [
            (item, (where, "item", index))
            for index, item in enumerate(inner if inner.__class__ is list else ())
            if item.__class__ is dict
        ]
        rest += found[::-1]
