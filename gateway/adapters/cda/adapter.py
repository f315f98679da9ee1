"""CDA as one source format among others: reads a document and says which one it is.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

from hashlib import sha256

from gateway import xml
from gateway.adapters.cda.denied import pass_on
from gateway.adapters.cda.persons import another
from gateway.adapters.single import Single
from gateway.model import Document, Node, Rejected, Sender
from gateway.wording import told

SPACE = "urn:hl7-org:v3"
ROOT = "ClinicalDocument"


class Cda(Single):
    """The adapter; see `gateway.model.Adapter` for what each verb promises."""

    name = "cda"
    media_types: tuple[str, ...] = ("application/cda+xml", "application/xml+cda", "text/xml")

    def parse(self, body: bytes, sender: Sender) -> Document:  # noqa: ARG002 - XML says its own
        """Read one document; raises Rejected with what keeps it from being one, and where."""
        read = xml.read(body)
        root = read.root
        if (root.space, root.name) != (SPACE, ROOT):
            line, column = xml.place(read.utf8, root.start)
            raise Rejected([told("cda-root", source=f"{line}:{column}", code="structure")])
        if (other := another(root)) is not None:
            line, column = xml.place(read.utf8, other.start)
            raise Rejected(
                [told("cda-two-patients", source=f"{line}:{column}", code="multiple-matches")]
            )
        pass_on(read.utf8, root)
        sent = _leaf(root, "effectiveTime", "value")
        number = _number(root) or sha256(body).hexdigest()
        return Document(ROOT, number, sent, "", "", root)

    def control_id(self, body: bytes) -> str:
        """The document's number, as far as a body that is not taken shows it; else empty."""
        try:
            return _number(xml.read(body).root)
        except Rejected:
            return ""


def _number(root: Node) -> str:
    """`root|extension` of the document's id, or the root alone."""
    parts = (_leaf(root, "id", "root"), _leaf(root, "id", "extension"))
    return "|".join(part for part in parts if part)


def _leaf(node: Node, name: str, leaf: str) -> str:
    found = next((one for one in node.children() if one.name == name), None)
    return found.attributes.get(leaf, "").strip() if found is not None else ""


ADAPTER = Cda()
