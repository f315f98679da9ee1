"""The rules that a FHIR resource can break, in German: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RESOURCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "attachment-size": (
            "Die angegebene Größe (size) ist nicht die der Daten.",
            (
                "Geben Sie in size die Zahl der Bytes der dekodierten Daten an, oder lassen "
                "Sie size weg."
            ),
        ),
        "binary-format": (
            "Das ist kein base64, oder es enthält fremde Zeichen.",
            (
                "Kodieren Sie die Bytes neu (RFC 4648, Abschnitt 4, mit Auffüllung) und senden "
                "Sie nichts anderes."
            ),
        ),
        "boolean-format": (
            "Hier steht true oder false, ohne Anführungszeichen.",
            'Schreiben Sie true oder false als JSON-Literal: nicht "true", nicht 1, nicht J.',
        ),
        "choice-several": (
            "Von {0}[x] darf nur eine Form angegeben werden, hier sind es mehrere.",
            "Behalten Sie die aussagekräftigste Form und entfernen Sie die anderen.",
        ),
        "code-format": (
            "Ein Code hat keine Leerzeichen am Rand, nie zwei hintereinander, und ist nicht leer.",
            (
                "Entfernen Sie überzählige Leerzeichen vor dem Senden; die Bezeichnung gehört "
                "in display oder text."
            ),
        ),
        "code-missing": (
            "Hier ist ein Code aus dem Value Set {0} verlangt, und es gibt keinen.",
            (
                "Fügen Sie ein coding mit system und code aus diesem Value Set hinzu; Text "
                "allein genügt nicht."
            ),
        ),
        "code-not-in-value-set": (
            "Der Code ist nicht im Value Set {0}, das hier verlangt ist.",
            (
                "Senden Sie einen Code dieses Value Sets samt system; `gateway explain` listet "
                "sie auf."
            ),
        ),
        "code-not-recommended": (
            "Der Code ist nicht im Value Set {0}, das verwendet werden sollte.",
            (
                "Fügen Sie ein coding aus diesem Value Set hinzu, wenn eines dasselbe sagt; "
                "sonst lassen Sie es so."
            ),
        ),
        "date-format": (
            "Ein Datum ist JJJJ, JJJJ-MM oder JJJJ-MM-TT, und ein Tag, den es gibt.",
            (
                "Schreiben Sie es mit Bindestrichen und ohne Uhrzeit; lassen Sie Unbekanntes "
                "(Tag, Monat) weg."
            ),
        ),
        "datetime-format": (
            (
                "Ein Zeitpunkt ist ein Datum, oder JJJJ-MM-TTThh:mm:ss mit Zeitverschiebung, "
                "und es gibt ihn."
            ),
            "Mit einer Uhrzeit gehören auch Sekunden und Verschiebung dazu: Z oder +01:00.",
        ),
        "decimal-format": (
            "Hier steht eine Zahl, ohne Anführungszeichen.",
            'Schreiben Sie die Zahl wie in JSON, mit Punkt: 7.20, nicht "7.20" und nicht 7,20.',
        ),
        "element-required": (
            "{0} ist hier verlangt (mindestens {1}) und fehlt.",
            (
                "Ergänzen Sie {0}; ist der Wert wirklich unbekannt, nehmen manche Elemente "
                "data-absent-reason."
            ),
        ),
        "element-too-many": (
            "{0} darf höchstens {1}-mal stehen, hier steht es öfter.",
            "Behalten Sie {1} davon; 0 heißt, dass dieses Profil das Element gar nicht zulässt.",
        ),
        "element-unknown": (
            "{0} hat kein Element dieses Namens.",
            (
                "Prüfen Sie Schreibweise und FHIR-Version; wofür FHIR keinen Platz hat, gehört "
                "in eine Extension."
            ),
        ),
        "empty-value": (
            "Ein Objekt, eine Liste oder ein Text darf nicht leer sein; lassen Sie es weg.",
            (
                "Entfernen oder füllen Sie das leere Element; null steht nur in Listen neben "
                "`_`-Elementen."
            ),
        ),
        "extension-context": (
            "Die Extension {0} darf nicht auf {1} stehen.",
            "Setzen Sie sie auf ein Element, das ihre Definition unter context nennt.",
        ),
        "extension-unknown": (
            "Die Definition dieser Extension ist hier nicht bekannt.",
            (
                "Laden Sie das Package, das sie definiert (`gateway packages add`), oder "
                "prüfen Sie ihre url."
            ),
        ),
        "extension-url": (
            "Die url einer Extension muss absolut sein.",
            "Schreiben Sie die ganze Canonical, mit http://, https:// oder urn: am Anfang.",
        ),
        "fixed-value": (
            "Der Wert muss genau der für {0} festgelegte sein.",
            (
                "`gateway explain` zum Profil zeigt den festgelegten Wert; übernehmen Sie ihn "
                "buchstäblich."
            ),
        ),
        "full-url-mismatch": (
            "Die fullUrl endet nicht auf Typ und id der Ressource.",
            "Lassen Sie fullUrl auf Type/id der Ressource enden, oder verwenden Sie urn:uuid:.",
        ),
        "id-format": (
            "Eine id hat 1 bis 64 Buchstaben, Ziffern, Bindestriche und Punkte.",
            "Bilden Sie die id aus diesen Zeichen; Kennungen Ihres Systems gehören in identifier.",
        ),
        "instant-format": (
            "Ein instant ist JJJJ-MM-TTThh:mm:ss mit Zeitverschiebung, und es gibt ihn.",
            (
                "Schreiben Sie ihn mindestens auf die Sekunde genau, mit Z oder einer "
                "Verschiebung wie +01:00."
            ),
        ),
        "integer-format": (
            "Hier steht eine ganze Zahl von -2147483648 bis 2147483647.",
            "Schreiben Sie sie ohne Anführungszeichen, Punkt und führende Nullen.",
        ),
        "invariant-unevaluated": (
            "Die Regel {0} konnte hier nicht ausgewertet werden.",
            (
                "Ein Fehler ist nicht festgestellt; prüfen Sie von Hand, was die Regel "
                "verlangt (`gateway explain {0}`)."
            ),
        ),
        "list-expected": (
            "{0} ist eine Liste, auch wenn es nur eines gibt.",
            "Setzen Sie den Wert in eckige Klammern: [ ... ].",
        ),
        "list-unexpected": (
            "{0} ist keine Liste.",
            "Nehmen Sie die eckigen Klammern weg; bei mehreren Werten behalten Sie den gültigen.",
        ),
        "modifier-extension-unknown": (
            "Eine unbekannte Extension ändert, was ihr Element bedeutet.",
            (
                "Laden Sie das Package, das sie definiert (`gateway packages add`), oder "
                "lassen Sie sie weg."
            ),
        ),
        "narrative-content": (
            "Der Text (narrative) hat ein Element oder Attribut, das nicht erlaubt ist.",
            (
                "Verwenden Sie nur einfache XHTML-Formatierung: kein Skript, Formular, "
                "Stylesheet oder Ereignis."
            ),
        ),
        "narrative-empty": (
            "Der Text (narrative) hat weder Worte noch ein Bild.",
            "Schreiben Sie hinein, was ein Mensch lesen soll, oder lassen Sie text weg.",
        ),
        "narrative-syntax": (
            "Der Text (narrative) ist kein wohlgeformtes XHTML-div ohne Entitäten.",
            (
                'Beginnen Sie mit <div xmlns="http://www.w3.org/1999/xhtml">, schließen Sie '
                "jedes Tag, meiden Sie benannte Entitäten."
            ),
        ),
        "oid-format": (
            "Eine OID ist urn:oid: und Zahlen mit Punkten dazwischen.",
            "Schreiben Sie urn:oid:, dann die Zahlen, ohne führende Nullen: urn:oid:2.16.840.",
        ),
        "pattern-value": (
            "{0} hat nicht, was sein Muster (pattern) verlangt.",
            (
                "`gateway explain` zum Profil zeigt das Muster: jeder seiner Teile muss da "
                "sein, mehr ist erlaubt."
            ),
        ),
        "positive-integer-format": (
            "Hier steht eine ganze Zahl von 1 bis 2147483647.",
            "Schreiben Sie sie ohne Anführungszeichen, Vorzeichen und führende Nullen.",
        ),
        "profile-failed": (
            "Der Wert erfüllt keines der für {0} erlaubten Profile: {1}.",
            "Prüfen Sie den Wert gegen das gemeinte Profil, und beheben Sie, was gemeldet wird.",
        ),
        "profile-type-wrong": (
            "Das Profil {0} ist nicht für diesen Typ.",
            "Nehmen Sie das Profil aus meta.profile, oder nennen Sie eines für diesen Typ.",
        ),
        "profile-unknown": (
            "Das Profil {0} ist hier nicht bekannt.",
            (
                "Laden Sie das Package, das es enthält (`gateway packages add`), oder prüfen "
                "Sie den Namen; geprüft wurde es nicht."
            ),
        ),
        "reference-target-wrong": (
            "{0} muss auf {1} verweisen.",
            (
                "Verweisen Sie auf eine Ressource dieses Typs, oder nehmen Sie das dafür "
                "vorgesehene Element."
            ),
        ),
        "reference-unresolved": (
            "Worauf dies verweist, ist nicht im Bundle.",
            "Fügen Sie den Eintrag hinzu, oder schreiben Sie die Referenz wie seine fullUrl.",
        ),
        "resource-type-unknown": (
            "In FHIR R4 gibt es keinen Ressourcentyp dieses Namens.",
            (
                "Prüfen Sie Schreibweise und Großbuchstaben; Typen nur aus R4B oder R5 werden "
                "nicht angenommen."
            ),
        ),
        "resource-type-wrong": (
            "Die Ressource hier muss {0} sein.",
            "Setzen Sie eine Ressource dieses Typs ein, oder stellen Sie diese an ihren Platz.",
        ),
        "slice-missing": (
            "{0} muss den Teil {1} mindestens {2}-mal enthalten.",
            (
                "Fügen Sie einen Eintrag mit dem Merkmal von {1} hinzu; `gateway explain` zum "
                "Profil zeigt es."
            ),
        ),
        "slice-order": (
            "Die Teile von {0} stehen nicht in der verlangten Reihenfolge.",
            "Ordnen Sie die Einträge wie die Slices im Profil.",
        ),
        "slice-too-many": (
            "{0} darf den Teil {1} höchstens {2}-mal enthalten.",
            "Behalten Sie {2} davon; 0 heißt, dass dieser Teil nicht vorkommen darf.",
        ),
        "slice-unknown": (
            "{0} darf keine anderen Teile enthalten als die aufgezählten.",
            "Entfernen Sie den Eintrag, oder geben Sie ihm, was eine der Slices verlangt.",
        ),
        "string-format": (
            "Ein Text hat keine Steuerzeichen und höchstens 1048576 Zeichen.",
            (
                "Entfernen Sie Steuerzeichen außer Tabulator und Zeilenende; Längeres gehört "
                "in ein Attachment."
            ),
        ),
        "text-blank": (
            "Ein Text nur aus Leerzeichen sagt nichts.",
            "Lassen Sie das Element weg, oder schreiben Sie hinein, was gemeint ist.",
        ),
        "time-format": (
            "Eine Uhrzeit ist hh:mm:ss.",
            (
                "Schreiben Sie Stunden, Minuten und Sekunden, 00:00:00 bis 23:59:59, ohne "
                "Zeitverschiebung."
            ),
        ),
        "type-not-allowed": (
            "Diese Form von {0} ist hier nicht erlaubt.",
            "`gateway explain` zum Typ oder Profil nennt die Typen, die {0}[x] haben darf.",
        ),
        "type-wrong": (
            "{0} muss vom Typ {1} sein.",
            (
                "Schreiben Sie den Wert, wie dieser Typ in JSON steht: Objekt, Text in "
                "Anführungszeichen oder Zahl ohne."
            ),
        ),
        "unsigned-integer-format": (
            "Hier steht eine ganze Zahl von 0 bis 2147483647.",
            "Schreiben Sie sie ohne Anführungszeichen, Vorzeichen und führende Nullen.",
        ),
        "uri-format": (
            "Eine URI ist nicht leer und hat keine Leerzeichen.",
            (
                "Schreiben Sie ein Leerzeichen als %20, und prüfen Sie, dass davor und danach "
                "nichts steht."
            ),
        ),
        "uuid-format": (
            (
                "Eine UUID ist urn:uuid: und 32 hexadezimale Ziffern in fünf Gruppen, klein "
                "geschrieben."
            ),
            "Schreiben Sie sie so: urn:uuid:0b6a3c1e-52f4-4d0e-9a55-6c1f0c8f2d11.",
        ),
        "value-too-large": (
            "{0} ist größer als der größte erlaubte Wert.",
            "Prüfen Sie Wert und Einheit; `gateway explain` zum Profil zeigt die Grenze.",
        ),
        "value-too-long": (
            "{0} ist länger als {1} Zeichen.",
            "Kürzen Sie es, oder stellen Sie den ganzen Text in ein Element ohne diese Grenze.",
        ),
        "value-too-small": (
            "{0} ist kleiner als der kleinste erlaubte Wert.",
            "Prüfen Sie Wert und Einheit; `gateway explain` zum Profil zeigt die Grenze.",
        ),
    }
)
"""Rule id -> (sentence, hint)."""
