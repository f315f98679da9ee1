"""A result written line by line is one text, whatever its lines are and however it is corrected.

https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.4.2)
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.intake.convert import convert
from gateway.model import Inbound
from tests.intake.house import NOON, House, message, obr, obx, pid, rules

ORU = "ORU^R01^ORU_R01"
ANNA = pid("1001^^^KLINIK^MR")
HEAD = obr("R1^RIS", code="36643-5^Chest X-ray^LN")
REPORT = "18748-4^Report^LN"


def letter(*lines: str, type: str = "TX", status: str = "F", sub: str = "") -> list[str]:
    """One OBX for each line."""
    return [obx(one, status, code=REPORT, type=type, unit="", sub=sub) for one in lines]


def texts(house: House) -> list[str]:
    """What is written in results."""
    return [one.get("valueString", "") for one in house.all("Observation")]


@pytest.mark.parametrize("type", ["TX", "FT"])
def test_empty_lines_stay_empty_lines(house: House, type: str) -> None:
    """One result, named once by its report."""
    house.say(ORU, ANNA, HEAD, *letter("Dear colleague,", "", "No infiltrate.", "", type=type))

    found = house.only("Observation")
    assert found["valueString"] == "Dear colleague,\n\nNo infiltrate.\n"
    assert house.only("DiagnosticReport")["result"] == [
        {"reference": f"Observation/{found['id']}"}
    ]


def test_a_corrected_text_that_is_shorter_leaves_nothing_of_the_first(house: House) -> None:
    """The line that was taken out is nowhere final any more."""
    house.say(ORU, ANNA, HEAD, *letter("Infiltrate.", "Seen again on the left."))

    house.say(ORU, ANNA, obr("R1^RIS", "C", code="36643-5^Chest X-ray^LN"),
              *letter("No infiltrate.", status="C"))  # fmt: skip

    assert texts(house) == ["No infiltrate."]
    assert house.only("Observation")["status"] == "corrected"


def test_one_corrected_line_makes_the_text_a_corrected_one(house: House) -> None:
    """Its other lines are final as they were."""
    house.say(ORU, ANNA, HEAD, *letter("Line one"), *letter("Line two", status="C"))

    assert house.only("Observation")["status"] == "corrected"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([*letter("Kept"), *letter("Withdrawn", status="D")], id="withdrawn"),
        pytest.param([*letter("One", sub="1"), *letter("Two", sub="2")], id="groups"),
        pytest.param([*letter("One", type="ST"), *letter("Two", type="ST")], id="short texts"),
        pytest.param([*letter("One"), "NTE|1||of the first", *letter("Two")], id="a comment"),
        pytest.param(
            [*letter("One"), obx("Two", code="19005-8^Impression^LN", type="TX", unit="")],
            id="another heading",
        ),
    ],
)  # fmt: skip
def test_what_is_no_line_of_the_text_stays_apart(house: House, lines: list[str]) -> None:
    """Another state, group, kind, comment or heading is another result."""
    house.say(ORU, ANNA, HEAD, *lines)

    assert len(texts(house)) == 2


def test_the_ledger_finds_each_line_in_the_text() -> None:
    """The second line is told where the whole is kept."""
    body = message(ORU, "L1", ANNA, HEAD, *letter("One", "Two"))
    found: Any = convert(Inbound("klinik", "hl7v2", body, NOON), rules(), ledger=True)

    told = {one.source: one.resource for one in found.ledger}
    held = [one["resource"] for one in found.bundle["entry"]]
    (text,) = [one for one in held if one["resourceType"] == "Observation"]
    assert told["OBX[2]-5"] == told["OBX-5"] == f"Observation/{text['id']}"
