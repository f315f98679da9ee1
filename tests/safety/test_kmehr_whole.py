"""What KMEHR says beside the usual is neither lost nor taken for something else.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema
"""

from __future__ import annotations

import pytest

from gateway.model import Fate, Status
from tests.kmehr import (
    DOCTOR,
    about,
    at,
    cd,
    content,
    converted,
    item,
    message,
    moment,
    resources,
    state,
    transaction,
)

GRAMS = f"<unit>{cd('CD-UNIT', 'gm')}</unit>"


def measured(number: str, unit: str = "mg/dl", *more: str) -> str:
    return content(f"<decimal>{number}</decimal><unit>{cd('CD-UNIT', unit)}</unit>", *more)


def result(code: str, *parts: str, number: int = 1) -> str:
    return item("lab", cd("CD-LAB", code), *parts, number=number)


def party(kind: str, name: str) -> str:
    return f"<hcparty>{cd('CD-HCPARTY', kind)}<name>{name}</name></hcparty>"


def test_two_reports_of_one_number_are_two_reports() -> None:
    body = message(
        transaction("labresult", result("sodium", measured("141"))),
        transaction("labresult", result("urea", measured("40"))),
    )

    made = converted(body)

    reports = resources(made, "DiagnosticReport")
    assert [len(one["result"]) for one in reports] == [1, 1]
    assert reports[0]["result"] != reports[1]["result"]
    told = [at(one, "extension.valueReference.reference") for one in reports]
    assert told[0] != told[1]


def test_two_parties_of_one_number_are_both_there() -> None:
    items = [item("contacthcparty", content(party("orgpharmacy", name))) for name in ("A", "B")]

    made = converted(message(transaction("sumehr", *items)))

    teams = resources(made, "CareTeam")
    assert len({at(one, "participant.member.reference")[0] for one in teams}) == 2


def test_the_same_item_twice_is_one() -> None:
    same = item("contacthcparty", content(party("orgpharmacy", "A")))

    made = converted(message(transaction("sumehr", same, same)))

    assert len(resources(made, "CareTeam")) == 1


def test_what_could_not_be_measured_has_no_value_and_says_why() -> None:
    wrong = "<description L='fr'>tube insuffisant</description><url>https://labo.example/e</url>"
    failed = result("calcium", content(f"<error>{cd('CD-ERROR', 'E12')}{wrong}</error>"))

    made = converted(message(transaction("labresult", failed)))

    assert made.status is Status.ACCEPTED
    [one] = resources(made, "Observation")
    assert at(one, "dataAbsentReason.coding.code") == ["E12", "error"]
    assert one["dataAbsentReason"]["text"] == "tube insuffisant"
    assert at(one, "note.text") == ["https://labo.example/e"]
    assert not [key for key in one if key.startswith("value")]


def test_an_error_beside_a_value_leaves_the_value() -> None:
    failed = content(f"<error>{cd('CD-ERROR', 'E12')}<description>hémolyse</description></error>")

    made = converted(message(transaction("labresult", result("k", measured("4"), failed))))

    [one] = resources(made, "Observation")
    assert at(one, "valueQuantity.value") == ["4"]
    assert at(one, "component.valueString") == ["hémolyse"]


def test_a_result_is_of_when_its_specimen_was_taken() -> None:
    taken = item(
        "specimendatetime", content("<date>2026-03-01</date><time>07:00:00</time>"), number=2
    )
    later = result(
        "k", measured("4"), "<beginmoment><date>2026-02-28</date></beginmoment>", number=3
    )

    made = converted(
        message(transaction("labresult", result("na", measured("141")), taken, later))
    )

    [report] = resources(made, "DiagnosticReport")
    times = {
        at(one, "code.coding.code")[0]: one["effectiveDateTime"]
        for one in resources(made, "Observation")
    }
    assert report["effectiveDateTime"] == times["na"] == "2026-03-01T07:00:00+01:00"
    assert report["issued"] == "2026-03-02T08:15:00+01:00"
    assert times["k"] == "2026-02-28"


