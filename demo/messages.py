"""How the invented hospital and its laboratory write their messages: HL7 v2.5, one CR a segment.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=144
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from demo.patients import Person

DAY = "20261120"
DOCTOR = "7001^THILL^Claire^^^Dr^^^HOPITALNORD"


@dataclass(frozen=True, slots=True)
class Result:
    """One OBX: LOINC code, name, value, unit, reference range, flag."""

    code: str
    name: str
    value: str
    unit: str
    range: str
    flag: str = "N"
    status: str = "F"
    time: str = ""
    """HHMM; empty: when the report was made."""


def adt(event: str, control: str, time: str, who: Person, stay: str = "", **said: str) -> str:
    """A patient administration message; `said` overrides PV1-2 (`cls`), PID-7 (`born`)..."""
    discharged = f"{DAY}{time}00" if event == "A03" else ""
    arrived = said.get("arrived", time)
    segments = [
        _msh("HOPITAL", f"ADT^{event}^ADT_A01", control, time),
        f"EVN|{event}|{DAY}{time}00",
        _pid(who, who.local, "HOPITALNORD", said),
    ]
    if stay:
        start = f"{DAY}{arrived}00"
        segments.append(
            f"PV1|1|{said.get('cls', 'I')}|MED^101^1^HOPITALNORD||||{DOCTOR}|||MED"
            f"{'|' * 9}{stay}^^^HOPITALNORD^VN{'|' * 25}{start}|{discharged}"
        )
    return _joined(segments)


def merge(control: str, time: str, who: Person, old: Person) -> str:
    """A40: the record of `old` is the record of `who`."""
    return _joined(
        [
            _msh("HOPITAL", "ADT^A40^ADT_A39", control, time),
            f"EVN|A40|{DAY}{time}00",
            _pid(who, who.local, "HOPITALNORD", {}),
            f"MRG|{old.local}^^^HOPITALNORD^MR",
        ]
    )


def oru(
    control: str, time: str, who: Person, order: str, name: str, results: Sequence[Result],
    *, status: str = "F", note: str = "", number: str = "", authority: str = "LABO",
) -> str:  # fmt: skip
    """A laboratory report."""
    numbers = f"{order}^HOPITALNORD|{order}-F^LABO"
    moment = f"{DAY}{time}00"
    segments = [
        _msh("LABO", "ORU^R01^ORU_R01", control, time),
        _pid(who, number or who.laboratory, authority, {}),
        f"OBR|1|{numbers}|{name}|||{moment}{'|' * 15}{moment}||LAB|{status}",
    ]
    for at, result in enumerate(results, 1):
        segments.append(
            f"OBX|{at}|NM|{result.code}^{result.name}^LN||{result.value}|{result.unit}^^UCUM"
            f"|{result.range}|{result.flag}|||{result.status}|||{DAY}{result.time or time}00"
        )
    if note:
        segments.append(f"NTE|1|L|{note}")
    return _joined(segments)


def _msh(application: str, kind: str, control: str, time: str) -> str:
    sent = f"{DAY}{time}00+0100"
    end = "P|2.5|||||LUX|UNICODE UTF-8"
    return f"MSH|^~\\&|{application}|DEMO|GATEWAY|LU|{sent}||{kind}|{control}|{end}"


def _pid(who: Person, local: str, authority: str, said: dict[str, str]) -> str:
    number = f"~{who.matricule}^^^LUX&1.3.182.4.4&ISO^NI" if who.matricule else ""
    return (
        f"PID|1||{local}^^^{authority}^MR{number}||{who.name}||{said.get('born', who.born)}"
        f"|{who.sex}|||{who.address}||{said.get('phone', who.phone)}"
    )


def _joined(segments: Sequence[str]) -> str:
    return "".join(f"{segment}\r" for segment in segments)
