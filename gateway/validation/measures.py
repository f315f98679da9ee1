"""What was measured held against what was to be measured: a MeasureReport against its Measure.

https://hl7.org/fhir/R4/measurereport.html#5.25.3
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.validation.findings import Path
    from gateway.validation.run import Run

Part = dict[str, Any]


def reported(report: Part, path: Path, run: Run) -> None:
    """Note every part of a report that its Measure does not have, where that is at hand."""
    named = report.get("type") != "subject-list"
    for group, where in _parts(report, "group", path):
        for population, at in _parts(group, "population", where):
            if named and "subjectResults" in population:
                run.add("report-subjects-unasked", at)
    url = report.get("measure")
    measure = run.resolve(str(url)) if url.__class__ is str else None
    if measure is not None and measure.get("resourceType") == "Measure":
        _groups(report, measure, path, run)


def _groups(report: Part, measure: Part, path: Path, run: Run) -> None:
    known = [one for one, _ in _parts(measure, "group", path)]
    given = list(_parts(report, "group", path))
    cohort = "cohort" in {code for _, code in _codes(measure.get("scoring"))}
    for group, where in given:
        alone = len(known) == 1 and len(given) == 1 and "code" not in group
        meant = known[0] if alone else _meant(group, known)
        if meant is None:
            run.add("report-part-unknown", where)
            continue
        if cohort and "measureScore" in group:
            run.add("report-score-unasked", (where, "measureScore"))
        for key in ("population", "stratifier"):
            _members(group, meant, key, where, run)


def _members(group: Part, meant: Part, key: str, where: Path, run: Run) -> None:
    known = [one for one, _ in _parts(meant, key, where)]
    for part, at in _parts(group, key, where):
        if _meant(part, known) is None and not (len(known) == 1 and "code" not in part):
            run.add("report-part-unknown", at)


def _meant(part: Part, known: list[Part]) -> Part | None:
    """The one of these that a part of the report is about: that with a code in common."""
    said = part.get("code")
    concepts = said if said.__class__ is list else [said]
    codings = {coding for one in concepts for coding in _codes(one)}
    return next((one for one in known if codings.intersection(_codes(one.get("code")))), None)


def _codes(concept: Any) -> Iterator[tuple[str, str]]:
    """(system, code) of each coding, and the text where there is none."""
    if concept.__class__ is not dict:
        return
    codings = concept.get("coding")
    for coding in codings if codings.__class__ is list else ():
        if coding.__class__ is dict:
            yield str(coding.get("system")), str(coding.get("code"))
    if "coding" not in concept and "text" in concept:
        yield "", str(concept["text"])


def _parts(owner: Part, key: str, path: Path) -> Iterator[tuple[Part, Path]]:
    """The parts of an owner under a key, and where each stands."""
    found = owner.get(key)
    for index, one in enumerate(found if found.__class__ is list else ()):
        if one.__class__ is dict:
            yield one, (path, key, index)
