"""A house with one patient, who has a result.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from tests.api.http_house import MESSAGE, House, admission, first, result


async def filled(house: House) -> str:
    """One patient with a result; the patient's id."""
    async with house.client() as client:
        sent = [await client.post(MESSAGE, content=one) for one in (admission(), result())]
    assert [one.status_code for one in sent] == [201, 201]
    return first(sent[0], "Patient")
