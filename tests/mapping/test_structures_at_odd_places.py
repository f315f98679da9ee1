"""Which segment sees which: groups begin where they may begin, whatever stands at an odd place.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.2, message structures)
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from gateway.mapping.structures import grammar
from gateway.settings import Settings


def structure(name: str) -> dict[str, Any]:
    """A structure as it is shipped."""
    file = Settings().mappings[0] / "hl7v2" / "structures" / f"{name}.yaml"
    said: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return said


def sees(name: str, segments: str) -> list[tuple[str, frozenset[str]]]:
    """Each segment of a message of that structure, with the names of those that it sees."""
    found = grammar(structure(name)["groups"])
    names = segments.split()
    contexts = found.contexts(names)
    return [(one, frozenset(seen) - {one}) for one, seen in zip(names, contexts, strict=True)]


def test_a_visit_behind_the_results_is_that_of_their_patient() -> None:
    """A PV1 at the end of a report begins no other patient's part."""
    *_, (last, seen) = sees("ORU_R01", "MSH PID OBR OBX PV1")

    assert last == "PV1"
    assert "PID" in seen


def test_what_follows_a_late_visit_has_its_patient() -> None:
    """An order behind it too."""
    *_, order, result = sees("ORU_R01", "MSH PID OBR OBX PV1 OBR OBX")

    assert {"PID", "PV1"} <= order[1]
    assert {"PID", "PV1", "OBR"} <= result[1]


def test_the_next_patient_still_begins_a_part() -> None:
    """The second PID sees nothing of the first patient's visit."""
    second = sees("ORU_R01", "MSH PID PV1 OBR OBX PID OBR OBX")[5:]

    assert all("PV1" not in seen for _, seen in second)


@pytest.mark.parametrize("late", ["TQ1", "CTI", "PRT"])
def test_what_stands_behind_the_results_of_an_order_is_the_orders(late: str) -> None:
    """A timing or a trial at an odd place begins no order without an OBR."""
    *_, (_, seen) = sees("OUL_R24", f"MSH PID OBR ORC SPM OBX NTE {late}")

    assert {"PID", "OBR"} <= seen


def test_an_order_begins_again_before_its_anchor() -> None:
    """ORC stands before OBR: it begins the next order, and sees nothing of the one before."""
    seen = dict(sees("ORU_R01", "MSH PID OBR OBX ORC")[-1:])

    assert seen == {"ORC": frozenset({"MSH", "PID"})}


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("ADT_A01", "AL1 DG1"),
        ("BAR_P01", "DG1 IN1"),
        ("DFT_P03", "FT1 DG1"),
        ("MDM_T02", "TXA OBX"),
        ("OML_O33", "SPM ORC OBR"),
        ("ORDER", "ORC OBR OBX"),
        ("OUL_R22", "SPM OBR OBX"),
        ("PHARMACY", "ORC RXE"),
        ("PPR_PC1", "PRB OBX"),
        ("REF_I12", "OBR OBX"),
    ],
)
def test_a_second_patient_is_not_in_the_first_ones_stay(name: str, rest: str) -> None:
    """Also where a message should tell of one patient only."""
    segments = f"MSH PID PV1 {rest} PID {rest}"
    first = len(f"MSH PID PV1 {rest} PID".split())

    second = sees(name, segments)[first:]

    assert all("PID" in seen and "PV1" not in seen for _, seen in second)


def test_a_second_visit_is_not_told_of_by_what_stood_behind_the_first() -> None:
    """A PV1 that comes again hides the PV2 before it."""
    *_, (last, seen) = sees("ADT_A01", "MSH EVN PID PV1 PV2 PV1")

    assert last == "PV1"
    assert "PV2" not in seen
    assert "PID" in seen
