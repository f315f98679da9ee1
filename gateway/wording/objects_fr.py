"""What is wrong with FHIR and DICOM that others send, in French, and how to mend it.

https://hl7.org/fhir/R4/bundle.html
https://dicom.nema.org/medical/dicom/current/output/html/part10.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OBJECTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "body-empty.resource": (
            "Il n'y a pas de ressource : le corps est vide.",
            "Envoyez une ressource ou un Bundle en FHIR R4, en JSON ou en XML.",
        ),
        "bundle-empty": (
            "Le Bundle n'a aucune entrée.",
            "Envoyez les ressources dans Bundle.entry.",
        ),
        "bundle-first": (
            "La première entrée de ce Bundle doit être une ressource {0}.",
            "Un document commence par sa Composition, un message par son MessageHeader.",
        ),
        "bundle-type-untaken": (
            "Un Bundle de ce type n'est pas accepté comme message.",
            (
                "Envoyez une transaction, un batch, un document, un message, une collection "
                "ou un searchset."
            ),
        ),
        "entry-request-untaken": (
            "Un message ne fait pas cela à une ressource.",
            (
                "Un message peut faire POST, PUT ou DELETE (par type et id) ; tout le reste "
                "se fait sous /fhir."
            ),
        ),
        "entry-without-resource": (
            "Il n'y a pas de ressource dans cette entrée.",
            "Mettez la ressource dans Bundle.entry.resource, avec son resourceType.",
        ),
        "fhir-version": (
            "Ceci est du FHIR {0} : R4 ne connaît pas {1}.",
            "Envoyez du FHIR R4 (4.0.1).",
        ),
        "patient-link-untold": (
            "Que deux patients n'en font qu'un n'est pas repris de Patient.link.",
            (
                "Indiquez les deux numéros comme identifiants du Patient, ou envoyez un "
                "message de fusion."
            ),
        ),
        "reference-kept-as-identifier": (
            (
                "Ce qui est référencé ici n'est pas venu avec le message : il est nommé par "
                "son identifiant."
            ),
            "Envoyez-le dans le même Bundle si le lien doit pouvoir être suivi.",
        ),
        "resource-untaken": (
            "{0} ne dit rien qui puisse être conservé seul.",
            "Envoyez les ressources dont elle parle.",
        ),
    }
)