@pytest.mark.parametrize(
    "parts", [(state("lifecycle", "planned"),), (state("certainty", "excluded"),)]
)
def test_a_specimen_that_was_not_taken_tells_no_time(parts: tuple[str, ...]) -> None:
    taken = item("specimendatetime", content("<date>2026-03-09</date>"), *parts, number=2)

    made = converted(message(transaction("labresult", result("na", measured("141")), taken)))

    [report] = resources(made, "DiagnosticReport")
    assert report["effectiveDateTime"] == "2026-03-02T08:15:00+01:00"


def test_a_whole_number_has_its_unit() -> None:
    weight = item(
        "parameter",
        cd("CD-PARAMETER", "weight"),
        content(f"<unsignedInt>3420</unsignedInt>{GRAMS}"),
    )

    [one] = resources(converted(message(transaction("note", weight))), "Observation")

    assert at(one, "valueQuantity.value") == ["3420"]
    assert at(one, "valueQuantity.code") == ["g"]


def test_a_second_number_of_an_item_is_told() -> None:
    made = converted(message(transaction("labresult", result("x", measured("5"), measured("6")))))

    [one] = resources(made, "Observation")
    assert at(one, "valueQuantity.value") == ["5"]
    assert at(one, "note.text") == ["Further: 6 mg/dl"]


def test_values_of_other_kinds_beside_a_number_are_told() -> None:
    others = (content("<boolean>true</boolean>"), content("<date>2026-01-01</date>"))

    made = converted(message(transaction("labresult", result("x", measured("5"), *others))))

    [one] = resources(made, "Observation")
    assert at(one, "valueQuantity.value") == ["5"]
    assert at(one, "note.text") == ["Further: true; 2026-01-01"]


def test_what_is_usual_for_some_is_in_the_unit_of_the_result() -> None:
    usual = "<refvalue><minref><decimal>12</decimal></minref><context>female</context></refvalue>"
    scope = f"<refscope>{cd('CD-REFSCOPE', 'sex')}{usual}</refscope>"

    made = converted(
        message(transaction("labresult", result("hb", measured("13", "g/dl", scope))))
    )

    [one] = resources(made, "Observation")
    assert at(one, "referenceRange.low.code") == ["g/dL"]
    assert at(one, "referenceRange.text") == ["female"]


@pytest.mark.parametrize("kind", ["persdietician", "perspharmacyassistant", "persoptician"])
def test_a_person_known_by_name_alone_is_no_organisation(kind: str) -> None:
    made = converted(
        message(transaction("sumehr", item("contacthcparty", content(party(kind, "A L")))))
    )

    assert not resources(made, "Organization")
    assert "A L" in at(resources(made, "Practitioner"), "name.text")


def test_a_firm_to_contact_is_in_the_team_and_measures_nothing() -> None:
    firm = item(
        "contactperson",
        cd("CD-INVOLVED-PARTY", "employer"),
        content(party("orgpractice", "Boulangerie")),
    )

    made = converted(message(transaction("notification", firm)))

    assert not resources(made, "Observation")
    [team] = resources(made, "CareTeam")
    assert "employer" in at(team, "category.coding.code")


@pytest.mark.parametrize("lifecycle", ["refused", "excluded", "notpresent"])
def test_a_will_that_is_denied_does_not_say_what_it_would_mean(lifecycle: str) -> None:
    wish = content(cd("CD-PATIENTWILL", "organdonationconsent"))

    made = converted(
        message(transaction("sumehr", item("patientwill", wish, state("lifecycle", lifecycle))))
    )

    [consent] = resources(made, "Consent")
    [page] = resources(made, "Composition")
    assert not at(consent, "provision.type")
    assert not at(consent, "policyRule.text")
    assert "agrees" not in "".join(at(page, "section.text.div"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Pas d\u2019allergie connue.", "716186003"),
        ("Geen gekende allergieën", "716186003"),
        ("Aucune allergie médicamenteuse connue", "409137002"),
    ],
)
def test_no_known_allergy_in_words_is_no_known_allergy(words: str, code: str) -> None:
    made = converted(message(transaction("sumehr", item("allergy", about(words)))))

    [one] = resources(made, "AllergyIntolerance")
    assert at(one, "code.coding.code") == [code]
    assert one["code"]["text"] == words


