"""The rules of what a field of a message holds, in German: what is wrong, and how to mend it.

https://www.hl7.eu/HL7v2x/v251/std251/ch02a.html
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FIELDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "code-untranslated": (
            "Dieser Code hat keine Übersetzung: die Codetabelle kennt ihn nicht.",
            (
                "Ergänzen Sie den Code in der Codetabelle des Absenders. Bis dahin steht er in "
                "der empfangenen Nachricht, und das Protokoll zeigt, was davon in der Akte steht."
            ),
        ),
        "date-form": (
            "Dieses Datum schreibt HL7 anders: gelesen wurde es, wie ISO 8601 es schreibt.",
            "Senden Sie JJJJMMTT[HHMM[SS]][+/-ZZZZ]: 20261129083000+0100.",
        ),
        "date-part-unknown": (
            "Monat oder Tag ist 00: behalten wird nur, was von diesem Datum bekannt ist.",
            "Lassen Sie weg, was unbekannt ist: JJJJ oder JJJJMM.",
        ),
        "date-unknown": (
            "Von diesem Datum ist nichts bekannt: es wird weggelassen.",
            "Lassen Sie das Feld leer, wo nichts bekannt ist.",
        ),
        "text-kept": (
            "Dies wird nur als Text behalten.",
            "Senden Sie einen Code oder eine Zahl, wenn Sie das haben.",
        ),
        "time-ambiguous": (
            "Diese Stunde gibt es am Ende der Sommerzeit zweimal: die erste gilt.",
            "Senden Sie die Verschiebung mit der Zeit: +0200 oder +0100.",
        ),
        "time-cut-to-date": (
            (
                "Diese Zeit hat keine Verschiebung, und der Absender gibt keine Zone an: nur "
                "das Datum wird behalten."
            ),
            (
                "Senden Sie die Verschiebung, oder bitten Sie den Betreiber, `zone` in der "
                "Datei des Absenders anzugeben."
            ),
        ),
        "time-form": (
            (
                "Diese Uhrzeit ist nicht geschrieben, wie HL7 sie schreibt: gelesen wurde sie "
                "als Stunden und Minuten."
            ),
            "Senden Sie HHMM[SS]: 0800 für acht Uhr.",
        ),
        "time-omitted": (
            (
                "Diese Zeit hat keine Verschiebung, und der Absender gibt keine Zone an: sie "
                "wird weggelassen."
            ),
            (
                "Senden Sie die Verschiebung, oder bitten Sie den Betreiber, `zone` in der "
                "Datei des Absenders anzugeben."
            ),
        ),
        "time-only-a-day": (
            "Dies nennt einen Tag ohne Uhrzeit, und hier braucht es einen Zeitpunkt: es entfällt.",
            "Senden Sie auch die Uhrzeit: JJJJMMTTHHMM[SS], mit der Verschiebung.",
        ),
        "time-skipped": (
            "Diese Stunde gibt es am Anfang der Sommerzeit nicht.",
            "Prüfen Sie die Uhr des sendenden Systems, oder senden Sie die Verschiebung.",
        ),
        "time-without-minutes": (
            "Diese Zeit hat eine Stunde und keine Minuten: nur das Datum wird behalten.",
            "Senden Sie Stunden und Minuten, HHMM, oder nur den Tag.",
        ),
        "value-invalid": (
            "Das wird nicht verstanden.",
            "Prüfen Sie das Feld anhand seines HL7-Datentyps.",
        ),
        "value-invalid-base64": (
            "Das ist kein base64.",
            "Kodieren Sie das Dokument als base64, ohne Zeilenumbrüche.",
        ),
        "value-invalid-hex": (
            "Das ist nicht hexadezimal, wie die Kodierung sagt.",
            "Je Byte zwei Ziffern oder Buchstaben von A bis F; ist es Base64, so sagen Sie es.",
        ),
        "value-invalid-boolean": (
            "Das ist weder wahr noch falsch.",
            "Senden Sie Y oder N.",
        ),
        "value-invalid-code": (
            "Das ist kein Code: er enthält mehrere Leerzeichen hintereinander.",
            (
                "Entfernen Sie überzählige Leerzeichen; die Bezeichnung gehört in die "
                "Komponente für Text."
            ),
        ),
        "value-invalid-date": (
            "Das ist kein Datum: erwartet wird JJJJ, JJJJMM oder JJJJMMTT.",
            "Senden Sie nur Ziffern, und einen Tag, den es gibt; lassen Sie Unbekanntes weg.",
        ),
        "value-invalid-datetime": (
            "Das ist kein Zeitpunkt: erwartet wird JJJJMMTT[HHMM[SS[.S]]][+/-ZZZZ].",
            "Senden Sie nur Ziffern, die Verschiebung am Ende, und einen Zeitpunkt, den es gibt.",
        ),
        "value-invalid-id": (
            "Das ist keine id: Buchstaben, Ziffern, - und ., höchstens 64.",
            "Senden Sie eine Kennung aus diesen Zeichen.",
        ),
        "value-invalid-integer": (
            "Das ist keine ganze Zahl der richtigen Größe.",
            "Senden Sie nur Ziffern, ohne Einheit.",
        ),
        "value-invalid-number": (
            "Das ist keine Zahl.",
            (
                "Senden Sie Ziffern mit Punkt und die Einheit im eigenen Feld; schreibt HL7 v2 "
                "ein Komma, kann der Betreiber `point: ','` in der Datei des Absenders angeben."
            ),
        ),
        "value-invalid-time": (
            "Das ist keine Uhrzeit: erwartet wird HHMM[SS].",
            "Senden Sie nur Ziffern, 0000 bis 2359.",
        ),
        "value-invalid-uri": (
            "Das ist keine URI: sie enthält ein Leerzeichen.",
            "Schreiben Sie ein Leerzeichen als %20.",
        ),
    }
)
