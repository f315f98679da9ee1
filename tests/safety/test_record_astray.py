"""What hangs on a stay goes where the stay went, though it was told under an older number.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.40 to 3.3.45)
"""

from __future__ import annotations

from itertools import permutations

import pytest

from gateway.model import Status
from tests.intake.house import House, message, obr, obx, pid
from tests.safety.moves import A01, ANNA, BERTA, ORU, mrg, of, pv1

NEW = pid("1009^^^KLINIK^MR")
MOVED = {
    "allergic": (A01, "1000", ANNA, pv1("V1"), "AL1|1|DA|70618^Penicillin^RXNORM|SV|rash"),
    "merged": ("ADT^A40^ADT_A39", "1030", NEW, mrg("1001")),
    "result": (ORU, "1040", NEW, pv1("V1"), obr(), obx("1")),
    "moved": ("ADT^A45^ADT_A45", "1100", BERTA, mrg("1009", visit="V1"), pv1("V1")),
}


@pytest.mark.parametrize("order", [*permutations(MOVED)])
def test_an_allergy_told_in_a_stay_goes_with_it_in_any_order(
    house: House, order: tuple[str, ...]
) -> None:
    """Told under 1001, which became 1009, whose stay was Berta's all along: so is the allergy."""
    for name in order:
        kind, clock, *told = MOVED[name]
        sent = f"20261121{clock}00+0100"
        receipt = house.take(message(kind, name, f"EVN||{sent}", *told, sent=sent))
        assert receipt.status in {Status.ACCEPTED, Status.PARKED}, receipt.issues

    for type in ("Encounter", "AllergyIntolerance", "DiagnosticReport", "Observation"):
        assert (len(of(house, "1002", type)), len(of(house, "1009", type))) == (1, 0), type


def test_what_is_told_of_the_patient_after_the_stay_has_left_is_the_patients(
    house: House,
) -> None:
    """The stay left Anna at ten; an allergy told of her at eleven with that stay is hers."""
    house.say(A01, NEW, pv1("V1"), sent="20261121090000+0100")
    moved = ("ADT^A45^ADT_A45", BERTA, mrg("1009", visit="V1"), pv1("V1"))
    house.say(*moved, sent="20261121100000+0100")
    allergic = (ANNA, pv1("V1"), "AL1|1|DA|70618^Penicillin^RXNORM|SV|rash")
    house.say("ADT^A08^ADT_A01", *allergic, sent="20261121110000+0100")

    house.say("ADT^A40^ADT_A39", NEW, mrg("1001"), sent="20261121120000+0100")

    assert len(of(house, "1009", "AllergyIntolerance")) == 1
    assert not of(house, "1002", "AllergyIntolerance")
