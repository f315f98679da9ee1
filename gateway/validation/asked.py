"""Codes that nobody here can judge: what a terminology server is asked, and what its answers mean.

https://hl7.org/fhir/R4/valueset-operation-validate-code.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gateway.model import Answer, Question, Resource
from gateway.terminology import Terminology, name, source

if TYPE_CHECKING:
    from gateway.validation.findings import Found, Path
    from gateway.validation.run import Run

_SYSTEMS = 100
"""Code systems of a resource that are named as not at hand."""
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
    said: set[str] = set()
    resource = run.resource
    for path, value in strangers(resource, run.compiled.terminology) if answers else _first(run):
        system = value["system"]
        answer = answers.get(_question(value)) if answers else None
        if answer is not None and answer.known is not None:
            yield from _told(answer, path, system)
        elif system not in said and len(said) < _SYSTEMS:
            said.add(system)
            yield "code-system-unknown", (path, "system"), (*source(system), (system,)), "", None
    if any(not one.reached for one in answers.values()):
        kind = str(resource.get("resourceType"))
        yield "terminology-unreachable", (None, kind), (), "", None


def _first(run: Run) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """A coding of each system that is not at hand, looked for where the system was first met."""
    found: list[tuple[Path, Mapping[str, Any]]] = []
    owners = {id(resource): (resource, start) for resource, start in run.first.values()}
    for owner, (resource, start) in owners.items():
        wanted = {system for system, (one, _) in run.first.items() if id(one) == owner}
        _seek(resource, start, wanted, found)
    return iter(found)


def _seek(
    value: Mapping[str, Any],
    path: Path,
    wanted: set[str] | None,
    found: list[tuple[Path, Mapping[str, Any]]],
) -> bool:
    """Look for the first coding, or unit, of each system that is wanted; None: for every one.

    Gives whether all that is wanted is found. Written for speed, since it passes everything.
    """
    if "code" in value and value.get("system").__class__ is str:
        if value["code"].__class__ is str and (wanted is None or value["system"] in wanted):
            found.append((path, value))
            if wanted is not None:
                wanted.remove(value["system"])
        return wanted is not None and not wanted
    for key, one in value.items():
        kind = one.__class__
        if kind is dict:
            if _seek(one, (path, key), wanted, found):
                return True
        elif kind is list and key != "contains":  # an expansion lists codes, and uses none
            for at, item in enumerate(one):
                if item.__class__ is dict and _seek(item, (path, key, at), wanted, found):
                    return True
    return False


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
    _seek(resource, (None, str(resource.get("resourceType"))), None, found)
    return [one for one in found if terminology.stranger(one[1]["system"])]
