"""What a stranger sends as JSON is read digit for digit, or refused with the reason.

https://www.rfc-editor.org/rfc/rfc8259 · https://github.com/nst/JSONTestSuite
"""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import fhirjson
from gateway.model import Rejected

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("GATEWAY_SHARED_DATA", ROOT / "../shared/data"))
CASES = SHARED / "suites/json-parsing/nst+JSONTestSuite/test_parsing"
OURS = frozenset({"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"})
"""Legal to RFC 8259, which warns of them; nobody can say which of the two values is meant."""

absent = pytest.mark.skipif(not CASES.is_dir(), reason="no shared data: set GATEWAY_SHARED_DATA")


def refused(text: bytes) -> str:
    """The rule that refuses it, or nothing."""
    try:
        fhirjson.strict(text)
    except Rejected as verdict:
        return verdict.issues[0].rule
    return ""


@absent
def test_everything_that_is_no_json_is_refused() -> None:
    cases = sorted(CASES.glob("n_*.json"))
    assert len(cases) > 150
    assert [it.name for it in cases if not refused(it.read_bytes())] == []


@absent
def test_everything_that_is_json_is_read() -> None:
    cases = sorted(CASES.glob("y_*.json"))
    assert len(cases) > 80
    assert {it.name for it in cases if refused(it.read_bytes())} == OURS


@absent
def test_where_readers_differ_none_of_ours_breaks() -> None:
    cases = sorted(CASES.glob("i_*.json"))
    assert len(cases) > 20
    assert {refused(it.read_bytes())[:5] for it in cases} <= {"", "json-"}


REFUSED = {
    '{"a":1,"a":2}': "json-duplicate-key",
    '[{"b":{"a":1,"\\u0061":2}}]': "json-duplicate-key",
    '{"\\"":1,"\\"":2}': "json-duplicate-key",
    "1e999": "json-number",
    '{"a":[1e-999]}': "json-number",
    "1E+401": "json-number",
    "0e-500": "json-number",
    "0e500": "json-number",
    f"1{'0' * 401}.0": "json-number",
    f'{{"a":1,"a":0.{"7" * 65}}}': "json-duplicate-key",
    "NaN": "json-syntax",
    "[" * 66 + "]" * 66: "json-depth",
    "[" * 65 + "1" + "]" * 65: "json-depth",
    '{"a":' * 65 + "1" + "}" * 65: "json-depth",
    "[" * 100_000: "json-depth",
}


LARGE = f'"filling": "{"x" * 5_000}"'
"""What makes a document one of those that are looked at as large."""


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_what_no_honest_sender_writes_is_refused_by_its_rule(text: str) -> None:
    assert refused(text.encode()) == REFUSED[text]


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_it_is_refused_in_a_large_document_too(text: str) -> None:
    deeper = "json-depth" if text.startswith('[{"b"') else REFUSED[text]
    assert refused(f'{{{LARGE}, "it": {text}}}'.encode()) in (REFUSED[text], deeper)


@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("filling", ['"x": 1', LARGE], ids=["small", "large"])
def test_sixty_four_levels_are_taken_and_no_more(opens: str, closes: str, filling: str) -> None:
    """However large the document, and whatever the levels are made of."""
    within = f'{{{filling}, "it": {opens * 63}1{closes * 63}}}'
    beyond = f'{{{filling}, "it": {opens * 64}1{closes * 64}}}'
    assert fhirjson.strict(within.encode()) == json.loads(within)
    assert refused(beyond.encode()) == "json-depth"


@pytest.mark.parametrize("spaced", [False, True], ids=["compact", "spaced"])
@pytest.mark.parametrize(
    "text",
    [
        '{"a":{"b":1,"c":":","b":1},"d":"x"}',
        '{"a":"\\u003a","b":1,"b":1}',
        '{"a":"x","b":1.50,"b":1.50}',
        '{"a":1E+2,"b":":","b":""}',
    ],
)
def test_a_colon_more_or_less_elsewhere_hides_no_key_said_twice(text: str, spaced: bool) -> None:  # noqa: FBT001
    assert refused((text.replace(",", ", ") if spaced else text).encode()) == "json-duplicate-key"


@pytest.mark.parametrize(
    "text",
    [
        '{"a":":","b":"a\\":\\"","c":"\\\\","d":{":":":"}}',
        '[{"a":1},{"a":2}]',
        '{"":{"":1}}',
        "[" * 64 + "1" + "]" * 64,
        "[" * 65 + "]" * 65,
    ],
)
def test_what_only_looks_odd_is_read(text: str) -> None:
    assert fhirjson.strict(text.encode()) == json.loads(text)


@pytest.mark.parametrize(
    "digits",
    [
        "72.50",
        "1E+2",
        "-0.0",
        "0E-8",
        "1.0E+10",
        "1E-300",
        "-1.5",
        "1E+400",
        "1.5E-400",
        f"0.{'1234567890' * 7}",
        f"{'1234567890' * 7}.0",
    ],
)
def test_a_decimal_keeps_its_digits_on_the_way_through(digits: str) -> None:
    assert fhirjson.encode({"value": fhirjson.strict(digits.encode())}) == (
        b'{"value":%s}' % digits.encode()
    )


@pytest.mark.parametrize("digits", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_no_number_is_not_written_as_one(digits: str) -> None:
    with pytest.raises(TypeError):
        fhirjson.encode(Decimal(digits))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_whatever_is_written_is_read_again(value: object, ascii_only: bool) -> None:  # noqa: FBT001
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert fhirjson.strict(text.encode()) == value


@given(VALUES, st.text(st.characters(codec="utf-8")), VALUES)
def test_a_key_that_is_said_twice_is_always_seen(value: object, key: str, other: object) -> None:
    twice = f"[{json.dumps(other)},{{{json.dumps(key)}:{json.dumps(value)},{json.dumps(key)}:1}}]"
    assert refused(twice.encode()) in ("json-duplicate-key", "json-depth")
