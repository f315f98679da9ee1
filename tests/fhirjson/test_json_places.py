"""Where an element stands in a JSON text: line and column, of what is there and what is missing.

https://hl7.org/fhir/R4/fhirpath.html
"""

from __future__ import annotations

import pytest

from gateway.fhirjson.places import places
from tests.pace import within

TEXT = """{
  "resourceType": "Patient",
  "name": [
    {"family": "\\"x", "é": 1, "given": ["A", "B"]},
    {}
  ],
  "_birthDate": {"id": "b"},
  "valueQuantity": {"value": 1}, "contained": [[1, {"a": 2}], {"resourceType": "Basic"}]
}""".encode()

FOUND = (
    ("", (1, 1)),
    ("Patient", (1, 1)),
    ("resourceType", (2, 3)),
    ("Patient.name", (3, 3)),
    ("Patient.name[0]", (4, 5)),
    ("Patient.name[1]", (5, 5)),
    ("Patient.name[0].family", (4, 6)),
    ("Patient.name[0].given", (4, 31)),
    ("Patient.name[0].given[1]", (4, 46)),
    ("Patient.birthDate", (7, 3)),
    ("Patient._birthDate.id", (7, 18)),
    ("Patient.value.ofType(Quantity).value", (8, 21)),
    ("Patient.value[x]", (8, 3)),
    ("Patient.contained[1]/*Basic/null*/.resourceType", (8, 64)),
)
MISSING = (
    ("Patient.gender", (1, 1)),
    ("Patient.name[1].family", (5, 5)),
    ("Patient.name[7].family", (3, 3)),
    ("Patient.name[0].given[9]", (4, 31)),
    ("Patient.name[0].family.extension[0].url", (4, 6)),
)


@pytest.mark.parametrize(("target", "place"), FOUND + MISSING)
def test_a_target_has_a_line_and_a_column(target: str, place: tuple[int, int]) -> None:
    """Its key or its item; of what is missing, what should hold it."""
    assert places(TEXT, [target]) == [place]


def test_many_targets_are_told_in_their_order() -> None:
    """One after another, each as if it were alone."""
    asked = [target for target, _ in (*FOUND, *MISSING)] * 2

    assert places(TEXT, asked) == [place for _, place in (*FOUND, *MISSING)] * 2


@pytest.mark.parametrize(
    "text", [b"", b"{", b'{"name": [', b'{"name"', b"[1]", b"\xff", b'{"a":}']
)
def test_a_text_that_is_no_json_has_places_too(text: bytes) -> None:
    """As far as they can be told; nothing is raised."""
    assert places(text, ["Patient.name[0].given"])[0][0] == 1


def test_many_places_in_one_long_line_are_found_at_once() -> None:
    """Ten thousand issues of a text without line ends do not make ten thousand readings."""
    text = b'{"name":[' + b",".join(b'{"text":"\xc3\xa9"}' for _ in range(10_000)) + b"]}"
    with within(2):
        found = places(text, [f"Patient.name[{n}].text" for n in range(10_000)])
    assert found[9_999] == (1, 10 + 9_999 * 13 + 1)


def test_a_longer_name_is_no_form_of_a_shorter_one() -> None:
    """`durationMax` is not `duration`, which is missing; `valueQuantity` is a `value`."""
    text = b'{"a": 1,\n"durationMax": 1,\n"valueQuantity": {}}'

    assert places(text, ["Timing.duration", "X.value"]) == [(1, 1), (3, 1)]
