"""Small KMEHR messages of invented patients, for tests.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from gateway.bootstrap.rules import ruleset
from gateway.intake.convert import Conversion, convert
from gateway.model import Inbound, Resource, Ruleset
from gateway.settings import Settings

SPACE = "http://www.ehealth.fgov.be/standards/kmehr/schema/v1"
AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
DOCTOR = """<hcparty><id S="ID-HCPARTY" SV="1.0">10000000004</id>
<cd S="CD-HCPARTY" SV="1.10">persphysician</cd>
<firstname>Odile</firstname><familyname>Thill</familyname></hcparty>"""
PATIENT = """<patient><id S="INSS" SV="1.0">85073003328</id>
<firstname>Zoe</firstname><familyname>Exemple</familyname>
<birthdate><date>1985-07-30</date></birthdate><sex><cd S="CD-SEX" SV="1.0">female</cd></sex>
<usuallanguage>fr</usuallanguage></patient>"""


def cd(scheme: str, code: str) -> str:
    """A code of one of KMEHR's tables."""
    return f'<cd S="{scheme}" SV="1.0">{code}</cd>'


def state(name: str, code: str) -> str:
    """What is said of an item: `state("lifecycle", "stopped")`."""
    return f"<{name}>{cd(f'CD-{name.upper()}', code)}</{name}>"


def moment(name: str, date: str) -> str:
    """A day: `moment("beginmoment", "2026-01-02")`."""
    return f"<{name}><date>{date}</date></{name}>"


def item(kind: str, *parts: str, number: int = 1) -> str:
    """An item of that kind."""
    number_ = f'<id S="ID-KMEHR" SV="1.0">{number}</id>'
    return f"<item>{number_}{cd('CD-ITEM', kind)}{''.join(parts)}</item>"


def content(*parts: str) -> str:
    """What an item is about."""
    return f"<content>{''.join(parts)}</content>"


def about(text: str) -> str:
    """What an item is about, in words."""
    return content(f'<text L="en">{text}</text>')


def transaction(kind: str, *parts: str, number: int = 1, validated: str = "true") -> str:
    """What a doctor signed."""
    return f"""<transaction><id S="ID-KMEHR" SV="1.0">{number}</id>{cd("CD-TRANSACTION", kind)}
<date>2026-03-02</date><time>08:15:00</time><author>{DOCTOR}</author>
<iscomplete>true</iscomplete><isvalidated>{validated}</isvalidated>{"".join(parts)}</transaction>"""


def message(*transactions: str, patient: str = PATIENT, number: str = "10000000004.M1") -> bytes:
    """A message of one folder."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<kmehrmessage xmlns="{SPACE}"><header><standard>{cd("CD-STANDARD", "20231110")}</standard>
<id S="ID-KMEHR" SV="1.0">{number}</id><date>2026-03-02</date><time>08:15:00</time>
<sender>{DOCTOR}</sender><recipient>{DOCTOR}</recipient></header>
<folder><id S="ID-KMEHR" SV="1.0">1</id>{patient}{"".join(transactions)}</folder>
</kmehrmessage>""".encode()


@cache
def rules() -> Ruleset:
    """The gateway as it is installed."""
    return ruleset(Settings())


def converted(body: bytes, sender: str = "hopital-du-nord", *, ledger: bool = False) -> Conversion:
    """A message in FHIR, with its verdict."""
    return convert(Inbound(sender, "kmehr", body, AT), rules(), ledger=ledger)


def resources(conversion: Conversion, type: str = "") -> list[Resource]:
    """The resources of that type, or all but the Composition and the persons."""
    entries = [one["resource"] for one in conversion.bundle.get("entry", ())]
    about_ = {"Composition", "Patient", "Practitioner", "PractitionerRole"}
    return [
        one
        for one in entries
        if (one["resourceType"] == type if type else one["resourceType"] not in about_)
    ]


def at(node: Any, path: str) -> list[Any]:
    """All values at a path of names: `clinicalStatus.coding.code`."""
    found = [*_at(node, path.split("."))]
    return [str(one) if not isinstance(one, bool | str) else one for one in found]


def _at(node: Any, names: list[str]) -> Iterator[Any]:
    if isinstance(node, list):
        for one in node:
            yield from _at(one, names)
    elif not names:
        yield node
    elif isinstance(node, dict) and names[0] in node:
        yield from _at(node[names[0]], names[1:])
