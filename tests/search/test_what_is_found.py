"""What a search finds: by other resources, by several parts of one element, in which order.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.disclosure.following import Within
from tests.search.found_record import LOINC, ROLES, UCUM, record
from tests.search.search_house import answer, beside, told

FOUND: tuple[tuple[str, list[str]], ...] = (
    ("Observation?subject:Patient.name=mull", ["glucose", "panel"]),
    ("Observation?patient.name=nobody", []),
    ("Observation?patient.general-practitioner.name=klein", ["glucose", "panel"]),
    ("Observation?patient.organization.partof.name=clinique", ["pressure"]),
    ("Observation?encounter.service-provider.partof=clinic", ["glucose"]),
    ("Observation?encounter.date=2026-01&code=2345-7", ["glucose"]),
    ("Observation?patient.birthdate=lt1960", ["pressure"]),
    ("Patient?_has:Observation:patient:code=2345-7", ["anna"]),
    ("Patient?_has:Observation:patient:code=2345-7&name=weber", []),
    ("Patient?_has:Observation:patient:_has:Provenance:target:recorded=2026", ["anna"]),
    ("Patient?_has:Observation:patient:encounter.status=finished", ["anna"]),
    ("Practitioner?_has:Patient:general-practitioner:birthdate=1987", ["doc"]),
    ("Observation?_list=l1", ["panel"]),
    ("Observation?_list=List/l1&code:text=panel", ["panel"]),
    ("Observation?_list=nothing", []),
    ("Patient?_list=l1", []),
    (f"Observation?code-value-quantity={LOINC}|2345-7$gt4", ["glucose"]),
    (f"Observation?code-value-quantity=2345-7$5|{UCUM}|mmol/L", ["glucose"]),
    ("Observation?code-value-quantity=2345-7$gt5", []),
    ("Observation?component-code-value-quantity=8480-6$gt120", ["pressure"]),
    ("Observation?component-code-value-quantity=8462-4$gt120", []),
    ("Observation?combo-code-value-quantity=8462-4$90,2345-7$5", ["glucose", "pressure"]),
    ("Observation?component-value-quantity=gt100", ["pressure"]),
    ("Observation?code:text=glucose", ["glucose"]),
    ("Observation?code:text=BLOOD", ["pressure"]),
    ("Observation?code:not=85354-9", ["glucose", "panel"]),
    ("Observation?code:missing=true", ["panel"]),
    ("Observation?_text=fieber ubelkeit", ["glucose"]),
    ("Observation?_text=b", ["glucose"]),
    ("Observation?_text=div", []),
    ("Observation?_content=nuchtern", ["panel"]),
    ("Patient?identifier:of-type=urn:t|MR|1", ["anna"]),
    ("Patient?identifier:of-type=urn:t|NI|1", []),
    ("Patient?identifier:text=hospital", ["anna"]),
    ("Patient?link:missing=false", ["berta"]),
    ("Location?near=49.6|6.13|5|km", ["l1"]),
    ("Location?near=49.6|6.13|500|m", []),
    ("Location?near=49.6|6.13", ["l1"]),
    (f"RelatedPerson?relationship:below={ROLES}|PRN", ["r1"]),
    (f"RelatedPerson?relationship:above={ROLES}|PRN", []),
    (f"RelatedPerson?relationship:above={ROLES}|NMTH", ["r1"]),
    ("RelatedPerson?relationship:in=http://terminology.hl7.org/ValueSet/v3-FamilyMember", ["r1"]),
    ("RelatedPerson?relationship:not-in=http://terminology.hl7.org/ValueSet/v3-FamilyMember", []),
    ("Observation?code:in=http://hl7.org/fhir/ValueSet/observation-vitalsignresult", ["pressure"]),
    ("QuestionnaireResponse?questionnaire=http://a.example/q", ["qr"]),
    ("QuestionnaireResponse?questionnaire=http://a.example/q|2.1", ["qr"]),
    ("QuestionnaireResponse?questionnaire=http://a.example/q|2", []),
    ("QuestionnaireResponse?questionnaire:below=http://a.example/q|2", ["qr"]),
    ("QuestionnaireResponse?questionnaire:Questionnaire.status=active", ["qr"]),
    ("Encounter?date=sa2025&date=eb2027", ["e1"]),
    ("Encounter?service-provider:below=Organization/clinic", ["e1"]),
    ("Encounter?service-provider:below=ward", ["e1"]),
    ("Encounter?service-provider:above=Organization/clinic", []),
    ("Encounter?service-provider:above=Organization/bed", ["e1"]),
    ("Patient?organization:below=clinic", ["berta"]),
    ("Organization?partof:below=clinic", ["bed", "ward"]),
    ("Organization?partof:below=loop", ["loop"]),
    ("Observation?_lastUpdated=ge2026-11-21&code=2345-7", ["glucose"]),
    ("Observation?_lastUpdated=lt2026-11-21", []),
    ("Observation?_id=glucose,panel,nobody", ["glucose", "panel"]),
    ("Observation?_id:not=glucose", ["panel", "pressure"]),
)


@pytest.fixture(scope="module", params=[True, False], ids=["indexed", "looked-at"])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What each of FOUND, SORTED and BESIDE finds."""

    async def story(within: Within) -> dict[str, list[str]]:
        answers = {}
        for asked, _ in (*FOUND, *SORTED):
            type_, _, rest = asked.partition("?")
            answers[asked] = await answer(within, type_, rest)
        for asked, _ in BESIDE:
            type_, _, rest = asked.partition("?")
            answers[asked] = await beside(within, type_, rest)
        return answers

    return told(tmp_path_factory.mktemp("found"), record(), story, rich=request.param)


