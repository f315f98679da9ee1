"""What a search finds: by other resources, by several parts of one element, in which order.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.disclosure import following, including
from gateway.disclosure.following import Within
from gateway.fhirjson import decode
from gateway.model import Rejected, Resource
from gateway.search.library import Library
from tests.pace import within as in_time
from tests.search.search_house import answer, beside, body, refer, told

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">Kein <b>Fieber</b>, keine Übelkeit</div>'


def pressure(high: str, low: str) -> list[Any]:
    return [
        {
            "code": {"coding": [{"system": LOINC, "code": code}]},
            "valueQuantity": {"value": decode(value.encode()), "unit": "mm[Hg]"},
        }
        for code, value in (("8480-6", high), ("8462-4", low))
    ]


def record() -> list[Resource]:
    """Two patients, who treats them, where, and what was found."""
    number = {"type": {"coding": [{"system": "urn:t", "code": "MR"}], "text": "Hospital number"}}
    return [
        body(
            "Patient/anna",
            name=[{"family": "Müller", "given": ["Anna"]}],
            birthDate="1987-04-23",
            generalPractitioner=[refer("Practitioner/doc")],
            identifier=[{"system": "urn:s", "value": "1", **number}],
        ),
        body(
            "Patient/berta",
            name=[{"family": "Weber"}],
            birthDate="1955",
            managingOrganization=refer("Organization/ward"),
            link=[{"other": refer("Patient/anna"), "type": "seealso"}],
        ),
        body("Practitioner/doc", name=[{"family": "Klein", "text": "Dr. Eva Klein"}]),
        body("Organization/clinic", name="Clinique du Nord"),
        body("Organization/ward", name="Station 3", partOf=refer("Organization/clinic")),
        body("Organization/bed", name="Bett 1", partOf=refer("Organization/ward")),
        body("Organization/loop", name="Kreis", partOf=refer("Organization/loop")),
        body(
            "Encounter/e1",
            status="finished",
            subject=refer("Patient/anna"),
            serviceProvider=refer("Organization/ward"),
            period={"start": "2026-01-01", "end": "2026-01-04"},
        ),
        body(
            "Observation/glucose",
            status="final",
            code={"text": "Glucose im Blut", "coding": [{"system": LOINC, "code": "2345-7"}]},
            subject=refer("Patient/anna"),
            encounter=refer("Encounter/e1"),
            effectiveDateTime="2026-01-02",
            valueQuantity={"value": 5, "unit": "mmol/L", "system": UCUM, "code": "mmol/L"},
            text={"status": "generated", "div": DIV},
        ),
        body(
            "Observation/pressure",
            status="final",
            code={"coding": [{"system": LOINC, "code": "85354-9", "display": "Blood pressure"}]},
            subject=refer("Patient/berta"),
            component=pressure("150", "90"),
            effectiveDateTime="2026-01-03",
        ),
        body(
            "Observation/panel",
            status="final",
            code={"text": "panel"},
            subject=refer("Patient/anna"),
            hasMember=[refer("Observation/glucose"), refer("Observation/gone")],
            note=[{"text": "Nüchtern abgenommen"}],
        ),
        body(
            "Provenance/p1", recorded="2026-01-02T08:00:00Z", target=[refer("Observation/glucose")]
        ),
        body(
            "List/l1",
            status="current",
            mode="working",
            entry=[{"item": refer("Observation/panel")}],
        ),
        body("Location/l1", name="A", position={"latitude": 49.61, "longitude": 6.13}),
        body(
            "RelatedPerson/r1",
            patient=refer("Patient/anna"),
            relationship=[{"coding": [{"system": ROLES, "code": "MTH"}]}],
        ),
        body("Questionnaire/q", url="http://a.example/q", version="2.1", status="active"),
        body(
            "QuestionnaireResponse/qr", questionnaire="http://a.example/q|2.1", status="completed"
        ),
    ]


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


def crowd(most: int) -> list[Resource]:
    """Many observations of one patient, of which one is like no other."""
    many = [
        body(f"Observation/o{n}", code={"text": "x"}, subject=refer("Patient/p"), status="final")
        for n in range(most)
    ]
    return [body("Patient/p", active=True), *many]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("Observation?status=amended", "status is not indexed, and more than"),
        ("Observation?status=amended&code:text=x", "status, code is not indexed"),
        ("Observation?_text=x", "_text cannot be indexed, and more than"),
        ("Observation?_sort=date", "date is not indexed, and more than"),
        ("Patient?_has:Observation:patient:status=amended", "status is not indexed"),
    ],
)
def test_what_is_too_costly_is_refused_by_name(tmp_path: Path, asked: str, says: str) -> None:
    """And it is said how it would become cheap."""

    async def story(within: Within) -> str:
        type_, _, rest = asked.partition("?")
        with pytest.raises(Rejected) as caught:
            await answer(within, type_, rest)
        (issue,) = caught.value.issues
        assert issue.code == "too-costly"
        return issue.text

    text = told(tmp_path, crowd(5_100), story, rich=False)
    assert text.startswith(says)
    assert ("gateway reindex --add Observation." in text) is ("cannot" not in text)


def test_what_was_kept_when_is_never_too_costly(tmp_path: Path) -> None:
    """Every store knows it, without index rows."""

    async def story(within: Within) -> tuple[int, ...]:
        asked = ("_lastUpdated=lt2026", "_lastUpdated=ge2026&_count=500", "_sort=-_lastUpdated")
        return tuple([len(await answer(within, "Observation", one)) for one in asked])

    assert told(tmp_path, crowd(5_100), story, rich=False) == (0, 5_100, 5_100)


def test_what_would_lead_to_too_many_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An inner search and what is included are bounded too."""
    monkeypatch.setattr(following, "MOST", 20)
    monkeypatch.setattr(including, "MOST", 20)

    async def story(within: Within) -> list[str]:
        said = []
        for type_, asked in (
            ("Patient", "_has:Observation:patient:status=final"),
            ("Provenance", "target:Observation.status=final"),
            ("Patient", "_id=p&_revinclude=Observation:patient"),
        ):
            with pytest.raises(Rejected) as caught:
                await beside(within, type_, asked)
            said.append(caught.value.issues[0].text)
        return said

    assert told(tmp_path, crowd(40), story) == [
        "_has:Observation:patient:status is met by more than 20 resources: too many to follow.",
        "target.status is met by more than 20 resources: too many to follow.",
        "_revinclude would tell of more than 20 resources.",
    ]


def test_a_regular_expression_is_a_text(tmp_path: Path) -> None:
    """Nobody's text is run; long texts are looked at in time."""
    bodies = [body("Patient/a", name=[{"family": "(a+)+$" * 2_000}])]

    async def story(within: Within) -> list[list[str]]:
        with in_time(2):
            return [
                await answer(within, "Patient", [("family:contains", "(a+)+b")]),
                await answer(within, "Patient", [("family:exact", "(a+)+$" * 2_000)]),
                await answer(within, "Patient", [("_content", "a " * 20_000)]),
            ]

    assert told(tmp_path, bodies, story) == [[], ["a"], ["a"]]


def test_the_library_keeps_what_it_compiled(tmp_path: Path) -> None:
    """A parameter is compiled once."""

    async def story(within: Within) -> tuple[Any, Any]:
        known: Library = within.library
        return known.param("Patient", "name"), known.param("Patient", "name")

    first, second = told(tmp_path, [], story)
    assert first is second
