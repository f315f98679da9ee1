"""Runs each suite and counts: one function per suite, all of them in one table.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from gateway.model import Validator
from tests.fhirpath import fhirpath_exceptions, fhirpath_suite
from tests.suites import (
    document_runs,
    examples,
    kept,
    patches,
    scenarios,
    validator_cases,
)
from tests.suites.absent import ABSENT
from tests.suites.examples import Example, Informed
from tests.suites.places import CASES, PACKAGES
from tests.suites.reasons import faults, reasons
from tests.suites.runs_formats import of_fhir_in, of_kmehr, of_messages, of_pairs
from tests.suites.table import Result, Row
from tests.suites.validator_cases import Case, Judged

_AGREE = MappingProxyType({"A json": Fraction(95, 100), "B": Fraction(90, 100)})
_TIERS = MappingProxyType(
    {
        "A json": "base only",
        "A xml": "base only, told only",
        "B": "with profiles or supporting files, JSON and XML",
        "E": "other modes, told only",
    }
)
_NAMED = Fraction(80, 100)


def reference() -> Result:
    """HL7's validator cases: agreement, false alarms, and the places that are named."""
    name = "validator"
    if not CASES.is_dir():
        return Result(name, [Row("cases", 0, 0, Fraction(95, 100), ABSENT)])
    all_cases = validator_cases.cases()
    judged = list(validator_cases.judge(one for one in all_cases if not one.unread))
    rows = [row for tier in _TIERS for row in _tier(tier, all_cases, judged)]
    otherwise = {
        one.case.name: _said(one.errors)
        for one in judged
        if not one.agrees and one.case.tier != "E"
    }
    seen = [one.case.name for one in judged]
    return Result(name, rows, otherwise, reasons(name), list(faults(name, seen, otherwise)))


def _tier(tier: str, all_cases: Iterable[Case], judged: Iterable[Judged]) -> Iterator[Row]:
    known = [one for one in all_cases if _belongs(one, tier)]
    ran = [one for one in judged if _belongs(one.case, tier)]
    goal = _AGREE.get(tier)
    what = f"{tier} ({_TIERS[tier]})"
    unread = len(known) - len(ran)
    note = f"{unread} of {len(known)} not run: no FHIR XML yet" if unread else ""
    yield Row(f"{what}: agreement", sum(one.agrees for one in ran), len(ran), goal, note)
    if tier == "E":
        return
    good = [one for one in ran if not one.case.refused]
    yield Row(
        f"{what}: no false alarm", sum(one.agrees for one in good), len(good), goal and Fraction(1)
    )
    both = [one for one in ran if one.case.refused and one.agrees]
    places = sum(len(one.case.places) for one in ran)
    named = sum(one.named for one in both)
    note = f"{sum(one.exactly for one in both)} of them to the letter"
    yield Row(f"{what}: expected places named", named, places, goal and _NAMED, note)


def _belongs(case: Case, tier: str) -> bool:
    wanted, _, kind = tier.partition(" ")
    return case.tier == wanted and kind in {"", case.facts["format"]}


def of_base() -> Result:
    """The examples of FHIR R4."""
    absent = examples.fetched()
    if absent:
        return Result("r4-examples", [Row("examples taken", 0, 0, Fraction(1), absent)])
    informed = Informed()
    return _examples("r4-examples", informed, informed.base, examples.of_base())


def of_kept() -> Result:
    """The examples of FHIR R4, put over REST and read back in JSON and XML."""
    name = "r4-kept"
    absent = examples.fetched()
    if absent:
        return Result(name, [Row("examples kept", 0, 0, Fraction(1), absent)])
    found = kept.put_and_read(examples.of_base())
    told = {**reasons("r4-examples"), **reasons(name)}
    otherwise = {one.name: one.otherwise for one in found if one.otherwise}
    fine = len(found) - len(otherwise)
    known = sum(one.name in told or not one.otherwise for one in found)
    rows = [
        Row("kept, and read back with every number as it was, JSON and XML", fine, len(found)),
        Row("kept, or refused with a reason", known, len(found), Fraction(1)),
    ]
    unsaid = [f"{name}: {one}: {why}" for one, why in otherwise.items() if one not in told]
    return Result(name, rows, otherwise, told, unsaid)


