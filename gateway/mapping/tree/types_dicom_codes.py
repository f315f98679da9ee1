"""DICOM's UIDs, numbers with their issuers, coded terms and addresses as FHIR's datatypes.

https://dicom.nema.org/medical/dicom/current/output/html/part03.html#sect_8.8
https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gateway.mapping.flaws import Flawed
from gateway.mapping.tree.reading import TEXT, Reading
from gateway.model import Node

DCM = "http://dicom.nema.org/resources/ontology/DCM"
UCUM = "http://unitsofmeasure.org"
URNS = "urn:ietf:rfc:3986"
UIDS = "urn:dicom:uid"
SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        "DCM": DCM,
        "SCT": "http://snomed.info/sct",
        "LN": "http://loinc.org",
        "UCUM": UCUM,
        "RADLEX": "http://radlex.org",
        "FMA": "http://sig.biostr.washington.edu/projects/fm/AboutFM.html",
        "I10": "http://hl7.org/fhir/sid/icd-10",
        "I9C": "http://terminology.hl7.org/CodeSystem/icd9cm",
        "C4": "http://www.ama-assn.org/go/cpt",
    }
)
"""Designator of a coding scheme -> its URI. The older codes of SNOMED (SRT) have no such."""

_UID = re.compile(r"[0-2](\.(0|[1-9]\d*))+", re.ASCII)
_WRITTEN = re.compile(r"[0-2](\.\d+)+", re.ASCII)
_STUDIES = "/studies/"
_CODES = ("CodeValue", "LongCodeValue", "URNCodeValue")


def child(node: Node, *names: str) -> Node | None:
    """The first element inside of one of these names that holds anything."""
    for name in names:
        for one in node.children():
            if one.name == name and (one.content and (one.text().strip() or any(one.children()))):
                return one
    return None


def text(reading: Reading, node: Node | None, to: str = "") -> str:
    """The text of an element, read; "" where there is none."""
    return reading.read(node, TEXT, to) if node is not None else ""


def oid(reading: Reading, node: Node) -> Any:
    """UI as a URN."""
    return reading.convert(node, TEXT, reading.peek(node, TEXT), _urn)


def _urn(text: str) -> Any:
    return f"urn:oid:{text}" if _UID.fullmatch(text) else Flawed("value-invalid-uri")


def uid(reading: Reading, node: Node) -> Any:
    """UI as it is."""
    return reading.convert(node, TEXT, reading.peek(node, TEXT), _plain_uid)


def _plain_uid(text: str) -> Any:
    return text if _UID.fullmatch(text) and len(text) <= 64 else Flawed("value-invalid-id")  # noqa: PLR2004


def uid_identifier(reading: Reading, node: Node) -> Any:
    """UI as an identifier of DICOM's."""
    with reading.within("value"):
        value = reading.convert(node, TEXT, reading.peek(node, TEXT), _number_of)
    return {"system": UIDS, "value": value} if value else None


def _number_of(text: str) -> Any:
    """As devices write it, zeros before a part and all: it is how the object is found again."""
    return f"urn:oid:{text}" if _WRITTEN.fullmatch(text) else Flawed("value-invalid-uri")


def sop_class(reading: Reading, node: Node) -> Any:
    """UI as a Coding: what kind of object it is."""
    with reading.within("code"):
        value = oid(reading, node)
    return {"system": URNS, "code": value} if value else None


def by_class(reading: Reading, node: Node) -> Any:
    """The class of an object as a code of the row's table; None where that does not list it."""
    listed = reading.table is not None and reading.peek(node, TEXT) in reading.table
    return {"code": reading.read(node, TEXT)} if listed else None


