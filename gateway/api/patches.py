"""A patch as it was sent, ready to be applied to what stands.

https://www.rfc-editor.org/rfc/rfc6902 · https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from starlette.requests import Request

from gateway.api.desk import Refused, desk
from gateway.api.negotiation import FHIR_JSON, FHIR_XML, sent_as
from gateway.fhirjson import strict
from gateway.model import Resource
from gateway.patching import by_json
from gateway.validation.sent import Form, read

JSON_PATCH = "application/json-patch+json"
_FORMS = {FHIR_JSON: Form.JSON, FHIR_XML: Form.XML}


def patch_sent(request: Request, content: bytes) -> Callable[[Resource], Resource]:
    """The patch in a body, by its media type; raises Refused 415, and Rejected."""
    said = sent_as(request, JSON_PATCH, FHIR_JSON, FHIR_XML)
    if said == JSON_PATCH or content.lstrip().startswith(b"["):
        return json_patch(content)
    found = read(content, desk(request).xml, _FORMS.get(said)).resource
    return fhirpath_patch(request, found)


def json_patch(content: bytes) -> Callable[[Resource], Resource]:
    """The text of a JSON Patch; raises Rejected where it is no JSON."""
    return partial(_operated, strict(content))


def fhirpath_patch(request: Request, parameters: Resource) -> Callable[[Resource], Resource]:
    """A FHIRPath Patch; raises Refused 422 where it is another resource."""
    if parameters.get("resourceType") != "Parameters":
        raise Refused(422, "invalid", "patch")
    return partial(_followed, desk(request).patch, parameters)


def _operated(operations: object, before: Resource) -> Resource:
    return by_json(before, operations)


def _followed(
    patch: Callable[[Resource, Resource], Resource], parameters: Resource, before: Resource
) -> Resource:
    return patch(before, parameters)
