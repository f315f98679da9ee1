"""What stands in each section of a patient summary: one row per section, and the choice for it.

https://hl7.org/fhir/uv/ips/STU2/StructureDefinition-Composition-uv-ips.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gateway.model import Resource
from gateway.summary import wording

MOST_RESULTS = 100
"""Results of one summary; the narrative says how many more the record holds."""
MOST_REPORTS = 30
MOST_STAYS = 20

_RETRACTED = frozenset({"entered-in-error", "cancelled"})
_ENDED = frozenset({("MedicationRequest", "stopped")})
_TIMES = (
    "effectiveDateTime", "effectiveInstant", "onsetDateTime", "recordedDate", "authoredOn",
    "dateAsserted", "issued",
)  # fmt: skip
_PERIODS = ("effectivePeriod", "onsetPeriod", "period")
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
    for key in _PERIODS:
        if key in resource:
            return _utc(resource[key].get("end") or resource[key].get("start", ""))
    return _utc(next((resource[key] for key in _TIMES if key in resource), ""))


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


def stays(resources: Sequence[Resource]) -> tuple[list[Resource], int]:
    """Choose the newest stays and visits that took place; a movement is a part of one."""
    every = [r for r in resources if r["resourceType"] == "Encounter" and "partOf" not in r]
    standing = [r for r in every if not retracted(r)]
    ordered = sorted(standing, key=_newest, reverse=True)
    return ordered[:MOST_STAYS], len(ordered[MOST_STAYS:])


def _laboratory(resource: Resource) -> bool:
    if resource["resourceType"] != "Observation" or retracted(resource):
        return False
    codings = (
        coding for item in resource.get("category", ()) for coding in item.get("coding", ())
    )
    return any(coding.get("code") == "laboratory" for coding in codings)


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


def _date(resource: Resource) -> str:
    for key in _PERIODS:
        if key in resource:
            return wording.period(resource[key])
    return wording.moment(next((resource[key] for key in _TIMES if key in resource), ""))


def _named(resource: Resource) -> str:
    return (
        wording.concept(resource.get("code"))
        or wording.concept(resource.get("medicationCodeableConcept"))
        or str(resource.get("medicationReference", {}).get("display", ""))
    )


def _status(resource: Resource) -> str:
    said: list[Any] = [
        "do not take" if resource.get("doNotPerform") else "",
        wording.concept(resource.get("verificationStatus")),
        wording.concept(resource.get("clinicalStatus")),
        resource.get("status", ""),
    ]
    return ", ".join(filter(None, said))


def _reactions(allergy: Resource) -> str:
    shown = [m for item in allergy.get("reaction", ()) for m in item.get("manifestation", ())]
    return ", ".join(filter(None, [*map(wording.concept, shown), allergy.get("criticality", "")]))


def _dosage(medication: Resource) -> str:
    stated = medication.get("dosage") or medication.get("dosageInstruction") or ()
    return "; ".join(item["text"] for item in stated if item.get("text"))


def _result(resource: Resource) -> str:
    return wording.value(resource) or str(resource.get("conclusion", ""))


def _kind(encounter: Resource) -> str:
    stay = encounter.get("class", {})
    return str(stay.get("display") or stay.get("code", ""))


SECTIONS: tuple[Section, ...] = (
    Section(
        "11450-4", "Problem list - Reported", "Problems",
        (("Problem", _named), ("Status", _status), ("Since", _date)),
        distinct("Condition"), required=True,
    ),
    Section(
        "48765-2", "Allergies and adverse reactions Document", "Allergies and intolerances",
        (("Substance", _named), ("Reaction", _reactions), ("Status", _status), ("Since", _date)),
        distinct("AllergyIntolerance"), required=True,
    ),
    Section(
        "10160-0", "History of Medication use Narrative", "Medication summary",
        (("Medicine", _named), ("Dosage", _dosage), ("Status", _status), ("Date", _date)),
        distinct("MedicationStatement", "MedicationRequest"), required=True,
    ),
    Section(
        "30954-2", "Relevant diagnostic tests/laboratory data note", "Results",
        (("Test", _named), ("Result", _result), ("Reference range", wording.reference_ranges),
         ("Flag", wording.interpretation), ("Date", _date), ("Status", _status)),
        results,
    ),
    Section(
        "46240-8", "History of Hospitalizations+Outpatient visits note", "Stays and visits",
        (("Kind", _kind), ("Period", _date), ("Status", _status)),
        stays,
    ),
)  # fmt: skip
