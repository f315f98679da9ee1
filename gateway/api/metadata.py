"""GET /fhir/metadata: what this server can do, and nothing that it cannot.

https://hl7.org/fhir/R4/capabilitystatement.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.criteria import names_only
from gateway.api.desk import Refused, desk
from gateway.api.forms import SHAPED, answer, expected
from gateway.api.negotiation import FHIR_JSON, FHIR_XML
from gateway.api.served import TYPES, searched
from gateway.api.shapes import NAMES, shape
from gateway.definitions.parameters import SearchParameter
from gateway.model import Resource
from gateway.search import Library

CANONICAL = "https://fhir.gateway.example/lu"
OPERATIONS = (
    ("convert", f"{CANONICAL}/OperationDefinition/convert"),
    ("validate", f"{CANONICAL}/OperationDefinition/validate"),
)
"""What can be asked of the server as a whole. R4's own `$validate` is asked of a type."""

_VALIDATE = "http://hl7.org/fhir/OperationDefinition/Resource-validate"
_SUMMARY = "http://hl7.org/fhir/uv/ips/OperationDefinition/summary"


_MODE = "mode"
MODES = ("full", "normative")
"""What `mode` may say: the normative part is not parted from the statement."""
INTERACTIONS = (
    *("read", "vread", "update", "patch", "delete", "history-instance", "history-type"),
    *("create", "search-type"),
)
"""What can be done with resources of every type."""


async def metadata(request: Request) -> Response:
    """The CapabilityStatement, made from the tables of types and parameters; open to all."""
    expected(request)
    names_only(request.query_params, (*SHAPED, *NAMES, _MODE))
    if request.query_params.get(_MODE, "full") not in MODES:
        raise Refused(400, "value", "statement-mode", ", ".join(MODES))
    at = desk(request)
    today = at.clock().date().isoformat()
    wanted = shape(request, "CapabilityStatement")
    cors = bool(at.origins)
    made = statement(f"{request.base_url}fhir", today, at.library, at.record.indexed, cors=cors)
    return answer(request, at.shaping.resource(made, wanted))


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415 - it brings all that reads mail

    return version("fhir-gateway")


@lru_cache(maxsize=4)
def statement(
    base: str,
    today: str,
    library: Library,
    indexed: frozenset[tuple[str, str]],
    *,
    cors: bool = False,
) -> Resource:
    """The CapabilityStatement of a server at this base URL.

    `indexed`: (type, parameter) of what it finds however much it keeps. `cors`: pages of others
    may ask.
    """
    operations = [{"name": name, "definition": url} for name, url in OPERATIONS]
    names = {type: library.references(type) for type in TYPES}
    leading = {type: sorted(_leading(type, library, names)) for type in TYPES}
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": today,
        "kind": "instance",
        "software": {"name": "National FHIR gateway", "version": _version()},
        "implementation": {"description": "Shared care record", "url": base},
        "fhirVersion": "4.0.1",
        "format": [FHIR_JSON, FHIR_XML, "json", "xml"],
        "patchFormat": ["application/json-patch+json", FHIR_JSON, FHIR_XML],
        "rest": [
            {
                "mode": "server",
                "documentation": LATER,
                "security": {
                    "cors": cors,
                    "description": "Bearer token of the operator (RFC 6750).",
                },
                "resource": [_resource(type, library, indexed, leading[type]) for type in TYPES],
                "interaction": [
                    {"code": code}
                    for code in ("transaction", "batch", "search-system", "history-system")
                ],
                "searchParam": [_param(one, indexed=True) for one in _shared(library)],
                "operation": operations,
            }
        ],
    }


def _shared(library: Library) -> Iterator[SearchParameter]:
    """By what resources of all types can be searched at once."""
    known = [searched(tuple(library.parameters(type).values())) for type in TYPES]
    common = set[str].intersection(*map(set, known))
    yield from (one for name, one in known[0].items() if name in common)


def _resource(
    type: str, library: Library, indexed: frozenset[tuple[str, str]], leading: list[str]
) -> Resource:
    operations = [{"name": "validate", "definition": _VALIDATE}]
    if type == "Patient":
        operations.append({"name": "summary", "definition": _SUMMARY})
    known = searched(tuple(library.parameters(type).values()))
    stated = {
        "type": type,
        "interaction": [{"code": code} for code in INTERACTIONS],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "full-support",
        "conditionalUpdate": True,
        "conditionalDelete": "single",
        "searchInclude": ["*", *(f"{type}:{name}" for name in library.references(type))],
        "searchRevInclude": leading,
        "searchParam": [_param(one, (type, name) in indexed) for name, one in known.items()],
        "operation": operations,
    }
    return {key: value for key, value in stated.items() if value != []}


def _param(stated: SearchParameter, indexed: bool) -> Resource:  # noqa: FBT001 - said once, below
    told = {"name": stated.code, "definition": stated.url, "type": stated.type}
    return told if indexed or stated.code in _ALWAYS else {**told, "documentation": BOUNDED}


def _leading(type: str, library: Library, names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """`Type:parameter` of all that may refer to resources of a type."""
    for source, params in names.items():
        known = library.parameters(source)
        for name in params:
            if not known[name].target or type in known[name].target:
                yield f"{source}:{name}"


LATER = (
    "Prefer: return and handling count; with respond-async searches, histories, batches, "
    "transactions and changes are answered later, as R5 describes it "
    "(http://hl7.org/fhir/R5/async-bundle.html)."
)
"""What is said of preferences, which R4 has no element for."""
_ALWAYS = frozenset({"_id", "_lastUpdated"})
BOUNDED = (
    "Found by looking at resources one by one: within what other parameters leave, such as one "
    "patient's, and refused by name where that is too much."
)
"""What is said of a parameter that has no index rows."""
