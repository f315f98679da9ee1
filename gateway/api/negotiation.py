"""In which form does the caller want the answer? Accept and _format, as FHIR weighs them.

https://hl7.org/fhir/R4/http.html#mime-type · https://www.rfc-editor.org/rfc/rfc9110#name-accept
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from starlette.requests import Request

from gateway.api.desk import Refused
from gateway.model import Language
from gateway.wording import preferred

FHIR_JSON = "application/fhir+json"
FHIR_XML = "application/fhir+xml"
TEXT = "text/plain"
RECEIPT = "application/json"
NDJSON = "application/x-ndjson"
ACKNOWLEDGEMENTS = ("application/hl7-v2", "x-application/hl7-v2+er7", "application/edi-hl7v2")
"""Names under which senders ask for the HL7 v2 acknowledgement."""

_ALSO: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        FHIR_JSON: frozenset({"application/json", "text/json", "json", "application/fhir json"}),
        FHIR_XML: frozenset({"application/xml", "text/xml", "xml", "application/fhir xml"}),
        RECEIPT: frozenset({"text/json", "json"}),
        NDJSON: frozenset({"application/ndjson", "application/x ndjson", "ndjson"}),
        TEXT: frozenset({"text"}),
    }
)
"""Other names of a form; `+` in an address is a space to whoever reads it."""
_VERSIONS = frozenset({"", "4.0", "4.0.1"})
_UNSAID = "application/x-www-form-urlencoded"
"""What curl says of every body where it is told nothing."""
_WHOLE = 3
"""How narrow a range is that names one form; `text/*` is 2, `*/*` is 1."""


def form(request: Request, *offered: str) -> str:
    """The offered media type that the caller likes best, the first of them where it is all one.

    `_format` goes before Accept. Raises Refused 406 where none of them will do, another version
    of FHIR among the reasons.
    """
    wanted = request.query_params.get("_format") or ",".join(request.headers.getlist("accept"))
    if wanted in ("", "*/*", offered[0]):
        return offered[0]
    ranges = tuple(_ranges(wanted))
    liked = [(_liked(ranges, kind), -place) for place, kind in enumerate(offered)]
    quality, place = max(liked)
    if not quality:
        raise Refused(406, "not-supported", "", ", ".join(offered))
    return offered[-place]


def sent_as(request: Request, *taken: str) -> str:
    """In which of these forms a body says that it is, empty where it says nothing.

    Raises Refused 415 where it is none of them, another version of FHIR among the reasons.
    """
    stated = request.headers.get("content-type")
    if stated is None:
        return ""
    name, version, _ = _range(stated)
    if name == _UNSAID:
        return ""
    for one in taken:
        if version in _VERSIONS and (name == one or name in _ALSO.get(one, ())):
            return one
    raise Refused(415, "not-supported", "", ", ".join(taken))


def sent_version(request: Request) -> str:
    """The version of FHIR that a body says it is in; empty where it says none."""
    return _range(request.headers.get("content-type", ""))[1]


def language(request: Request, usual: Language = Language.EN) -> Language:
    """The language that the caller likes best, by Accept-Language; `usual` where it is silent."""
    accepted = ",".join(request.headers.getlist("accept-language"))
    return preferred(accepted) if accepted else usual


def _liked(ranges: Sequence[tuple[str, str, float]], kind: str) -> float:
    """The quality of the narrowest range that holds this form; 0 where none does."""
    narrowest, liked = 0, 0.0
    for name, version, quality in ranges:
        narrow = _narrow(name, kind) if version in _VERSIONS else 0
        if narrow > narrowest:
            narrowest, liked = narrow, quality
    return liked


def _narrow(name: str, kind: str) -> int:
    if name == kind or name in _ALSO.get(kind, ()):
        return _WHOLE
    if name == f"{kind.partition('/')[0]}/*":
        return 2
    return int(name == "*/*")


def _ranges(text: str) -> Iterator[tuple[str, str, float]]:
    for part in text.split(","):
        yield _range(part)


@lru_cache(maxsize=256)
def _range(text: str) -> tuple[str, str, float]:
    """Name, FHIR version and quality."""
    name, *rest = text.strip().lower().split(";")
    said = {key.strip(): value.strip(' "') for key, _, value in (p.partition("=") for p in rest)}
    return name.strip(), said.get("fhirversion", ""), _quality(said.get("q", "1"))


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 1.0
