"""The rules of what an element may hold, in German: what is wrong, and how to mend it.

https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VALUES: Mapping[str, tuple[str, str]] = MappingProxyType(
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
            "Hier steht true oder false, in JSON ohne Anführungszeichen.",
            'Schreiben Sie true oder false als JSON-Literal: nicht "true", nicht 1, nicht J.',
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
            "Hier steht eine Zahl, in JSON ohne Anführungszeichen.",
            'Schreiben Sie die Zahl wie in JSON, mit Punkt: 7.20, nicht "7.20" und nicht 7,20.',
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
        "oid-format": (
            "Eine OID ist urn:oid: und Zahlen mit Punkten dazwischen.",
            "Schreiben Sie urn:oid:, dann die Zahlen, ohne führende Nullen: urn:oid:2.16.840.",
        ),
        "positive-integer-format": (
            "Hier steht eine ganze Zahl von 1 bis 2147483647.",
            "Schreiben Sie sie ohne Anführungszeichen, Vorzeichen und führende Nullen.",
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
        "value-form": (
            "{0} hat nicht die verlangte Form.",
            "`gateway explain` zum Profil zeigt die Form.",
        ),
        "value-too-large": (
            "{0} ist größer als der größte erlaubte Wert.",
            "Prüfen Sie Wert und Einheit; `gateway explain` zum Profil zeigt die Grenze.",
        ),
        "value-too-long": (
            "{0} ist länger als {1} Zeichen.",
            "Kürzen Sie es, oder stellen Sie den ganzen Text in ein Element ohne diese Grenze.",
        ),
        "value-too-short": (
            "{0} ist kürzer als {1} Zeichen.",
            "Geben Sie den ganzen Text an.",
        ),
        "value-alternative-missing": (
            "{0} hat keinen Wert und keine der Extensions, die ihn ersetzen dürfen.",
            "Geben Sie den Wert, oder eine der Extensions, die das Profil nennt.",
        ),
        "value-too-small": (
            "{0} ist kleiner als der kleinste erlaubte Wert.",
            "Prüfen Sie Wert und Einheit; `gateway explain` zum Profil zeigt die Grenze.",
        ),
        "identifier-system-relative": (
            "Das system eines identifier ist eine ganze Adresse.",
            (
                "Schreiben Sie eine URL, oder urn:oid: und die Nummer: Wer sie anderswo "
                "liest, muss wissen, wessen Nummern es sind."
            ),
        ),
        "identifier-uri": (
            "Unter diesem system ist der Wert selbst eine ganze Adresse.",
            (
                "Schreiben Sie urn:oid: oder urn:uuid: vor den Wert, oder nennen Sie das "
                "System, das ihn vergab."
            ),
        ),
        "address-example": (
            "Diese Adresse ist nur ein Beispiel, und Beispiele sind hier verboten.",
            "Schreiben Sie die wirkliche Adresse; example.org und dergleichen gehört niemandem.",
        ),
    }
)
