"""fhirclient (SMART on FHIR's own), unmodified: create, read, search, page, transaction, history.

https://pypi.org/project/fhirclient/
"""

from __future__ import annotations

import json
import sys

from fhirclient import client
from fhirclient.models.bundle import Bundle
from fhirclient.models.observation import Observation
from fhirclient.models.patient import Patient
from story import SYSTEM, patient, result


def main(base: str) -> None:
    """Do it all, and print the facts."""
    server = client.FHIRClient(settings={"app_id": "test", "api_base": base}).server
    made = Patient(patient("FC-1")).create(server)
    read = Patient.read(made["id"], server)
    found = Patient.where({"identifier": f"{SYSTEM}|FC-1"}).perform_resources(server)
    subject = f"Patient/{made['id']}"
    for value in range(5):
        Observation(result(subject, 70 + value)).create(server)
    where = {"subject": subject, "_count": "2"}
    paged = list(Observation.where(where).perform_resources_iter(server))
    entries = [
        {
            "fullUrl": "urn:uuid:4d7f6a3e-0d5a-4b57-9d0a-6b7c5f0f0001",
            "resource": patient("FC-2", "Klein"),
            "request": {"method": "POST", "url": "Patient"},
        },
        {
            "resource": result("urn:uuid:4d7f6a3e-0d5a-4b57-9d0a-6b7c5f0f0001", 55),
            "request": {"method": "POST", "url": "Observation"},
        },
    ]
    bundle = Bundle({"resourceType": "Bundle", "type": "transaction", "entry": entries})
    done = Bundle(server.post_json("", bundle.as_json()).json())
    read.birthDate.date = read.birthDate.date.replace(day=24)
    changed = read.update(server)
    history = Bundle(server.request_json(f"{subject}/_history"))
    read.delete(server)
    told = {
        "created": made["resourceType"] == "Patient",
        "read": read.name[0].family,
        "found": [one.id == made["id"] for one in found],
        "paged": len({one.id for one in paged}),
        "transaction": [one.response.status[:3] for one in done.entry],
        "updated": changed["meta"]["versionId"],
        "history": [one.resource.meta.versionId for one in history.entry],
    }
    sys.stdout.write(json.dumps(told))


main(sys.argv[1])
