"""Every value of KMEHR's tables is kept where it is said, and means what it should.

https://www.ehealth.fgov.be/standards/kmehr/en/tables
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from gateway.model import Fate, Status
from tests.kmehr import (
    DOCTOR,
    PATIENT,
    about,
    at,
    cd,
    content,
    converted,
    item,
    message,
    resources,
    state,
    transaction,
)
from tests.mapping.kmehr_tables import TABLES
from tests.suites import kmehr_xsd

MEDICINE = content("<medicinalproduct><intendedname>Invented</intendedname></medicinalproduct>")
ONE = (
    f"<quantity><decimal>1</decimal><unit>{cd('CD-ADMINISTRATIONUNIT', '00005')}</unit></quantity>"
)
PERSON = (
    '<person><id S="LOCAL" SL="practice" SV="1.0">1</id><firstname>Guy</firstname>'
    f"<familyname>Exemple</familyname><sex>{cd('CD-SEX', 'male')}</sex></person>"
)


def note(*parts: str) -> bytes:
    return message(transaction("note", *parts))


def of_problem(name: str) -> Callable[[str, str], bytes]:
    return lambda table, value: note(
        item("problem", about("x"), f"<{name}>{cd(table, value)}</{name}>")
    )


def of_content(kind: str) -> Callable[[str, str], bytes]:
    return lambda table, value: note(item(kind, content(cd(table, value))))


def of_medicine(inner: str) -> Callable[[str, str], bytes]:
    return lambda table, value: note(
        item("medication", MEDICINE, inner.replace("$", cd(table, value)))
    )


def of_patient(inner: str) -> Callable[[str, str], bytes]:
    def made(table: str, value: str) -> bytes:
        told = inner.replace("$", cd(table, value))
        patient = PATIENT.replace("<usuallanguage>", f"{told}<usuallanguage>")
        return message(transaction("note", item("problem", about("x"))), patient=patient)

    return made


def of_tumour(table: str, value: str) -> bytes:
    kind = cd("CD-ITEM-BVT", "sample")
    number = '<id S="ID-KMEHR" SV="1.0">1</id>'
    sample = f"<item>{number}{kind}{content(cd(table, value))}</item>"
    return message(transaction("bvt-sample", sample))


def of_party(table: str, value: str) -> bytes:
    number = '<id S="LOCAL" SL="practice" SV="1.0">77</id>'
    party = f"<hcparty>{number}{cd(table, value)}<name>Invented</name></hcparty>"
    if value == "application":  # software writes; nobody contacts it
        body = note(item("problem", about("x")))
        return body.replace(f"<author>{DOCTOR}".encode(), f"<author>{party}".encode())
    return note(item("contacthcparty", content(party)))


def of_unit(table: str, value: str) -> bytes:
    unit = f"<unit>{cd(table, value)}</unit>"
    measured = content(f"<decimal>5</decimal>{unit}")
    return note(item("parameter", cd("CD-PARAMETER", "gpa"), measured))


def of_link(_table: str, value: str) -> bytes:
    return note(item("problem", about("x"), f'<lnk TYPE="{value}" URL="https://a.example/1"/>'))


def of_incapacity(name: str) -> Callable[[str, str], bytes]:
    def made(table: str, value: str) -> bytes:
        told = cd(table, value)
        if name:
            told = f"{cd('CD-INCAPACITY', 'work')}<{name}>{told}</{name}>"
        return note(item("incapacity", content(f"<incapacity>{told}</incapacity>")))

    return made


def of_mixture(table: str, value: str) -> bytes:
    substance = "<substance><substancename>acid</substancename></substance>"
    amount = f"<quantity><decimal>2</decimal><unit>{cd('CD-UNIT', 'gm')}</unit></quantity>"
    prefix = f"<quantityprefix>{cd(table, value)}</quantityprefix>"
    compound = f"<compound>{substance}{prefix}{amount}</compound>"
    mixture = f"<compoundprescription>{compound}</compoundprescription>"
    return note(item("medication", content(mixture)))


PLACES: Mapping[str, Callable[[str, str], bytes]] = {
    "CD-ADDRESS": of_patient("<address>$<city>Arlon</city></address>"),
    "CD-ADMINISTRATIONUNIT": of_medicine(
        "<regimen><quantity><decimal>1</decimal><unit>$</unit></quantity></regimen>"
    ),
    **{table: of_tumour for table in TABLES if table.startswith("CD-BVT-")},
    "CD-CERTAINTY": of_problem("certainty"),
    "CD-CONTACT-PERSON": lambda table, value: note(
        item("contactperson", cd(table, value), content(PERSON))
    ),
    "CD-DAYPERIOD": of_medicine(
        f"<regimen><daytime><dayperiod>$</dayperiod></daytime>{ONE}</regimen>"
    ),
    "CD-ENCOUNTER": of_content("encountertype"),
    "CD-HCPARTY": of_party,
    "CD-INCAPACITY": of_incapacity(""),
    "CD-INCAPACITYREASON": of_incapacity("incapacityreason"),
    "CD-LIFECYCLE": of_problem("lifecycle"),
    "CD-LNK": of_link,
    "CD-PATIENTWILL": of_content("patientwill"),
    "CD-PATIENTWILL-RES": of_content("patientwill"),
    "CD-QUANTITYPREFIX": of_mixture,
    "CD-SEVERITY": of_problem("severity"),
    "CD-SEX": lambda table, value: message(
        transaction("note", item("problem", about("x"))),
        patient=PATIENT.replace('<cd S="CD-SEX" SV="1.0">female</cd>', cd(table, value)),
    ),
    "CD-SITE": of_problem("site"),
    "CD-TELECOM": of_patient(
        f"<telecom>{cd('CD-ADDRESS', 'home')}$<telecomnumber>1</telecomnumber></telecom>"
    ),
    "CD-TEMPORALITY": of_problem("temporality"),
    "CD-TIMEUNIT": of_medicine(
        f"<regimen>{ONE}</regimen><duration><decimal>3</decimal><unit>$</unit></duration>"
    ),
    "CD-UNIT": of_unit,
    "CD-URGENCY": of_problem("urgency"),
    "CD-VACCINEINDICATION": of_content("vaccine"),
    "CD-WEEKDAY": of_medicine(f"<regimen><weekday>$</weekday>{ONE}</regimen>"),
}
"""Table -> a message that says a value of it where the standard does."""

MEANT: Mapping[str, Mapping[str, str]] = {
    "CD-ADDRESS": {"vacation": "temp", "careaddress": "temp", "other": "Arlon"},
    "CD-ADMINISTRATIONUNIT": {
        "00001": "5.mL", "00002": "732978007", "00003": "413568008", "00004": "428641000",
        "00005": "336624003", "00006": "408102007", "00007": "[drp]", "00016": "mL",
        "00020": "419702001", "00023": "415215001", "00026": "430293001",
        "dropsperminute": "[drp]/min", "gm": "g", "internationalunits": "[IU]",
        "iu": "[IU]", "liter": "L", "mck/h": "ug/h", "mck/kg/minute": "ug/kg/min",
        "micrograms": "ug", "mg/ml": "mg/mL", "miu": "10*6.[IU]", "ml/h": "mL/h",
        "tsp": "[tsp_m]", "unt/h": "[IU]/h",
    },
    "CD-DAYPERIOD": {
        "afterbreakfast": "PCM", "afterdinner": "PCV", "afterlunch": "PCD", "aftermeal": "PC",
        "afternoon": "AFT", "beforebreakfast": "ACM", "beforedinner": "ACV",
        "beforelunch": "ACD", "betweenbreakfastandlunch": "MORN.late",
        "betweendinnerandsleep": "EVE.late", "betweenlunchanddinner": "AFT",
        "duringbreakfast": "CM", "duringdinner": "CV", "duringlunch": "CD", "evening": "EVE",
        "morning": "MORN", "night": "NIGHT", "thehourofsleep": "HS",
    },
    "CD-HCPARTY": {"patient": "Zoe"},
    "CD-SEX": {"changed": "other", "undefined": "unknown"},
    "CD-TELECOM": {"carenet": "other"},
    "CD-TIMEUNIT": {"hr": "h", "ms": "0.003", "us": "0.000003", "ns": "3E-9"},
    "CD-WEEKDAY": {
        f"{day}day": day[:3] for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
    },
}  # fmt: skip
"""What is said instead of a value, where FHIR has a word of its own."""

VALUES = [(table, value) for table, values in TABLES.items() for value in values.split()]


def leaves(node: Any) -> Iterator[str]:
    """All that typed elements say; no narrative."""
    if isinstance(node, dict):
        for key, one in node.items():
            if key not in ("div", "reference", "url"):
                yield from leaves(one)
    elif isinstance(node, list):
        for one in node:
            yield from leaves(one)
    else:
        yield str(node)


@pytest.mark.parametrize(("table", "value"), VALUES)
def test_each_value_is_kept_with_its_meaning(table: str, value: str) -> None:
    made = converted(PLACES[table](table, value), ledger=True)

    assert made.status is Status.ACCEPTED
    meant = MEANT.get(table, {}).get(value, value)
    said = {word for one in leaves(made.bundle) for word in (one, *one.split())}
    assert meant in said
    assert not [row.source for row in made.ledger if row.fate is Fate.UNMAPPED]


@pytest.mark.skipif(not kmehr_xsd.XSD.is_file(), reason="the standard's schema is not here")
@pytest.mark.parametrize("table", TABLES)
def test_no_value_of_a_table_lacks(table: str) -> None:
    assert set(TABLES[table].split()) == kmehr_xsd.values(table)


@pytest.mark.parametrize(
    "value", sorted({*TABLES["CD-HCPARTY"].split()} - {"application", "patient"})
)
def test_each_party_is_what_its_code_says(value: str) -> None:
    made = converted(of_party("CD-HCPARTY", value))

    [team] = resources(made, "CareTeam")
    kinds = [one.split("/")[0] for one in at(team, "participant.member.reference")]
    if value.startswith("pers"):
        assert kinds == ["PractitionerRole"]
    else:
        assert kinds == ["Organization"]


GONE = (
    "aborted",
    "cancelled",
    "completed",
    "inactive",
    "stopped",
    "excluded",
    "notpresent",
    "retracted",
    "refused",
)


@pytest.mark.parametrize("value", TABLES["CD-LIFECYCLE"].split())
@pytest.mark.parametrize(
    ("kind", "inner", "type"),
    [
        ("medication", MEDICINE, "MedicationStatement"),
        ("vaccine", content(cd("CD-VACCINEINDICATION", "tetanus")), ""),
        ("treatment", about("x"), "Procedure"),
        ("risk", about("x"), "Flag"),
        ("careplansubscription", about("x"), "CarePlan"),
        ("gmdmanager", content(DOCTOR), "CareTeam"),
        ("patientwill", content(cd("CD-PATIENTWILL", "ntbr")), "Consent"),
    ],
)
def test_what_is_over_or_denied_is_never_said_to_stand(
    kind: str, inner: str, type: str, value: str
) -> None:
    made = converted(note(item(kind, inner, state("lifecycle", value))), ledger=True)

    assert made.status is Status.ACCEPTED
    assert value in set(leaves(made.bundle))
    standing = {"active"} if value in GONE else set()
    if (kind, value) == ("patientwill", "completed"):
        standing = set()  # a will that is written down whole holds
    if value in ("excluded", "notpresent", "refused", "planned", "cancelled", "retracted"):
        standing |= {"completed", "in-progress"}
    for one in resources(made, type):
        assert one.get("status") not in standing
