"""A Patient said as PID again: one row for each field that is told, the same table both ways.

What PID has no place for, and what no row names, is not told. Text is plain here: escapes and
character sets are the business of whoever writes the answer.
https://www.hl7.eu/HL7v2x/v251/std251/ch03.html (3.4.2, PID) · https://hl7.org/fhir/R4/patient.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.model import Authority, Resource

Field: TypeAlias = tuple[tuple[str, ...], ...]
"""One repetition: its components, each cut into subcomponents."""

_SEX = MappingProxyType({"female": "F", "male": "M", "other": "O", "unknown": "U"})
_NAME_TYPE = MappingProxyType(
    {
        "official": "L",
        "usual": "D",
        "maiden": "M",
        "nickname": "N",
        "anonymous": "S",
        "old": "BAD",
        "temp": "TEMP",
    }
)
_UNSPECIFIED = "U"
_ADDRESS_TYPE = MappingProxyType({"home": "H", "work": "B", "temp": "C", "billing": "BI"})
_USE = MappingProxyType({"home": "PRN", "work": "WPN", "temp": "VHN", "mobile": "PRS"})
_EQUIPMENT = MappingProxyType({"phone": "PH", "fax": "FX", "pager": "BP", "email": "Internet"})
_FLAG = MappingProxyType({True: "Y", False: "N"})
_V2_MARITAL = "http://terminology.hl7.org/CodeSystem/v2-0002"


def fields(patient: Resource) -> Mapping[int, tuple[Field, ...]]:
    """Field of PID -> its repetitions, of all that the table tells but PID-3."""
    made = {number: tuple(tell(patient)) for number, tell in FIELDS.items()}
    return {number: told for number, told in made.items() if told}


def identifiers(patient: Resource, names: Mapping[str, Authority]) -> tuple[Field, ...]:
    """PID-3: the numbers of a Patient; `names`: system -> what the reader calls it."""
    return tuple(
        (
            (one["value"],),
            (),
            (),
            _authority(names.get(one.get("system", ""), Authority())),
            (_code(one.get("type", {})),),
            (),
            (_time(one.get("period", {}).get("start", "")),),
            (_time(one.get("period", {}).get("end", "")),),
        )
        for one in patient.get("identifier", ())
        if "value" in one
    )


def _authority(name: Authority) -> tuple[str, ...]:
    return name.namespace, name.universal, name.type


def _names(patient: Resource) -> Iterator[Field]:
    for name in patient.get("name", ()):
        given = [one for one in name.get("given", ()) if one]
        yield (
            (name.get("family") or ("" if given else name.get("text", "")),),
            (given[0] if given else "",),
            (" ".join(given[1:]),),
            (" ".join(name.get("suffix", ())),),
            (" ".join(name.get("prefix", ())),),
            (),
            (_NAME_TYPE.get(name.get("use", ""), _UNSPECIFIED),),
        )


def _addresses(patient: Resource) -> Iterator[Field]:
    for one in patient.get("address", ()):
        line = [*(said for said in one.get("line", ()) if said), "", ""]
        kind = "M" if one.get("type") == "postal" else _ADDRESS_TYPE.get(one.get("use", ""), "")
        yield (
            (line[0],),
            (" ".join(part for part in line[1:] if part),),
            (one.get("city", ""),),
            (one.get("state", ""),),
            (one.get("postalCode", ""),),
            (one.get("country", ""),),
            (kind,),
            (),
            (one.get("district", ""),),
        )


def _telecoms(work: bool) -> Callable[[Resource], Iterator[Field]]:  # noqa: FBT001 - which half
    def tell(patient: Resource) -> Iterator[Field]:
        for one in patient.get("telecom", ()):
            if "value" in one and (one.get("use") == "work") is work:
                yield _telecom(one)

    return tell


def _telecom(one: Mapping[str, Any]) -> Field:
    system = one.get("system", "")
    mobile = system == "phone" and one.get("use") == "mobile"
    mail = system == "email"
    return (
        ("" if mail else one["value"],),
        (_USE.get(one.get("use", ""), ""),),
        ("CP" if mobile else _EQUIPMENT.get(system, ""),),
        (one["value"] if mail else "",),
    )


def _birth(patient: Resource) -> Iterator[Field]:
    if "birthDate" in patient:
        yield ((_time(patient["birthDate"]),),)


def _sex(patient: Resource) -> Iterator[Field]:
    if patient.get("gender") in _SEX:
        yield ((_SEX[patient["gender"]],),)


def _language(patient: Resource) -> Iterator[Field]:
    spoken = patient.get("communication", ())
    code = _code(spoken[0].get("language", {})) if spoken else ""
    if code:
        yield ((code,),)


def _marital(patient: Resource) -> Iterator[Field]:
    coded = patient.get("maritalStatus", {}).get("coding", ())
    own = [one["code"] for one in coded if one.get("system") == _V2_MARITAL and "code" in one]
    code = own[0] if own else _code(patient.get("maritalStatus", {}))
    if code:
        yield ((code,),)


def _several(patient: Resource) -> Iterator[Field]:
    if "multipleBirthBoolean" in patient:
        yield ((_FLAG[patient["multipleBirthBoolean"]],),)
    elif "multipleBirthInteger" in patient:
        yield (("Y",),)


def _order(patient: Resource) -> Iterator[Field]:
    if "multipleBirthInteger" in patient:
        yield ((str(patient["multipleBirthInteger"]),),)


def _death(patient: Resource) -> Iterator[Field]:
    if "deceasedDateTime" in patient:
        yield ((_time(patient["deceasedDateTime"]),),)


def _dead(patient: Resource) -> Iterator[Field]:
    if "deceasedBoolean" in patient:
        yield ((_FLAG[patient["deceasedBoolean"]],),)
    elif "deceasedDateTime" in patient:
        yield (("Y",),)


FIELDS: Mapping[int, Callable[[Resource], Iterator[Field]]] = MappingProxyType(
    {
        5: _names,
        7: _birth,
        8: _sex,
        11: _addresses,
        13: _telecoms(work=False),
        14: _telecoms(work=True),
        15: _language,
        16: _marital,
        24: _several,
        25: _order,
        29: _death,
        30: _dead,
    }
)
"""Field of PID -> what tells it; PID-3 needs the reader's names (`identifiers`)."""


def _code(concept: Mapping[str, Any]) -> str:
    return next((one["code"] for one in concept.get("coding", ()) if "code" in one), "")


def _time(text: str) -> str:
    """A FHIR date or time as DTM: `20261121101500+0100`."""
    day, _, rest = text.partition("T")
    if not rest:
        return day.replace("-", "")
    zone = "+0000" if rest.endswith("Z") else rest[-6:].replace(":", "")
    clock = rest.removesuffix("Z") if rest.endswith("Z") else rest[:-6]
    return day.replace("-", "") + clock.replace(":", "") + zone
