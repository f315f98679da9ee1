"""What is wrong with files and documents in XML, in German, and how to mend it.

https://hl7.org/fhir/R4/xml.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DOCUMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "file-unreadable": (
            "Die Datei ist nicht lesbar: {0}.",
            "Prüfen Sie ihren Namen, und ob Sie sie lesen dürfen.",
        ),
        "xml-attribute-expected": (
            "{0} ist im XML von FHIR ein Attribut und kein Element.",
            'Schreiben Sie es in das Tag selbst: <extension url="...">.',
        ),
        "xml-attribute-unknown": (
            "Ein XML-Element von FHIR hat hier kein Attribut dieses Namens.",
            "Schreiben Sie den Wert als eigenes Element, oder lassen Sie das Attribut weg.",
        ),
        "xml-attributes": (
            "Ein Element hat mehr als {0} Attribute.",
            "Nichts in FHIR hat so viele; prüfen Sie, was das Dokument geschrieben hat.",
        ),
        "xml-character": (
            "Dieser Text enthält ein Zeichen, das XML nicht tragen kann.",
            "Entfernen Sie Steuerzeichen und halbe Surrogatpaare, oder nehmen Sie JSON.",
        ),
        "xml-depth": (
            "Das XML ist mehr als {0} Ebenen tief verschachtelt.",
            "Keine Ressource braucht das; prüfen Sie, was das Dokument geschrieben hat.",
        ),
        "xml-doctype": (
            "Eine Dokumenttyp-Deklaration (DOCTYPE) wird nicht angenommen, was immer darin steht.",
            "Entfernen Sie die Zeile, die mit <!DOCTYPE beginnt: FHIR hat keine.",
        ),
        "xml-elements": (
            "Das Dokument hat mehr als {0} Elemente.",
            "Senden Sie es in Teilen, oder in JSON, eine Ressource je Zeile.",
        ),
        "xml-encoding": (
            "Die Bytes sind hier kein Text in der Kodierung des Dokuments.",
            "Schreiben Sie das Dokument als UTF-8, und nennen Sie das in Zeile 1 oder gar nicht.",
        ),
        "xml-encoding-unknown": (
            "Das Dokument nennt eine Kodierung, die hier nicht gelesen wird.",
            "Schreiben Sie es als UTF-8, wie FHIR es verlangt.",
        ),
        "xml-entity": (
            "Hier steht eine Entity, die XML nicht kennt.",
            "Schreiben Sie das Zeichen selbst, oder seine Nummer: &#160; für &nbsp;.",
        ),
        "xml-namespace": (
            "Dieses Element ist nicht in dem Namensraum, der hier verlangt ist: {0}.",
            'Setzen Sie xmlns="{0}" an dieses Element oder an eines darum herum.',
        ),
        "xml-namespace-declared": (
            "Hier steht ein Präfix, das kein xmlns deklariert.",
            "Deklarieren Sie das Präfix an diesem Element oder an einem darum herum.",
        ),
        "xml-namespaces": (
            "Das Dokument deklariert mehr als {0} Mengen von Namensräumen.",
            "Deklarieren Sie Namensräume einmal, am ersten Element.",
        ),
        "xml-order": (
            "{0} steht hinter einem Element, das danach kommen muss.",
            "In XML gilt die Reihenfolge der Definition; `gateway explain` zeigt sie.",
        ),
        "xml-resource": (
            "Hier steht genau eine Ressource, in einem Element mit dem Namen ihres Typs.",
            "Setzen Sie die Ressource hinein: <resource><Patient>...</Patient></resource>.",
        ),
        "xml-size": (
            "Das Dokument hat mehr als {0} Bytes.",
            "Senden Sie es in Teilen.",
        ),
        "xml-syntax": (
            "Das ist kein wohlgeformtes XML.",
            "Sehen Sie die Stelle in einem XML-Editor an; & heißt &amp; und < heißt &lt;.",
        ),
        "xml-syntax.after": (
            "Nach dem Ende des Dokuments steht noch etwas.",
            "Senden Sie ein Dokument auf einmal.",
        ),
        "xml-syntax.attribute": (
            "Ein Attribut steht zweimal an einem Element.",
            "Behalten Sie eines davon.",
        ),
        "xml-syntax.end": (
            "Das Dokument endet, bevor seine Elemente geschlossen sind, oder es ist leer.",
            "Prüfen Sie, ob die Datei abgeschnitten wurde.",
        ),
        "xml-syntax.tag": (
            "Ein schließendes Tag gehört nicht zu dem offenen Element.",
            "Schließen Sie die Elemente in umgekehrter Reihenfolge.",
        ),
        "xml-text": (
            "Zwischen den Elementen steht hier Text.",
            'In FHIR-XML steht ein Wert im Attribut value: <gender value="female"/>.',
        ),
        "xml-text-long": (
            "Ein Text hat mehr als {0} Zeichen.",
            "Senden Sie Großes als eigenes Binary.",
        ),
        "xml-unwritable": (
            "{0} lässt sich nicht in XML sagen: hier kein Element, oder nicht von seinem Typ.",
            "Prüfen Sie erst die Ressource (`gateway validate`), dann schreiben Sie sie als XML.",
        ),
    }
)
