"""Codes that nobody here can judge: what a terminology server is asked, and what its answers mean.

https://hl7.org/fhir/R4/valueset-operation-validate-code.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gateway.model import Answer, Question, Resource
from gateway.terminology import Terminology, name, source
from gateway.validation.strangers import SYSTEMS, met, seek, unknown

if TYPE_CHECKING:
    from gateway.validation.findings import Found
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

_MOST = 5000
"""Questions about one resource; what is beyond is not asked."""


def questions(
    found: Sequence[Found], resource: Resource, terminology: Terminology
) -> tuple[Question, ...]:
    """All that only a terminology server can tell of a resource."""
    asked = [facts[-1] for _, _, facts, _, _ in found if facts and _asks(facts)]
    asked += [_question(value) for _, value in strangers(resource, terminology)]
    return tuple(dict.fromkeys(asked))[:_MOST]


def _asks(facts: Sequence[Any]) -> bool:
    return facts[-1].__class__ is Question


def answered(found: Sequence[Found], answers: Mapping[Question, Answer]) -> Iterator[Found]:
    """What was found, with every question that has an answer replaced by what that means."""
    for one in found:
        _, path, facts, profile, invariant = one
        answer = answers.get(facts[-1]) if facts and _asks(facts) else None
        if answer is None or answer.known is None:
            yield one
        elif not answer.known:
            yield facts[-1].rule, path, (facts[-1].named,), profile, invariant


def unjudged(run: Run, answers: Mapping[Question, Answer]) -> Iterator[Found]:
    """What is to be said of codings whose code system is not at hand: once for each system."""
    if not answers:
        yield from met(run)
        return
    said: set[str] = set()
    resource = run.resource
    for path, value in strangers(resource, run.compiled.terminology):
        system = value["system"]
        answer = answers.get(_question(value))
        if answer is not None and answer.known is not None:
            yield from _told(answer, path, system)
        elif system not in said and len(said) < SYSTEMS:
            said.add(system)
            yield unknown(path, system)
    if any(not one.reached for one in answers.values()):
        kind = str(resource.get("resourceType"))
        yield "terminology-unreachable", (None, kind), (), "", None


def _told(answer: Answer, path: Path, system: str) -> Iterator[Found]:
    if not answer.known:
        yield "code-unknown", (path, "code"), (name(system),), "", None
    elif answer.misnamed:
        yield "display-wrong", (path, "display"), (source(system)[0],), "", None


def _question(value: Mapping[str, Any]) -> Question:
    """Is this coding's code one of its system's?"""
    texts = [value.get(key) for key in ("version", "code", "display")]
    version, code, display = (one if one.__class__ is str else "" for one in texts)
    return Question("", ((value["system"], version, code, display),), "code-unknown")


def strangers(
    resource: Resource, terminology: Terminology
) -> list[tuple[Path, Mapping[str, Any]]]:
    """Every coding of which not even the code system is at hand: where it stands, and itself."""
    found: list[tuple[Path, Mapping[str, Any]]] = []
    seek(resource, (None, str(resource.get("resourceType"))), None, found)
    return [one for one in found if terminology.stranger(one[1]["system"])]
