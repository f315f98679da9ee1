"""Times in words, days that nobody can place and bare truths of KMEHR are told.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (momentType, itemType)
"""

from __future__ import annotations

import pytest

from gateway.model import Fate
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

WORDS = "<beginmoment><text L='nl'>sinds jaren</text></beginmoment>"
END = "<endmoment><text L='nl'>vorige winter</text></endmoment>"
FALSE_OR_TRUE = content("<boolean>{}</boolean>")


def regimen(*before: str) -> str:
    return f"<regimen>{''.join(before)}<quantity><decimal>1</decimal></quantity></regimen>"


@pytest.mark.parametrize(
    ("kind", "of"),
    [
        ("medication", "sumehr"),
        ("medication", "pharmaceuticalprescription"),
        ("medication", "productdelivery"),
        ("vaccine", "vaccination"),
        ("treatment", "note"),
        ("patientwill", "sumehr"),
        ("risk", "sumehr"),
        ("lab", "labresult"),
        ("habit", "note"),
        ("gmdmanager", "sumehr"),
        ("actionplan", "careplan"),
    ],
)
@pytest.mark.parametrize("more", ["", state("certainty", "excluded")])
def test_a_time_in_words_is_kept_of_every_kind(kind: str, of: str, more: str) -> None:
    held = content(DOCTOR) if kind == "gmdmanager" else about("x")
    said = converted(message(transaction(of, item(kind, held, WORDS, END, more))), ledger=True)

    assert not [trace.source for trace in said.ledger if trace.fate is Fate.UNMAPPED]
    found = str(list(resources(said)))
    assert "sinds jaren" in found
    assert "vorige winter" in found


@pytest.mark.parametrize("when", [WORDS, ""])
def test_a_vaccine_that_is_planned_some_day_is_planned(when: str) -> None:
    """Without its date the recommendation fell."""
    planned = item("vaccine", about("mazelen"), when, state("lifecycle", "planned"))
    [one] = resources(converted(message(transaction("vaccination", planned))))

    assert one["resourceType"] == "ImmunizationRecommendation"


@pytest.mark.parametrize(
    ("before", "path", "told"),
    [
        (f"<weekday>{cd('CD-WEEKDAY', 'maandag')}</weekday>", "additionalInstruction", "maandag"),
        ("<daytime><time>straks</time></daytime>", "additionalInstruction", "straks"),
        ("<daytime><time>8:00</time></daytime>", "timing", "08:00:00"),
        (
            (
                f"<daytime><dayperiod>{cd('CD-DAYPERIOD', 'morning')}</dayperiod>"
                f"<dayperiod>{cd('CD-DAYPERIOD', 'evening')}</dayperiod></daytime>"
            ),
            "timing",
            "['MORN', 'EVE']",
        ),
    ],
)
def test_a_take_keeps_its_day_and_time(before: str, path: str, told: str) -> None:
    """A dose without them would be one of each day."""
    body = message(transaction("sumehr", item("medication", about("A"), regimen(before))))
    [one] = resources(converted(body), "MedicationStatement")

    assert told in str(one["dosage"][0][path])


def test_a_dose_from_one_to_one_is_one() -> None:
    unit = f"<unit>{cd('CD-ADMINISTRATIONUNIT', '00005')}</unit>"
    dose = f"<posology><low>1</low><high>1</high>{unit}<takes><high>2</high></takes></posology>"
    body = message(transaction("sumehr", item("medication", about("A"), dose)))
    [one] = resources(converted(body), "MedicationStatement")

    assert at(one, "dosage.doseAndRate.doseQuantity.value") == ["1"]


def told(*items: str) -> str:
    """The narratives of a summary."""
    [page] = resources(converted(message(transaction("sumehr", *items))), "Composition")
    return " ".join(map(str, at(page, "section.text.div")))