@pytest.mark.parametrize("words", ["Pas d'allergie au lait", "Allergie connue", "latex"])
def test_other_words_of_an_allergy_are_only_words(words: str) -> None:
    made = converted(message(transaction("sumehr", item("allergy", about(words)))))

    [one] = resources(made, "AllergyIntolerance")
    assert one["code"] == {"text": words}


def test_how_and_where_a_medicine_is_given_is_told_in_words_too() -> None:
    name = content("<medicinalproduct><intendedname>Frotinvent</intendedname></medicinalproduct>")
    given = f"<route>{cd('CD-DRUG-ROUTE', '00068')}</route>"
    where = f"<site>{cd('CD-SITE', 'LA')}</site><site><text L='fr'>genou gauche</text></site>"

    made = converted(message(transaction("sumehr", item("medication", name, where, given))))

    [one] = resources(made, "MedicationStatement")
    assert at(one, "dosage.route.coding.code") == ["00068", "34206005"]
    assert at(one, "dosage.site.coding.code") == ["LA"]
    assert at(one, "dosage.site.text") == ["genou gauche"]


def test_how_long_a_medicine_may_be_renewed_is_kept() -> None:
    name = content("<medicinalproduct><intendedname>Suspinvent</intendedname></medicinalproduct>")
    lasts = f"<duration><decimal>3</decimal><unit>{cd('CD-TIMEUNIT', 'mo')}</unit></duration>"
    renewal = f"<renewal><decimal>2</decimal>{lasts}</renewal>"

    made = converted(
        message(transaction("sumehr", item("medication", name, renewal))), ledger=True
    )

    [one] = resources(made, "MedicationStatement")
    assert at(one, "note.text") == ["Renewal: 3 mo"]
    assert not [row.source for row in made.ledger if row.fate is Fate.UNMAPPED]


def test_the_code_of_a_substance_in_a_mixture_is_kept() -> None:
    name = "<substancename>acide</substancename>"
    acid = f"<substance>{cd('CD-SUBSTANCE-CNK', '1111111')}{name}</substance>"
    mixture = f"<compoundprescription L='fr'><compound>{acid}</compound></compoundprescription>"

    made = converted(message(transaction("sumehr", item("medication", content(mixture)))))

    [one] = resources(made, "Medication")
    assert at(one, "ingredient.itemCodeableConcept.coding.code") == ["1111111"]


def test_what_is_excluded_keeps_of_which_kind_it_is() -> None:
    kind = cd("CD-ITEM-EBIRTH", "congenitalmalformation")
    found = content(cd("CD-EBIRTH-CONGENITALMALFORMATION", "trisomie21"))
    number = '<id S="ID-KMEHR" SV="1.0">1</id>'
    absent = f"<item>{number}{kind}{found}{state('certainty', 'excluded')}</item>"

    made = converted(message(transaction("ebirth-baby-medicalform", absent)), ledger=True)

    [one] = resources(made, "Observation")
    assert at(one, "category.coding.code") == ["congenitalmalformation"]
    assert at(one, "valueCodeableConcept.coding.code") == ["410516002"]
    assert not [row.source for row in made.ledger if row.fate is Fate.UNMAPPED]


def test_what_is_told_of_a_work_incapacity_is_all_in_its_words() -> None:
    of = "".join(cd("CD-INCAPACITY", one) for one in ("work", "sport"))

    made = converted(
        message(
            transaction(
                "notification",
                item(
                    "incapacity",
                    content(f"<incapacity>{of}</incapacity>"),
                    moment("beginmoment", "2026-02-01"),
                ),
            )
        )
    )

    [page] = resources(made, "Composition")
    assert "work, sport" in "".join(at(page, "section.text.div"))


def test_a_doctor_in_an_address_of_a_municipality_alone_keeps_it() -> None:
    home = f"<address>{cd('CD-ADDRESS', 'work')}<nis>81001</nis></address>"
    author = DOCTOR.replace("</hcparty>", f"{home}</hcparty>")

    made = converted(
        message(transaction("note", about("x"))).replace(DOCTOR.encode(), author.encode(), 1)
    )

    assert "NIS 81001" in at(resources(made, "Practitioner"), "address.text")
