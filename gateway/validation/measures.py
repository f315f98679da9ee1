"""What was measured held against what was to be measured: a MeasureReport against its Measure.

https://hl7.org/fhir/R4/measurereport.html#5.25.3
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gateway.validation.paths import parts
from gateway.validation.references import literal

if TYPE_CHECKING:
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

Part = dict[str, Any]


def reported(report: Part, path: Path, run: Run) -> None:
    """Note every part of a report that does not fit its Measure, where that is at hand."""
    named = report.get("type") != "subject-list"
    for group, where in parts(report, "group", path):
        for population, at in parts(group, "population", where):
            _counted(population, at, run, named=named)
    url = report.get("measure")
    measure = run.resolve(str(url)) if url.__class__ is str else None
    if measure is not None and measure.get("resourceType") == "Measure":
        _Reader(report, measure, run).groups(path)


def _counted(population: Part, at: Path, run: Run, *, named: bool) -> None:
    """Note subjects that are not asked for, and a count that is not theirs."""
    if "subjectResults" not in population:
        return
    if named:
        run.add("report-subjects-unasked", at)
        return
    subjects = _subjects(population["subjectResults"], run)
    if subjects is not None and population.get("count", subjects) != subjects:
        run.add("report-count-differs", at, (subjects,))


def _subjects(results: Any, run: Run) -> int | None:
    """How many subjects are named: those of a List, or the one; None where it is not at hand."""
    reference = results.get("reference") if results.__class__ is dict else None
    if reference.__class__ is not str:
        return None
    found = run.resolve(str(reference))
    kind = literal(reference) if found is None else found.get("resourceType")
    if kind is not None and kind != "List":
        return 1
    if found is None:
        return None
    return sum(entry.get("deleted") is not True for entry, _ in parts(found, "entry", ()))


class _Reader:
    """One report being held against its Measure."""

    def __init__(self, report: Part, measure: Part, run: Run) -> None:
        self._measure = measure
        self._report = report
        self._run = run

    def groups(self, path: Path) -> None:
        """Hold each group against the one of the Measure that has its code."""
        cohort = "cohort" in {code for _, code in _codes(self._measure.get("scoring"))}
        for group, meant, where in self._pairs(self._report, self._measure, "group", path):
            if cohort and "measureScore" in group:
                self._run.add("report-score-unasked", (where, "measureScore"))
            for key in ("population", "stratifier"):
                self._pairs(group, meant, key, where)

    def _pairs(
        self, owner: Part, asked: Part, key: str, path: Path
    ) -> list[tuple[Part, Part, Path]]:
        """(what is reported, what was asked for, where); what has no partner is noted."""
        known = [one for one, _ in parts(asked, key, path)]
        given = list(parts(owner, key, path))
        found: list[tuple[Part, Part, Path]] = []
        for part, where in given:
            alone = len(known) == len(given) == 1 and "code" not in part
            meant = known[0] if alone else _meant(part, known)
            if meant is None:
                self._run.add("report-part-unknown", where)
            else:
                found.append((part, meant, where))
        if self._whole(given):
            told = {id(meant) for _, meant, _ in found}
            for one in known:
                if id(one) not in told:
                    self._run.add("report-part-missing", path, (key,))
        return found

    def _whole(self, given: list[tuple[Part, Path]]) -> bool:
        """Whether every part should be there: a report on its way may not have come to them."""
        if self._report.get("type") == "data-collection":
            return False
        status = self._report.get("status")
        return status == "complete" or (status == "pending" and bool(given))


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
