"""A patch as it was sent, ready to be applied to what stands.

https://www.rfc-editor.org/rfc/rfc6902 · https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request

from gateway.api.desk import Refused
from gateway.model import Resource

JSON_PATCH = "application/json-patch+json"


def patch_sent(request: Request, content: bytes) -> Callable[[Resource], Resource]:
    """The patch in a body, by its media type; raises Refused 415, and Rejected."""
    raise Refused(415, "not-supported", "", JSON_PATCH)


def patch_of(sent: Resource | bytes, form: str = "") -> Callable[[Resource], Resource]:
    """A patch that is read already (Parameters), or the text of a JSON Patch."""
    raise Refused(415, "not-supported", "", JSON_PATCH)
