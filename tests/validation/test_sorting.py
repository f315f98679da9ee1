"""The slices that an item may be of are those whose profiles it does not surely fail.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from gateway.validation.needful import Wanted, lacks
from gateway.validation.sorting import Sorter

A, B, C = ("urn:s", "a"), ("urn:s", "b"), ("urn:s", "c")
WANTED: dict[str, Wanted] = {
    "one": (("code", frozenset({A})),),
    "other": (("code", frozenset({B, C})),),
    "both": (("code", frozenset({A})), ("code", frozenset({B}))),
    "category": (("code", frozenset({A, B})), ("category", frozenset({C}))),
    "any": (),
}
KINDS = frozenset({"Observation"})
LIBRARY: Any = SimpleNamespace(compiled=SimpleNamespace(wanted=WANTED.__getitem__))
CONCEPTS: tuple[Any, ...] = (
    None,
    {},
    {"text": "said"},
    {"coding": []},
    {"coding": "a"},
    {"coding": ["a"]},
    {"coding": [{"system": A[0], "code": A[1]}]},
    {"coding": [{"system": A[0], "code": "d"}]},
    {"coding": [{"system": A[0]}]},
    {"coding": [{"system": A[0], "code": 1}]},
    {"coding": [{"system": A[0], "code": A[1]}, {"system": B[0], "code": B[1]}]},
    [{"coding": [{"system": C[0], "code": C[1]}]}],
    [{"coding": [{"system": C[0], "code": C[1]}]}, {"coding": [{"system": B[0], "code": B[1]}]}],
    "a",
)


def _knows(_item: Any, _run: Any) -> bool:
    return True


def _takes(_item: Any, _path: Any, _index: int, _run: Any) -> None:
    return


def _sorter() -> Sorter:
    parts = [(number, KINDS, url, _knows, _takes, False) for number, url in enumerate(WANTED)]
    return Sorter([*parts, (len(parts), KINDS | {"Patient"}, "", _knows, _takes, False)])


@pytest.mark.parametrize(("code", "category"), [*product(CONCEPTS, CONCEPTS)])
def test_what_is_left_is_what_no_profile_surely_misses(code: Any, category: Any) -> None:
    body = {"resourceType": "Observation", "code": code, "category": category}
    found = [url for _, url, *_ in _sorter().of("Observation", body, LIBRARY)]
    assert found == [*(url for url in WANTED if not lacks(WANTED[url])(body)), ""]


def test_another_type_is_asked_by_its_own_slices_alone() -> None:
    body = {"resourceType": "Patient", "id": "p"}
    assert [one[0] for one in _sorter().of("Patient", body, LIBRARY)] == [len(WANTED)]
    assert _sorter().of("Device", body, LIBRARY) == ()


@pytest.mark.parametrize("kind", [None, 5, ["Observation"]])
def test_what_has_no_type_is_asked_by_every_slice(kind: Any) -> None:
    parts = _sorter().of(kind, {"resourceType": kind}, LIBRARY)
    assert [one[0] for one in parts] == [*range(len(WANTED) + 1)]
    assert {url for _, url, *_ in parts} == {""}
