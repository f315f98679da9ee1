"""A study told an image at a time: what joins, in which order, and how much there is then.

https://hl7.org/fhir/R4/imagingstudy.html
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

from gateway.model import Change, Mode, Resource
from gateway.reconcile import State, say


def told(series: int, *instances: int, **more: Any) -> Change:
    """What one object says of its study."""
    held = [{"uid": f"1.{series}.{one}", "number": one} for one in instances]
    body: Resource = {
        "resourceType": "ImagingStudy",
        "numberOfSeries": 1,
        "numberOfInstances": len(held),
        "series": [
            {"uid": f"1.{series}", "number": series, "numberOfInstances": len(held),
             "instance": held}
        ],
        **more,
    }  # fmt: skip
    return Change("ImagingStudy", "s", Mode.DELTA, body)


def after(*changes: Change) -> Resource:
    """What stands once all are taken in."""
    state: State | None = None
    for change in changes:
        state = say(change, state)
    assert state is not None
    return state.body


def test_the_order_of_arrival_does_not_show() -> None:
    """Three objects in any order are one study."""
    found = [after(*order) for order in permutations((told(1, 2), told(1, 1), told(2, 1)))]

    assert all(one == found[0] for one in found)
    assert [one["number"] for one in found[0]["series"][0]["instance"]] == [1, 2]
    assert (found[0]["numberOfSeries"], found[0]["numberOfInstances"]) == (2, 3)


def test_an_object_that_says_less_takes_nothing_away() -> None:
    """And what it says anew of an instance stands beside what was said."""
    first = told(1, 1, 2)
    again = told(1, 1)
    again.body["series"][0]["instance"][0]["title"] = "Scout"

    found = after(first, again)["series"][0]
    assert [one["uid"] for one in found["instance"]] == ["1.1.1", "1.1.2"]
    assert found["instance"][0] == {"uid": "1.1.1", "number": 1, "title": "Scout"}
    assert found["numberOfInstances"] == 2


def test_a_study_may_know_of_more_than_came() -> None:
    """What its source counts is not lowered."""
    assert after(told(1, 1, numberOfInstances=90), told(1, 2))["numberOfInstances"] == 90


def test_lists_are_united_and_texts_replaced() -> None:
    """Modalities of all objects, the description of the newest."""
    ct, sr = {"code": "CT"}, {"code": "SR"}

    found = after(
        told(1, 1, modality=[ct], description="a"), told(2, 1, modality=[sr, ct], description="b")
    )

    assert found["modality"] == [ct, sr]
    assert found["description"] == "b"


def test_nothing_that_was_handed_in_is_altered() -> None:
    """What stands is made anew."""
    first = told(1, 1)
    before = repr(first.body)

    after(first, told(1, 2))

    assert repr(first.body) == before
