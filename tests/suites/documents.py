"""Documents of CDA that others wrote: what becomes of every leaf and of every value of each.

A file that is only a part of a document (HL7's examples of C-CDA) is set into a frame of our own.
A value is kept where a typed element of the output holds it: no narrative, note, attachment.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import gateway
from gateway import UNRECORDED, xml
from gateway.intake.convert import Conversion, convert
from gateway.model import Fate, Inbound, Node, Rejected, Severity, Status, Trace
from tests.suites.messages import SENDER
from tests.suites.places import SUITES
from tests.suites.values import alike, plain

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
_STATEMENTS = frozenset(
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

STRUCTURAL = frozenset(
    {
        "classCode",
        "moodCode",
        "typeCode",
        "determinerCode",
        "type",
        "contextControlCode",
        "contextConductionInd",
        "inversionInd",
        "negationInd",
        "nullFlavor",
        "ID",
        "schemaLocation",
        "operator",
        "institutionSpecified",
        "mediaType",
        "representation",
        "use",
        "partType",
        "displayable",
        "language",
        "listType",
        "styleCode",
    }
)
"""Attributes that say what stands there, and nothing of the patient."""
_NAMING = frozenset(
    {
        "codeSystem",
        "codeSystemName",
        "codeSystemVersion",
        "assigningAuthorityName",
        "valueSet",
        "valueSetVersion",
    }
)
_MIXED = frozenset(
    {
        "text",
        "originalText",
        "name",
        "given",
        "family",
        "prefix",
        "suffix",
        "delimiter",
        "value",
        "title",
        "desc",
        "addr",
        "telecom",
        "streetAddressLine",
        "houseNumber",
        "streetName",
        "city",
        "state",
        "postalCode",
        "country",
        "county",
        "postBox",
        "additionalLocator",
        "unitID",
        "unitType",
        "careOf",
        "precinct",
        "deliveryAddressLine",
        "censusTract",
        "direction",
        "streetNameBase",
        "streetNameType",
        "buildingNumberSuffix",
        "houseNumberNumeric",
        "lotNumberText",
        "manufacturerModelName",
        "softwareName",
    }
)
"""Elements in which CDA has text; elsewhere it is a slip of the pen."""
_APART = frozenset({"templateId", "typeId", "realmCode"})


@dataclass(frozen=True, slots=True)
class Sent:
    """One document of others."""

    suite: str
    file: Path
    body: bytes
    framed: bool = False


@dataclass(slots=True)
class Counted:
    """What became of the documents of one suite."""

    documents: int = 0
    unread: list[str] = field(default_factory=list)
    faulted: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    clinical: Counter[Fate] = field(default_factory=Counter)
    """Of the leaves that are no structure and no narrative."""
    retained: int = 0
    values: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    """Place -> values of it that no typed element holds."""
    unmapped: Counter[str] = field(default_factory=Counter)

    @property
    def worst(self) -> int:
        """Clinical leaves that are ignored (as duplicates) or degraded."""
        return self.clinical[Fate.IGNORED] + self.clinical[Fate.DEGRADED]


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
    elif root in _STATEMENTS:
        body = _BODY.format(_SECTION.format(f"<entry>{part}</entry>"))
    else:
        return ""
    ordered = "".join(header[name] for name in _HEADER if name in header)
    start = _START.format(name=re.sub(r"\W+", "-", name))
    return f"<ClinicalDocument {_SPACES}>{start}{ordered}{body}</ClinicalDocument>"


def converted(document: Sent) -> Conversion:
    """The document said in FHIR, with its ledger."""
    inbound = Inbound(SENDER, "cda", document.body, UNRECORDED)
    return convert(inbound, gateway._rules(), ledger=True)


def count(suite: str) -> Counted:
    """What becomes of the documents of a suite."""
    found = Counted()
    for document in sent(suite):
        name = document.file.name
        try:
            root = xml.read(document.body).root
        except Rejected as verdict:
            found.unread.append(f"{name}: {verdict.issues[0].rule}")
            continue
        found.documents += 1
        try:
            made = converted(document)
        except Exception as fault:  # noqa: BLE001 - a fault is what is counted
            found.faulted.append(f"{name}: {type(fault).__name__}: {fault}")
            continue
        _judge(found, name, made)
        part = _own(root, document)
        _tally(found, made, part if document.framed else root)
        holds = kept(made.bundle)
        for value, place in values(part).items():
            found.values += 1
            if value in holds or any(one in holds for one in alike(value)):
                found.retained += 1
            else:
                found.lost[place] += 1
    return found


def _own(root: Node, document: Sent) -> Node:
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
        ours = node.name in _PARTS and any("FRAME" in text for _, text in _leaves(node))
        if node.name == wanted and not ours and (wanted != "component" or "section" in here):
            return node
        stack.extend(node.children())
    return root


def _judge(found: Counted, name: str, made: Conversion) -> None:
    wrong = [one for one in made.issues if one.severity in (Severity.ERROR, Severity.FATAL)]
    if made.status is not Status.ACCEPTED:
        first = f"{wrong[0].rule} {wrong[0].target or wrong[0].source}" if wrong else ""
        found.refused.append(f"{name}: {made.status} {first}")
    elif wrong:
        found.invalid.append(f"{name}: {wrong[0].rule} {wrong[0].target}")


def _tally(found: Counted, made: Conversion, part: Node) -> None:
    for trace in made.ledger:
        inside = not any(trace.span) or part.start <= trace.span[0] < part.end
        if inside and clinical(trace):
            found.clinical[trace.fate] += 1
            if trace.fate is Fate.UNMAPPED:
                found.unmapped[re.sub(r"\[\d+\]", "", trace.source)] += 1


def clinical(trace: Trace) -> bool:
    """Is it a leaf that says something of somebody: no structure, no narrative, nothing empty?"""
    steps = re.sub(r"\[\d+\]", "", trace.source).split("/")
    leaf = steps[-1].lstrip("@").rpartition(":")[2]
    slip = leaf == "text()" and steps[-2].rpartition(":")[2] not in _MIXED
    if (
        slip
        or leaf in STRUCTURAL | {"valueSet"}
        or _APART & set(steps)
        or "/section/text" in "/".join(steps)
    ):
        return False
    return trace.fate is not Fate.IGNORED or trace.reason == "duplicate"


def values(root: Node) -> dict[str, str]:
    """Each distinct structured value of a document, as it is compared, and where it stands."""
    found: dict[str, str] = {}
    for place, text in _leaves(root):
        if (value := plain(text)) and not value.startswith("#"):
            found.setdefault(value, place)
    return found


def _leaves(root: Node) -> Iterator[tuple[str, str]]:
    stack = [(root, root.name)]
    while stack:
        node, place = stack.pop()
        if node.name in _APART:
            continue
        yield from _attributes(node, place)
        if node.name in _MIXED and (text := node.text().strip()):
            yield f"{place}/text()", text
        for child in node.children():
            narrative = child.name == "text" and node.name == "section"
            file = child.name == "text" and "representation" in child.attributes
            if not narrative and not file:
                stack.append((child, f"{_short(place, child)}/{child.name}"))


def _short(place: str, child: Node) -> str:
    return "" if child.name in _STATEMENTS else place


def _attributes(node: Node, place: str) -> Iterator[tuple[str, str]]:
    for name, text in node.attributes.items():
        local = name.rpartition("}")[2]
        if local in STRUCTURAL | _NAMING or not text.strip():
            continue
        if local == "root" and node.attributes.get("extension"):
            continue
        yield f"{place}/@{local}", text


_SILENT = frozenset({"resourceType", "fullUrl", "reference", "div", "data", "meta"})
_WORDS = frozenset({"note", "text.div"})


def kept(bundle: Mapping[str, Any]) -> set[str]:
    """The values that typed elements of the output hold, as they are compared."""
    found: set[str] = set()
    for entry in bundle.get("entry", ()):
        _held(entry["resource"], found)
    return found


def _held(value: Any, found: set[str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if (
                key not in _SILENT
                and key != "note"
                and not (key == "id" and "resourceType" in value)
            ):
                _held(inner, found)
    elif isinstance(value, list):
        for inner in value:
            _held(inner, found)
    elif value is not None:
        found.add(plain("true" if value is True else "false" if value is False else str(value)))
