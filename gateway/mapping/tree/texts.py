"""How the texts of documents become primitive FHIR values: as they are, HL7's times, XML's times.

https://www.w3.org/TR/xmlschema-2/#dateTime · https://hl7.org/fhir/R4/datatypes.html#primitive
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from gateway.mapping.convert import converters
from gateway.mapping.flaws import Flawed
from gateway.mapping.times import Clock
from gateway.mapping.tree.reading import Texts

WORDS = frozenset({"ST", "TS", "XSD"})
_TIMES = frozenset({"date", "dateTime", "instant", "time"})
_XSD = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?\d*)?)?)?)?"
    r"(Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_XSD_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?\d*)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


def texts(clock: Clock) -> Mapping[tuple[str, str], Texts]:
    """(word, FHIR type) -> conversion, for a sender with this clock."""
    plain = converters(clock)
    made = {(word, type): call for type, call in plain.items() for word in ("ST", "TS")}
    made |= {("XSD", type): call for type, call in plain.items()}
    for type in _TIMES:
        made["XSD", type] = _through(_compact, plain[type]) if type != "time" else _time(plain)
    return MappingProxyType(made)


def _through(first: Texts, then: Texts) -> Texts:
    return lambda text: then(first(text))


def _compact(text: str) -> str:
    """A time of XML as HL7 writes it: `2026-11-21T10:15:00+01:00` as `20261121101500+0100`.

    What is no such time stays as it is, and is refused by whoever reads it.
    """
    found = _XSD.fullmatch(text)
    if not found:
        return text
    day = "".join(part or "" for part in found.group(1, 2, 3))
    time = "".join(part or "" for part in found.group(4, 5, 6, 7))
    zone = (found[8] or "") if time else ""
    return day + time + ("+0000" if zone == "Z" else zone.replace(":", ""))


def _time(plain: Mapping[str, Texts]) -> Texts:
    def read(text: str) -> object:
        found = _XSD_TIME.fullmatch(text)
        if not found:
            return Flawed("value-invalid-time")
        return plain["time"]("".join(part or "" for part in found.groups()))

    return read
