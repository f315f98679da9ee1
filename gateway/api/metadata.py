"""GET /fhir/metadata: what this server can do, and nothing that it cannot.

https://hl7.org/fhir/R4/capabilitystatement.html
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.criteria import names_only
from gateway.api.desk import desk
from gateway.api.forms import SHAPED, answer, expected
from gateway.api.negotiation import FHIR_JSON, FHIR_XML
from gateway.api.served import TYPES, searched
from gateway.definitions.parameters import SearchParameter
from gateway.model import Resource

CANONICAL = "https://fhir.gateway.example/lu"
OPERATIONS = (
    ("convert", f"{CANONICAL}/OperationDefinition/convert"),
    ("validate", f"{CANONICAL}/OperationDefinition/validate"),
)
"""What can be asked of the server as a whole. R4's own `$validate` is asked of a type."""

_VALIDATE = "http://hl7.org/fhir/OperationDefinition/Resource-validate"
_SUMMARY = "http://hl7.org/fhir/uv/ips/OperationDefinition/summary"


async def metadata(request: Request) -> Response:
    """The CapabilityStatement, made from the tables of types and parameters; open to all."""
    expected(request)
    names_only(request.query_params, SHAPED)
    at = desk(request)
    today = at.clock().date().isoformat()
    return answer(request, statement(f"{request.base_url}fhir", today, at.parameters))


def statement(
    base: str, today: str, known: Callable[[str], tuple[SearchParameter, ...]]
) -> Resource:
    """The CapabilityStatement of a server at this base URL; `known`: see `Desk.parameters`."""
    operations = [{"name": name, "definition": url} for name, url in OPERATIONS]
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": today,
        "kind": "instance",
        "software": {"name": "National FHIR gateway", "version": version("fhir-gateway")},
        "implementation": {"description": "Shared care record", "url": base},
        "fhirVersion": "4.0.1",
        "format": [FHIR_JSON, FHIR_XML, "json", "xml"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": "Bearer token of the operator (RFC 6750)."},
                "resource": [_resource(type, known(type)) for type in TYPES],
                "operation": operations,
            }
        ],
    }


def _resource(type: str, known: tuple[SearchParameter, ...]) -> Resource:
    operations = [{"name": "validate", "definition": _VALIDATE}]
    if type == "Patient":
        operations.append({"name": "summary", "definition": _SUMMARY})
    return {
        "type": type,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "versioned",
        "readHistory": False,
        "conditionalRead": "not-match",
        "searchParam": [
            {"name": name, "definition": stated.url, "type": stated.type}
            for name, stated in searched(known).items()
        ],
        "operation": operations,
    }
