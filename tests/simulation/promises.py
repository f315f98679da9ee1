"""What must be true of the record after any stay, whatever befell the gateway meanwhile.

https://hl7.org/fhir/R4/patient.html#links · https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from gateway.intake import receive
from gateway.model import Inbound, Receipt, Resource, Ruleset, Status
from gateway.store import codec, open_sqlite
from gateway.store.pages import Pages

Key = tuple[str, str]


class Kept:
    """A store file, read from outside."""

    def __init__(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as sql:
            self.journal: list[tuple[Inbound, Receipt]] = [
                (
                    Inbound(sender, format_, codec.unpack(body), datetime.fromisoformat(at)),
                    codec.unpack_receipt(receipt, seq),
                )
                for seq, sender, format_, at, body, receipt in sql.execute(
                    "SELECT seq, sender, format, received_at, body, receipt"
                    " FROM journal ORDER BY seq"
                )
            ]
            pages = Pages(sql)
            self.current: dict[Key, bytes] = {
                (type_, codec.name(key)): pages.unpack(body)
                for type_, key, body in sql.execute(
                    "SELECT t.name, r.id, r.body FROM resource AS r"
                    " JOIN type AS t ON t.number = r.type"
                )
            }
            self.versions: dict[Key, list[int]] = {}
            for type_, key, version in sql.execute(
                "SELECT t.name, r.id, r.version FROM type AS t JOIN (SELECT type, id, version"
                " FROM resource UNION ALL SELECT type, id, version FROM history) AS r"
                " ON t.number = r.type"
            ):
                self.versions.setdefault((type_, codec.name(key)), []).append(version)
            self.sound = sql.execute("PRAGMA integrity_check").fetchone()[0]

    @property
    def accepted(self) -> list[tuple[Inbound, Receipt]]:
        """What was taken in, in order."""
        return [pair for pair in self.journal if pair[1].status is Status.ACCEPTED]

    def bodies(self) -> dict[Key, Resource]:
        """Everything that is served."""
        return {key: json.loads(body) for key, body in self.current.items()}


def exactly_once(
    kept: Kept, believed: Mapping[Key, str], parked: Collection[tuple[str, str, str]] = ()
) -> None:
    """Whatever a sender was told is kept is kept once; else only what waited, and was released."""
    found = Counter((r.sender, r.control_id) for _, r in kept.accepted)
    assert set(found.values()) <= {1}
    digests = {(r.sender, r.control_id): r.digest for _, r in kept.accepted}
    waited = {key: digest for key, digest in digests.items() if (*key, digest) in parked}
    assert digests == {**waited, **believed}
    assert kept.sound == "ok"


def whole(kept: Kept) -> None:
    """Each accepted message's versions are there, no others, and their numbers have no gap."""
    named = Counter(name for _, receipt in kept.accepted for name in receipt.resources)
    there = Counter(
        f"{type_}/{id_}/_history/{version}"
        for (type_, id_), versions in kept.versions.items()
        for version in versions
    )
    assert named == there
    for versions in kept.versions.values():
        assert sorted(versions) == list(range(1, len(versions) + 1))


def resolving(kept: Kept) -> None:
    """Old ids lead to a living Patient, and all that is served speaks of living ones."""
    bodies = kept.bodies()
    patients = {id_: body for (type_, id_), body in bodies.items() if type_ == "Patient"}
    for patient in patients.values():
        seen: set[str] = set()
        at = patient
        while (following := _follows(at)) and following not in seen:
            seen.add(following)
            at = patients[following]
        assert not following, "a circle of links"
    for (type_, _), body in bodies.items():
        said = body.get("subject", {})
        reference = (said[0] if isinstance(said, list) else said).get("reference", "")
        if reference and type_ != "Provenance":
            assert not _follows(patients[reference.removeprefix("Patient/")])
        for name in re.findall(
            r'"reference": "((?:Observation|Encounter)/[^"/]+)"', json.dumps(body)
        ):
            assert tuple(name.split("/")) in bodies


def provenanced(kept: Kept) -> None:
    """Each message that changed anything has one Provenance with every version it wrote."""
    bodies = kept.bodies()
    for _, receipt in kept.accepted:
        papers = [name for name in receipt.resources if name.startswith("Provenance/")]
        assert len(papers) == bool(receipt.resources)
        for name in papers:
            type_, id_ = name.split("/")[:2]
            targets = [one["reference"] for one in bodies[type_, id_]["target"]]
            assert targets == [other for other in receipt.resources if other != name]


def replayed(kept: Kept, rules: Ruleset, path: Path) -> None:
    """What is served is what the journal says: taken in again from scratch it is the same."""

    async def again() -> None:
        store = open_sqlite(path)
        for inbound, _ in kept.accepted:
            await receive(inbound, rules, store)
        await store.close()

    asyncio.run(again())
    fresh = Kept(path)
    assert fresh.current == kept.current
    assert [r.issues for _, r in fresh.accepted] == [r.issues for _, r in kept.accepted]


def _follows(patient: Resource) -> str:
    """The id that this Patient gave way to."""
    links: list[Any] = [one for one in patient.get("link", ()) if one["type"] == "replaced-by"]
    assert len(links) <= 1
    return links[0]["other"]["reference"].removeprefix("Patient/") if links else ""