@pytest.mark.parametrize(("truth", "status"), [("true", "active"), ("false", "rejected")])
def test_a_bare_truth_says_of_what(truth: str, status: str) -> None:
    wish = item("ntbr", FALSE_OR_TRUE.format(truth))
    [one] = resources(converted(message(transaction("sumehr", wish))), "Consent")

    assert f"not to be resuscitated: {truth}" in told(wish)
    assert one["status"] == status
    assert one["policyRule"].get("text") == ("not to be resuscitated" if truth == "true" else None)


def test_an_end_alone_does_not_read_as_a_beginning() -> None:
    assert "until 2010-01-01" in told(
        item("problem", about("x"), moment("endmoment", "2010-01-01"))
    )


def test_how_often_is_told_in_words() -> None:
    often = f"<frequency><periodicity>{cd('CD-PERIODICITY', 'DT')}</periodicity></frequency>"

    assert "every 2 days" in told(item("medication", about("A"), often))


@pytest.mark.parametrize("kind", ["problem", "allergy"])
def test_an_item_that_has_only_a_remark_is_told_by_it(kind: str) -> None:
    body = message(transaction("sumehr", item(kind, "<text L='nl'>noten</text>")))
    [one] = resources(converted(body))

    assert one["code"] == {"text": "noten"}


def test_nobody_answers_for_what_software_wrote() -> None:
    robot = f"<hcparty>{cd('CD-HCPARTY', 'application')}<name>VAULT</name></hcparty>"
    page = transaction("note", item("problem", about("x"))).replace(DOCTOR, robot)
    [found] = resources(converted(message(page)), "Composition")

    assert "attester" not in found


def test_a_file_of_which_nobody_says_the_kind_is_what_it_begins_like() -> None:
    file = '<lnk TYPE="multimedia">JVBERi0xLjQKJSVFT0YK</lnk>'
    [one] = resources(converted(message(transaction("note", file))), "DocumentReference")

    assert at(one, "content.attachment.contentType") == ["application/pdf"]


@pytest.mark.parametrize(
    ("state_", "status"),
    [("active", "active"), ("inactive", "cancelled"), ("retracted", "entered-in-error")],
)
def test_an_insurance_that_is_over_covers_nobody(state_: str, status: str) -> None:
    fund = (
        '<insurance><id S="ID-INSURANCE" SV="1.0">306</id><membership>1</membership></insurance>'
    )
    one = item("insurancystatus", content(fund), state("lifecycle", state_))
    [found] = resources(converted(message(transaction("sumehr", one))), "Coverage")

    assert found["status"] == status


def test_a_referral_tells_whom_it_asks_in_words_and_how_soon() -> None:
    urgent = f"<urgency>{cd('CD-URGENCY', 'asap')}</urgency>"
    asked = item("requestedrecipient", about("Dr. Cardio"), urgent)
    said = converted(message(transaction("referral", asked)), ledger=True)
    [one] = resources(said, "ServiceRequest")

    assert at(one, "performer.display") == ["Dr. Cardio"]
    assert one["priority"] == "asap"
    assert not [trace.source for trace in said.ledger if trace.fate is Fate.UNMAPPED]


def test_an_hour_that_there_is_not_takes_no_day_away() -> None:
    begin = "<beginmoment><date>2015-03-02</date><time>25:00:00</time></beginmoment>"
    said = converted(message(transaction("note", item("problem", about("x"), begin))))
    [one] = resources(said, "Condition")

    assert one["onsetDateTime"] == "2015-03-02"
    assert "value-invalid-datetime" in [issue.rule for issue in said.issues]


def test_a_file_of_an_item_names_what_was_made_of_it() -> None:
    """A scan of a declaration belongs to that will."""
    file = '<lnk TYPE="multimedia" MEDIATYPE="application/pdf">JVBERi0xLjQKJSVFT0YK</lnk>'
    wish = item("patientwill", content(cd("CD-PATIENTWILL", "euthanasiarequest")), file)
    said = converted(message(transaction("sumehr", wish, file)))
    [consent] = resources(said, "Consent")
    files = resources(said, "DocumentReference")

    related = [at(one, "context.related.reference") for one in files]
    assert sorted(related) == [[], [f"Consent/{consent['id']}"]]
