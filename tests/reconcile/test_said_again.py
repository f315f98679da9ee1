"""What says again what stands is seen at once, and comes to what working it out comes to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model import Change, Mode, Resource
from gateway.reconcile import State, repeated, same, say

LABELLED = {"security": [{"system": "s", "code": "R"}]}
NAMES = st.lists(st.sampled_from(({"family": "A"}, {"family": "B"})), min_size=2, max_size=2)
PATIENTS = st.fixed_dictionaries(
    {"resourceType": st.just("Patient")},
    optional={
        "birthDate": st.sampled_from(("1980-01-01", "1981-02-02")),
        "name": NAMES,
        "deceasedBoolean": st.booleans(),
        "deceasedDateTime": st.just("2026-01-01"),
        "_deceasedBoolean": st.just({"id": "x"}),
        "extension": st.just([{"url": "u", "valueCode": "1"}, {"url": "v", "valueCode": "2"}]),
        "meta": st.just(LABELLED),
    },
)
FIELDS = st.tuples(*[st.sampled_from(("PID-5", "PID-9", "PID-30"))] * 2)


def parts(body: Resource, fields: tuple[str, str]) -> dict[str, tuple[str, ...]]:
    """From which fields the names of a patient came."""
    return {"name": fields} if "name" in body else {}


@given(PATIENTS, PATIENTS, st.booleans(), FIELDS, FIELDS)
def test_seen_at_once_it_is_what_working_it_out_comes_to(
    standing: Resource,
    said: Resource,
    again: bool,  # noqa: FBT001 - drawn
    here: tuple[str, str],
    there: tuple[str, str],
) -> None:
    """The same elements in the same order; where more than that is said, it is worked out."""
    said = {**standing} if again else said
    change = Change("Patient", "1", Mode.DELTA, said, parts=parts(said, here))
    before = State(standing, parts(standing, here if again else there))

    found = repeated(change, before)

    if found is not None:
        worked_out = say(change, before)
        assert (found.body, {**found.parts}) == (worked_out.body, {**worked_out.parts})
        assert [*found.body] == [*worked_out.body]


def test_a_patient_said_again_is_what_stands() -> None:
    body: Resource = {"resourceType": "Patient", "name": [{"family": "A"}], "gender": "other"}
    fields = {"name": ("PID-5",)}
    change = Change("Patient", "1", Mode.DELTA, {**body}, parts=fields)

    assert repeated(change, State(body, fields)) == State(body, fields)
    assert repeated(change, State({**body, "birthDate": "1980"}, fields)) is not None
    assert repeated(change, State({**body, "gender": "male"}, fields)) is None


@pytest.mark.parametrize(
    ("said", "kept", "alike"),
    [
        ({"gender": "other"}, {"gender": "other", "id": "1", "meta": {"versionId": "3"}}, True),
        ({"gender": "other", "meta": LABELLED}, {"gender": "other", "meta": LABELLED}, True),
        ({"gender": "other"}, {"gender": "other", "meta": LABELLED}, False),
        ({"gender": "other", "meta": LABELLED}, {"gender": "other"}, False),
        ({"gender": "other"}, {"gender": "male", "id": "1"}, False),
        ({"gender": "other"}, {"gender": "other", "birthDate": "2020"}, False),
    ],
)
def test_what_the_store_says_of_a_resource_makes_no_other(
    said: Resource, kept: Resource, *, alike: bool
) -> None:
    """Its id and its version do not count, its security labels do."""
    assert same({"resourceType": "Patient", **said}, {"resourceType": "Patient", **kept}) is alike
