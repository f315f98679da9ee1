"""What is wrong with FHIR and DICOM that others send, in German, and how to mend it.

https://hl7.org/fhir/R4/bundle.html
https://dicom.nema.org/medical/dicom/current/output/html/part10.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OBJECTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "body-empty.resource": (
            "Es gibt keine Ressource: Der Inhalt ist leer.",
            "Senden Sie eine Ressource oder ein Bundle in FHIR R4, als JSON oder XML.",
        ),
        "bundle-empty": (
            "Das Bundle hat keinen Eintrag.",
            "Senden Sie die Ressourcen in Bundle.entry.",
        ),
        "bundle-first": (
            "Der erste Eintrag dieses Bundles muss eine Ressource {0} sein.",
            (
                "Ein Dokument beginnt mit seiner Composition, eine Nachricht mit ihrem "
                "MessageHeader."
            ),
        ),
        "bundle-type-untaken": (
            "Ein Bundle dieser Art wird nicht als Nachricht angenommen.",
            "Senden Sie transaction, batch, document, message, collection oder searchset.",
        ),
        "entry-request-untaken": (
            "Eine Nachricht tut dies nicht mit einer Ressource.",
            (
                "Eine Nachricht darf POST, PUT oder DELETE (mit Typ und Id); alles andere "
                "geschieht unter /fhir."
            ),
        ),
        "entry-without-resource": (
            "In diesem Eintrag ist keine Ressource.",
            "Setzen Sie die Ressource mit ihrem resourceType in Bundle.entry.resource.",
        ),
        "fhir-version": (
            "Dies ist FHIR {0}: R4 kennt {1} nicht.",
            "Senden Sie FHIR R4 (4.0.1).",
        ),
        "patient-link-untold": (
            "Dass zwei Patienten einer sind, wird nicht aus Patient.link übernommen.",
            (
                "Nennen Sie beide Nummern als Identifier des Patienten, oder senden Sie eine "
                "Zusammenführung."
            ),
        ),
        "reference-kept-as-identifier": (
            (
                "Worauf hier verwiesen wird, kam nicht mit der Nachricht: Es wird mit seiner "
                "Nummer genannt."
            ),
            "Senden Sie es im selben Bundle, wenn dem Verweis gefolgt werden soll.",
        ),
        "resource-untaken": (
            "{0} sagt nichts, was für sich behalten werden könnte.",
            "Senden Sie die Ressourcen, von denen sie spricht.",
        ),
    }
)
