"""The values of a resource as a search compares them: by what each type of parameter reads.

What is given is what index rows hold; see `gateway.model.Row`.
https://hl7.org/fhir/R4/search.html#ptypes
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.search import measures, moments
from gateway.search.folding import fold

Value: TypeAlias = tuple[Any, ...]
Forms: TypeAlias = Mapping[str, Callable[[Any], Iterable[Value]]]

BOOLEANS = "http://terminology.hl7.org/CodeSystem/special-values"
"""The system of true and false."""

_NAMES = ("text", "family", "given", "prefix", "suffix")
_ADDRESS = ("text", "line", "city", "district", "state", "postalCode", "country")
_PARTS = frozenset(_ADDRESS) - {"text"}
"""Without any of these, nothing is an address."""
_TEXTS = ("text", "display", "name", "title", "value")
_OTHERS = (*_TEXTS, "prefix", "suffix")
_RELATIVE = re.compile(r"([A-Z][A-Za-z]{1,60})/([A-Za-z0-9.-]{1,64})(?:/_history/[^/]*)?")
_HISTORY = re.compile(r"/_history/[^/]*$")


def unwrapped(values: Iterable[Any]) -> Iterator[Any]:
    """The values, those of extensions instead of the extensions themselves."""
    for value in values:
        if isinstance(value, dict) and "url" in value and _extension(value):
            yield from (each for key, each in value.items() if key.startswith("value"))
        else:
            yield value


def _extension(value: Mapping[str, Any]) -> bool:
    return any(key.startswith("value") or key == "extension" for key in value)


def tokens(value: Any) -> Sequence[Value]:
    """(system, code) of a Coding, CodeableConcept, Identifier, ContactPoint, code or boolean."""
    if isinstance(value, dict):
        return _tokens(value)
    if isinstance(value, bool):
        return ((BOOLEANS, "true" if value else "false"),)
    return (("", str(value)),) if isinstance(value, str | int | Decimal) else ()


def _tokens(value: Mapping[str, Any]) -> Sequence[Value]:
    if "coding" in value:
        found: list[Value] = []
        for coding in value["coding"]:
            if coding.__class__ is dict and "code" in coding and "coding" not in coding:
                found.append((coding.get("system", ""), str(coding["code"])))  # as most are
            else:
                found += tokens(coding)
        return found
    if "code" in value or "value" in value:
        return ((value.get("system", ""), str(value.get("code", value.get("value")))),)
    return ((value["system"], ""),) if "system" in value else ()


def texts(value: Any) -> Iterator[str]:
    """What is written beside a code, identifier or reference."""
    if isinstance(value, dict):
        for holder in (value, value.get("type")):
            if isinstance(holder, dict):
                said: list[dict[str, str]] = [holder, *holder.get("coding", ())]
                yield from (
                    one[name] for one in said for name in ("text", "display") if name in one
                )


def kinds(value: Any) -> Iterator[Value]:
    """(system of the type, code of the type, value) of an Identifier."""
    if isinstance(value, dict) and "value" in value and isinstance(value.get("type"), dict):
        for coding in value["type"].get("coding", ()):
            yield coding.get("system", ""), coding.get("code", ""), value["value"]


def strings(value: Any) -> Sequence[str]:
    """Every text of a HumanName, Address or whatever else is searched as text, as it was sent."""
    if isinstance(value, str):
        return (value,)
    found: list[str] = []
    if isinstance(value, dict):
        for name in _written(value):
            said = value.get(name)
            if said.__class__ is str:
                found += (said,) if said else ()
            elif said.__class__ is list:
                found += [one for one in said if one.__class__ is str and one]
    return found


def _written(value: Mapping[str, Any]) -> Sequence[str]:
    """The parts in which it may be written: as a name has them, an address, or what is neither."""
    if "family" in value or "given" in value:
        return _NAMES
    return _OTHERS if _PARTS.isdisjoint(value) else _ADDRESS


def _strings(value: Any) -> Sequence[Value]:
    if value.__class__ is str:
        folded = fold(value)
        return ((folded,),) if folded else ()
    return [(folded,) for folded in map(fold, strings(value)) if folded]


def references(value: Any) -> Iterator[Value]:
    """(type, id) of a resource of this server, or ("", address) of whatever else is named."""
    if isinstance(value, dict):
        if "resourceType" in value:
            if "id" in value:
                yield value["resourceType"], value["id"]
            return
        value = value.get("reference", "")
    if not isinstance(value, str) or not value or value.startswith("#"):
        return
    found = _RELATIVE.fullmatch(value)
    if found:
        yield found[1], found[2]
        return
    address = _HISTORY.sub("", value)
    yield "", address
    if "|" in address:
        yield "", address.partition("|")[0]


def held(value: Any) -> Iterator[Value]:
    """The same for index rows: what is named without an address is ("", "").

    Nobody asks for that, and it is not missing.
    """
    named = False
    for one in references(value):
        named = True
        yield one
    if not named and isinstance(value, dict) and not _ANYHOW.isdisjoint(value):
        yield "", ""


_ANYHOW = frozenset({"reference", "identifier", "display"})
"""In which ways a Reference may name something."""


def _uris(value: Any) -> Iterator[Value]:
    if isinstance(value, str):
        yield (value,)


def _dates(value: Any) -> Sequence[Value]:
    found = moments.stretch(value)
    return (found,) if found else ()


def _numbers(value: Any) -> Sequence[Value]:
    found = measures.stretch(value)
    return (found,) if found else ()


FORMS: Forms = MappingProxyType(
    {
        "token": tokens,
        "string": _strings,
        "date": _dates,
        "number": _numbers,
        "quantity": measures.measures,
        "reference": references,
        "uri": _uris,
    }
)
"""Type of a parameter -> what its values are, of one JSON value."""
ROWED: Forms = MappingProxyType({**FORMS, "reference": held})
"""The same -> what its index rows are."""
