"""What an item of KMEHR must become, and the words that such items are made of.

https://www.ehealth.fgov.be/standards/kmehr/en/tables (CD-LIFECYCLE, CD-CERTAINTY)
"""

from __future__ import annotations

from typing import NamedTuple

from tests.kmehr import about, cd, content, moment


class Case(NamedTuple):
    """An item, the one resource that it must become, and what stands in it."""

    name: str
    item: str
    type: str
    says: dict[str, list[object]]
    kind: str = "note"


DIABETES = about("diabetes")
PENICILLIN = about("penicillin")
ASPIRIN = content(
    '<medicinalproduct><intendedcd S="CD-DRUG-CNK" SV="1.0">0000001</intendedcd>'
    "<intendedname>Invented 100 mg</intendedname></medicinalproduct>"
)
FLU = content(cd("CD-VACCINEINDICATION", "seasonalinfluenza"))
SINCE = moment("beginmoment", "2020-05-01")
UNTIL = moment("endmoment", "2021-06-01")
VERIFIED, CLINICAL = "verificationStatus.coding.code", "clinicalStatus.coding.code"
VALUE = "valueCodeableConcept.coding.code"
KNOWN_ABSENT = "410516002"


def will(code: str) -> str:
    return content(cd("CD-PATIENTWILL", code))
