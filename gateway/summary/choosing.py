"""What of all that is known of a patient stands in a section of the summary, and in which order.

https://hl7.org/fhir/uv/ips/STU2/StructureDefinition-Composition-uv-ips.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from gateway.model import Resource
from gateway.summary import wording
from gateway.summary.columns import PERIODS, TIMES

Choice: TypeAlias = tuple[list[Resource], int]
"""Resources of a section, in their order, and how many were left out."""
MOST_RESULTS = 100
"""Results of one summary; the narrative says how many more the record holds."""
MOST_OTHERS = 50
"""Of results that no laboratory found."""
MOST_REPORTS = 30
MOST_STAYS = 20

_RETRACTED = frozenset({"entered-in-error", "cancelled"})
_ENDED = frozenset({("MedicationRequest", "stopped")})
_ABOUT_THE_RECORD = frozenset(
    {"id", "meta", "text", "identifier", "recorder", "recordedDate", "asserter", "dateAsserted",
     "informationSource", "encounter", "context"}
)  # fmt: skip

_OVER = frozenset({"inactive", "remission", "resolved"})
_PREGNANCY = frozenset(
    ("http://loinc.org", code)
    for code in (
        "82810-3", "11778-8", "11779-6", "11780-4", "11996-6", "11977-6", "11636-8", "11637-6",
        "11638-4", "11639-2", "11640-0", "11612-9", "11613-7", "11614-5", "33065-4",
    )
)  # fmt: skip
"""Is she pregnant, until when, and what came of earlier ones: the tests that IPS lists for it."""
_VITAL = frozenset(
    ("http://loinc.org", code)
    for code in (
        "2708-6", "29463-7", "39156-5", "59408-5", "8302-2", "8310-5", "8462-4", "8480-6",
        "85353-1", "85354-9", "8867-4", "9279-1", "9843-4",
    )
)  # fmt: skip
"""What FHIR holds for a vital sign, whatever its category, and the two parts of blood pressure."""
_FOUND = ("laboratory", "imaging", "procedure")
_SECTIONED = ("vital-signs", "social-history")


def retracted(resource: Resource) -> bool:
    """Was it withdrawn: entered in error or cancelled, in whichever element its type says so?"""
    verification = resource.get("verificationStatus", {}).get("coding", ())
    said = {resource.get("status"), *(coding.get("code") for coding in verification)}
    return not _RETRACTED.isdisjoint(said)


def ended(resource: Resource) -> bool:
    """Is it a prescription that holds no longer?"""
    return (resource["resourceType"], resource.get("status")) in _ENDED


def when(resource: Resource) -> str:
    """When it was so, in UTC where the time is known: text that sorts; empty where not known."""
    for key in PERIODS:
        if key in resource:
            return _utc(resource[key].get("end") or resource[key].get("start", ""))
    return _utc(next((resource[key] for key in TIMES if key in resource), ""))


def distinct(*types: str) -> Callable[[Sequence[Resource]], Choice]:
    """Choose everything of these types that stands; what several documents repeat, once."""

    def choose(resources: Sequence[Resource]) -> Choice:
        meant = [r for r in resources if r["resourceType"] in types]
        again = {
            one["reference"] for r in meant for one in r.get("basedOn", ()) if "reference" in one
        }
        standing = [
            r
            for r in meant
            if not retracted(r) and not ended(r) and f"{r['resourceType']}/{r['id']}" not in again
        ]
        said: dict[str, Resource] = {}
        for resource in sorted(standing, key=_newest, reverse=True):
            said.setdefault(_content(resource), resource)
        return list(said.values()), 0

    return choose


def problems(*, past: bool) -> Callable[[Sequence[Resource]], Choice]:
    """Choose the problems that are over, or all others: of a refuted one it matters that it is."""

    def choose(resources: Sequence[Resource]) -> Choice:
        chosen, left = distinct("Condition")(resources)
        return [one for one in chosen if _over(one) is past], left

    return choose


def pregnancies(resources: Sequence[Resource]) -> Choice:
    """Choose the newest of each finding about being pregnant, or having been."""
    return _newest_of_each([r for r in _standing(resources) if _test(r) in _PREGNANCY])


def vital(resources: Sequence[Resource]) -> Choice:
    """Choose the newest of each vital sign, by its category or its code."""
    every = _standing(resources)
    signs = [r for r in every if _test(r) in _VITAL or _of(r, "vital-signs")]
    return _newest_of_each([r for r in signs if _test(r) not in _PREGNANCY])


def social(resources: Sequence[Resource]) -> Choice:
    """Choose the newest finding of each kind about how a patient lives."""
    every = [r for r in _standing(resources) if _of(r, "social-history")]
    return _newest_of_each([r for r in every if not _apart(r)])


def _standing(resources: Sequence[Resource]) -> list[Resource]:
    return [r for r in resources if r["resourceType"] == "Observation" and not retracted(r)]


def results(resources: Sequence[Resource]) -> Choice:
    """Choose the newest result of each test, then the reports that they stand in.

    All results of one test in its newest report stay together: two isolates stay two. A result is
    what a report holds, or a laboratory found, or what nobody gave a category.
    """
    reports = [
        r for r in resources if r["resourceType"] == "DiagnosticReport" and not retracted(r)
    ]
    report_of = {item: r["id"] for r in sorted(reports, key=_newest) for item in _members(r)}
    found = [r for r in filter(_finding, resources) if r["id"] in report_of or _result(r)]
    chosen = _newest_of_each_test(found, report_of)
    bound = _bounded(chosen)
    ids = {resource["id"] for resource in bound}
    held = [r for r in reports if not r.get("result") or not ids.isdisjoint(_members(r))]
    told = sorted(held, key=_newest, reverse=True)[:MOST_REPORTS]
    return [*bound, *told], len(chosen) + len(held) - len(bound) - len(told)


def _newest_of_each_test(
    found: Sequence[Resource], report_of: Mapping[str, str]
) -> list[Resource]:
    newest: dict[tuple[str, str], list[Resource]] = {}
    for resource in sorted(found, key=_telling, reverse=True):
        same = newest.setdefault(_test(resource), [])
        report = report_of.get(resource["id"])
        if not same or (report and report == report_of.get(same[0]["id"])):
            same.append(resource)
    return sorted((r for same in newest.values() for r in same), key=_newest, reverse=True)


def _bounded(chosen: Sequence[Resource]) -> list[Resource]:
    """The newest: no set of measurements of an image may crowd out what a laboratory found."""
    tested = [r for r in chosen if _of(r, "laboratory")][:MOST_RESULTS]
    others = [r for r in chosen if not _of(r, "laboratory")][:MOST_OTHERS]
    return sorted((*tested, *others), key=_newest, reverse=True)


def _newest_of_each(findings: Sequence[Resource]) -> Choice:
    newest: dict[tuple[str, str], list[Resource]] = {}
    for resource in sorted(findings, key=_telling, reverse=True):
        same = newest.setdefault(_test(resource), [])
        if not same or when(resource)[:10] == when(same[0])[:10]:
            same.append(resource)
    chosen = sorted((r for same in newest.values() for r in same), key=_newest, reverse=True)
    return chosen[:MOST_RESULTS], len(chosen[MOST_RESULTS:])


def wills(resources: Sequence[Resource]) -> Choice:
    """Choose what the patient wants or refuses, should the worst come: no other consent."""
    chosen, left = distinct("Consent")(resources)
    codes = "acd", "adr", "dnr"
    return [r for r in chosen if any(_coded(r.get("scope", {}), one) for one in codes)], left


def stays(resources: Sequence[Resource]) -> Choice:
    """Choose the newest stays and visits that took place; a movement is a part of one."""
    every = [r for r in resources if r["resourceType"] == "Encounter" and "partOf" not in r]
    standing = [r for r in every if not retracted(r)]
    ordered = sorted(standing, key=_newest, reverse=True)
    return ordered[:MOST_STAYS], len(ordered[MOST_STAYS:])


def _over(condition: Resource) -> bool:
    refuted = _coded(condition.get("verificationStatus", {}), "refuted")
    codes = (one.get("code") for one in condition.get("clinicalStatus", {}).get("coding", ()))
    return not refuted and not _OVER.isdisjoint(codes)


def _result(resource: Resource) -> bool:
    """Is it a result by its category, or has it none?"""
    categories = resource.get("category", ())
    return not categories or any(_of(resource, one) for one in _FOUND)


def _finding(resource: Resource) -> bool:
    """Is it an Observation that stands, and has no section of its own?"""
    if resource["resourceType"] != "Observation" or retracted(resource):
        return False
    return not (_apart(resource) or any(_of(resource, one) for one in _SECTIONED))


def _apart(resource: Resource) -> bool:
    """Has it a section of its own by its code, whatever its category?"""
    test = _test(resource)
    return test in _PREGNANCY or test in _VITAL


def _of(resource: Resource, category: str) -> bool:
    return any(_coded(item, category) for item in resource.get("category", ()))


def _coded(concept: Any, code: str) -> bool:
    return any(coding.get("code") == code for coding in concept.get("coding", ()))


def _test(observation: Resource) -> tuple[str, str]:
    codings = observation.get("code", {}).get("coding", ())
    loinc = [coding for coding in codings if coding.get("system") == "http://loinc.org"]
    for coding in (*loinc, *codings):
        if coding.get("code"):
            return coding.get("system", ""), coding["code"]
    return "", wording.concept(observation.get("code")) or observation["id"]


def _telling(observation: Resource) -> tuple[bool, str, str, str]:
    """A result that is still awaited must not hide the last one that is known."""
    known = any(key.startswith(("value", "component", "hasMember")) for key in observation)
    return known, *_newest(observation)


def _newest(resource: Resource) -> tuple[str, str, str]:
    return when(resource), _utc(resource.get("issued", "")), resource["id"]


def _utc(text: str) -> str:
    if "T" not in text:
        return text
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    except ValueError:
        return text


def _members(report: Resource) -> set[str]:
    references = (item.get("reference", "") for item in report.get("result", ()))
    return {text.partition("/_history/")[0].rpartition("/")[2] for text in references}


def _content(resource: Resource) -> str:
    """What it says, whoever recorded it: only word for word the same is the same."""
    return repr(sorted((k, repr(v)) for k, v in resource.items() if k not in _ABOUT_THE_RECORD))
