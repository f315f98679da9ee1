"""It is known at which parts of a resource its rules look, and found out where it is not."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from gateway.definitions import Definitions
from gateway.model import Heeds, Leaf, Validator
from gateway.validation import heeding, invariants
from gateway.validation.apart import rules
from gateway.validation.beyond import BEYOND
from gateway.validation.glances import right
from gateway.validation.primitives import PRIMITIVES

LU = "https://fhir.gateway.example/lu/StructureDefinition"
OWN, NATION = "https://example.org/patients", "urn:oid:1.3.182.4.4"

AROUND = {"%resource", "%rootResource", "%context"}
DATATYPES = (
    "Address", "Annotation", "CodeableConcept", "Coding", "ContactPoint", "HumanName",
    "Identifier", "Period", "Quantity", "Range", "Ratio", "Reference", "Timing",
)  # fmt: skip


@pytest.fixture
def heeds(validator: Validator) -> Heeds:
    """By what is shipped."""
    return validator.heeds


def patient(system: str) -> dict[str, Any]:
    """A patient of one number."""
    number = {"system": system, "value": "1987062912345"}
    return {
        "resourceType": "Patient",
        "id": "a",
        "identifier": [number],
        "birthDate": "1987-06-29",
    }


def test_rules_about_the_whole_look_at_some_elements(heeds: Heeds) -> None:
    """Which profile binds an Observation hangs on its category."""
    keys = ("status", "category", "code", "valueQuantity", "performer", "subject")

    assert heeds.whole("Observation", keys) == frozenset({"status", "category"})


def test_a_rule_that_looks_around_looks_everywhere(heeds: Heeds) -> None:
    """Components are compared with the whole."""
    keys = frozenset({"status", "code", "component", "performer"})

    assert heeds.whole("Observation", keys) == keys


@pytest.mark.parametrize("kind", ["Bundle", "ValueSet", "Questionnaire", "Library", "Quantity"])
def test_nothing_is_told_of_some_types(heeds: Heeds, kind: str) -> None:
    """Of what we ask ourselves, of definitions, of what is no resource."""
    assert heeds.whole(kind, ()) is None


@pytest.mark.parametrize(
    ("names", "type"),
    [
        (("code", "coding", "code"), "code"),
        (("code", "coding", "display"), "string"),
        (("method", "coding", "code"), "code"),
        (("code", "coding", "system"), ""),
        (("code", "text"), ""),
        (("interpretation", "coding", "code"), ""),
        (("category", "coding", "code"), ""),
        (("valueQuantity", "code"), ""),
        (("status",), ""),
    ],
)
def test_of_a_code_only_its_system_asks_more(
    heeds: Heeds, names: tuple[str, ...], type: str
) -> None:
    """Unless its element is bound to a value set."""
    assert heeds.named("Observation", names) == type


def test_only_a_system_that_is_not_at_hand_asks_nothing(heeds: Heeds) -> None:
    """An address of a value set, and what is no address, is a mistake in any place."""
    foreign = ["http://loinc.org", "https://example.org/analyses"]
    known = ["http://unitsofmeasure.org", "", "analyses", "http://hl7.org/fhir/ValueSet/languages"]

    assert [one for one in (*foreign, *known) if heeds.foreign(one)] == foreign


@pytest.mark.parametrize(
    ("names", "type"),
    [
        (("valueQuantity", "value"), "decimal"),
        (("referenceRange", "low", "value"), "decimal"),
        (("effectiveDateTime",), "dateTime"),
        (("encounter", "identifier", "value"), "string"),
        (("code", "text"), "string"),
        (("code", "coding", "display"), ""),
        (("valueQuantity", "code"), ""),
        (("effectivePeriod", "start"), ""),
        (("identifier", "system"), ""),
        (("status",), ""),
        (("value",), ""),
        (("subject", "reference"), ""),
    ],
)
def test_a_value_stands_by_itself_or_not(heeds: Heeds, names: tuple[str, ...], type: str) -> None:
    """The start of a Period is compared with its end; what a code is called, with its system."""
    assert heeds.open("Observation", names) == type


def test_a_number_is_looked_at_where_its_system_says_so(heeds: Heeds) -> None:
    """The digits of a matricule are checked; those of a hospital's own number are not."""
    leaf: list[Leaf] = [("identifier", 0, "value")]

    assert heeds.unseen(patient(OWN), [f"{LU}/lu-patient"], leaf)
    assert not heeds.unseen(patient(NATION), [f"{LU}/lu-patient"], leaf)


def test_a_name_may_be_asked_for_and_not_be_read(heeds: Heeds) -> None:
    """That there is a name is a rule; which, is none."""
    named = {**patient(OWN), "name": [{"family": "Muster"}]}

    assert heeds.unseen(named, [f"{LU}/lu-patient"], [("name", 0, "family"), ("id",)])


def test_what_stands_in_an_address_must_be_one(heeds: Heeds) -> None:
    """An identifier of the system of addresses."""
    assert not heeds.unseen(patient("urn:ietf:rfc:3986"), [], [("identifier", 0, "value")])


def test_a_value_that_is_not_there_is_not_unseen(heeds: Heeds) -> None:
    """Nothing is told of it."""
    assert not heeds.unseen(patient(OWN), [], [("name", 0, "family")])


def test_two_values_that_are_compared_are_seen(heeds: Heeds) -> None:
    """A rule about the whole resource compares them."""
    given = {"resourceType": "MedicationDispense", "status": "completed"}
    given |= {"whenPrepared": "2026-01-01", "whenHandedOver": "2026-01-02"}

    assert not heeds.unseen(given, [], [("whenPrepared",)])


def test_rules_of_datatypes_look_into_them_alone(national: Definitions) -> None:
    """So that what is right in one place is right in another; extensions are left out."""
    around = {
        (kind, rule.key)
        for kind in DATATYPES
        for element in national.structure(kind).elements  # type: ignore[union-attr]
        for rule in rules(element)
        if AROUND & {*invariants.WORD.findall(invariants.expression(rule))}
    }

    assert around == set()


def test_types_with_rules_of_our_own_are_told(national: Definitions) -> None:
    """A resource of which our code asks more than its definition is among those left out."""
    known = [national.structure(kind) for kind in BEYOND]

    assert {one.type for one in known if one and one.kind == "resource"} == heeding.NATIVE


@pytest.mark.parametrize("code", sorted(PRIMITIVES.keys() - {"xhtml"}))
def test_a_quick_test_passes_right_values_only(code: str) -> None:
    """Whatever it is asked of, again and again."""
    random = Random(code)  # noqa: S311 - the same for ever
    test = right(code)
    texts = ["2026-11-20T08:30:00+01:00", "2026-11-20", "08:30:00", "a", " ", "", "a b", "\u00a0"]
    drawn: list[Any] = [
        "".join(
            random.choice((one, random.choice("019:-TZ+.5 6"))) for one in random.choice(texts)
        )
        for _ in range(3_000)
    ]
    if code in ("decimal", "integer", "positiveInt", "unsignedInt"):
        drawn = [Decimal("1.5"), Decimal("NaN"), 0, -1, 1, 2**31, 2**31 - 1, True]
    elif code == "boolean":
        drawn = [True, False]

    assert all(PRIMITIVES[code].test(one) for one in drawn if test(one))
