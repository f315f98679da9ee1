"""What is wrong with FHIR and DICOM that others send, in English, and how to mend it.

https://hl7.org/fhir/R4/bundle.html
https://dicom.nema.org/medical/dicom/current/output/html/part10.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OBJECTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "body-empty.dicom": (
            "There is no object: the body is empty.",
            "Send a DICOM object, or its metadata as application/dicom+json.",
        ),
        "body-empty.resource": (
            "There is no resource: the body is empty.",
            "Send a resource or a Bundle in FHIR R4, as JSON or XML.",
        ),
        "bundle-empty": (
            "The Bundle has no entry.",
            "Send the resources in Bundle.entry.",
        ),
        "bundle-first": (
            "The first entry of this Bundle must be a {0}.",
            "A document begins with its Composition, a message with its MessageHeader.",
        ),
        "bundle-type-untaken": (
            "A Bundle of this type is not taken as a message.",
            "Send a transaction, batch, document, message, collection or searchset.",
        ),
        "dicom-charset": (
            "The object names a character set that is not known.",
            "SpecificCharacterSet (0008,0005) holds a term of DICOM: ISO_IR 192 for UTF-8.",
        ),
        "dicom-charset.mismatch": (
            "The text of {0} is not in the character set that the object names.",
            "Name the set in SpecificCharacterSet (0008,0005) in which the texts are written.",
        ),
        "dicom-depth": (
            "Sequences nest more than {0} levels deep.",
            "No object of an imaging device needs that; look at what wrote it.",
        ),
        "dicom-elements": (
            "The object has more than {0} data elements.",
            "No object of an imaging device needs that; look at what wrote it.",
        ),
        "dicom-json": (
            "This is no dataset in DICOM's JSON.",
            (
                "Write metadata as application/dicom+json does: an object of tags, each with "
                "vr and Value."
            ),
        ),
        "dicom-json.tag": (
            "A key here is no tag of eight hexadecimal digits.",
            (
                "Write metadata as application/dicom+json does: an object of tags, each with "
                "vr and Value."
            ),
        ),
        "dicom-json.value": (
            "A value here is not of the form that DICOM's JSON asks for.",
            (
                "Write metadata as application/dicom+json does: an object of tags, each with "
                "vr and Value."
            ),
        ),
        "dicom-syntax.cut": (
            "The object ends in the middle of a data element.",
            (
                "Look whether the file was cut or changed on its way; write it anew from its "
                "archive."
            ),
        ),
        "dicom-syntax.deflated": (
            "The deflated object cannot be unfolded.",
            (
                "Look whether the file was cut or changed on its way; write it anew from its "
                "archive."
            ),
        ),
        "dicom-syntax.item": (
            "In a sequence stands what is no item.",
            (
                "Look whether the file was cut or changed on its way; write it anew from its "
                "archive."
            ),
        ),
        "dicom-syntax.length": (
            "A data element claims to be longer than what it lies in.",
            (
                "Look whether the file was cut or changed on its way; write it anew from its "
                "archive."
            ),
        ),
        "dicom-syntax.magic": (
            "This is no DICOM object: DICM is not where it must stand.",
            (
                "Look whether the file was cut or changed on its way; write it anew from its "
                "archive."
            ),
        ),
        "dicom-syntax.representation": (
            "A data element has no value representation that DICOM knows.",
            (
                "Look whether the file was cut or changed on its way; write it anew from its "
                "archive."
            ),
        ),
        "dicom-uid": (
            "The object has no {0} that is one.",
            "Send it with its UID and those of its series and study: digits, dots, 64 at most.",
        ),
        "dicom-unfolded": (
            "The deflated object unfolds to more than {0} bytes.",
            "No object of an imaging device needs that; look at what wrote it.",
        ),
        "dicom-xml": (
            "This is no dataset in DICOM's XML: elements named DicomAttribute with a tag.",
            "Write it as the native model of DICOM PS3.19, or send the object itself.",
        ),
        "entry-contradicts": (
            "Another entry of this message is the same resource, and says something else.",
            "Send each resource once in a message, as it is now.",
        ),
        "entry-request-untaken": (
            "A message does not do this to a resource.",
            "A message may POST, PUT or DELETE (by type and id); whatever else is done at /fhir.",
        ),
        "entry-without-resource": (
            "There is no resource in this entry.",
            "Put the resource into Bundle.entry.resource, with its resourceType.",
        ),
        "fhir-version": (
            "This is FHIR {0}: R4 has no {1}.",
            "Send FHIR R4 (4.0.1).",
        ),
        "patient-link-untold": (
            "That two patients are one is not taken from Patient.link.",
            "State both numbers as identifiers of the Patient, or send a merge message.",
        ),
        "reference-kept-as-identifier": (
            (
                "What is referred to here did not come with the message: it is named by its "
                "identifier."
            ),
            "Send it in the same Bundle where the link is to be followed.",
        ),
        "resource-untaken": (
            "{0} says nothing that could be kept by itself.",
            "Send the resources that it is about.",
        ),
    }
)
