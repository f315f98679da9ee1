"""What is wrong with FHIR and DICOM that others send, in German, and how to mend it.

https://hl7.org/fhir/R4/bundle.html
https://dicom.nema.org/medical/dicom/current/output/html/part10.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

OBJECTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "body-empty.dicom": (
            "Es gibt kein Objekt: Der Inhalt ist leer.",
            "Senden Sie ein DICOM-Objekt oder seine Metadaten als application/dicom+json.",
        ),
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
        "dicom-charset": (
            "Das Objekt nennt einen unbekannten Zeichensatz.",
            (
                "SpecificCharacterSet (0008,0005) enthält einen Begriff von DICOM: ISO_IR 192"
                " für UTF-8."
            ),
        ),
        "dicom-charset.mismatch": (
            "Der Text von {0} ist nicht in dem Zeichensatz, den das Objekt nennt.",
            (
                "Nennen Sie in SpecificCharacterSet (0008,0005) den Zeichensatz, in dem die Texte"
                " geschrieben sind."
            ),
        ),
        "dicom-depth": (
            "Sequenzen sind mehr als {0} Ebenen tief verschachtelt.",
            (
                "Kein Objekt eines bildgebenden Geräts braucht das; sehen Sie nach, was es "
                "geschrieben hat."
            ),
        ),
        "dicom-elements": (
            "Das Objekt hat mehr als {0} Datenelemente.",
            (
                "Kein Objekt eines bildgebenden Geräts braucht das; sehen Sie nach, was es "
                "geschrieben hat."
            ),
        ),
        "dicom-json": (
            "Dies ist kein Datensatz im JSON von DICOM.",
            (
                "Schreiben Sie Metadaten wie application/dicom+json: ein Objekt von Tags, "
                "jedes mit vr und Value."
            ),
        ),
        "dicom-json.tag": (
            "Ein Schlüssel ist kein Tag aus acht hexadezimalen Ziffern.",
            (
                "Schreiben Sie Metadaten wie application/dicom+json: ein Objekt von Tags, "
                "jedes mit vr und Value."
            ),
        ),
        "dicom-json.value": (
            "Ein Wert hat nicht die Form, die das JSON von DICOM verlangt.",
            (
                "Schreiben Sie Metadaten wie application/dicom+json: ein Objekt von Tags, "
                "jedes mit vr und Value."
            ),
        ),
        "dicom-syntax.cut": (
            "Das Objekt endet mitten in einem Datenelement.",
            (
                "Prüfen Sie, ob die Datei unterwegs abgeschnitten oder verändert wurde; "
                "schreiben Sie sie aus dem Archiv neu."
            ),
        ),
        "dicom-syntax.deflated": (
            "Das komprimierte Objekt lässt sich nicht entpacken.",
            (
                "Prüfen Sie, ob die Datei unterwegs abgeschnitten oder verändert wurde; "
                "schreiben Sie sie aus dem Archiv neu."
            ),
        ),
        "dicom-syntax.item": (
            "In einer Sequenz steht, was kein Item ist.",
            (
                "Prüfen Sie, ob die Datei unterwegs abgeschnitten oder verändert wurde; "
                "schreiben Sie sie aus dem Archiv neu."
            ),
        ),
        "dicom-syntax.length": (
            "Ein Datenelement gibt sich länger aus als das, worin es liegt.",
            (
                "Prüfen Sie, ob die Datei unterwegs abgeschnitten oder verändert wurde; "
                "schreiben Sie sie aus dem Archiv neu."
            ),
        ),
        "dicom-syntax.magic": (
            "Dies ist kein DICOM-Objekt: DICM steht nicht, wo es stehen muss.",
            (
                "Prüfen Sie, ob die Datei unterwegs abgeschnitten oder verändert wurde; "
                "schreiben Sie sie aus dem Archiv neu."
            ),
        ),
        "dicom-syntax.representation": (
            "Ein Datenelement hat keine Darstellung (VR), die DICOM kennt.",
            (
                "Prüfen Sie, ob die Datei unterwegs abgeschnitten oder verändert wurde; "
                "schreiben Sie sie aus dem Archiv neu."
            ),
        ),
        "dicom-uid": (
            "Das Objekt hat keine gültige {0}.",
            (
                "Senden Sie es mit seiner UID und denen seiner Serie und Studie: Ziffern und "
                "Punkte, höchstens 64."
            ),
        ),
        "dicom-unfolded": (
            "Das komprimierte Objekt ergibt entpackt mehr als {0} Bytes.",
            (
                "Kein Objekt eines bildgebenden Geräts braucht das; sehen Sie nach, was es "
                "geschrieben hat."
            ),
        ),
        "dicom-xml": (
            "Dies ist kein Datensatz im XML von DICOM: Elemente DicomAttribute mit einem Tag.",
            (
                "Schreiben Sie ihn nach dem nativen Modell von DICOM PS3.19, oder senden Sie "
                "das Objekt selbst."
            ),
        ),
        "entry-contradicts": (
            "Ein anderer Eintrag dieser Nachricht ist dieselbe Ressource und sagt etwas anderes.",
            "Senden Sie jede Ressource in einer Nachricht nur einmal, so wie sie jetzt ist.",
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
