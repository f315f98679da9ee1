"""Transactions that only make something, others that do more, and a house whose clock stands.

https://hl7.org/fhir/R4/http.html#transaction
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from tests.api.http_house import House

ANNA = "urn:uuid:6f1a4c1e-0a53-4a9e-9d7c-2f8f0a1b2c3d"


OTHER = "urn:uuid:7f1a4c1e-0a53-4a9e-9d7c-2f8f0a1b2c3e"


SAID = {"Host": "127.0.0.1:8080", "Content-Type": "application/fhir+json"}


def made(resource: dict[str, Any], full: str = "", **more: Any) -> dict[str, Any]:
    """An entry that makes a resource."""
    request = {"method": "POST", "url": resource["resourceType"], **more}
    entry = {"resource": resource, "request": request}
    return {"fullUrl": full, **entry} if full else entry


def anna(**more: Any) -> dict[str, Any]:
    """An invented patient."""
    name = [{"family": "Weber", "given": ["Anna"]}]
    number = [{"system": "urn:oid:1.2.3", "value": "7"}]
    own = {"resourceType": "Patient", "identifier": number, "name": name, "gender": "female"}
    return {**own, **more}


def weight(subject: str = ANNA, **more: Any) -> dict[str, Any]:
    """What somebody weighs."""
    coding = [{"system": "http://loinc.org", "code": "29463-7"}]
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": coding, "text": "Body weight"},
        "subject": {"reference": subject},
        "effectiveDateTime": "2026-01-05",
        "valueQuantity": {"value": 72.50, "unit": "kg"},
        **more,
    }


def sent(*entries: Any, kind: str = "transaction", indent: int | None = None) -> bytes:
    """A Bundle of these, as JSON."""
    bundle = {"resourceType": "Bundle", "type": kind, "entry": list(entries)}
    return json.dumps(bundle, indent=indent).encode()


DIV = f'<div xmlns="http://www.w3.org/1999/xhtml">as told in {ANNA}</div>'


TOLD = {"status": "additional", "div": DIV}


PLAIN = {
    "two": sent(made(anna(), ANNA), made(weight(), OTHER)),
    "written wide": sent(made(anna(), ANNA), made(weight(), OTHER), indent=2),
    "nobody": sent(made({"resourceType": "Basic", "code": {"text": "x"}})),
    "some with no name": sent(made(anna(), ANNA), made(weight()), made(weight())),
    "named deeper": sent(
        made(anna(), ANNA),
        made(weight(), OTHER),
        made(weight(hasMember=[{"reference": OTHER}], focus=[{"reference": ANNA}])),
    ),
    "named in words": sent(made(anna(), ANNA), made(weight(text=TOLD))),
    "escaped": sent(made(anna(name=[{"family": "Müller?"}]), ANNA), made(weight())),
    "with meta": sent(made(anna(id="x1", meta={"versionId": "7", "tag": [{"code": "a"}]}), ANNA)),
}


LONG = {
    "a condition": sent(made(anna(), ANNA, ifNoneExist="identifier=urn:x|1")),
    "a search": sent(made(weight("Patient?identifier=urn:x|1"))),
    "a search, hidden": sent(made(weight("Patient?identifier=1"))).replace(b"?", b"\\u003f"),
    "one who may stand": sent(made(weight("Patient/anna"))),
    "an id": sent({"resource": anna(id="a1"), "request": {"method": "PUT", "url": "Patient/a1"}}),
    "a reading": sent(made(anna()), {"request": {"method": "GET", "url": "Patient/1"}}),
    "nobody's name": sent(made(anna(), ANNA), made(weight(OTHER))),
    "one name twice": sent(made(anna(), ANNA), made(anna(), ANNA)),
    "another type": sent(made(anna(), ANNA, url="Observation")),
    "no such type": sent(made({"resourceType": "Nothing"})),
    "what is wrong": sent(made(anna(gender="tall"), ANNA)),
    "wrong and right": sent(
        made(weight(valueQuantity={"value": "x"}), OTHER),
        made(anna(), ANNA),
        made(weight(status="done", issued="now")),
    ),
    "a batch": sent(made(anna()), kind="batch"),
    "nothing": sent(),
    "no Bundle": json.dumps(anna()).encode(),
    "no JSON": b'{"resourceType":"Bundle"',
    "a key twice": b'{"resourceType":"Bundle","type":"transaction","type":"transaction"}',
}


def still(house: House) -> House:
    """The same with a clock that stands, and numbers and ids that are counted."""
    ids, numbers = count(1), count(1)
    desk = replace(
        house.desk,
        clock=lambda: datetime(2026, 1, 5, 8, 30, 0, 123_456, UTC),
        number=lambda: f"n{next(numbers)}",
        new_ids=lambda number: tuple(
            f"{next(ids):08x}-0000-4000-8000-000000000000" for _ in range(number)
        ),
    )
    return replace(house, desk=desk)


def kept(folder: Path) -> Sequence[str]:
    """All that stands in a store."""
    with sqlite3.connect(folder / "gateway.sqlite") as store:
        found = list(store.iterdump())
    store.close()
    return found
