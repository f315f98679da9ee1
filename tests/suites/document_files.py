"""Where documents of CDA that others wrote lie; a part of one is set into a frame of our own.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from gateway.model import Node
from tests.suites.places import SUITES

FOLDERS: Mapping[str, Path] = MappingProxyType(
    {
        "eHDSI": SUITES / "cda-ehdsi",
        "Swiss": SUITES / "cda-ch-emed-pairs",
        "C-CDA": SUITES / "cda-ccda",
        "C-CDA (Microsoft's samples)": SUITES / "ccda-to-fhir",
    }
)
_ENDINGS = (".xml", ".ccda")
_HEADER = (
    *("recordTarget", "author", "dataEnterer", "informant", "custodian", "informationRecipient"),
    *("legalAuthenticator", "authenticator", "participant", "inFulfillmentOf", "documentationOf"),
    *("relatedDocument", "authorization", "componentOf"),
)
STATEMENTS = frozenset(
    {
        "observation",
        "act",
        "substanceAdministration",
        "supply",
        "procedure",
        "encounter",
        "organizer",
    }
)
_SPACES = (
    'xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:sdtc="urn:hl7-org:sdtc"'
)
_START = (
    '<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>'
    '<id root="1.3.182.9.77" extension="{name}"/>'
    '<code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><title>Part</title>'
    '<effectiveTime value="20261121"/>'
    '<confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>'
)
_PARTS = {
    "recordTarget": '<recordTarget><patientRole><id root="1.3.182.9.1" extension="FRAME-1"/>'
    "<patient><name><given>Anouk</given><family>Weber</family></name><administrativeGenderCode"
    ' code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19850312"/></patient>'
    "</patientRole></recordTarget>",
    "author": '<author><time value="20261121"/><assignedAuthor><id root="1.3.182.9.1"'
    ' extension="FRAME-2"/></assignedAuthor></author>',
    "custodian": "<custodian><assignedCustodian><representedCustodianOrganization>"
    '<id root="1.3.182.9.1" extension="FRAME-3"/></representedCustodianOrganization>'
    "</assignedCustodian></custodian>",
}
_BODY = "<component><structuredBody>{}</structuredBody></component>"
_SECTION = "<component><section><title>Part</title><text>Part</text>{}</section></component>"
_LEAD = re.compile(r"\A\ufeff?\s*(<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
_NAME = re.compile(r"<([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Sent:
    """One document of others."""

    suite: str
    file: Path
    body: bytes
    framed: bool = False


def sent(suite: str) -> Iterator[Sent]:
    """Every CDA document of a suite, parts of one in a frame."""
    for file in sorted(path for path in FOLDERS[suite].rglob("*") if path.suffix in _ENDINGS):
        text = file.read_bytes().decode("utf-8", "replace")
        rest = _LEAD.sub("", text, count=1)
        name = _NAME.match(rest)
        root = name[1] if name else ""
        if root == "ClinicalDocument":
            yield Sent(suite, file, file.read_bytes())
        elif root != "Bundle" and (body := _framed(root, rest, file.stem)):
            yield Sent(suite, file, body.encode(), framed=True)


def _framed(root: str, part: str, name: str) -> str:
    """A part of a document as a document; empty where it has no place in one."""
    header, body = dict(_PARTS), _BODY.format(_SECTION.format(""))
    if root in _HEADER:
        header[root] = part
    elif root == "section":
        body = _BODY.format(f"<component>{part}</component>")
    elif root == "component" and "<section" in part:
        body = _BODY.format(part)
    elif root == "entry":
        body = _BODY.format(_SECTION.format(part))
    elif root in STATEMENTS:
        body = _BODY.format(_SECTION.format(f"<entry>{part}</entry>"))
    else:
        return ""
    ordered = "".join(header[name] for name in _HEADER if name in header)
    start = _START.format(name=re.sub(r"\W+", "-", name))
    return f"<ClinicalDocument {_SPACES}>{start}{ordered}{body}</ClinicalDocument>"


def own(root: Node, document: Sent) -> Node:
    """The part of a framed document that is not ours."""
    if not document.framed:
        return root
    rest = _LEAD.sub("", document.file.read_bytes().decode("utf-8", "replace"), count=1)
    name = _NAME.match(rest)
    wanted = name[1] if name else ""
    stack = [root]
    while stack:
        node = stack.pop()
        here = {one.name for one in node.children()}
        ours = node.name in _PARTS and _framed_by_us(node)
        if node.name == wanted and not ours and (wanted != "component" or "section" in here):
            return node
        stack.extend(node.children())
    return root


def _framed_by_us(node: Node) -> bool:
    stack = [node]
    while stack:
        one = stack.pop()
        if one.attributes.get("extension", "").startswith("FRAME-"):
            return True
        stack.extend(one.children())
    return False
