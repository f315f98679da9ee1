"""GET /fhir/metadata: what this server can do, and nothing that it cannot.

https://hl7.org/fhir/R4/capabilitystatement.html
"""

from __future__ import annotations

from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import Response

from gateway.api.desk import desk
from gateway.api.outcome import fhir
from gateway.model import Resource
from gateway.search import PARAMETERS

TYPES = (
    "AuditEvent",
    "DiagnosticReport",
    "Encounter",
    "Observation",
    "Organization",
    "Patient",
    "Practitioner",
    "Provenance",
)
"""Types that the messages taken today lead to; any other is kept and read the same way."""

_SEARCH = {"_id": "token", "identifier": "token", "patient": "reference"}
_NO_PATIENT = frozenset({"Organization", "Patient", "Practitioner"})
_OPERATIONS = "http://hl7.org/fhir/OperationDefinition"
_SUMMARY = "http://hl7.org/fhir/uv/ips/OperationDefinition/summary"


async def metadata(request: Request) -> Response:
    """The CapabilityStatement, made from the tables of routes and parameters."""
    return fhir(
        statement(
            str(request.base_url).rstrip("/") + "/fhir", desk(request).clock().date().isoformat()
        )
    )


def statement(base: str, today: str) -> Resource:
    """The CapabilityStatement of a server at this base URL."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": today,
        "kind": "instance",
        "software": {"name": "National FHIR gateway", "version": version("fhir-gateway")},
        "implementation": {"description": "Shared care record", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": "Bearer token of the operator (RFC 6750)."},
                "resource": [_resource(type) for type in TYPES],
                "operation": [
                    {"name": "validate", "definition": f"{_OPERATIONS}/Resource-validate"},
                    {"name": "convert", "definition": f"{_OPERATIONS}/Resource-convert"},
                ],
            }
        ],
    }


def _resource(type: str) -> Resource:
    names = ["_id", *PARAMETERS]
    if type in _NO_PATIENT:
        names.remove("patient")
    stated: Resource = {
        "type": type,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "versioned",
        "searchParam": [{"name": name, "type": _SEARCH[name]} for name in names],
        "operation": [{"name": "validate", "definition": f"{_OPERATIONS}/Resource-validate"}],
    }
    if type == "Patient":
        stated["operation"].append({"name": "summary", "definition": _SUMMARY})
    return stated
