"""A resource as it was written, in JSON or XML, of which a few words are read without definitions.

https://hl7.org/fhir/R4/json.html · https://hl7.org/fhir/R4/xml.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from gateway import fhirjson, xml
from gateway.fhirjson.faults import offset
from gateway.fhirjson.places import lined, places
from gateway.fhirxml.reading import FHIR, Sent, said
from gateway.fhirxml.shapes import Shapes
from gateway.model import Issue, Node, Rejected, Resource
from gateway.wording import told

MARK = b"\xef\xbb\xbf"

_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How XML in UTF-16 begins; JSON is UTF-8."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: a resource of JSON, or a document of XML."""

    text: bytes
    """As UTF-8, without its mark."""
    mark: int = 0
    """Bytes of the mark that stood before it."""
    resource: Resource | None = None
    document: xml.Document | None = None

    @property
    def type(self) -> str:
        """The type of the resource, as it says."""
        if self.document is not None:
            return self.document.root.name
        return str((self.resource or {}).get("resourceType", ""))

    def word(self, *path: str) -> str:
        """The text of the first element at this path: `identifier`, `value`; "" where none is."""
        if self.document is not None:
            return _attribute(self.document.root, path)
        return _text(self.resource, path)

    def said(self, shapes: Shapes) -> tuple[Resource, tuple[Issue, ...]]:
        """The resource, and what its form already breaks."""
        if self.document is None:
            return self.resource or {}, ()
        found: Sent = said(self.document, shapes)
        return found.resource, found.issues

    def places(self, targets: Sequence[str]) -> list[tuple[int, int]]:
        """(line, column) of each path of a JSON text."""
        return places(self.text, targets)


def written(body: bytes) -> Written:
    """Read a body of either form; raises Rejected, its issues with `line:column` as source."""
    text = body.removeprefix(MARK)
    if not text.strip():
        raise Rejected([told("body-empty.resource", code="structure")])
    if text.lstrip()[:1] == b"<" or (text[:2] in _WIDE and b"<" in text[2:4]):
        return _document(body)
    try:
        return Written(text, len(body) - len(text), fhirjson.resource(text))
    except Rejected as error:
        raise Rejected([_located(issue, text) for issue in error.issues]) from None


def _document(body: bytes) -> Written:
    document = xml.read(body)
    if document.root.space != FHIR:
        raise Rejected([told("xml-namespace", FHIR, source="1:1", code="structure")])
    return Written(document.utf8, document=document)


def _located(issue: Issue, text: bytes) -> Issue:
    line, column = lined(text, [offset(issue, text, fhirjson.MAX_DEPTH)])[0]
    return structs.replace(issue, source=f"{line}:{column}")


def _text(value: Any, path: Sequence[str]) -> str:
    for name in path:
        if isinstance(value, list):
            value = value[0] if value else None
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _attribute(node: Node, path: Sequence[str]) -> str:
    for name in path:
        inner = next((one for one in node.children() if one.name == name), None)
        if inner is None:
            return ""
        node = inner
    return node.attributes.get("value", "")
