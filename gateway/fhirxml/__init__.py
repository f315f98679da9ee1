"""FHIR XML in and out, nothing lost: decimals, extensions, ids, narrative, order.

https://hl7.org/fhir/R4/xml.html
"""

from __future__ import annotations

from gateway import xml
from gateway.definitions import Definitions
from gateway.fhirxml.reading import FHIR, Sent, said
from gateway.fhirxml.shapes import Shapes
from gateway.fhirxml.writing import Writing
from gateway.model import Rejected, Resource

__all__ = ["FHIR", "FhirXml", "Sent", "resource"]


class FhirXml:
    """Reads and writes FHIR XML by the definitions of R4. Nothing in it changes but a memory."""

    def __init__(self, definitions: Definitions) -> None:
        self.shapes = Shapes(definitions)
        """What may stand where."""

    def read(self, body: bytes) -> Sent:
        """The resource in a document, and what is wrong with it as XML.

        What XML may not hold (an attribute, a text, another order) is among the issues; what FHIR
        does not know stays in the resource, for a validator to find. Raises Rejected where it
        cannot be read at all.
        """
        return said(xml.read(body), self.shapes)

    def write(self, resource: Resource) -> bytes:
        """A resource as XML, its elements in the order of their definition.

        Raises Rejected with every place that XML cannot say: an unknown element, a wrong type.
        """
        return Writing(self.shapes).write(resource)


def resource(body: bytes, definitions: Definitions) -> Resource:
    """The resource in a document; raises Rejected where anything is wrong with it as XML."""
    sent = FhirXml(definitions).read(body)
    if sent.issues:
        raise Rejected(sent.issues)
    return sent.resource
