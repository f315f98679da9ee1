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
        "bundle-label-untold": (
            (
                "Das Bundle ist als vertraulich gekennzeichnet, nicht aber jede Ressource "
                "darin: Es wird nicht angenommen."
            ),
            "Setzen Sie das Label in meta.security jeder Ressource, für die es gilt.",
        ),
        "bundle-type-untaken": (
            "Ein Bundle dieser Art wird nicht als Nachricht angenommen.",
            "Senden Sie transaction, batch, document, message, collection oder searchset.",
        ),
        "content-awaited": (
            (
                "Der Inhalt, der hier genannt wird, kam nicht mit der Nachricht: Er wird hier"
                " gefunden, sobald er kommt."
            ),
            "Senden Sie auch das Binary, im selben Bundle oder später.",
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
        "entry-delete-untaken": (
            (
                "{0} hat kein Element, das sagen könnte, dass es nicht mehr gilt: Eine "
                "Nachricht kann es nicht zurückziehen."
            ),
            "Löschen Sie es unter /fhir, oder senden Sie ohne es, was darauf verweist.",
        ),
        "entry-id-twice": (
            (
                "Ein anderer Eintrag dieser Nachricht hat dieselbe id oder fullUrl und ist "
                "eine andere Ressource."
            ),
            "Geben Sie jedem Eintrag eine eigene fullUrl und id: Ein Verweis könnte beide meinen.",
        ),
        "entry-of-another-server": (
            "Die Einträge sind von mehreren Servern, deren ids Verschiedenes meinen können.",
            (
                "Senden Sie, was jeder Server hält, in eigenen Nachrichten; Adressen eines "
                "Servers werden als base erklärt."
            ),
        ),
        "entry-request-untaken": (
            "{0} wird in einer Nachricht nicht angenommen.",
            (
                "Eine Nachricht darf POST, PUT oder DELETE (mit Typ und Id); alles andere "
                "geschieht unter /fhir."
            ),
        ),
        "entry-request-untaken.method": (
            "Die Methode dieser Anfrage ist keine, die eine Nachricht haben kann.",
            "POST oder PUT der ganzen Ressource, oder DELETE mit Typ und id.",
        ),
        "entry-request-untaken.search": (
            "Eine Nachricht löscht nur mit Typ und id, nicht mit einer Suche oder Adresse.",
            "Schreiben Sie request.url als Typ/id, einen Eintrag für jede Ressource.",
        ),
        "entry-search-untaken": (
            (
                "Eine Aktualisierung mit Suche wird nur angenommen, wenn sie nach einer "
                "Nummer fragt, die die Ressource selbst nennt."
            ),
            (
                "PUT an Typ/id, oder an Typ?identifier=system|value mit diesem Identifier in "
                "der Ressource."
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
        "implicit-rules-unknown": (
            (
                "Die Regeln, die implicitRules nennt, sind hier nicht bekannt: Sie können "
                "ändern, was alles daneben bedeutet."
            ),
            "Senden Sie ohne implicitRules und sagen Sie in FHIR, was die Regeln bedeuten.",
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
        "reference-leads-nowhere": (
            "Dieser Verweis ist keine Adresse und kein Typ mit id: Niemand kann ihm folgen.",
            "Schreiben Sie Typ/id, eine ganze Adresse, oder nutzen Sie identifier oder display.",
        ),
        "reference-search-untaken": (
            (
                "Eine Suche in einem Verweis wird nur angenommen, wenn sie nach einem "
                "Identifier mit seinem System fragt."
            ),
            "Schreiben Sie Typ?identifier=system|value, oder die id der Ressource.",
        ),
        "resource-subsetted": (
            (
                "Dies sagt, dass es nur ein Teil der Ressource ist (SUBSETTED): Als Ganzes "
                "genommen löschte es den Rest."
            ),
            "Senden Sie die ganze Ressource: Fragen Sie sie ohne _summary und _elements ab.",
        ),
        "resource-untaken": (
            "{0} sagt nichts, was für sich behalten werden könnte.",
            "Senden Sie die Ressourcen, von denen sie spricht.",
        ),
        "subject-in-no-record": (
            (
                "Der Patient, der hier genannt wird, ist eingebettet, anderswo oder nicht in "
                "der Nachricht: Dies steht in niemandes Akte."
            ),
            "Senden Sie den Patienten daneben, oder verweisen Sie mit id oder Nummer auf ihn.",
        ),
    }
)