@pytest.mark.parametrize(("asked", "names"), FOUND)
def test_what_a_search_finds(found: dict[str, list[str]], asked: str, names: list[str]) -> None:
    """Exactly these."""
    assert sorted(found[asked]) == names


SORTED: tuple[tuple[str, list[str]], ...] = (
    ("Patient?_sort=birthdate", ["berta", "anna"]),
    ("Patient?_sort=-birthdate", ["anna", "berta"]),
    ("Patient?_sort=family", ["anna", "berta"]),
    ("Patient?_sort=-family", ["berta", "anna"]),
    ("Patient?_sort=given", ["anna", "berta"]),
    ("Patient?_sort=-given&_count=1", ["anna", "berta"]),
    ("Observation?_sort=date&_count=1", ["glucose", "pressure", "panel"]),
    ("Observation?_sort=-date,code&_count=1", ["pressure", "glucose", "panel"]),
    ("Observation?_sort=subject,-date", ["glucose", "panel", "pressure"]),
    ("Observation?_sort=-value-quantity&_id=glucose,panel", ["glucose", "panel"]),
)


@pytest.mark.parametrize(("asked", "names"), SORTED)
def test_the_order_is_kept_from_page_to_page(
    found: dict[str, list[str]], asked: str, names: list[str]
) -> None:
    """What has no value comes last, either way."""
    assert found[asked] == names


BESIDE: tuple[tuple[str, list[str]], ...] = (
    ("Observation?_id=glucose&_include=Observation:subject", ["Patient/anna"]),
    ("Observation?_id=glucose&_include=Observation:subject:Group", []),
    ("Observation?_id=panel&_include=Observation:has-member", ["Observation/glucose"]),
    (
        "Observation?_id=glucose&_include=*",
        ["Encounter/e1", "Patient/anna"],
    ),
    (
        "Observation?_id=glucose&_include=Observation:patient"  # noqa: ISC004 - one address
        "&_include:iterate=Patient:general-practitioner",
        ["Patient/anna", "Practitioner/doc"],
    ),
    ("Patient?_id=anna&_include=Patient:general-practitioner", ["Practitioner/doc"]),
    (
        "Patient?_id=anna&_revinclude=Observation:patient&_revinclude=Encounter:patient",
        ["Encounter/e1", "Observation/glucose", "Observation/panel"],
    ),
    (
        "Patient?_id=anna&_revinclude=Observation:patient&_revinclude:iterate=Provenance:target",
        ["Observation/glucose", "Observation/panel", "Provenance/p1"],
    ),
    ("Observation?_id=glucose&_revinclude=Observation:has-member", ["Observation/panel"]),
    (
        "Observation?_id=glucose,panel&_include=Observation:has-member",
        [],
    ),
    ("Patient?_id=anna&_revinclude=Provenance:target", []),
)


@pytest.mark.parametrize(("asked", "names"), BESIDE)
def test_what_is_told_beside_the_found(
    found: dict[str, list[str]], asked: str, names: list[str]
) -> None:
    """What they refer to and what refers to them: nothing twice, nothing that is not there."""
    assert sorted(found[asked]) == names
