"""Whatever state KMEHR gives an item, what comes of it is valid and nothing is left out.

https://www.ehealth.fgov.be/standards/kmehr/en/tables (CD-LIFECYCLE, CD-CERTAINTY)
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest

from gateway.model import Status
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
from tests.mapping.test_kmehr_coverage import listed

DRUG = content(
    '<medicinalproduct><intendedcd S="CD-DRUG-CNK" SV="1.0">0000001</intendedcd>'
    "<intendedname>Invented 100 mg</intendedname></medicinalproduct>"
)
HOLDS: Mapping[str, str] = {
    "problem": about("asthma"),
    "diagnosis": content(cd("ICD", "J45.9")),
    "adr": content(cd("CD-ATC", "J01CA04")),
    "allergy": DRUG,
    "risk": about("falls"),
    "familyrisk": about("asthma"),
    "medication": DRUG,
    "vaccine": content(cd("CD-VACCINEINDICATION", "measles")),
    "treatment": about("appendectomy"),
    "patientwill": content(cd("CD-PATIENTWILL", "ntbr")),
    "gmdmanager": content(DOCTOR),
    "healthcareapproach": about("physiotherapy"),
    "habit": about("smoking"),
    "lab": cd("CD-LAB", "sodium") + content("<decimal>140</decimal>"),
}
NEGATED = {
    ("Condition", "verificationStatus.coding.code"): "refuted",
    ("AllergyIntolerance", "verificationStatus.coding.code"): "refuted",
    ("MedicationStatement", "status"): "not-taken",
    ("Immunization", "status"): "not-done",
    ("Procedure", "status"): "not-done",
    ("Flag", "status"): "inactive",
    ("Consent", "status"): "rejected",
}
DATES = ("", moment("beginmoment", "2020-01-02"), moment("endmoment", "2021-01-02"))
LIFECYCLES = ["", *listed("CD-LIFECYCLE-statement")]
CERTAINTIES = ["", *listed("CD-CERTAINTY-verification")]


def body(lifecycle: str, certainty: str, kind: str = "note") -> bytes:
    """A message with each kind of item in that state: undated, begun, and ended."""
    said = [state("lifecycle", lifecycle)] if lifecycle else []
    said += [state("certainty", certainty)] if certainty else []
    dated = enumerate(product(HOLDS.items(), range(len(DATES))), 1)
    items = [
        item(kind, inner, *DATES[1 : until + 1], *said, number=number)
        for number, ((kind, inner), until) in dated
    ]
    return message(transaction(kind, *items))


@pytest.mark.parametrize("lifecycle", LIFECYCLES)
def test_no_state_makes_an_entry_that_is_left_out(lifecycle: str) -> None:
    conversion = converted(body(lifecycle, ""), ledger=True)

    assert conversion.status is Status.ACCEPTED
    assert not [one.text for one in conversion.issues if one.severity in ("error", "fatal")]
    assert len(resources(conversion)) == len(HOLDS) * len(DATES)
    assert not [one.source for one in conversion.ledger if one.fate == "unmapped"]


@pytest.mark.parametrize("certainty", CERTAINTIES)
def test_no_certainty_makes_one_either(certainty: str) -> None:
    conversion = converted(body("active", certainty))

    assert conversion.status is Status.ACCEPTED
    assert len(resources(conversion)) == len(HOLDS) * len(DATES)


@pytest.mark.parametrize(
    ("lifecycle", "certainty"), [("excluded", ""), ("notpresent", ""), ("active", "excluded")]
)
def test_what_is_negated_is_never_said_as_if_it_were_so(lifecycle: str, certainty: str) -> None:
    conversion = converted(body(lifecycle, certainty))

    for (type, path), word in NEGATED.items():
        found = resources(conversion, type)
        assert found
        assert {tuple(at(one, path)) for one in found} == {(word,)}
    for one in resources(conversion, "Observation"):
        if "140" not in at(one, "valueQuantity.value"):
            assert "410516002" in at(one, "valueCodeableConcept.coding.code")
