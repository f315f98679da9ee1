"""How messages of change say it: who goes, who stays, and under which numbers.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.24 to 3.3.51)
"""

from __future__ import annotations

from gateway.model import Resource
from tests.intake.house import House, person, pid

OWN = "https://klinik.example/id"
A01, ORU = "ADT^A01^ADT_A01", "ORU^R01^ORU_R01"
AT_TEN, AT_ELEVEN = "20261121100000+0100", "20261121110000+0100"
ANNA = pid("1001^^^KLINIK^MR")
BERTA = pid("1002^^^KLINIK^MR", "Weber^Berta", "19700101")
ORM = ("ORC|NW|P1^KLINIK", "OBR|1|P1^KLINIK||24323-8^Panel^LN")


def pv1(number: str = "V1", ward: str = "") -> str:
    """A stay under this number."""
    return f"PV1|1|I|{ward}{'|' * 16}{number}^^^KLINIK^VN"


def account(patient: str, number: str) -> str:
    """The same PID with PID-18."""
    return f"{patient}{'|' * (18 - patient.count('|'))}{number}^^^KLINIK^AN"


def mrg(patient: str = "", *, account: str = "", visit: str = "") -> str:
    """What goes: MRG-1, MRG-3, MRG-5."""
    parts = [f"{one}^^^KLINIK^{kind}" if one else "" for one, kind in (
        (patient, "MR"), (account, "AN"), (visit, "VN"))]  # fmt: skip
    return f"MRG|{parts[0]}||{parts[1]}||{parts[2]}"


def numbers(stay: Resource) -> dict[str, str]:
    """Number -> use, of a stay."""
    return {one["value"]: one.get("use", "") for one in stay["identifier"]}


def of(house: House, number: str, type: str = "Encounter") -> list[Resource]:
    """What is kept about a patient."""
    return house.all(type, patient=person(OWN, number))
