"""fhir-pyrate, unmodified: search and page into tables. It reads only; what it reads is given.

https://pypi.org/project/fhir-pyrate/
"""

from __future__ import annotations

import json
import sys
import urllib.request
from typing import Any

from fhir_pyrate import Pirate
from story import SYSTEM, patient, result


def main(base: str) -> None:
    """Do it all, and print the facts."""
    made = [sent(base, patient(f"PY-{number}")) for number in range(3)]
    for one in made:
        for value in range(4):
            sent(base, result(f"Patient/{one['id']}", 70 + value))
    pirate = Pirate(auth=None, base_url=base, print_request_url=False, num_processes=1)
    people = pirate.steal_bundles_to_dataframe(
        resource_type="Patient",
        request_params={"_count": 2, "identifier": f"{SYSTEM}|PY-0,{SYSTEM}|PY-1,{SYSTEM}|PY-2"},
        fhir_paths=["id", ("family", "name[0].family")],
    )
    results = pirate.trade_rows_for_dataframe(
        df=people,
        resource_type="Observation",
        df_constraints={"subject": "id"},
        request_params={"_count": 3},
        fhir_paths=["id", ("value", "valueQuantity.value")],
        with_ref=True,
    )
    total = pirate.get_bundle_total(
        resource_type="Observation", request_params={"subject": made[0]["id"]}
    )
    told = {
        "people": sorted(set(people["id"])) == sorted(one["id"] for one in made),
        "families": sorted(set(people["family"])),
        "results": len(set(results["id"])),
        "values": sorted({float(one) for one in results["value"]}),
        "total": int(total),
    }
    sys.stdout.write(json.dumps(told))


def sent(base: str, resource: dict[str, Any]) -> Any:
    """What is to be read later."""
    there = urllib.request.Request(
        f"{base}/{resource['resourceType']}",
        json.dumps(resource).encode(),
        {"Content-Type": "application/fhir+json"},
    )
    with urllib.request.urlopen(there) as answer:
        return json.load(answer)


if __name__ == "__main__":
    main(sys.argv[1])
