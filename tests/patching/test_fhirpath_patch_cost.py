"""What a FHIRPath Patch costs: as much as it is long and its resource wide, never both times.

https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.model import Rejected, Resource
from tests.hostile.test_many_of_one_kind import lines
from tests.patching.patch_cases import done

FEW, MOST = 100, 5.5
"""Operations, and times the work at most for four times of them on a list four times as long."""
NAME = {"valueHumanName": {"text": "New"}}
WORDS = {"valueString": "New"}


def wide(count: int) -> Resource:
    """A Patient of many names, some of whose parts stand beside a value."""
    names = [{"family": f"F{number}", "given": ["A"]} for number in range(count)]
    beside = {"given": ["B"] * count, "_given": [{"id": f"g{at}"} for at in range(count)]}
    return {"resourceType": "Patient", "id": "a", "name": [*names, beside]}


OPERATIONS: dict[str, Any] = {
    "replace": lambda at: {
        "type": "replace",
        "path": f"Patient.name[{at}].family",
        "value": WORDS,
    },
    "delete": lambda _: {"type": "delete", "path": "Patient.name[0]"},
    "add": lambda _: {"type": "add", "path": "Patient", "name": "name", "value": NAME},
    "insert": lambda at: {"type": "insert", "path": "Patient.name", "index": at, "value": NAME},
    "move": lambda at: {"type": "move", "path": "Patient.name", "source": at, "destination": 0},
    "to-the-last": lambda _: {
        "type": "replace",
        "path": "Patient.name.last().given.last()",
        "value": WORDS,
    },
    "beside-a-value": lambda at: {
        "type": "add",
        "path": f"Patient.name.last().given[{at}]",
        "name": "extension",
        "value": {"valueExtension": {"url": "https://clinic.example/e", "valueCode": "x"}},
    },
}


@pytest.mark.parametrize("kind", OPERATIONS)
def test_four_times_as_much_costs_about_four_times(kind: str) -> None:
    """Each operation looked at all items of its list, and wrote all of them anew."""

    def cost(count: int) -> int:
        patch = [OPERATIONS[kind](at) for at in range(count)]
        return lines(lambda: done(wide(2 * count), *patch))

    cost(2)  # what is compiled once is compiled before
    assert cost(4 * FEW) < MOST * cost(FEW)


def test_a_condition_is_asked_of_a_list_of_any_usual_length() -> None:
    """Of 150 items in all, it was told that its path was no FHIRPath."""
    patch = [
        {"type": "replace", "path": f"Patient.name.where(family='F{at}').family", "value": WORDS}
        for at in (0, 299, 399)
    ]

    names = done(wide(400), *patch)["name"]

    assert [at for at, one in enumerate(names) if one.get("family") == "New"] == [0, 299, 399]


@pytest.mark.parametrize(
    "path",
    [
        "Patient.name.where(family = 'x{}')",
        "Patient.name.extension('https://clinic.example/e{}')",
        "Patient.name.ofType(Period).start.skip({})",
        "Patient.name.given.skip({}).skip(9000)",
    ],
)
def test_a_patch_that_looks_at_too_much_is_told_so(path: str) -> None:
    """And which of its operations it was."""
    patch = [{"type": "delete", "path": path.format(at)} for at in range(400)]

    with pytest.raises(Rejected) as refused:
        done(wide(2_000), *patch)

    (issue,) = refused.value.issues
    assert (issue.rule, issue.code) == ("patch-size", "too-costly")
    assert issue.source.startswith("Parameters.parameter[")