def _issued(reading: Reading, node: Node, value: str, issuer: str, kind: str) -> Any:
    """A number of the element's, in the system of whoever gave it."""
    number = child(node, value)
    if number is None:
        return None
    said = text(reading, number, "value")
    name = text(reading, child(node, issuer), "system")
    universal = ""
    qualified = child(node, f"{issuer}QualifiersSequence", f"{issuer}Sequence")
    if qualified is not None:
        universal = text(reading, child(qualified, "UniversalEntityID"), "system")
        text(reading, child(qualified, "UniversalEntityIDType"), "system")
        name = name or text(reading, child(qualified, "LocalNamespaceEntityID"), "system")
    made: dict[str, Any] = {"system": reading.names.authority(name, universal), "value": said}
    if kind:
        codes = [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": kind}]
        made = {"type": {"coding": codes}, **made}
    return made


def patient_number(reading: Reading, node: Node) -> Any:
    """PatientID with its issuer; of the object, or of an item of OtherPatientIDsSequence."""
    return _issued(reading, node, "PatientID", "IssuerOfPatientID", "")


def specimen(reading: Reading, node: Node) -> Any:
    """SpecimenIdentifier with its issuer."""
    return _issued(reading, node, "SpecimenIdentifier", "IssuerOfTheSpecimenIdentifier", "")


def container(reading: Reading, node: Node) -> Any:
    """ContainerIdentifier with its issuer: the number of a slide."""
    return _issued(reading, node, "ContainerIdentifier", "IssuerOfTheContainerIdentifier", "")


def accession(reading: Reading, node: Node) -> Any:
    """AccessionNumber with its issuer."""
    return _issued(reading, node, "AccessionNumber", "IssuerOfAccessionNumber", "ACSN")


def placer(reading: Reading, node: Node) -> Any:
    """The number that whoever ordered gave the order."""
    name = "PlacerOrderNumberImagingServiceRequest"
    return _issued(reading, node, name, "OrderPlacerIdentifier", "PLAC")


def filler(reading: Reading, node: Node) -> Any:
    """The number that whoever fulfils gave the order."""
    name = "FillerOrderNumberImagingServiceRequest"
    return _issued(reading, node, name, "OrderFillerIdentifier", "FILL")


def coding(reading: Reading, node: Node) -> Any:
    """An item of a code sequence."""
    value = child(node, *_CODES)
    if value is None:
        return None
    code = text(reading, value, "code")
    scheme = text(reading, child(node, "CodingSchemeDesignator"), "system")
    made = {"system": _scheme(reading, scheme), "code": code}
    if version := text(reading, child(node, "CodingSchemeVersion"), "version"):
        made["version"] = version
    if meaning := text(reading, child(node, "CodeMeaning"), "display"):
        made["display"] = meaning
    if value.name == "URNCodeValue":
        made["system"] = URNS
    return {key: said for key, said in made.items() if said}


def _scheme(reading: Reading, name: str) -> str:
    return SCHEMES.get(name) or reading.names.system(name)


def concept(reading: Reading, node: Node) -> Any:
    """An item of a code sequence, with its meaning as text."""
    with reading.within("coding[0]"):
        found = coding(reading, node)
    if found is None:
        meaning = text(reading, child(node, "CodeMeaning"), "text")
        return {"text": meaning} if meaning else None
    return {"coding": [found], **({"text": found["display"]} if "display" in found else {})}


def number_alone(reading: Reading, node: Node) -> Any:
    """A number of nobody who is named: the sender's own."""
    text = reading.read(node, TEXT, "value")
    return {"system": reading.names.authority(""), "value": text} if text else None


def words(reading: Reading, node: Node) -> Any:
    """A text as a concept without a code."""
    text = reading.read(node, TEXT, "text")
    return {"text": text} if text else None


def term(reading: Reading, node: Node) -> Any:
    """CS of a defined term of DICOM, as its code."""
    code = reading.read(node, TEXT, "code")
    return {"system": DCM, "code": code} if code else None


def local(reading: Reading, node: Node) -> Any:
    """CS of no system: a table says what it is."""
    code = reading.read(node, TEXT, "code")
    return {"code": code} if code else None


def base(reading: Reading, node: Node) -> Any:
    """UR: where a WADO-RS service begins, of an address of something in it."""
    text = reading.read(node, TEXT)
    return text.partition(_STUDIES)[0] or None


def base_identifier(reading: Reading, node: Node) -> Any:
    """The same as an identifier: one service is one endpoint."""
    with reading.within("value"):
        address = base(reading, node)
    return {"system": URNS, "value": address} if address else None
