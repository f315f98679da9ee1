"""fhirpy, unmodified: create, read, search, page, transaction, history, count.

https://pypi.org/project/fhirpy/
"""

from __future__ import annotations

import json
import sys
from typing import Any

from fhirpy import SyncFHIRClient
from story import SYSTEM, patient, result


def main(base: str) -> None:
    """Do it all, and print the facts."""
    client = SyncFHIRClient(base)
    made = resource(client, patient("FP-1"))
    made.save()
    read = client.reference("Patient", made.id).to_resource()
    found = client.resources("Patient").search(identifier=f"{SYSTEM}|FP-1").fetch()
    subject = f"Patient/{made.id}"
    for value in range(5):
        resource(client, result(subject, 70 + value)).save()
    results = client.resources("Observation").search(subject=subject)
    paged = results.limit(2).fetch_all()
    # It asks with a parameter of one server's own, which may be left aside where this is said.
    lenient = SyncFHIRClient(base, extra_headers={"Prefer": "handling=lenient"})
    counted = lenient.resources("Observation").search(subject=subject).count()
    full = "urn:uuid:4d7f6a3e-0d5a-4b57-9d0a-6b7c5f0f0002"
    done = client.execute(
        "/",
        method="post",
        data={
            "resourceType": "Bundle",
            "type": "transaction",
            "entry": [
                {
                    "fullUrl": full,
                    "resource": patient("FP-2", "Klein"),
                    "request": {"method": "POST", "url": "Patient"},
                },
                {
                    "resource": result(full, 55),
                    "request": {"method": "POST", "url": "Observation"},
                },
            ],
        },
    )
    read["birthDate"] = "1987-04-24"
    read.save()
    history = client.execute(f"{subject}/_history", method="get")
    read.delete()
    told = {
        "created": made.resource_type == "Patient",
        "read": read["name"][0]["family"],
        "found": [one.id == made.id for one in found],
        "paged": len({one.id for one in paged}),
        "counted": counted,
        "transaction": [one["response"]["status"][:3] for one in done["entry"]],
        "updated": read["meta"]["versionId"],
        "history": [one["resource"]["meta"]["versionId"] for one in history["entry"]],
    }
    sys.stdout.write(json.dumps(told))


def resource(client: SyncFHIRClient, said: dict[str, Any]) -> Any:
    """A resource as fhirpy makes it."""
    rest = {key: value for key, value in said.items() if key != "resourceType"}
    return client.resource(said["resourceType"], **rest)


main(sys.argv[1])
