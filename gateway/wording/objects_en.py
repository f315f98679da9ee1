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
        "bundle-label-untold": (
            "The Bundle is marked as confidential, and not each resource in it: it is not taken.",
            "Put the label into meta.security of each resource that it holds for.",
        ),
        "bundle-type-untaken": (
            "A Bundle of this type is not taken as a message.",
            "Send a transaction, batch, document, message, collection or searchset.",
        ),
        "content-awaited": (
            (
                "The content that this names did not come with the message: it is found here "
                "once it comes."
            ),
            "Send the Binary too, in the same Bundle or later.",
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
        "entry-delete-untaken": (
            (
                "{0} has no element that could say that it no longer holds: it cannot be "
                "withdrawn by a message."
            ),
            "Delete it at /fhir, or send what refers to it without it.",
        ),
        "entry-id-twice": (
            "Another entry of this message has the same id or fullUrl, and is another resource.",
            "Give each entry a fullUrl and an id of its own: references could mean either.",
        ),
        "entry-of-another-server": (
            "The entries are of several servers, whose ids may mean different things.",
            (
                "Send what each server holds in messages of its own; addresses of one server "
                "are declared as base."
            ),
        ),
        "entry-request-untaken": (
            "{0} is not taken in a message.",
            "A message may POST, PUT or DELETE (by type and id); whatever else is done at /fhir.",
        ),
        "entry-request-untaken.method": (
            "The method of this request is none that a message may have.",
            "POST or PUT the whole resource, or DELETE it by type and id.",
        ),
        "entry-request-untaken.search": (
            "A message deletes by type and id alone, not by a search or an address.",
            "Write request.url as Type/id, one entry for each resource.",
        ),
        "entry-search-untaken": (
            (
                "An update by search is taken only where it asks for one number that the "
                "resource itself states."
            ),
            (
                "PUT to Type/id, or to Type?identifier=system|value with that identifier in "
                "the resource."
            ),
        ),
        "entry-without-resource": (
            "There is no resource in this entry.",
            "Put the resource into Bundle.entry.resource, with its resourceType.",
        ),
        "fhir-version": (
            "This is FHIR {0}: R4 has no {1}.",
            "Send FHIR R4 (4.0.1).",
        ),
        "implicit-rules-unknown": (
            (
                "The rules that implicitRules names are not known here: they may change what "
                "all beside them means."
            ),
            "Send it without implicitRules, saying in plain FHIR what the rules imply.",
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
        "reference-leads-nowhere": (
            "This reference is no address, and no type and id: nobody can follow it.",
            "Write Type/id, a whole address, or use identifier or display.",
        ),
        "reference-search-untaken": (
            (
                "A search in a reference is taken only where it asks for one identifier, with"
                " its system."
            ),
            "Write Type?identifier=system|value, or the id of the resource.",
        ),
        "resource-subsetted": (
            (
                "This says that it is only a part of the resource (SUBSETTED): taken as "
                "whole, it would erase the rest."
            ),
            "Send the whole resource: ask for it without _summary and _elements.",
        ),
        "resource-untaken": (
            "{0} says nothing that could be kept by itself.",
            "Send the resources that it is about.",
        ),
        "subject-in-no-record": (
            (
                "The patient whom this names is contained, elsewhere or not in the message: "
                "it is in nobody's record."
            ),
            "Send the Patient beside it, or refer to it by its id or number.",
        ),
    }
)
