"""JSON Patch: numbers keep their digits, what is wrong is said by its place, nothing is touched.

https://www.rfc-editor.org/rfc/rfc6902
"""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import patching
from gateway.fhirjson import decode, encode
from gateway.model import Rejected
from tests.pace import within
from tests.patching.patch_cases import refused_json

RESULT = b'{"resourceType":"Observation","id":"a","valueQuantity":{"value":72.50},"note":[]}'


def test_numbers_keep_their_digits() -> None:
    patch = decode(
        b'[{"op":"copy","from":"/valueQuantity","path":"/x"},'
        b'{"op":"add","path":"/y","value":1.0e2},{"op":"remove","path":"/note"}]'
    )

    after = encode(patching.by_json(decode(RESULT), patch))

    assert after == (
        b'{"resourceType":"Observation","id":"a","valueQuantity":{"value":72.50},'
        b'"x":{"value":72.50},"y":1.0E+2}'
    )


def test_neither_the_resource_nor_the_patch_is_touched() -> None:
    before = {"resourceType": "Patient", "name": [{"family": "Weber"}]}
    patch = [
        {"op": "add", "path": "/contact", "value": [{}]},
        {"op": "copy", "from": "/name/0", "path": "/contact/0/name"},
        {"op": "replace", "path": "/contact/0/name/family", "value": "Klein"},
    ]
    kept = copy.deepcopy((before, patch))

    after = patching.by_json(before, patch)

    assert (before, patch) == kept
    assert after["name"] == [{"family": "Weber"}]
    assert after["contact"] == [{"name": {"family": "Klein"}}]


@pytest.mark.parametrize(
    ("one", "other", "fine"),
    [
        (Decimal("1.50"), Decimal("1.5"), True),
        (1, Decimal("1.0"), True),
        (True, 1, False),
        ([True], [1], False),
        ({"a": [0]}, {"a": [False]}, False),
        ("1", 1, False),
        (None, None, True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
    ],
)
def test_a_value_is_tested_as_json(one: Any, other: Any, fine: bool) -> None:  # noqa: FBT001
    wrong = refused_json({"a": one}, [{"op": "test", "path": "/a", "value": other}])

    assert wrong == ([] if fine else [("patch-test", "/0")])


@pytest.mark.parametrize(
    ("patch", "wrong"),
    [
        ({}, [("patch-shape", "")]),
        ("x", [("patch-shape", "")]),
        ([1], [("patch-shape", "/0")]),
        ([{"op": ["x"], "path": "/a"}], [("patch-shape", "/0/op")]),
        (
            [{"op": "put", "path": "/a"}, {"op": "add"}],
            [("patch-shape", "/0/op")] + [("patch-shape", "/1")] * 2,
        ),
        ([{"op": "remove", "path": "a"}], [("patch-shape", "/0/path")]),
        ([{"op": "remove", "path": 5}], [("patch-shape", "/0/path")]),
        ([{"op": "remove", "path": "/~2"}], [("patch-shape", "/0/path")]),
        ([{"op": "remove", "path": "/a" * 65}], [("patch-shape", "/0/path")]),
        ([{"op": "move", "from": "/a", "path": "/a/b"}], [("patch-place", "/0")]),
        ([{"op": "remove", "path": "/b"}], [("patch-place", "/0")]),
        ([{"op": "add", "path": "/a/9", "value": 1}], [("patch-place", "/0")]),
        ([{"op": "add", "path": "/a/01", "value": 1}], [("patch-place", "/0")]),
        ([{"op": "add", "path": "/a/x", "value": 1}], [("patch-place", "/0")]),
        ([{"op": "add", "path": "/s/x", "value": 1}], [("patch-place", "/0")]),
        ([{"op": "replace", "path": "/a/-", "value": 1}], [("patch-place", "/0")]),
        ([{"op": "test", "path": "/q", "value": 1}], [("patch-place", "/0")]),
        ([{"op": "copy", "from": "/q", "path": "/r"}], [("patch-place", "/0")]),
        ([{"op": "remove", "path": ""}], [("patch-place", "/0")]),
        ([{"op": "replace", "path": "", "value": []}], [("patch-identity", "")]),
        ([{"op": "replace", "path": "/id", "value": "b"}], [("patch-identity", "")]),
        ([{"op": "remove", "path": "/a"}] * 1_001, [("patch-size", "")]),
    ],
)
def test_what_is_wrong_is_said_by_its_place(patch: Any, wrong: list[tuple[str, str]]) -> None:
    assert refused_json({"resourceType": "Basic", "id": "a", "a": [1], "s": "x"}, patch) == wrong


def test_copies_of_copies_are_stopped() -> None:
    """Forty doublings would be a million million values."""
    double = [{"op": "copy", "from": "/a", "path": "/a/-"}] * 40

    with within(2):
        assert refused_json({"a": [1]}, double) == [("patch-size", "")]


def test_what_is_nested_ever_deeper_is_stopped() -> None:
    deeper = [{"op": "copy", "from": "", "path": "/a"}] * 400

    assert refused_json({"resourceType": "Basic"}, deeper) == [("patch-size", "")]


def test_no_issue_quotes_the_resource() -> None:
    with pytest.raises(Rejected) as told:
        patching.by_json({"name": "Weber"}, [{"op": "test", "path": "/name", "value": "Klein"}])

    assert "Weber" not in str(told.value.issues)
    assert "Klein" not in str(told.value.issues)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "/a", "/a/0", "-"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "", "-", "0"]), inner, max_size=3)
    ),
    max_leaves=8,
)
POINTERS = st.sampled_from(["", "/", "/a", "/a/0", "/a/-", "/b/a", "/-", "/0", "/a/-1", "/a/b/0"])
OPERATIONS = st.lists(
    st.fixed_dictionaries(
        {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test"])},
        optional={"path": POINTERS | JSON, "from": POINTERS, "value": JSON},
    )
    | JSON,
    max_size=5,
)


@given(JSON, OPERATIONS)
def test_whatever_comes_is_done_or_refused(document: Any, operations: Any) -> None:
    before = copy.deepcopy((document, operations))
    refused_json({"a": document, "b": {"a": [document]}}, operations)

    assert (document, operations) == before
