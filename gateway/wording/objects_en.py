"""What is wrong with FHIR and DICOM that others send, in English, and how to mend it.

https://hl7.org/fhir/R4/bundle.html
https://dicom.nema.org/medical/dicom/current/output/html/part10.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OBJECTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
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
