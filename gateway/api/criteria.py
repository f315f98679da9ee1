"""What does a search ask for? Its parameters, understood or refused; nothing is passed over.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from starlette.datastructures import QueryParams

from gateway.api.desk import Refused
from gateway.api.served import is_id
from gateway.model import Criterion, Query

MAX_COUNT = 500
PAGE = 50
MAX_VALUES = 100
"""How many values a search may hold in all: what one statement of a database bears with ease."""
SHAPE = ("_count", "_page", "_format")
"""Parameters that say how the answer is given, not what is in it."""
OTHERS = (
    *("_summary", "_elements", "_include", "_revinclude", "_sort", "_total"),
    *("_contained", "_containedType", "_pretty"),
)
"""R4's own parameters of every search that are not understood here."""

_PIECE = re.compile(r"(?:\\.|[^,])+", re.DOTALL)
_TOKEN = re.compile(r"((?:\\.|[^\\|])*)\|(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\,$|])")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Search:
    """A search, and the words in which it was asked."""

    query: Query
    said: tuple[tuple[str, str], ...]
    """Parameter and value of each criterion, as sent."""


def understood(
    type_: str, sent: QueryParams, known: Iterable[str], taken: Sequence[str], base: str
) -> Search:
    """The search that these parameters ask for; raises Refused 400 that says what is wrong.

    `known` are all parameters that R4 gives the type, `taken` those that are searched by here.
    A parameter that comes again narrows the search; commas part values any of which may match.
    """
    names_only(sent, (*taken, *SHAPE), known)
    said = tuple((name, value) for name, value in sent.multi_items() if name in taken)
    criteria = tuple(
        Criterion(name, FORMS[name], tuple(_values(name, value, base))) for name, value in said
    )
    if sum(len(one.values) for one in criteria) > MAX_VALUES:
        raise Refused(400, "too-costly", "values", MAX_VALUES)
    count = min(_number(sent, "_count", PAGE), MAX_COUNT)
    begins = _number(sent, "_page", 0)
    after = (begins,) if begins else ()
    return Search(Query(type_, criteria, count, after), said)


def names_only(sent: QueryParams, taken: Sequence[str], known: Iterable[str] = ()) -> None:
    """Raise Refused 400 where there is a parameter that is not taken.

    It is named only if R4 knows it: else its name may be anything, a patient's data too.
    """
    for name in sent:
        if name in taken:
            continue
        plain = re.split(r"[:.]", name, maxsplit=1)[0]
        if plain in taken:
            said: tuple[str, ...] = ("modifier", plain)
        elif plain in OTHERS or plain in known:
            said = ("parameter", plain)
        else:
            said = ("parameter-strange",)
        raise Refused(400, "not-supported", *said, ", ".join(taken))


def _values(name: str, text: str, base: str) -> Iterator[tuple[str | None, ...]]:
    """Each value, in the words of the store; raises Refused 400 where one cannot be meant."""
    pieces = _PIECE.findall(text)
    if not pieces:
        raise Refused(400, "value", "no-value", name)
    for piece in pieces:
        yield READERS[name](piece, base)


def _plain(piece: str, base: str) -> str:  # noqa: ARG001 - a row's shape
    return _ESCAPED.sub(r"\1", piece)


def _id(piece: str, base: str) -> tuple[str]:
    return (_plain(piece, base),)


def _token(piece: str, base: str) -> tuple[str | None, str | None]:
    """`value`, `|value`, `system|` or `system|value`, its escapes undone."""
    parts = _TOKEN.fullmatch(piece)
    system, value = (_plain(part, base) for part in parts.groups()) if parts else ("", "")
    if parts and "|" not in system and (system or value):
        return system, value or None
    whole = _plain(piece, base)
    if "|" in whole:
        raise Refused(400, "value", "identifier")
    return None, whole


def _patient(piece: str, base: str) -> tuple[str]:
    """The patient of `ID`, `Patient/ID` or this server's own address of it."""
    id_ = _plain(piece, base).removeprefix(f"{base}/").removeprefix("Patient/")
    if not is_id(id_):
        raise Refused(400, "value", "patient")
    return (f"Patient/{id_}",)


FORMS: Mapping[str, str] = MappingProxyType(
    {"_id": "id", "identifier": "token", "patient": "reference"}
)
READERS: Mapping[str, Callable[[str, str], tuple[str | None, ...]]] = MappingProxyType(
    {"_id": _id, "identifier": _token, "patient": _patient}
)
"""Parameter -> how one value of it is read: (as sent, base URL of this server) -> as searched."""


def _number(sent: QueryParams, name: str, default: int) -> int:
    texts = sent.getlist(name) or [str(default)]
    text = texts[0]
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST))
    if len(texts) > 1 or not digits or int(text) > _LARGEST:
        raise Refused(400, "value", "number", name)
    return int(text)
