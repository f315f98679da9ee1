"""Changes a resource as a patch says: JSON Patch, or the operations of FHIRPath Patch.

Pure: a resource and a patch give another resource; neither of them is touched.
https://www.rfc-editor.org/rfc/rfc6902 · https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gateway.model import Rejected, Resource
from gateway.patching import fhirpath_patch, json_patch
from gateway.patching.trees import copied, deep
from gateway.wording import told

if TYPE_CHECKING:
    from gateway.definitions import Definitions

__all__ = ["by_fhirpath", "by_json"]


def by_json(resource: Resource, operations: Any) -> Resource:
    """The resource after a JSON Patch, whose JSON is `operations`.

    Raises Rejected: with all that is wrong with the form of the patch (`patch-shape`), or with the
    first operation that cannot be done. An issue's `source` is a JSON pointer into the patch.
    """
    return _same(resource, json_patch.applied(copied(resource), operations))


def by_fhirpath(resource: Resource, parameters: Resource, definitions: Definitions) -> Resource:
    """The resource after a FHIRPath Patch: a Parameters whose parameters are operations.

    Raises Rejected: with all that is wrong with the form of the patch (`patch-shape`), or with the
    first operation that cannot be done. An issue's `source` is the FHIRPath of its operation.
    """
    return _same(resource, fhirpath_patch.applied(copied(resource), parameters, definitions))


def _same(before: Resource, after: Any) -> Resource:
    """What came of it, if it is still the same resource; raises Rejected."""
    kept = isinstance(after, dict) and all(
        after.get(name) == before.get(name) for name in ("resourceType", "id")
    )
    if not kept:
        raise Rejected([told("patch-identity", code="business-rule")])
    if deep(after):
        raise Rejected([told("patch-size.depth", code="too-costly")])
    result: Resource = after
    return result