def of_packages() -> Result:
    """What the shared packages hold, definitions and examples."""
    informed = Informed()
    return _examples("packages", informed, informed.packages, examples.of_packages())


def of_programmes() -> Result:
    """The examples that programmes keep beside their sources."""
    informed = Informed()
    return _examples("programmes", informed, informed.packages, examples.of_programmes())


def _examples(
    name: str, informed: Informed, validator: Validator, wanted: Iterator[Example]
) -> Result:
    if not PACKAGES.is_dir():
        return Result(name, [Row("examples taken", 0, 0, Fraction(1), ABSENT)])
    found = list(informed.refused(validator, wanted))
    otherwise = {one.name: _said(one.errors) for one in found if one.errors}
    told, seen = reasons(name), [one.name for one in found]
    known = sum(one.name in told or not one.errors for one in found)
    rows = [
        Row("taken", len(found) - len(otherwise), len(found)),
        Row("taken, or refused with a reason", known, len(found), Fraction(1)),
    ]
    return Result(name, rows, otherwise, told, list(faults(name, seen, otherwise)))


def fhirpath() -> Result:
    """HL7's FHIRPath suite; its own tests hold the figures to the letter."""
    name = "fhirpath"
    if not fhirpath_suite.FOLDER.is_dir():
        return Result(name, [Row("values", 0, 0, Fraction(97, 100), ABSENT)])
    known = fhirpath_suite.cases()
    values = [one for one in known if one.outputs or not one.invalid]
    refused = [one for one in known if one.invalid and not one.outputs]
    wrong = fhirpath_exceptions.OTHERWISE
    note = f"{len(fhirpath_exceptions.ONLY_STRICTLY)} of them where read strictly"
    rows = [
        Row("values", len(values) - len(wrong), len(values), Fraction(97, 100)),
        Row("must be refused", len(refused), len(refused), Fraction(90, 100), note),
    ]
    return Result(name, rows, dict.fromkeys(wrong, "another value"), wrong)


def of_patches() -> Result:
    """HL7's cases of patches; each must come out as it says."""
    name = "patches"
    cases = patches.cases()
    if not cases:
        return Result(name, [Row("as HL7 says", 0, 0, Fraction(1), ABSENT)])
    kinds = {"json": "JSON Patch", "fhirpath": "FHIRPath Patch"}
    right = Counter(one.kind for one in cases if patches.fine(one))
    every = Counter(one.kind for one in cases)
    return Result(
        name,
        [
            Row(f"{said}: as HL7 says", right[kind], every[kind], Fraction(1))
            for kind, said in kinds.items()
        ],
    )


def of_scenarios() -> Result:
    """sekmet-fhir's scenarios: what it finds of its steps at a gateway."""
    name, what = scenarios.NAME, "steps that are done here"
    try:
        found = scenarios.steps()
    except scenarios.Absent as reason:
        return Result(name, [Row(what, 0, 0, note=str(reason))])
    counted = Counter(status for status, _ in found.values())
    done = len(found) - counted["skipped"]
    note = (
        f"{counted['skipped']} more speak of what /fhir/metadata does not name, or follow a miss"
    )
    missed = scenarios.missed()
    row = Row(what, counted["passed"], done, None, note)
    return Result(name, [row], missed, reasons(name), list(faults(name, found, missed)))


def _said(errors: Iterable[tuple[str, str]]) -> str:
    """The first things said, each rule once."""
    rules = dict(reversed(list(errors)))
    shown = [f"`{rule}` at `{target}`" for rule, target in reversed(rules.items())]
    return "; ".join(shown[:3]) + (" ..." if len(shown) > 3 else "") or "nothing"


SUITES: Mapping[str, Callable[[], Result]] = MappingProxyType(
    {
        "validator": reference,
        "r4-examples": of_base,
        "r4-kept": of_kept,
        "packages": of_packages,
        "programmes": of_programmes,
        "fhirpath": fhirpath,
        "patches": of_patches,
        "sekmet": of_scenarios,
        "kmehr": of_kmehr,
        "v2-messages": of_messages,
        "v2-pairs": of_pairs,
        "documents": document_runs.of_documents,
        "document-pairs": document_runs.of_pairs,
        "document-peers": document_runs.of_peers,
        "fhir-in": of_fhir_in,
    }
)
"""Name -> what runs it."""
