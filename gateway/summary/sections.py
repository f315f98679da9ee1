"""What stands in each section of a patient summary: one row per section, and the choice for it.

https://hl7.org/fhir/uv/ips/STU2/StructureDefinition-Composition-uv-ips.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gateway.model import Resource
from gateway.summary import columns as of
from gateway.summary import wording
from gateway.summary.columns import PERIODS, TIMES
from gateway.summary.dosage import dosages

MOST_RESULTS = 100
"""Results of one summary; the narrative says how many more the record holds."""
MOST_REPORTS = 30
MOST_STAYS = 20

_RETRACTED = frozenset({"entered-in-error", "cancelled"})
_ENDED = frozenset({("MedicationRequest", "stopped")})
_ABOUT_THE_RECORD = frozenset(
    {"id", "meta", "text", "identifier", "recorder", "recordedDate", "asserter", "dateAsserted",
     "informationSource", "encounter", "context"}
)  # fmt: skip

Column = tuple[str, Callable[[Resource], str]]


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its LOINC code, what is chosen for it, and the columns it is read in."""

    code: str
    display: str
    title: str
    columns: tuple[Column, ...]
    choose: Callable[[Sequence[Resource]], tuple[list[Resource], int]]
    """Resources of the patient -> those of this section, in order, and how many were left out."""
    required: bool = False


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


def distinct(*types: str) -> Callable[[Sequence[Resource]], tuple[list[Resource], int]]:
    """Choose everything of these types that stands; what several documents repeat, once."""

    def choose(resources: Sequence[Resource]) -> tuple[list[Resource], int]:
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


def results(resources: Sequence[Resource]) -> tuple[list[Resource], int]:
    """Choose the newest laboratory result of each test, then the reports that they stand in.

    All results of one test in its newest report stay together: two isolates stay two.
    """
    reports = [
        r for r in resources if r["resourceType"] == "DiagnosticReport" and not retracted(r)
    ]
    report_of = {item: r["id"] for r in sorted(reports, key=_newest) for item in _members(r)}
    newest: dict[tuple[str, str], list[Resource]] = {}
    for resource in sorted(filter(_laboratory, resources), key=_telling, reverse=True):
        same = newest.setdefault(_test(resource), [])
        report = report_of.get(resource["id"])
        if not same or (report and report == report_of.get(same[0]["id"])):
            same.append(resource)
    chosen = sorted((r for same in newest.values() for r in same), key=_newest, reverse=True)
    bound = chosen[:MOST_RESULTS]
    ids = {resource["id"] for resource in bound}
    held = [r for r in reports if not r.get("result") or not ids.isdisjoint(_members(r))]
    told = sorted(held, key=_newest, reverse=True)[:MOST_REPORTS]
    return [*bound, *told], len(chosen) + len(held) - len(bound) - len(told)


def observed(category: str) -> Callable[[Sequence[Resource]], tuple[list[Resource], int]]:
    """Choose the newest finding of each kind in a category; what was found the same day stays."""

    def choose(resources: Sequence[Resource]) -> tuple[list[Resource], int]:
        newest: dict[tuple[str, str], list[Resource]] = {}
        every = [r for r in resources if _of(r, category)]
        for resource in sorted(every, key=_telling, reverse=True):
            same = newest.setdefault(_test(resource), [])
            if not same or when(resource)[:10] == when(same[0])[:10]:
                same.append(resource)
        chosen = sorted((r for same in newest.values() for r in same), key=_newest, reverse=True)
        return chosen[:MOST_RESULTS], len(chosen[MOST_RESULTS:])

    return choose


def wills(resources: Sequence[Resource]) -> tuple[list[Resource], int]:
    """Choose what the patient wants or refuses, should the worst come: no other consent."""
    chosen, left = distinct("Consent")(resources)
    codes = "acd", "adr", "dnr"
    return [r for r in chosen if any(_coded(r.get("scope", {}), one) for one in codes)], left


def stays(resources: Sequence[Resource]) -> tuple[list[Resource], int]:
    """Choose the newest stays and visits that took place; a movement is a part of one."""
    every = [r for r in resources if r["resourceType"] == "Encounter" and "partOf" not in r]
    standing = [r for r in every if not retracted(r)]
    ordered = sorted(standing, key=_newest, reverse=True)
    return ordered[:MOST_STAYS], len(ordered[MOST_STAYS:])


def _laboratory(resource: Resource) -> bool:
    return _of(resource, "laboratory")


def _of(resource: Resource, category: str) -> bool:
    if resource["resourceType"] != "Observation" or retracted(resource):
        return False
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


SECTIONS: tuple[Section, ...] = (
    Section(
        "11450-4", "Problem list - Reported", "Problems",
        (("Problem", of.named), ("Status", of.status), ("Since", of.since)),
        distinct("Condition"), required=True,
    ),
    Section(
        "48765-2", "Allergies and adverse reactions Document", "Allergies and intolerances",
        (("Substance", of.named), ("Reaction", of.reactions), ("Status", of.status),
         ("Since", of.since)),
        distinct("AllergyIntolerance"), required=True,
    ),
    Section(
        "10160-0", "History of Medication use Narrative", "Medication summary",
        (("Medicine", of.named), ("Dosage", dosages), ("Status", of.status), ("Date", of.date)),
        distinct("MedicationStatement", "MedicationRequest"), required=True,
    ),
    Section(
        "42348-3", "Advance healthcare directives", "Will of the patient",
        (("What", of.will), ("Provision", of.permitted), ("Status", of.status), ("Date", of.date)),
        wills,
    ),
    Section(
        "104605-1", "Alert", "Alerts and risks",
        (("What", of.named), ("Status", of.status), ("Date", of.date)),
        distinct("Flag"),
    ),
    Section(
        "11369-6", "History of Immunization note", "Immunizations",
        (("Vaccine", of.vaccine), ("Against", of.against), ("Status", of.given),
         ("Date", of.date), ("Lot", of.lot)),
        distinct("Immunization"),
    ),
    Section(
        "47519-4", "History of Procedures Document", "Procedures",
        (("Procedure", of.named), ("Status", of.status), ("Date", of.performed)),
        distinct("Procedure"),
    ),
    Section(
        "30954-2", "Relevant diagnostic tests/laboratory data note", "Results",
        (("Test", of.named), ("Result", of.result), ("Reference range", wording.reference_ranges),
         ("Flag", wording.interpretation), ("Date", of.date), ("Status", of.status)),
        results,
    ),
    Section(
        "8716-3", "Vital signs note", "Vital signs",
        (("Sign", of.named), ("Value", of.result), ("Date", of.date)),
        observed("vital-signs"),
    ),
    Section(
        "29762-2", "Social history note", "Social history",
        (("What", of.named), ("Value", of.result), ("Date", of.date)),
        observed("social-history"),
    ),
    Section(
        "10157-6", "History of family member diseases note", "Family history",
        (("Who", of.kin), ("What", of.inherited), ("Status", of.status)),
        distinct("FamilyMemberHistory"),
    ),
    Section(
        "46240-8", "History of Hospitalizations+Outpatient visits note", "Stays and visits",
        (("Kind", of.kind), ("Period", of.date), ("Status", of.status)),
        stays,
    ),
)  # fmt: skip
